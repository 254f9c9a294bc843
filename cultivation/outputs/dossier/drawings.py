"""The drawings of a dossier: points as a waterfall, and places through the years.

Shapes carry their colours for paper as attributes, since what makes the PDF sees no style sheet inside a
drawing; on a screen the style sheet overrides them by class.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from rich.cells import cell_len

from cultivation.language import _
from cultivation.outputs.svg import MARKS, Drawing, Shape, line, mark, rectangle, ticks, words
from cultivation.queries.dossier.data import Bar, PlaceInYear, Points

INK, SOFT, RULE, PALE = "#1b2430", "#55606e", "#d9dde3", "#e0ebf8"
PAPER: dict[str, dict[str, str | float]] = {
    "won": {"fill": "#2f6db5"},
    "lost": {"fill": "#fae5de", "stroke": "#b5482a", "stroke-width": 0.6, "stroke-dasharray": "2 2"},
    "taken": {"fill": "#b5482a"},
    "given": {"fill": "#0b7a5f"},
    "sum": {"fill": INK},
    "step": {"stroke": SOFT, "stroke-width": 0.7},
    "row": {"stroke": RULE, "stroke-width": 0.6},
    "cut": {"stroke": "#b3005e", "stroke-width": 1.4, "stroke-dasharray": "5 3"},
    "label": {"fill": INK, "font-size": 10.5},
    "bold": {"fill": INK, "font-size": 10.5, "font-weight": "bold"},
    "soft": {"fill": SOFT, "font-size": 9.5},
    "cut-label": {"fill": "#b3005e", "font-size": 9.5},
    "band": {"fill": PALE},
    "edge": {"stroke": "#2f6db5", "stroke-width": 1},
    "path": {"stroke": SOFT, "stroke-width": 1.2},
    "enter": {"fill": "#0b7a5f", "stroke": "#0b7a5f", "stroke-width": 1.5},
    "stay": {"fill": "#2f6db5", "stroke": "#2f6db5", "stroke-width": 1.5},
    "exit": {"fill": "#ffffff", "stroke": "#b5482a", "stroke-width": 2},
    "reserve": {"fill": "#ffffff", "stroke": "#96690a", "stroke-width": 2},
    "none": {"fill": "#ffffff", "stroke": "#8a93a0", "stroke-width": 1.5},
}
WIDTH = 690
LABELS, BARS, NUMBERS = 4, 214, 532  # where they begin
COLUMN = 34  # display columns that a label may take on one line
POINTS_AT, OF_AT, LOST_AT = 578, 628, 684  # where numbers end
LINE, PAD, THICK = 13, 5, 12


def waterfall_drawing(points: Points) -> Drawing:
    """Draw the points as steps to the total: what each criterion gave, what it did not, and the cut line."""
    most = max(
        [points.total, points.cut or 0]
        + [bar.start + max(bar.units, bar.maximum or 0) for _l, _t, bars in points.groups for bar in bars]
    )
    low = min(
        0, *(min(bar.start, bar.start + bar.units) for _l, _t, bars in points.groups for bar in bars), 0
    )
    scale = (NUMBERS - BARS - 22) / ((most - low) or 1)

    def across(units: float) -> float:
        return BARS + (units - low) * scale

    shapes = [*_heads()]
    at = 24.0
    for label, told, bars in points.groups:
        shapes += [*_texts(at, [label], "bold"), _number(POINTS_AT + 50, at, told, "soft")]
        at += LINE + PAD
        for bar in bars:
            height = _height(bar)
            shapes += _bar(bar, at, height, across)
            at += height
    shapes += _total(points, at, across)
    height = at + LINE + 3 * PAD
    if points.cut is not None:
        x = across(points.cut)
        shapes.append(line(x, 14, x, height - 4, "cut"))
        anchor = "end" if x > BARS + 0.6 * (NUMBERS - BARS) else "start"
        shapes.append(words(x + (-4 if anchor == "end" else 4), 12, points.cut_text, "cut-label", anchor))
    title = _("Points step by step: {total} of {maximum}").format(
        total=points.total_text, maximum=points.maximum_text
    )
    return Drawing(title, WIDTH, height, tuple(map(_on_paper, shapes)))


def _heads() -> Iterator[Shape]:
    for x, text in ((POINTS_AT, _("points")), (OF_AT, _("maximum")), (LOST_AT, _("lost"))):
        yield words(x, 12, text, "soft", "end")


def _bar(bar: Bar, at: float, height: float, across: Callable[[float], float]) -> Iterator[Shape]:
    yield line(LABELS, at + height, WIDTH - 4, at + height, "row")
    yield from _name(bar, at)
    left, right = sorted((across(bar.start), across(bar.start + bar.units)))
    top = at + PAD - 1
    if bar.maximum is not None and bar.maximum > bar.units:
        begin = across(bar.start + max(bar.units, 0))
        end = across(bar.start + bar.maximum)
        yield rectangle(begin, top, end - begin, THICK, "lost", f"{bar.label}: {bar.lost}")
    kind = "won" if bar.maximum is not None and bar.units >= 0 else "taken" if bar.units < 0 else "given"
    yield rectangle(left, top, max(right - left, 0.8), THICK, kind, f"{bar.label}: {bar.points}")
    end = across(bar.start + bar.units)
    yield line(end, top + THICK, end, at + height + PAD - 1, "step")
    yield _number(POINTS_AT, at, bar.points, "label")
    yield _number(OF_AT, at, bar.of, "soft")
    yield _number(LOST_AT, at, bar.lost, "soft")


def _name(bar: Bar, at: float) -> Iterator[Shape]:
    """Write the criterion, and its value beside it where both fit on a line, else below."""
    lines = wrap(bar.label, COLUMN)
    yield from _texts(at, lines, "label")
    if _fits(bar):
        yield words(BARS - 8, at + PAD + LINE - 3, bar.value, "soft", "end")
    elif bar.value:
        yield from _texts(at + len(lines) * LINE, wrap(bar.value, COLUMN), "soft")


def _fits(bar: Bar) -> bool:
    return cell_len(bar.label) + cell_len(bar.value) + 1 <= COLUMN


def _total(points: Points, at: float, across: Callable[[float], float]) -> Iterator[Shape]:
    yield line(LABELS, at, WIDTH - 4, at, "step")
    yield from _texts(at, [_("total")], "bold")
    left, right = sorted((across(0), across(points.total)))
    yield rectangle(left, at + PAD - 1, max(right - left, 0.8), THICK, "sum", points.total_text)
    yield _number(POINTS_AT, at, points.total_text, "bold")
    yield _number(OF_AT, at, points.maximum_text, "soft")


def _height(bar: Bar) -> float:
    lines = 1 if _fits(bar) else len(wrap(bar.label, COLUMN)) + len(wrap(bar.value, COLUMN)) * bool(bar.value)
    return lines * LINE + 2 * PAD - 2


def _texts(at: float, lines: Sequence[str], css: str) -> Iterator[Shape]:
    for place, text in enumerate(lines):
        yield words(LABELS, at + PAD + (place + 1) * LINE - 3, text, css)


def _number(x: float, at: float, text: str, css: str) -> Shape:
    return words(x, at + PAD + LINE - 3, text, css, "end")


def wrap(text: str, columns: int) -> list[str]:
    """Break a text into lines of so many columns: between words, and Chinese anywhere."""
    lines, current = [], ""
    for piece in re.findall(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+", text):
        if current and cell_len((current + piece).rstrip()) > columns:
            lines.append(current.rstrip())
            current = ""
        current += piece
        while cell_len(current.rstrip()) > columns and len(current) > 1:  # a word longer than a line
            lines.append(current[:columns])
            current = current[columns:]
    return [*lines, current.rstrip()] if current.strip() or not lines else lines


LEFT, RIGHT, TOP, DEPTH = 44, 668, 26, 190


def places_drawing(places: Sequence[PlaceInYear]) -> Drawing:
    """Draw the places through the years beside the pool's last place; the first place is on top."""
    ranks = [each for spot in places for each in (spot.rank, spot.cut_rank) if each is not None]
    lowest = max([*ranks, 10]) * 1.08
    step = (RIGHT - LEFT) / max(len(places), 1)

    def down(rank: float) -> float:
        return TOP + (rank - 1) / (lowest - 1) * DEPTH

    def across(place: int) -> float:
        return LEFT + step * (place + 0.5)

    shapes: list[Shape] = []
    for place, spot in enumerate(places):
        if spot.cut_rank is not None:
            edge = down(spot.cut_rank + 0.5)
            shapes.append(rectangle(LEFT + step * place, TOP - 8, step, edge - TOP + 8, "band"))
            shapes.append(line(LEFT + step * place, edge, LEFT + step * (place + 1), edge, "edge"))
    for tick in [1, *(int(each) for each in ticks(2, lowest, 5))]:
        shapes.append(words(LEFT - 6, down(tick) + 3.5, str(tick), "soft", "end"))
    for place, (spot, after) in enumerate(pairwise(places)):
        if spot.rank is not None and after.rank is not None:
            ends = (across(place), down(spot.rank), across(place + 1), down(after.rank))
            shapes.append(line(*ends, "path"))
    for place, spot in enumerate(places):
        shapes += _spot(spot, across(place), TOP + DEPTH if spot.rank is None else down(spot.rank))
    shapes.append(words(4, 12, _("place"), "soft"))
    if any(spot.cut_rank is not None for spot in places):
        shapes.append(words(RIGHT, 12, _("shaded: in the pool"), "soft", "end"))
    return Drawing(_("Places through the years"), WIDTH, TOP + DEPTH + 58, tuple(map(_on_paper, shapes)))


def _spot(spot: PlaceInYear, x: float, y: float) -> Iterator[Shape]:
    yield words(x, TOP + DEPTH + 22, str(spot.year), "label", "middle")
    yield words(x, TOP + DEPTH + 36, spot.outcome or "–", "soft", "middle")
    if spot.total:
        yield words(x, TOP + DEPTH + 50, spot.total, "soft", "middle")
    if spot.rank is None:
        return
    yield mark(x, y, spot.action if spot.action in MARKS else "none", spot.outcome)
    outside = spot.cut_rank is not None and spot.rank > spot.cut_rank
    above = y > TOP + DEPTH - 12 if outside else y > TOP + 14  # beside the edge of the pool, not across it
    yield words(x, y - 8 if above else y + 17, str(spot.rank), "bold", "middle")


def _on_paper(shape: Shape) -> Shape:
    """Add the colours for paper to a shape."""
    css = str(shape.attributes["class"]).split()[-1]
    return Shape(shape.tag, {**PAPER[css], **shape.attributes}, shape.text, shape.title)
