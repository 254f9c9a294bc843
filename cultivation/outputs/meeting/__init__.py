"""The papers of a meeting of the leading group: its book and its minutes."""
