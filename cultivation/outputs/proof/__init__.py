"""What an enterprise checks its own result with."""
