"""How words that people write into cells are compared, and what a yes and a no may look like."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

YES = {"zh": "是", "en": "yes"}
NO = {"zh": "否", "en": "no"}
TICKS, CROSSES = ("√", "✓", "✔", "☑"), ("×", "✗", "✘")
OTHER_YES = (*TICKS, "到会", "出席")
OTHER_NO = (*CROSSES, "缺席", "请假")


def folded(text: str) -> str:
    """Drop blanks, the width of letters and case; signs such as √ are kept."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def key_of(text: str, headings: Mapping[str, tuple[str, ...]]) -> str:
    """Return what a heading means, empty where it means nothing."""
    wanted = folded(text)
    return next((key for key, words in headings.items() if wanted in map(folded, words)), "")


def yes_or_no(text: str) -> bool | None:
    """Return what a word means; None where it is neither."""
    wanted = folded(text)
    if wanted in map(folded, (*YES.values(), *OTHER_YES)):
        return True
    return False if wanted in map(folded, (*NO.values(), *OTHER_NO)) else None
