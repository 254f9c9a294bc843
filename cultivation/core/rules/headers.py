"""Headers as people write them, brought to one form so that labels and aliases can be compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

NOT_LETTERS = re.compile(r"[\W_]+")


@lru_cache(512)  # the same headings stand in every form
def normalise(header: str) -> str:
    """Drop what does not matter in a header: width of the letters, case, spaces, punctuation.

    >>> normalise("营业收入\\n（上年度）") == normalise("营业收入 (上年度)")
    True
    """
    return NOT_LETTERS.sub("", unicodedata.normalize("NFKC", header)).casefold()
