"""Questions to the record, each answered from one state of it."""
