"""From the sheets of a workbook to applications and findings."""
