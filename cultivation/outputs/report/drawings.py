"""The drawings of the report: how many have which total, and how sure places are."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from cultivation.language import _
from cultivation.outputs.svg import (
    Drawing,
    Shape,
    line,
    mark,
    rectangle,
    ticks,
    words,
)
from cultivation.queries.report.data import ReportData
from cultivation.queries.report.figures import GREY, is_grey
from cultivation.queries.shortlist.figures import distribution

WIDTH, NARROW_WIDTH = 880, 400  # units; the narrow one can be read on a phone
WORDS = 170  # units that the words at a cut line need


def totals_drawing(data: ReportData, wide: int = WIDTH) -> Drawing | None:
    """Draw how many have which total, in the pool and not, with the cut lines and the grey zone."""
    figures = distribution(data.base)
    if figures is None:
        return None
    lows = [Decimal(label) for label, _numbers in figures.rows]
    width = lows[1] - lows[0] if len(lows) > 1 else Decimal(1)
    left, top, bottom = 40.0, 64.0, 300.0
    bar = (wide - left - 12) / len(lows)
    most = max(sum(numbers) for _label, numbers in figures.rows)
    scale = (bottom - top) / max(1, most)

    def across(units: int) -> float:
        return left + float((units * data.base.rules.precision - lows[0]) / width) * bar

    shapes = _grey_zone(data, across, top, bottom)
    for tick in ticks(0, most, 4):
        y = bottom - tick * scale
        shapes += [line(left, y, wide - 12, y, "grid"), words(left - 6, y + 4, f"{tick:g}", "label", "end")]
    step = max(1, round(len(lows) / (wide // 70)))
    for place, (label, (inside, outside)) in enumerate(figures.rows):
        x = left + place * bar
        upper = f"{(lows[place] + width).normalize():f}"
        told = f"{label} – {upper}: {inside} + {outside}"
        shapes += [
            rectangle(x + 1, bottom - inside * scale, bar - 2, inside * scale, "stay", told),
            rectangle(x + 1, bottom - (inside + outside) * scale, bar - 2, outside * scale, "other", told),
        ]
        if place % step == 0:
            shapes.append(words(x, bottom + 18, label, "label", "middle"))
    shapes.append(words(wide - 12, bottom + 38, _("total points"), "label", "end"))
    shapes += _cut_lines(data, across, top, bottom, wide)
    return Drawing(figures.title, wide, bottom + 46, tuple(shapes))


def _grey_zone(data: ReportData, across: Callable[[int], float], top: float, bottom: float) -> list[Shape]:
    """Return the shade from the lowest to the highest total of those whose place in the pool is open."""
    grey = [each.total for each in data.ranked if is_grey(data.base.shares.get(each.id, 0))]
    if not grey:
        return []
    x1, x2 = across(min(grey)), across(max(grey))
    return [
        rectangle(x1, top - 22, max(3, x2 - x1), bottom - top + 22, "grey-zone", _("Grey zone")),
    ]


def _cut_lines(
    data: ReportData, across: Callable[[int], float], top: float, bottom: float, wide: int
) -> list[Shape]:
    """Return the two cut lines; their words stand one above the other, on the side where there is room."""
    cut, shapes = data.base.cut_line, list[Shape]()
    marks = [(cut.pool_total, _("last in the pool {points}"), top - 30, WORDS)]
    if cut.entry_total != cut.pool_total:
        marks.append((cut.entry_total, _("last newcomer {points}"), top - 46, wide - WORDS))
    for units, sentence, y, turn in marks:
        if units is None:
            continue
        x, told = across(units), sentence.format(points=data.base.table.points(units))
        beside = words(x - 6, y, told, "cut-text", "end") if x > turn else words(x + 6, y, told, "cut-text")
        shapes += [line(x, top - 26, x, bottom, "cut"), beside]
    return shapes


def robustness_drawing(data: ReportData, wide: int = WIDTH) -> Drawing | None:
    """Draw for each place the share of draws in which its enterprise is in the pool, where that is open."""
    shares = data.base.shares
    ranked = [each for each in data.ranked if each.id in shares]
    open_places = [each.rank or 0 for each in ranked if 0.005 < shares[each.id] < 0.995]
    if not open_places:
        return None
    low, high = max(1, min(open_places) - 2), max(open_places) + 2
    left, top, bottom = 56.0, 20.0, 270.0
    step = (wide - left - 20) / max(1, high - low)

    def across(place: int) -> float:
        return left + (place - low) * step

    def up(share: float) -> float:
        return bottom - share * (bottom - top)

    shapes = [
        rectangle(left, up(GREY[1]), wide - left - 20, up(GREY[0]) - up(GREY[1]), "grey-zone", _("Grey zone"))
    ]
    for share in (0, GREY[0], 0.5, GREY[1], 1):
        shapes += [
            line(left, up(share), wide - 20, up(share), "grid"),
            words(left - 8, up(share) + 4, f"{share:.0%}", "label", "end"),
        ]
    for tick in ticks(low, high, wide // 70):
        if tick == int(tick):
            shapes.append(words(across(int(tick)), bottom + 20, f"{tick:g}", "label", "middle"))
    for each in ranked:
        if low <= (each.rank or 0) <= high:
            known = data.base.line_of.get(each.id)
            action = str(known.action) if known else "none"
            told = f"{each.rank} {each.name}: {shares[each.id]:.1%}"
            shapes.append(mark(across(each.rank or 0), up(shares[each.id]), action, told))
    shapes.append(words(wide - 20, bottom + 40, _("place"), "label", "end"))
    return Drawing(_("Robustness of places"), wide, bottom + 48, tuple(shapes))
