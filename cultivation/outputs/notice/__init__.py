"""The public notice as a page and for Word."""
