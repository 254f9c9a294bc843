"""Points that labels and notes say in words (满分40分), beside those that the rules come to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from cultivation.core.rules.model import Label, RuleSet
from cultivation.core.rules.references import Found, Path

NUMBER = r"(\d+(?:\.\d+)?)"
# Of a dimension or criterion, and of all together; what stands in brackets means the item before them.
OF_ITEM = re.compile(
    rf"(?:满分|最高|共)(?:为|是)?\s*{NUMBER}\s*分|[(（]\s*{NUMBER}\s*分\s*[)）]|[(（]{NUMBER} points[)）]"
)
OF_ALL = re.compile(
    rf"(?:满分|总分|总计|共计)(?:为|是)?\s*{NUMBER}\s*分|{NUMBER} points in all|out of {NUMBER} points"
)


def differing_maxima(rules: RuleSet) -> Found:
    """Yield each maximum that a text states otherwise."""
    texts = [text for label in (rules.name, rules.note) if label for text in (label.zh, label.en)]
    if rules.dimensions:
        yield from _compared(OF_ALL, texts, rules.maximum, ("dimensions",))
    for key, dimension in rules.dimensions.items():
        yield from _compared(OF_ITEM, _texts(dimension), dimension.maximum, ("dimensions", key))
    for dimension_id, key, criterion in rules.each_criterion():
        path: Path = ("dimensions", dimension_id, "criteria", key)
        yield from _compared(OF_ITEM, [criterion.zh or "", criterion.en or ""], criterion.maximum, path)


def _texts(label: Label) -> list[str]:
    return [label.zh, label.en]


def _compared(pattern: re.Pattern[str], texts: list[str], maximum: Decimal, path: Path) -> Found:
    stated = dict.fromkeys(value for text in texts for value in _values(pattern, text))
    for value in stated:
        if value != maximum:
            yield "maximum_other_in_text", path, {"value": str(value), "maximum": str(maximum)}


def _values(pattern: re.Pattern[str], text: str) -> Iterator[Decimal]:
    for match in pattern.finditer(text):
        yield from (Decimal(each) for each in match.groups() if each)
