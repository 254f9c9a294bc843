"""The cultivation scheme of a member as a paper."""
