"""The same results computed a second time, from the prose and not from the program."""
