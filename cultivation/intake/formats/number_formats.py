"""Number formats as Excel writes them, such as `0.0%`."""

from __future__ import annotations

import re

LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')  # what is shown as it stands, or not at all


def is_percent(text: str) -> bool:
    """Tell whether numbers in a format are shown as per cent.

    >>> is_percent("0.00%"), is_percent('0.00"%"')
    (True, False)
    """
    return "%" in LITERALS.sub("", text)
