"""The append-only log, the documents, and the tables made from them."""
