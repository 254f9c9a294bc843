"""The intake ledger as a workbook, and the letters that go with what is returned."""
