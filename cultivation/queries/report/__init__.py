"""What the report of a year shows."""
