"""Workbooks in which zones and departments answer: written empty, and read back."""
