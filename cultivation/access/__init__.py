"""How people prove who they are: passwords, factors, sessions, and the log of it; apart from the record."""
