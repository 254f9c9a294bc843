"""Value functions: they map an indicator to points, exactly.

Each `points_of` takes an indicator's value and gives points as a Fraction (Decimal with 50 digits
where the function is irrational), not yet rounded to the rule set's precision.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from cultivation.rules.formulas import Value

Number = Annotated[Decimal, Field(allow_inf_nan=False)]
LOGARITHM_DIGITS = 50


class Strict(BaseModel):
    """A part of a rule set: immutable, and nothing in it that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Band(Strict):
    """Values in [from, below) get `points`; a side that is left out is open."""

    from_: Number | None = Field(default=None, alias="from")
    below: Number | None = None
    points: Number


class Bands(Strict):
    """Steps: each band closed below and open above, without gaps."""

    method: Literal["bands"]
    bands: tuple[Band, ...] = Field(min_length=1)

    def points_of(self, value: Fraction) -> Fraction:
        """Return the points of the band that holds `value`."""
        for band in self.bands:
            if band.below is None or value < Fraction(band.below):
                return Fraction(band.points)
        raise AssertionError("the last band is open above")  # checked when the rule set is loaded

    def all_points(self) -> tuple[Decimal, ...]:
        """Return the points that are written down."""
        return tuple(band.points for band in self.bands)


class Line(Strict):
    """What both kinds of goalposts share: points along a line, (value, points) each."""

    points: tuple[tuple[Number, Number], ...]

    @cached_property
    def posts(self) -> list[tuple[Fraction, Fraction]]:
        """Return the goalposts as exact ratios."""
        return [(Fraction(at), Fraction(points)) for at, points in self.points]

    def all_points(self) -> tuple[Decimal, ...]:
        """Return the points that are written down."""
        return tuple(points for _, points in self.points)


class Goalposts(Line):
    """Straight lines between (value, points); level before the first and after the last."""

    method: Literal["goalposts"]

    def points_of(self, value: Fraction) -> Fraction:
        """Return the points on the line through the goalposts around `value`."""
        posts = self.posts
        if value <= posts[0][0]:
            return posts[0][1]
        for (start, low), (end, high) in pairwise(posts):
            if value <= end:
                return low + (high - low) * (value - start) / (end - start)
        return posts[-1][1]


class LogGoalposts(Line):
    """Straight lines between (ln value, points); level before the first and after the last."""

    method: Literal["log_goalposts"]

    def points_of(self, value: Fraction) -> Fraction:
        """Return the points on the logarithmic line, as decimals with 50 digits give them."""
        posts = self.posts
        if value <= posts[0][0]:
            return posts[0][1]
        for (start, low), (end, high) in pairwise(posts):
            if value < end:
                return low + (high - low) * _logarithm_share(value, start, end)
            if value == end:
                return high
        return posts[-1][1]


class Choice(Strict):
    """Points for each choice of a field, or for `yes` and `no`."""

    method: Literal["choice"]
    options: dict[str, Number]

    def points_of(self, value: str) -> Fraction:
        """Return the points of the choice."""
        return Fraction(self.options[value])

    def all_points(self) -> tuple[Decimal, ...]:
        """Return the points that are written down."""
        return tuple(self.options.values())


class Table(Strict):
    """Points that depend on two choices: the row by the field `by`, the column by the indicator."""

    method: Literal["table"]
    by: str
    table: dict[str, dict[str, Number]]
    otherwise: Number

    def points_of(self, value: str, row: str) -> Fraction:
        """Return the points of the cell, or `otherwise` where the table has none."""
        return Fraction(self.table.get(row, {}).get(value, self.otherwise))

    def all_points(self) -> tuple[Decimal, ...]:
        """Return the points that are written down."""
        return (self.otherwise, *(points for row in self.table.values() for points in row.values()))


ValueFunction = Annotated[Bands | Goalposts | LogGoalposts | Choice | Table, Field(discriminator="method")]
METHODS = ("bands", "choice", "goalposts", "log_goalposts", "table")


def points_of(function: ValueFunction, value: Value, row: Value = None) -> Fraction:
    """Apply a value function to a defined value; `row` is the other choice of a table."""
    if isinstance(function, Table):
        return function.points_of(str(value), str(row))
    if isinstance(function, Choice):
        return function.points_of(("yes" if value else "no") if isinstance(value, bool) else str(value))
    assert isinstance(value, Fraction)  # checked when the rule set is loaded
    return function.points_of(value)


def _logarithm_share(value: Fraction, start: Fraction, end: Fraction) -> Fraction:
    with localcontext(prec=LOGARITHM_DIGITS):
        return Fraction(_ln(value / start) / _ln(end / start))


@lru_cache(maxsize=1024)  # the logarithms of the goalposts come again for every application
def _ln(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).ln()
