"""A whole register under a rule set: scored batch by batch, and what batches come to, merged in any order."""
