"""Every sentence made of what the core computes."""
