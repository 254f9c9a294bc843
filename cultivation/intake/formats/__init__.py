"""The kinds of files that a clerk is sent, each read into the same sheets."""
