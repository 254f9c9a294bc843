"""The drawings of entries and exits: what the review did, the pool over the years; wide, and for phones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from cultivation.core.pool.proposal import Action, Line
from cultivation.language import N_, _
from cultivation.outputs.svg import Drawing, Shape, line, rectangle, ribbon, words
from cultivation.queries.report.data import ReportData, YearFlow

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Frame:
    """How wide a drawing is, where bands begin and end, and how high a label is: of one line or of two."""

    width: float
    left: float
    right: float
    label: float
    lines: int


WIDE = Frame(880, 230, 620, 24, 1)
NARROW = Frame(360, 112, 222, 38, 2)  # with labels of two lines it can be read on a phone
WHERE = {
    "pool": N_("in the pool"),
    "exit": N_("left the pool"),
    "reserve": N_("on the reserve list"),
    "none": N_("not selected"),
    "out": N_("not eligible"),
}
WHERE_CSS = {"pool": "stay", "exit": "exit", "reserve": "reserve", "none": "other", "out": "other"}
NODE, TOP, TALL = 10.0, 12.0, 250.0
ROOM = 16.0  # units of height of a bar that holds its number


def review_drawing(data: ReportData, frame: Frame = WIDE) -> Drawing | None:
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
    begins, ends = _places(left, scale, frame), _places(right, scale, frame)
    shapes = [*_bands(went, dict(begins), dict(ends), scale, frame)]
    for kind, number in left.items():
        others = _("other applicants") if True in left else _("applicants")
        text = _("members before") if kind else others
        shapes += _node(frame.left, begins[kind], number * scale, "node")
        shapes += _count(frame, frame.left - 10, begins[kind] + number * scale / 2, number, text, "end")
    for key, number in right.items():
        shapes += _node(frame.right, ends[key], number * scale, f"node {WHERE_CSS[key]}")
        middle = ends[key] + number * scale / 2
        shapes += _count(frame, frame.right + NODE + 10, middle, number, _(WHERE[key]), "start")
    height = max(_bottom(begins, left, scale), _bottom(ends, right, scale))
    told = "; ".join([_told(key, number) for key, number in right.items()])
    title = _("What the review did: {numbers}").format(numbers=told)
    return Drawing(title, frame.width, height + frame.label, tuple(shapes))


def _told(where: str, number: int) -> str:
    """Say how many are where."""
    place = _(WHERE[where])
    return f"{place}: {number}"


def _where(line: Line, eligible: bool) -> str:
    """Return where an enterprise is after the review."""
    if line.in_pool:
        return "pool"
    return "out" if line.action is Action.NONE and not eligible else str(line.action)


def _places(sizes: Mapping[Key, int], scale: float, frame: Frame) -> dict[Key, float]:
    """Return where each node begins, one below the other, with room for the labels."""
    places, at = {}, TOP
    for key, number in sizes.items():
        high = number * scale
        places[key] = at + max(0.0, (frame.label - high) / 2)
        at += max(high, frame.label) + 14
    return places


def _bottom(places: Mapping[Key, float], sizes: Mapping[Key, int], scale: float) -> float:
    """Return where the lowest node ends."""
    return max(places[key] + number * scale for key, number in sizes.items())


def _bands(
    went: Mapping[tuple[bool, str], int],
    begins: dict[bool, float],
    ends: dict[str, float],
    scale: float,
    frame: Frame,
) -> Iterator[Shape]:
    """Yield the bands, those to the same node below each other in the order of where they come from."""
    for key in list(ends):
        for kind in list(begins):
            if number := went[kind, key]:
                css = "enter" if key == "pool" and not kind else WHERE_CSS[key]
                begin, end = (frame.left + NODE, begins[kind]), (frame.right, ends[key])
                yield ribbon(begin, end, max(number * scale, 1.0), f"flow {css}", _told(key, number))
                begins[kind] += number * scale
                ends[key] += number * scale


def _node(x: float, y: float, high: float, css: str) -> list[Shape]:
    return [rectangle(x, y, NODE, max(high, 1.5), css)]


def _count(frame: Frame, x: float, middle: float, number: int, text: str, anchor: str) -> Iterator[Shape]:
    """Yield the label of a node: how many, and what they are, beside or below each other."""
    if frame.lines == 2:
        yield words(x, middle - 3, str(number), "node-text", anchor)
        yield words(x, middle + 12, text, "small", anchor)
        return
    told = f"{text}  {number}" if anchor == "end" else f"{number}  {text}"
    yield words(x, middle + 5, told, "node-text", anchor)


def years_drawing(flow: tuple[YearFlow, ...], frame: Frame = WIDE) -> Drawing | None:
    """Draw each year's stays and entries above the line, exits below it."""
    if len(flow) < 2:
        return None
    scale = 210 / max(1, *(each.members for each in flow))
    base = 40 + max(each.members for each in flow) * scale
    height = base + max(8, max(each.exits for each in flow) * scale) + 50
    slot = min(150.0, (frame.width - 40) / len(flow))
    wide, first = min(64.0, slot * 0.6), (frame.width - slot * len(flow)) / 2
    shapes = [line(first, base, first + slot * len(flow), base, "axis")]
    for place, each in enumerate(flow):
        x = first + slot * place + (slot - wide) / 2
        shapes += _year_bars(each, x, wide, base, scale)
        year = str(each.year) if each.decided else f"{each.year} *"
        shapes.append(words(x + wide / 2, height - 8, year, "label", "middle"))
    return Drawing(_("The pool over the years"), frame.width, height, tuple(shapes))


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
