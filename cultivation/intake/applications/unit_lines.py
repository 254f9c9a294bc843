"""Units that a line of a sheet gives for its figures, such as 金额单位：万元 in a title or a note."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

AFTER_WORD = re.compile(
    r"单位\s*(?:均?[为是]|[:：]|(?=\s)|(?=[十百千万亿]{0,2}元))\s*([^\s)\]】。;；]+)|\bunit\s*:\s*([^)\]]+)",
    re.I,
)
BEFORE_WORD = re.compile(r"(?:以|按)\s*(?:人民币)?\s*([^\s以按,，。()]{0,4}?元)\s*(?:为单位|计|填)")
CURRENCY = re.compile(r"[(\[【]\s*人民币\s*[:：]?\s*([^\s)\]】]{0,3}元)")
IN_BRACKETS = re.compile(r"[(\[【]\s*([百千万亿十]{0,2}元)\s*[)\]】]\s*$")
OWNER = re.compile(r"(?:填报|申报|填表|制表|主管|推荐|报送|联系|所在|编制|牵头|企业|责任)单位")


def line_units(text: str) -> list[str]:
    """Return the units that a line gives.

    >>> line_units("填报单位：千灯镇    金额单位：千元、人"), line_units("以元为单位填写")
    (['千元', '人'], ['元'])
    """
    return list(_line_units(text))


@lru_cache(512)  # the same lines stand in every form
def _line_units(text: str) -> tuple[str, ...]:
    plain = OWNER.sub("#", unicodedata.normalize("NFKC", text))
    words = [found[1] or found[2] for found in AFTER_WORD.finditer(plain)]
    words += [
        found[1] for pattern in (BEFORE_WORD, CURRENCY, IN_BRACKETS) for found in pattern.finditer(plain)
    ]
    units = [unit_text(each) for word in words for each in re.split(r"[、,/;和或]", word)]
    return tuple(unit for unit in dict.fromkeys(units) if unit)


@lru_cache(512)
def unit_text(text: str) -> str:
    """Return a unit without what stands around it."""
    return re.sub(
        r"^(金额|计量|货币)?单位\s*[:：为]?\s*|^人民币(?=.*元)|[)\]】*:\s]+$", "", text.strip()
    ).strip()
