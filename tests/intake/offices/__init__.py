"""Workbooks as Chinese offices make them, each with the values that stand in it."""
