"""What applicants come to, and points that rest on it, as texts have them. Nothing of the program is used."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

Figures = Sequence[dict[str, Any]]


def known(rows: Figures, key: str, within: Any = None) -> list[Fraction]:
    """Return the figures that were filed, of one class or of all."""
    return [Fraction(row[key]) for row in rows if row[key] is not None and within in (None, row.get("grade"))]


def mean(values: Sequence[Fraction]) -> Fraction:
    """Add up and divide."""
    return sum(values, Fraction(0)) / len(values)


def middle(values: Sequence[Fraction]) -> Fraction:
    """Return the value with as many below as above it, or half way between two."""
    ordered = sorted(values)
    half, odd = divmod(len(ordered), 2)
    return ordered[half] if odd else (ordered[half - 1] + ordered[half]) / 2


def half_up(points: Fraction, step: Fraction = Fraction(1, 100)) -> Fraction:
    """Round to whole steps, halves upwards."""
    whole, rest = divmod(points / step, 1)
    return (whole + (rest >= Fraction(1, 2))) * step


def efficacy(value: Fraction, unacceptable: Fraction, satisfactory: Fraction, full: Fraction) -> Fraction:
    """Return full * (60 + 40 * way) / 100 of 功效系数法, between nothing and the full mark."""
    points = full * (60 + 40 * (value - unacceptable) / (satisfactory - unacceptable)) / 100
    return half_up(min(max(points, Fraction(0)), full))
