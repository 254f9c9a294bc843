"""What stands in a cell: texts, numbers, dates, units, codes, choices."""
