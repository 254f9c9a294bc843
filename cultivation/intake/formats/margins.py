"""What stands in the header and footer of a printed page, as Excel writes it."""

from __future__ import annotations

import re
from collections.abc import Iterable

# A part of the line, a font, its size or colour, what the program fills in; && is the sign itself.
SIGNS = re.compile(r'&(?:"[^"]*"|[0-9]+|K[0-9A-F]{6}|K[0-9]{2}[+-][0-9]{3}|[A-Z])', re.IGNORECASE)
PARTS = re.compile(r"&[LCR]")


def margin_texts(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the texts of the parts of some lines, without what says how and where they are shown.

    >>> margin_texts(['&L&"宋体,常规"&9金额单位：元&R第&P页'])
    ('金额单位：元', '第页')
    """
    parts = [SIGNS.sub("", part).strip() for line in lines for part in PARTS.split(line)]
    return tuple(dict.fromkeys(part for part in parts if part))
