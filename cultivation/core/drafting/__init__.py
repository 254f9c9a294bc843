"""A first draft of a rule set, from the words of a scoring table."""
