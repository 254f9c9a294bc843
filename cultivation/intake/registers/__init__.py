"""Lists that others keep: authorities, support measures."""
