"""Known bands are written in the words of offices, in any order and form; reading them gives the bands."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.core.drafting.forms import draft
from cultivation.core.drafting.table import ScoringItem
from tests.properties import examples

UNITS = {
    "%": ("占比", Fraction(1, 100)),
    "万元": ("营业收入", Fraction(1)),
    "亿元": ("营业收入", Fraction(10000)),
}
AT_LEAST = ("≥{}", "不低于{}", "{}（含）以上", "{}及以上", "达到{}")
MORE = (">{}", "超过{}", "高于{}", "{}（不含）以上")
AT_MOST = ("≤{}", "不超过{}", "{}（含）以下", "{}及以下")
LESS = ("<{}", "低于{}", "不足{}", "{}（不含）以下")
BETWEEN = "{}（{}）-{}（{}）"
GIVES = ("{}得{}分", "{}（{}分）", "{}的，得{}分", "{}，计{}分")
Edge = tuple[int, bool]  # the value, and whether it belongs to the band above


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[Edge], list[int], str]:
    """Draw edges, the points of the bands between them, a unit, and all that in words."""
    values = sorted(draw(st.sets(st.integers(1, 99), min_size=1, max_size=5)))
    edges = [(value, draw(st.booleans())) for value in values]
    points = draw(st.permutations(range(len(edges) + 1)))
    unit = draw(st.sampled_from(sorted(UNITS)))
    said = [_said(draw, edges, place, unit) for place in range(len(edges) + 1)]
    clauses = [
        draw(st.sampled_from(GIVES)).format(words, 2 * point)
        for words, point in zip(said, points, strict=True)
    ]
    separator = draw(st.sampled_from(("；", "，", "\n", "。")))
    return separator.join(draw(st.permutations(clauses))), edges, [2 * each for each in points], unit


def _said(draw: st.DrawFn, edges: list[Edge], place: int, unit: str) -> str:
    """Return a band in words: `place` is how many edges lie below it."""
    if place == 0:
        value, above = edges[0]
        return str(draw(st.sampled_from(LESS if above else AT_MOST))).format(f"{value}{unit}")
    low, low_above = edges[place - 1]
    if place == len(edges):
        return str(draw(st.sampled_from(AT_LEAST if low_above else MORE))).format(f"{low}{unit}")
    high, high_above = edges[place]
    marks = ("含" if low_above else "不含", "不含" if high_above else "含")
    return BETWEEN.format(f"{low}{unit}", marks[0], f"{high}{unit}", marks[1])


@settings(max_examples=examples(150), deadline=None)
@given(tables())
def test_bands_in_words_are_read_as_they_were_meant(table: tuple[str, list[Edge], list[int], str]) -> None:
    words, edges, points, unit = table
    label, scale = UNITS[unit]
    found = draft(ScoringItem(label, Decimal(max(points)), words, "D5"))
    assert found.function["method"] == "bands", (words, found.remarks)
    assert [each.code for each in found.remarks] == [], words
    bands = found.function["bands"]
    assert isinstance(bands, list)
    for value in {
        each
        for edge, _above in edges
        for each in (edge - Fraction(1, 3), Fraction(edge), edge + Fraction(1, 3))
    }:
        below = sum(value > edge or (value == edge and above) for edge, above in edges)
        assert points_of(bands, value * scale) == points[below], (words, value)


def points_of(bands: list[object], value: Fraction) -> Decimal:
    """Return the points of the one band that holds a value."""
    holding = []
    for band in bands:
        assert isinstance(band, dict)
        tests = {
            "from": lambda end: value >= end,
            "above": lambda end: value > end,
            "below": lambda end: value < end,
            "up_to": lambda end: value <= end,
        }
        if all(test(Fraction(band[key])) for key, test in tests.items() if key in band):
            holding.append(band["points"])
    (points,) = holding
    assert isinstance(points, Decimal)
    return points
