"""The list to sign: for Word, as a page, and to print."""
