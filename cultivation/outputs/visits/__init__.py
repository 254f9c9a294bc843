"""The form of a visit on paper."""
