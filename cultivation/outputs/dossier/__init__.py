"""The dossier of an enterprise as a page."""
