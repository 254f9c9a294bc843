"""Points, ranks and the pool as the prose of the standard has them. Nothing of the program is used."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

Row = dict[str, Any]
DIGITS = Context(prec=60)
CAPACITY, ENTER, STAY = 100, 90, 110


def ratio(over: Decimal | None, under: Decimal | None) -> Fraction | None:
    """Divide exactly; undefined where something is blank or the divisor is 0."""
    return None if over is None or not under else Fraction(over) / Fraction(under)


def line(value: Fraction | None, *posts: tuple[str, str]) -> Decimal:
    """Give points along straight lines through the posts (value, points), in hundredths, half up."""
    if value is None:
        return Decimal("0.00")
    exact = [(Fraction(at), Fraction(points)) for at, points in posts]
    points = exact[0][1]
    for (x0, y0), (x1, y1) in pairwise(exact):
        if value > x0:
            points = y0 + (y1 - y0) * min((value - x0) / (x1 - x0), Fraction(1))
    return hundredths(points)


def log_line(value: Decimal, start: str, end: str, most: str) -> Decimal:
    """Give 0 points at `start` and `most` at `end`, evenly by the logarithm between them."""
    if value <= Decimal(start):
        return Decimal("0.00")
    if value >= Decimal(end):
        return Decimal(most).quantize(Decimal("0.01"))
    low, here, high = (DIGITS.ln(Decimal(each)) for each in (start, value, end))
    share = DIGITS.divide(DIGITS.subtract(here, low), DIGITS.subtract(high, low))
    return DIGITS.multiply(Decimal(most), share).quantize(Decimal("0.01"), ROUND_HALF_UP)


def steps(value: Decimal, *edges: tuple[str, str]) -> Decimal:
    """Give the points of the highest edge (from, points) that is reached, 0 below the first."""
    reached = [Decimal(points) for edge, points in edges if value >= Decimal(edge)]
    return max(reached, default=Decimal(0)).quantize(Decimal("0.01"))


def hundredths(points: Fraction) -> Decimal:
    """Round half up."""
    whole, rest = divmod(points * 100, 1)
    return Decimal(int(whole) + (rest >= Fraction(1, 2))).scaleb(-2)


def ranked(rows: Sequence[Row], tie_key: Callable[[Row], tuple[Any, ...]]) -> list[Row]:
    """Give each eligible row its rank, and the others None; best first, then the others by id."""
    best = sorted((row for row in rows if row["eligible"]), key=lambda row: (-row["total"], *tie_key(row)))
    others = sorted((row for row in rows if not row["eligible"]), key=lambda row: str(row["id"]))
    places = {row["id"]: place for place, row in enumerate(best, 1)}
    return [row | {"rank": places.get(row["id"])} for row in best + others]


def oracle_pool(rows: Sequence[Row], members: Collection[str]) -> set[str]:
    """Return who is in the pool after the review."""
    order = [row["id"] for row in sorted(rows, key=lambda row: row["rank"] or 10**9) if row["eligible"]]
    staying = [key for place, key in enumerate(order, 1) if key in members and place <= STAY]
    entering = [key for place, key in enumerate(order, 1) if key not in members and place <= ENTER]
    room = max(CAPACITY - len(entering), 0)
    staying = staying[:room]
    vacancies = CAPACITY - len(staying) - len(entering)
    waiting = [key for key in order if key not in members and key not in entering]
    return {*staying, *entering, *waiting[:vacancies]}


def with_pool(rows: Sequence[Row], members: Collection[str]) -> list[Row]:
    """Mark each row with whether it is in the pool after the review."""
    pool = oracle_pool(rows, members)
    return [row | {"in_pool": row["id"] in pool} for row in rows]


def total_of(criteria: Mapping[str, Decimal]) -> Decimal:
    """Add up points that are rounded already."""
    return sum(criteria.values(), Decimal("0.00"))
