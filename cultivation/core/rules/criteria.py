"""Criteria, the dimensions they belong to, and what it takes to pass."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from cultivation.core.rules.labels import Identifier, Label, Number, Source, Strict, Text
from cultivation.core.rules.value_functions import ValueFunction, alternatives_of, looked_at

# What may stand in for a value that is undefined, made of those of the others.
STAND_INS = ("median", "mean")


class Condition(Label):
    """A gate (must hold), a veto (must not), or a direct pass (replaces the points)."""

    test: Text
    source: Source


class Criterion(Strict):
    """An indicator or field, a value function and a maximum.

    A `bonus` comes on top of the dimension's maximum but stays inside its cap. `not_zero` must give points,
    or the application does not pass. Where the indicator is undefined, `when_undefined` gives 0 points,
    makes the application ineligible, or takes the median or mean of those of the same `median_within`.
    """

    indicator: str = ""
    maximum: Annotated[Decimal, Field(ge=0)]
    zh: str | None = None
    en: str | None = None
    function: ValueFunction
    bonus: bool = False
    not_zero: bool = False
    when_undefined: Literal["zero", "ineligible", "median", "mean"] | None = None
    median_within: str | None = None
    source: Source

    @property
    def measures(self) -> tuple[str, ...]:
        """Return what its tables measure: its own indicator and those of its alternatives."""
        names = (self.indicator, *(each.indicator for each in alternatives_of(self.function)))
        return tuple(dict.fromkeys(name for name in names if name))

    @property
    def looks_at(self) -> tuple[str, ...]:
        """Return the indicators and fields that the points may depend on, the criterion's own first."""
        names = (self.indicator, *looked_at(self.function))
        return tuple(dict.fromkeys(name for name in names if name))


class Dimension(Label):
    """Criteria that belong together.

    `maximum` caps the sum of their points, unless it is `uncapped`. `at_least` must be reached to pass. A
    dimension `on_top` adds to (or, down to `minimum`, takes from) the total beyond the other dimensions'
    maxima.
    """

    maximum: Annotated[Decimal, Field(ge=0)]
    minimum: Number | None = None
    at_least: Number | None = None
    on_top: bool = False
    uncapped: bool = False
    aggregate: Literal["sum", "geometric"] = "sum"
    criteria: dict[Identifier, Criterion] = Field(min_length=1)

    @property
    def cap(self) -> Decimal | None:
        """Return the most points that the dimension gives, None where there is no bound."""
        return None if self.uncapped else self.maximum


class TotalRule(Strict):
    """How dimensions become the total, and its bounds.

    `geometric`: the geometric mean of the dimensions' shares of their maxima, weighted by the maxima, times
    `maximum`. `round_to` is a coarser step than the precision. `order` says whether more points are better
    (`descending`) or fewer (`ascending`). `share_of_best`: the total is also shown as a share of the best.
    """

    aggregate: Literal["sum", "geometric"] = "sum"
    maximum: Annotated[Decimal, Field(gt=0)] | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    round_to: Annotated[Decimal, Field(gt=0)] | None = None
    order: Literal["descending", "ascending"] = "descending"
    share_of_best: bool = False

    @property
    def is_plain_sum(self) -> bool:
        """Tell whether the total is the sum of the dimensions, neither rounded nor bounded."""
        return self == TotalRule(order=self.order, share_of_best=self.share_of_best)

    @property
    def direction(self) -> int:
        """Return 1 where more points are better, -1 where fewer are."""
        return 1 if self.order == "descending" else -1


class PassRule(Strict):
    """What the points must reach; a direct pass replaces the points, not the gates."""

    above: Number | None = None
    at_least: Number | None = None
    direct: dict[Identifier, Condition] = Field(default_factory=dict)
    source: Source
