"""Names of the sheets in our templates that hold no applications."""

from __future__ import annotations

META = "_meta"
CHOICES = "_choices"
INSTRUCTIONS = {"zh": "填表说明", "en": "Instructions"}


def is_ours(name: str) -> bool:
    """Tell whether a sheet is one that the template added to the one to be filled in."""
    return name in (META, CHOICES, *INSTRUCTIONS.values())
