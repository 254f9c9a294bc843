"""The workbooks of the experts: who they are, and their marks."""
