"""Registers that others keep: what they are, what they say of an enterprise, and beside a claim."""
