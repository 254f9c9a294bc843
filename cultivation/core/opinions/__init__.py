"""Opinions of zones and departments: who is asked, what their answers come to, working days."""
