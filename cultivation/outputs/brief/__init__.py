"""The brief of one page."""
