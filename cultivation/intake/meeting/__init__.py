"""The leading group: the list of who belongs to it, and the sheet on which a meeting is taken down."""
