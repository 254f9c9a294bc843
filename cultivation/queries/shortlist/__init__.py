"""What the shortlist workbook of a year shows."""
