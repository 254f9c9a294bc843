"""The shortlist as a workbook."""
