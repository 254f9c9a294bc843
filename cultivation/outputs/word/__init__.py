"""Word documents: paragraphs, tables and pages in the form of official papers."""
