"""Workbooks of cultivation schemes: the scheme itself and its yearly update, written, and read back."""
