"""The form of a visit on site: written to be taken along, and read back when it is filled in."""
