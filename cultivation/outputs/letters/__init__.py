"""A letter to each enterprise."""
