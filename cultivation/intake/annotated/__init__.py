"""The workbook that goes back to the applicant, its cells marked."""
