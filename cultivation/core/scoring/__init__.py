"""Applications under a rule set: points, totals, ranks."""
