"""The workbench: the same questions as on the command line, asked and answered in a browser."""
