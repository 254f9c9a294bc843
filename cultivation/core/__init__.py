"""What has to be right to the last point: pure functions over frozen values."""
