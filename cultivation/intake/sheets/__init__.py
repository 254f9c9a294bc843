"""Workbooks of ours that people fill in and send back: how they look, and rows read below their headings."""
