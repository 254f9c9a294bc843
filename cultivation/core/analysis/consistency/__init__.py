"""What deserves a look on site: figures that are unlike those of peers, or unlike figures that grew."""
