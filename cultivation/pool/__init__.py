"""Policy, proposal and membership."""
