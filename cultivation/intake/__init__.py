"""A workbook in, applications and findings out."""
