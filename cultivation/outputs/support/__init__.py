"""Support as rules, as a workbook."""
