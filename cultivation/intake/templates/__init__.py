"""The workbooks in which enterprises apply."""
