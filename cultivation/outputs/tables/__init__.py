"""Workbooks made of tables."""
