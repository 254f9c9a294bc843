"""Mutation testing of a room by the tests of that room alone. Run by `make mutants`; see tests/README.md."""
