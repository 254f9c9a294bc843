"""The announcement of a proposal or decision as a page and for Word."""
