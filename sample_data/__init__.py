"""Workbooks to try the program on, and the script that made them; see README.md."""
