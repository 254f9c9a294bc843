"""The ladder as a workbook."""
