"""Drawings made of simple shapes, for templates to write as SVG.

Colours are classes of the style sheet, so that a drawing follows light, dark and paper by itself; a drawing
needs no script, prints as sharply as the text, and is the same bytes for the same figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count


@dataclass(frozen=True, slots=True)
class Shape:
    """One SVG element; the title is what is told where the pointer rests."""

    tag: str
    attributes: Mapping[str, str | float]
    text: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a sheet of so many units, told in words for those who do not see it."""

    title: str
    width: float
    height: float
    shapes: tuple[Shape, ...]


def rectangle(x: float, y: float, width: float, height: float, css: str, title: str = "") -> Shape:
    """Return a rectangle; nothing is drawn of one without height."""
    place = {"x": _short(x), "y": _short(y), "width": _short(width), "height": _short(height)}
    return Shape("rect", {**place, "class": css}, title=title)


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> Shape:
    """Return a straight line."""
    place = {"x1": _short(x1), "y1": _short(y1), "x2": _short(x2), "y2": _short(y2)}
    return Shape("line", {**place, "class": css})


def words(x: float, y: float, text: str, css: str = "label", anchor: str = "start") -> Shape:
    """Return a text; `anchor` is start, middle or end."""
    return Shape("text", {"x": _short(x), "y": _short(y), "class": css, "text-anchor": anchor}, text)


MARKS = {
    "enter": "M0-6L6 5H-6Z",
    "exit": "M0 6L6-5H-6Z",
    "reserve": "M0-6.5L6.5 0L0 6.5L-6.5 0Z",
    "stay": "M-5 0A5 5 0 1 0 5 0A5 5 0 1 0-5 0Z",
    "none": "M-3.5 0A3.5 3.5 0 1 0 3.5 0A3.5 3.5 0 1 0-3.5 0Z",
}


def mark(x: float, y: float, kind: str, title: str = "") -> Shape:
    """Return a mark of its own shape for each kind, so that colours alone need not be told apart."""
    place = f"translate({_short(x)} {_short(y)})"
    return Shape("path", {"d": MARKS[kind], "transform": place, "class": f"mark {kind}"}, title=title)


def ribbon(
    left: tuple[float, float], right: tuple[float, float], thick: float, css: str, title: str
) -> Shape:
    """Return a band from one point to another, as in a Sankey diagram; the points are its upper corners."""
    (x1, y1), (x2, y2) = left, right
    middle = (x1 + x2) / 2
    path = (
        f"M{_short(x1)} {_short(y1)}C{_short(middle)} {_short(y1)} {_short(middle)} {_short(y2)} "
        f"{_short(x2)} {_short(y2)}V{_short(y2 + thick)}C{_short(middle)} {_short(y2 + thick)} "
        f"{_short(middle)} {_short(y1 + thick)} {_short(x1)} {_short(y1 + thick)}Z"
    )
    return Shape("path", {"d": path, "class": css}, title=title)


def _short(number: float) -> float:
    """Keep one decimal: a tenth of a unit cannot be seen."""
    rounded = round(number, 1)
    return int(rounded) if rounded == int(rounded) else rounded


def round_step(wanted: float) -> float:
    """Return the least of 1, 2, 5 times a power of ten that is no less than `wanted`."""
    steps = (each * 10.0**power for power in count(-2) for each in (1, 2, 5))
    return next(step for step in steps if step >= wanted)


def ticks(low: float, high: float, about: int) -> Iterator[float]:
    """Yield round numbers from `low` to `high`, about so many."""
    step = round_step((high - low) / about) if high > low else 1.0
    first = -(-low // step)
    for number in range(int(first), int(high // step) + 1):
        yield number * step
