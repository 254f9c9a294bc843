"""The report of a year as a page."""
