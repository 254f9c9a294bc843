"""The interface for programs of other systems: the same questions and rights as the pages, as JSON."""
