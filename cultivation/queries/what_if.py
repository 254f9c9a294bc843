"""What would come of other weights and places: who comes into the pool and who goes, against the proposal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cultivation.core.analysis.what_if import Trials, Tried, trials_of
from cultivation.core.rules.policy import UNLIMITED, PoolPolicy
from cultivation.core.rules.rounding import units_text
from cultivation.errors import UsageMistake
from cultivation.language import _
from cultivation.queries.events import past_of
from cultivation.queries.prerequisites import check_scored
from cultivation.queries.year import Year

PLACES = ("capacity", "enter_rank", "stay_rank")


@dataclass(frozen=True)
class Settings:
    """What is tried: weights by criterion, and numbers of places; what is not named is as in the rules."""

    weights: Mapping[str, Decimal] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moved:
    """One that comes or goes: places and totals before and after."""

    id: str
    name: str
    place_before: int | None
    place: int
    total_before: str
    total: str


@dataclass(frozen=True)
class WhatIf:
    """What came out. `cut` is the lowest place in the pool, with its total.

    `movers` is how many of the ranked have another place.
    """

    comes: tuple[Moved, ...]
    goes: tuple[Moved, ...]
    stays: int
    movers: int
    cut: tuple[int, str] | None
    weights: Mapping[str, Decimal]
    policy: PoolPolicy

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "comes": [_json(each) for each in self.comes],
            "goes": [_json(each) for each in self.goes],
            "stays": self.stays,
            "movers": self.movers,
            "cut": None if self.cut is None else {"place": self.cut[0], "total": self.cut[1]},
        }


def _json(each: Moved) -> dict[str, Any]:
    return {name: getattr(each, name) for name in Moved.__slots__}


def trials(year: Year) -> Trials:
    """Return what tries other weights over the scores of a year."""
    check_scored(year.review_year)
    found = trials_of(year.table, year.rules, year.members_before, past_of(year))
    if not found.covers:
        raise UsageMistake(
            _("These rules multiply points instead of adding them; rehearse a draft of the rules instead.")
        )
    return found


def what_if(year: Year, over: Trials, settings: Settings) -> WhatIf:
    """Try weights and places over a year; the pool is held against the proposal, else that of the rules."""
    weights = {key: each.maximum for key, each in year.rules.criteria.items()} | dict(settings.weights)
    policy = policy_with(year, settings.places)
    found = over.tried(settings.weights, policy)
    before = {line.id for line in year.lines if line.in_pool} if year.lines else _pool(over.tried({}))
    after = _pool(found)
    moved = _moves(year, found)
    ranked = {key: at for at, key in enumerate(found.ids)}
    lowest = max(
        (at for key, at in ranked.items() if key in after), key=lambda at: found.places[at], default=None
    )

    def by_place(keys: set[str]) -> tuple[Moved, ...]:
        return tuple(sorted((moved[key] for key in keys), key=lambda each: each.place))

    return WhatIf(
        by_place(after - before),
        by_place((before - after) & moved.keys()),
        len(after & before),
        sum(each.place != each.place_before for each in moved.values()),
        None if lowest is None else (int(found.places[lowest]), _total(year, found, lowest)),
        weights,
        policy,
    )


def _pool(found: Tried) -> set[str]:
    return {key for key, is_in in zip(found.ids, found.inside.tolist(), strict=True) if is_in}


def _moves(year: Year, found: Tried) -> dict[str, Moved]:
    scores, points = year.scores, year.table.points
    return {
        key: Moved(
            key,
            scores[key].name,
            scores[key].rank,
            int(found.places[at]),
            points(scores[key].total),
            _total(year, found, at),
        )
        for at, key in enumerate(found.ids)
    }


def _total(year: Year, found: Tried, at: int) -> str:
    return units_text(int(found.totals[at]), year.rules.precision)


def policy_with(year: Year, places: Mapping[str, int]) -> PoolPolicy:
    """Return the policy of a year with other numbers of places."""
    own = year.rules.pool
    wanted = {name: places[name] for name in PLACES if name in places}
    capacity, enter, stay = (wanted.get(name, getattr(own, name)) for name in PLACES)
    if not (0 <= enter <= UNLIMITED and 1 <= capacity <= UNLIMITED and 1 <= stay <= UNLIMITED):
        raise UsageMistake(_("Numbers of places are whole numbers from 1 on."))
    return own.model_copy(update=wanted)


def most_of(year: Year, key: str) -> Decimal:
    """Return up to which weight a criterion can be tried: twice its own, at least 10 points."""
    return max(2 * year.rules.criteria[key].maximum, Decimal(10))


def check_weight(year: Year, key: str, weight: Decimal) -> None:
    """Refuse a weight that is none: below 0, too high, or with more places than the points have."""
    whole = Fraction(weight) / Fraction(year.rules.precision)
    if weight < 0 or weight > 10 * most_of(year, key) or whole.denominator != 1:
        raise UsageMistake(
            _("A weight is a number of points from 0 to {most}, in steps of {step}.").format(
                most=10 * most_of(year, key), step=year.rules.precision
            )
        )
