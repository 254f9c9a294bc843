"""The row below a header that numbers its columns: 甲、乙、1、2、3=1+2, as official tables have it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from cultivation.intake.formats.book import Cell
from cultivation.intake.values.parsing import raw_text

FEWEST = 3
STEMS = re.compile(r"[甲乙丙丁戊己庚辛壬癸]|[A-Z]|栏次|栏目|列次|序号|行次|代码|编号|—+|-+")
NUMBER = re.compile(r"[(\[<]?\s*([0-9]{1,3})\s*(?:[)\]>.、]|=\s*[0-9(].{0,30})?")


def numbers_columns(cells: Sequence[Cell]) -> bool:
    """Tell whether the cells of a row do nothing but count its columns."""
    numbers = []
    for cell in cells:
        text = unicodedata.normalize("NFKC", raw_text(cell)).strip()
        found = NUMBER.fullmatch(text)
        if found:
            numbers.append(int(found[1]))
        elif numbers or not STEMS.fullmatch(text):
            return False
    steps = {after - before for before, after in pairwise(numbers)}
    return len(numbers) >= FEWEST and numbers[0] <= FEWEST and steps == {1}
