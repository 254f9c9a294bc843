"""Who would qualify and has not applied, as a workbook."""
