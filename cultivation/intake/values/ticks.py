"""Boxes that are ticked within one cell, such as ☑是 □否."""

from __future__ import annotations

import re

TICKED, EMPTY, CROSSES = "☑■●√✓✔▣☒", "□☐○◯", "×✗✘"
OPEN = "?"  # one of parsing.PENDING
BRACKETS = re.compile(rf"[(（\[【]\s*([{TICKED}{CROSSES}]?)\s*[)）\]】]")
SIGN = re.compile(f"[{TICKED}{EMPTY}{CROSSES}]")


def is_tick(text: str) -> bool:
    """Tell whether a text is nothing but the sign of a box that is ticked."""
    return len(text) == 1 and text in TICKED


def ticked(text: str) -> str:
    """Return the one word whose box is ticked, a question mark where none is; else the text itself.

    >>> ticked("☑是 □否"), ticked("是（ ） 否（√）"), ticked("□是 □否"), ticked("√")
    ('是', '否', '?', '√')
    """
    plain = BRACKETS.sub(lambda found: found[1] or EMPTY[0], text).strip()
    signs, words = SIGN.findall(plain), [word.strip(" 　、,，;；/") for word in SIGN.split(plain)]
    named = words[1:] if not words[0] else words[:-1]
    other = words[0] if not words[0] else words[-1]
    if len(signs) != len(named) or other or not all(named):
        return text
    chosen = [word for sign, word in zip(signs, named, strict=True) if sign in TICKED]
    if not chosen and signs:
        return OPEN
    return chosen[0] if len(chosen) == 1 else text
