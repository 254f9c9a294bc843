"""Value functions: they map an indicator to points, exactly.

Each `points_of` takes an indicator's value and gives points as a Fraction (Decimal with 50 digits
where the function is irrational), not yet rounded to the rule set's precision.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Annotated, Literal, TypeVar

from pydantic import Field, WithJsonSchema

from cultivation.core.rules.formulas import Value
from cultivation.core.rules.labels import Identifier, Number, Strict, Text

LOGARITHM_DIGITS = 50


class Interval(Strict):
    """Values between two ends: `from` and `up_to` belong to it, `above` and `below` do not."""

    from_: Number | None = Field(default=None, alias="from")
    above: Number | None = None
    below: Number | None = None
    up_to: Number | None = None

    @property
    def start(self) -> tuple[Decimal, bool] | None:
        """Return the lower end and whether it belongs to the interval."""
        if self.from_ is not None:
            return self.from_, True
        return (self.above, False) if self.above is not None else None

    @property
    def end(self) -> tuple[Decimal, bool] | None:
        """Return the upper end and whether it belongs to the interval."""
        if self.up_to is not None:
            return self.up_to, True
        return (self.below, False) if self.below is not None else None

    def ends_before(self, value: Fraction) -> bool:
        """Tell whether the interval lies wholly below `value`."""
        end = self.end
        return end is not None and (value > end[0] if end[1] else value >= end[0])


class Band(Interval):
    """Values in the interval get `points`."""

    points: Number


AnyBand = TypeVar("AnyBand", bound=Interval)


class Bands(Strict):
    """Steps without gaps; a value on an edge belongs to the band that says so."""

    method: Literal["bands"]
    bands: tuple[Band, ...] = Field(min_length=1)

    def points_of(self, value: Fraction) -> Fraction:
        """Return the points of the band that holds `value`."""
        return Fraction(band_of(self.bands, value).points)

    def all_points(self) -> tuple[Decimal, ...]:
        """Return the points that are written down."""
        return tuple(band.points for band in self.bands)


def band_of(bands: tuple[AnyBand, ...], value: Fraction) -> AnyBand:
    """Return the first band that does not end before `value`."""
    for band in bands:
        if not band.ends_before(value):
            return band
    raise AssertionError("the last band is open above")  # checked when the rule set is loaded


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


class Count(Strict):
    """So many points for each; never below 0, and at most `at_most`. Without it there is no upper bound."""

    method: Literal["count"]
    each: Annotated[Decimal, Field(gt=0)]
    at_most: Annotated[Decimal, Field(gt=0)] | None = None

    def points_of(self, value: Fraction) -> Fraction:
        """Return `each` times the value, within its bounds."""
        points = max(value * Fraction(self.each), Fraction(0))
        return points if self.at_most is None else min(points, Fraction(self.at_most))

    def all_points(self) -> tuple[Decimal, ...]:
        """Return the points that are written down; without a bound, those for one."""
        return (Decimal(0), self.each if self.at_most is None else self.at_most)


End = Annotated[Number | Identifier, WithJsonSchema({"type": ["number", "string"]})]


class Efficacy(Strict):
    """The efficacy coefficient (功效系数法): the straight line through two values and their points.

    `unacceptable` and `satisfactory` are numbers, or names of fields or indicators, and give the first and
    the second of `points`. Beyond them the line goes on, never below `at_least` or above `at_most` (unless
    said, 0 and the points of the satisfactory value). Undefined where both are the same.
    """

    method: Literal["efficacy"]
    unacceptable: End
    satisfactory: End
    points: tuple[Number, Number]
    at_least: Number = Decimal(0)
    at_most: Number | None = None

    @property
    def most(self) -> Decimal:
        """Return the most points that it gives."""
        return max(self.points) if self.at_most is None else self.at_most

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names among the two ends."""
        return tuple(end for end in (self.unacceptable, self.satisfactory) if isinstance(end, str))

    def points_of(self, value: Fraction, row: Mapping[str, Value]) -> Fraction | None:
        """Return the points on the line; None where an end is undefined or both are the same."""
        low, high = (
            row[end] if isinstance(end, str) else Fraction(end)
            for end in (self.unacceptable, self.satisfactory)
        )
        if not isinstance(low, Fraction) or not isinstance(high, Fraction) or low == high:
            return None
        first, second = map(Fraction, self.points)
        points = first + (second - first) * (value - low) / (high - low)
        return min(max(points, Fraction(self.at_least)), Fraction(self.most))

    def all_points(self) -> tuple[Decimal, ...]:
        """Return the points that are written down."""
        return (self.at_least, *self.points, self.most)


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


class Judgement(Strict):
    """What the judged functions share: the field `mark` holds the points that a person gave.

    They must lie in the range, at whole multiples of `step`. Until then the lowest of the range counts, and
    the criterion is provisional.
    """

    mark: str
    step: Annotated[Decimal, Field(gt=0)] = Decimal(1)

    def allows(self, mark: Fraction, low: Decimal, high: Decimal, between: bool = False) -> bool:
        """Tell whether a mark may be given where the range is from `low` to `high`.

        What several marks come to may lie `between` the steps.
        """
        return low <= mark <= high and (between or (mark / Fraction(self.step)).denominator == 1)


Range = tuple[Number, Number]


class Judged(Judgement):
    """Points given by a person within one range, whatever is filed."""

    method: Literal["judged"]
    between: Range

    def range_of(self, _value: Value) -> Range:
        """Return the lowest and the highest mark."""
        return self.between

    def all_points(self) -> tuple[Decimal, ...]:
        """Return the points that are written down."""
        return self.between


class JudgedBand(Interval):
    """Values in the interval get points within the range `between`."""

    between: Range


class JudgedBands(Judgement):
    """Steps that give a range; a person gives the points within it."""

    method: Literal["judged_bands"]
    bands: tuple[JudgedBand, ...] = Field(min_length=1)

    def range_of(self, value: Value) -> Range:
        """Return the lowest and the highest mark of the band that holds `value`."""
        assert isinstance(value, Fraction)  # checked when the rule set is loaded
        return band_of(self.bands, value).between

    def all_points(self) -> tuple[Decimal, ...]:
        """Return the points that are written down."""
        return tuple(points for band in self.bands for points in band.between)


class JudgedChoice(Judgement):
    """Choices that give a range; a person gives the points within it."""

    method: Literal["judged_choice"]
    options: dict[str, Range]

    def range_of(self, value: Value) -> Range:
        """Return the lowest and the highest mark of the choice."""
        return self.options[choice_text(value)]

    def all_points(self) -> tuple[Decimal, ...]:
        """Return the points that are written down."""
        return tuple(points for between in self.options.values() for points in between)


JUDGED = (Judged, JudgedBands, JudgedChoice)
AnySimple = (
    Bands | Goalposts | LogGoalposts | Count | Efficacy | Choice | Table | Judged | JudgedBands | JudgedChoice
)
SimpleFunction = Annotated[AnySimple, Field(discriminator="method")]


class Alternative(Strict):
    """One of several tables: its own indicator (the criterion's unless said) and value function."""

    indicator: str = ""
    when: Text | None = None
    function: SimpleFunction


class BestOf(Strict):
    """The alternative that gives the most points; one that cannot be computed does not count."""

    method: Literal["best_of"]
    alternatives: tuple[Alternative, ...] = Field(min_length=2)


class Chosen(Strict):
    """The alternative that the applicant chose, by the field `by`."""

    method: Literal["chosen"]
    by: str
    alternatives: dict[str, Alternative] = Field(min_length=1)


class Cases(Strict):
    """The first alternative whose condition `when` holds; the last one, without any, is for the rest."""

    method: Literal["cases"]
    alternatives: tuple[Alternative, ...] = Field(min_length=2)


COMPOSED = (BestOf, Chosen, Cases)
ValueFunction = Annotated[AnySimple | BestOf | Chosen | Cases, Field(discriminator="method")]
METHODS = (
    "bands",
    "best_of",
    "cases",
    "choice",
    "chosen",
    "count",
    "efficacy",
    "goalposts",
    "judged",
    "judged_bands",
    "judged_choice",
    "log_goalposts",
    "table",
)


def alternatives_of(function: ValueFunction) -> tuple[Alternative, ...]:
    """Return the alternatives of a composed function, none for a simple one."""
    if isinstance(function, Chosen):
        return tuple(function.alternatives.values())
    return function.alternatives if isinstance(function, BestOf | Cases) else ()


def simple_functions(function: ValueFunction) -> Iterator[SimpleFunction]:
    """Yield the function itself, or those of its alternatives."""
    alternatives = alternatives_of(function)
    if alternatives:
        yield from (alternative.function for alternative in alternatives)
    elif not isinstance(function, COMPOSED):
        yield function


def looked_at(function: ValueFunction) -> Iterator[str]:
    """Yield the names that a value function looks at beside its criterion's indicator."""
    if isinstance(function, Chosen):
        yield function.by
    yield from (alternative.indicator for alternative in alternatives_of(function))
    for simple in simple_functions(function):
        if isinstance(simple, Table):
            yield simple.by
        elif isinstance(simple, Efficacy):
            yield from simple.names
        elif isinstance(simple, JUDGED):
            yield simple.mark


def all_points(function: ValueFunction) -> tuple[Decimal, ...]:
    """Return the points that are written down, in every alternative."""
    return tuple(points for simple in simple_functions(function) for points in simple.all_points())


def has_no_bound(function: ValueFunction) -> bool:
    """Tell whether a value may give more points than are written down."""
    return any(isinstance(each, Count) and each.at_most is None for each in simple_functions(function))


def choice_text(value: Value) -> str:
    """Return a choice, or `yes` and `no` for a truth."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def points_of(
    function: Bands | Goalposts | LogGoalposts | Count | Choice | Table, value: Value, row: Value = None
) -> Fraction:
    """Apply a value function to a defined value; `row` is the other choice of a table."""
    if isinstance(function, Table):
        return function.points_of(choice_text(value), str(row))
    if isinstance(function, Choice):
        return function.points_of(choice_text(value))
    assert isinstance(value, Fraction)  # checked when the rule set is loaded
    return function.points_of(value)


def _logarithm_share(value: Fraction, start: Fraction, end: Fraction) -> Fraction:
    with localcontext(prec=LOGARITHM_DIGITS):
        return Fraction(_ln(value / start) / _ln(end / start))


@lru_cache(maxsize=1024)  # the logarithms of the goalposts come again for every application
def _ln(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).ln()
