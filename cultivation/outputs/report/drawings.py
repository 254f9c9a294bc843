"""The drawings of the report: what the review did, the pool over the years, totals, how sure places are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import TypeVar

from cultivation.core.pool.proposal import Action, Line
from cultivation.language import N_, _
from cultivation.outputs.svg import (
    Drawing,
    Shape,
    line,
    mark,
    rectangle,
    ribbon,
    ticks,
    words,
)
from cultivation.queries.report.data import ReportData, YearFlow
from cultivation.queries.report.figures import GREY, is_grey
from cultivation.queries.shortlist.figures import distribution

WIDTH = 880
Key = TypeVar("Key")


WHERE = {
    "pool": N_("in the pool"),
    "exit": N_("left the pool"),
    "reserve": N_("on the reserve list"),
    "none": N_("not selected"),
    "out": N_("not eligible"),
}
WHERE_CSS = {"pool": "stay", "exit": "exit", "reserve": "reserve", "none": "other", "out": "other"}
LEFT_EDGE, RIGHT_EDGE, NODE, TOP, TALL = 230.0, 620.0, 10.0, 12.0, 250.0
LEAST = 24.0  # units of height that a label needs
ROOM = 16.0  # units of height of a bar that holds its number


def review_drawing(data: ReportData) -> Drawing | None:
    """Draw where members and other applicants are now, each band as thick as their number."""
    if not data.base.lines:
        return None
    eligible = {each.id for each in data.ranked}
    went = Counter((line.was_member, _where(line, line.id in eligible)) for line in data.base.lines)
    left = {kind: sum(went[kind, key] for key in WHERE) for kind in (True, False)}
    left = {kind: number for kind, number in left.items() if number}
    right = {key: went[True, key] + went[False, key] for key in WHERE}
    right = {key: number for key, number in right.items() if number}
    scale = TALL / len(data.base.lines)
    begins, ends = _places(left, scale), _places(right, scale)
    shapes = [*_bands(went, dict(begins), dict(ends), scale)]
    for kind, number in left.items():
        others = _("other applicants") if True in left else _("applicants")
        text = _("members before") if kind else others
        shapes += _node(LEFT_EDGE, begins[kind], number * scale, "node")
        shapes.append(_count(LEFT_EDGE - 12, begins[kind] + number * scale / 2, number, text, "end"))
    for key, number in right.items():
        shapes += _node(RIGHT_EDGE, ends[key], number * scale, f"node {WHERE_CSS[key]}")
        middle = ends[key] + number * scale / 2
        shapes.append(_count(RIGHT_EDGE + NODE + 12, middle, number, _(WHERE[key]), "start"))
    height = max(_bottom(begins, left, scale), _bottom(ends, right, scale))
    told = "; ".join([_told(key, number) for key, number in right.items()])
    title = _("What the review did: {numbers}").format(numbers=told)
    return Drawing(title, WIDTH, height + LEAST, tuple(shapes))


def _told(where: str, number: int) -> str:
    """Say how many are where."""
    place = _(WHERE[where])
    return f"{place}: {number}"


def _where(line: Line, eligible: bool) -> str:
    """Return where an enterprise is after the review."""
    if line.in_pool:
        return "pool"
    return "out" if line.action is Action.NONE and not eligible else str(line.action)


def _places(sizes: Mapping[Key, int], scale: float) -> dict[Key, float]:
    """Return where each node begins, one below the other, with room for the labels."""
    places, at = {}, TOP
    for key, number in sizes.items():
        high = number * scale
        places[key] = at + max(0.0, (LEAST - high) / 2)
        at += max(high, LEAST) + 14
    return places


def _bottom(places: Mapping[Key, float], sizes: Mapping[Key, int], scale: float) -> float:
    """Return where the lowest node ends."""
    return max(places[key] + number * scale for key, number in sizes.items())


def _bands(
    went: Mapping[tuple[bool, str], int], begins: dict[bool, float], ends: dict[str, float], scale: float
) -> Iterator[Shape]:
    """Yield the bands, those to the same node below each other in the order of where they come from."""
    for key in list(ends):
        for kind in list(begins):
            if number := went[kind, key]:
                css = "enter" if key == "pool" and not kind else WHERE_CSS[key]
                begin, end = (LEFT_EDGE + NODE, begins[kind]), (RIGHT_EDGE, ends[key])
                yield ribbon(begin, end, max(number * scale, 1.0), f"flow {css}", _told(key, number))
                begins[kind] += number * scale
                ends[key] += number * scale


def _node(x: float, y: float, high: float, css: str) -> list[Shape]:
    return [rectangle(x, y, NODE, max(high, 1.5), css)]


def _count(x: float, middle: float, number: int, text: str, anchor: str) -> Shape:
    """Return a label of one line: how many, and what they are."""
    return words(
        x, middle + 5, f"{text}  {number}" if anchor == "end" else f"{number}  {text}", "node-text", anchor
    )


def years_drawing(flow: tuple[YearFlow, ...]) -> Drawing | None:
    """Draw each year's stays and entries above the line, exits below it."""
    if len(flow) < 2:
        return None
    scale = 210 / max(1, *(each.members for each in flow))
    base = 40 + max(each.members for each in flow) * scale
    height = base + max(8, max(each.exits for each in flow) * scale) + 50
    slot = min(150.0, (WIDTH - 40) / len(flow))
    wide, first = min(64.0, slot * 0.6), (WIDTH - slot * len(flow)) / 2
    shapes = [line(first, base, first + slot * len(flow), base, "axis")]
    for place, each in enumerate(flow):
        x = first + slot * place + (slot - wide) / 2
        shapes += _year_bars(each, x, wide, base, scale)
        year = str(each.year) if each.decided else f"{each.year} *"
        shapes.append(words(x + wide / 2, height - 8, year, "label", "middle"))
    return Drawing(_("The pool over the years"), WIDTH, height, tuple(shapes))


def _year_bars(each: YearFlow, x: float, wide: float, base: float, scale: float) -> list[Shape]:
    """Return the bars of a year with their numbers; what is too low for its number has it beside."""
    stay, enter, gone = (number * scale for number in (each.stays, each.entries, each.exits))
    draft, middle, top = "" if each.decided else " draft", x + wide / 2, base - stay - enter
    titles = [f"{each.year}: {number}" for number in (each.stays, each.entries, each.exits)]
    shapes = [
        rectangle(x, base - stay, wide, stay, f"stay{draft}", titles[0]),
        rectangle(x, top, wide, enter, f"enter{draft}", titles[1]),
        rectangle(x, base + 1, wide, gone, f"exit{draft}", titles[2]),
        words(middle, top - 8, str(each.members), "big", "middle"),
    ]
    if stay > ROOM:
        shapes.append(words(middle, base - stay / 2 + 5, str(each.stays), "inside", "middle"))
    if enter > ROOM:
        shapes.append(words(middle, top + enter / 2 + 5, f"+{each.entries}", "inside", "middle"))
    elif each.entries:
        shapes.append(words(x + wide + 6, top + enter / 2 + 5, f"+{each.entries}", "enter-text"))
    if each.exits:
        shapes.append(words(middle, base + gone + 16, f"−{each.exits}", "exit-text", "middle"))
    return shapes


def totals_drawing(data: ReportData) -> Drawing | None:
    """Draw how many have which total, in the pool and not, with the cut lines and the grey zone."""
    figures = distribution(data.base)
    if figures is None:
        return None
    lows = [Decimal(label) for label, _numbers in figures.rows]
    width = lows[1] - lows[0] if len(lows) > 1 else Decimal(1)
    left, top, bottom = 40.0, 64.0, 300.0
    bar = (WIDTH - left - 12) / len(lows)
    most = max(sum(numbers) for _label, numbers in figures.rows)
    scale = (bottom - top) / max(1, most)

    def across(units: int) -> float:
        return left + float((units * data.base.rules.precision - lows[0]) / width) * bar

    shapes = _grey_zone(data, across, top, bottom)
    for tick in ticks(0, most, 4):
        y = bottom - tick * scale
        shapes += [line(left, y, WIDTH - 12, y, "grid"), words(left - 6, y + 4, f"{tick:g}", "label", "end")]
    step = max(1, round(len(lows) / 12))
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
    shapes.append(words(WIDTH - 12, bottom + 38, _("total points"), "label", "end"))
    shapes += _cut_lines(data, across, top, bottom)
    return Drawing(figures.title, WIDTH, bottom + 46, tuple(shapes))


def _grey_zone(data: ReportData, across: Callable[[int], float], top: float, bottom: float) -> list[Shape]:
    """Return the shade from the lowest to the highest total of those whose place in the pool is open."""
    grey = [each.total for each in data.ranked if is_grey(data.base.shares.get(each.id, 0))]
    if not grey:
        return []
    x1, x2 = across(min(grey)), across(max(grey))
    return [
        rectangle(x1, top - 22, max(3, x2 - x1), bottom - top + 22, "grey-zone", _("Grey zone")),
    ]


def _cut_lines(data: ReportData, across: Callable[[int], float], top: float, bottom: float) -> list[Shape]:
    """Return the two cut lines; their words stand to either side, so that they never meet."""
    cut, shapes = data.base.cut_line, list[Shape]()
    marks = [(cut.pool_total, _("last in the pool {points}"), "end")]
    if cut.entry_total != cut.pool_total:
        marks.append((cut.entry_total, _("last newcomer {points}"), "start"))
    for units, sentence, anchor in marks:
        if units is None:
            continue
        x = across(units)
        shapes += [
            line(x, top - 26, x, bottom, "cut"),
            words(
                x + (-6 if anchor == "end" else 6),
                top - 30 if anchor == "end" else top - 46,
                sentence.format(points=data.base.table.points(units)),
                "cut-text",
                anchor,
            ),
        ]
    return shapes


def robustness_drawing(data: ReportData) -> Drawing | None:
    """Draw for each place the share of draws in which its enterprise is in the pool, where that is open."""
    shares = data.base.shares
    ranked = [each for each in data.ranked if each.id in shares]
    open_places = [each.rank or 0 for each in ranked if 0.005 < shares[each.id] < 0.995]
    if not open_places:
        return None
    low, high = max(1, min(open_places) - 2), max(open_places) + 2
    left, top, bottom = 56.0, 20.0, 270.0
    wide = (WIDTH - left - 20) / max(1, high - low)

    def across(place: int) -> float:
        return left + (place - low) * wide

    def up(share: float) -> float:
        return bottom - share * (bottom - top)

    shapes = [
        rectangle(
            left, up(GREY[1]), WIDTH - left - 20, up(GREY[0]) - up(GREY[1]), "grey-zone", _("Grey zone")
        )
    ]
    for share in (0, GREY[0], 0.5, GREY[1], 1):
        shapes += [
            line(left, up(share), WIDTH - 20, up(share), "grid"),
            words(left - 8, up(share) + 4, f"{share:.0%}", "label", "end"),
        ]
    for tick in ticks(low, high, 12):
        if tick == int(tick):
            shapes.append(words(across(int(tick)), bottom + 20, f"{tick:g}", "label", "middle"))
    for each in ranked:
        if low <= (each.rank or 0) <= high:
            known = data.base.line_of.get(each.id)
            action = str(known.action) if known else "none"
            told = f"{each.rank} {each.name}: {shares[each.id]:.1%}"
            shapes.append(mark(across(each.rank or 0), up(shares[each.id]), action, told))
    shapes.append(words(WIDTH - 20, bottom + 40, _("place"), "label", "end"))
    return Drawing(_("Robustness of places"), WIDTH, bottom + 48, tuple(shapes))
