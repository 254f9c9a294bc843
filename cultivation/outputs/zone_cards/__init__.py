"""The zones' report card: as a workbook, and as a letter to one zone."""
