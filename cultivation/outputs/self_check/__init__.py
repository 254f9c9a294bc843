"""The self-check: a page with which a firm computes its own points, from a rule set alone."""
