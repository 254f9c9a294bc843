"""Many applications at once, column by column: the kernel, and what it leaves to the exact assessment."""
