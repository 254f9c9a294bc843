"""What exports put around a text in a .csv so that Excel keeps it, taken away again."""

from __future__ import annotations

import re

WRAPPED = re.compile(r'="([^"]*)"')
SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def unguarded(text: str) -> str:
    """Return the text of `="0123"`, and of one that an apostrophe keeps from being a formula or a number."""
    if whole := WRAPPED.fullmatch(text.strip()):
        return whole[1]
    inner = text.removeprefix("'")
    guards = inner != text and (
        inner.lstrip().startswith(SIGNS) or inner[:1].isdigit() or inner[:1].isspace()
    )
    return inner if guards else text
