"""The best pool within quotas: at least and at most so many members of an industry, a zone, a size class.

Of two pools that keep to the quotas, the first of these in which they differ decides:

1. more members;
2. fewer newcomers above the bound on newcomers;
3. with a buffer: more newcomers of those that enter by their place, then more members of those that stay by
   theirs, then fewer members from below the buffer;
4. more points in all;
5. the best-placed enterprise that is in one of them alone.

So one pool is the best, whatever the order of rows; where the quotas keep nobody out, it is the pool of the
policy without them. Each aim is a whole-number programme of its own (pool.whole_numbers), with small numbers,
over what the aims before have left open: multipliers that prove the best value also say which enterprises are
in, or out, of every pool that reaches it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from math import gcd

from cultivation.core.pool.integer_programme import Best, Programme, Row, maximise
from cultivation.core.rules.policy import PoolPolicy

LARGEST = 10**9  # worth of a pool in one programme, for the same reason
AT_ONCE = (
    20  # places decided in one programme: the first is worth 2^19, so that float64 is far from its limits
)


@dataclass(frozen=True, slots=True)
class Option:
    """One who may be in the pool: whole points, newcomer or member, and its choice under each quota.

    `by_place` tells whether its place alone would bring it in: newcomers down to `enter_rank`, members down
    to `stay_rank`.
    """

    id: str
    points: int
    newcomer: bool
    groups: tuple[str, ...]
    by_place: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """At least or at most so many members with a choice in the field `within`; both empty: the capacity."""

    within: str
    choice: str
    least: int | None
    most: int | None
    places: tuple[int, ...]

    @property
    def row(self) -> Row:
        """Return it as a row of a programme."""
        return Row(dict.fromkeys(self.places, 1), self.least, self.most)


def bounds_of(options: Sequence[Option], policy: PoolPolicy) -> list[Bound]:
    """Return the capacity and the bounds of the quotas."""
    everyone = tuple(range(len(options)))
    bounds = [] if policy.unlimited else [Bound("", "", None, policy.capacity, everyone)]
    for number, quota in enumerate(policy.quotas):
        with_choice: dict[str, list[int]] = {key: [] for key in (*quota.at_least, *quota.at_most)}
        for place, each in enumerate(options):
            with_choice.setdefault(each.groups[number], []).append(place)
        for choice, several in sorted(with_choice.items()):
            places, least, most = tuple(several), quota.least_of(choice, len(several)), quota.most_of(choice)
            if least:
                bounds.append(Bound(quota.within, choice, least, None, places))
            if most is not None:
                bounds.append(Bound(quota.within, choice, None, most, places))
    return bounds


def best_pool(
    options: Sequence[Option], bounds: Sequence[Bound], policy: PoolPolicy
) -> frozenset[str] | None:
    """Return the ids of the best pool, or None where none keeps to the bounds; `options` come by place."""
    search, everyone = _Search(options, bounds), dict.fromkeys(range(len(options)), 1)
    aims = [*_by_place(options, policy), _points(options)]
    if policy.most_newcomers is None:
        aims = [everyone, *aims]
    elif search.reach(everyone):
        search.bound_newcomers(policy.most_newcomers)
    else:
        return None
    if not all(search.reach(aim) for aim in _together(aims, min(policy.capacity, len(options)))):
        return None
    while search.open:
        search.decide(search.open[:AT_ONCE])
    chosen = [int(place in search.chosen) for place in range(len(options))]
    if not all(bound.row.holds(chosen) for bound in bounds):
        raise AssertionError("the pool does not keep to the quotas")
    return frozenset(options[place].id for place in search.chosen)


def _by_place(options: Sequence[Option], policy: PoolPolicy) -> Iterator[Mapping[int, int]]:
    """Yield what a buffer aims at before points."""
    if policy.has_buffer:
        yield {place: 1 for place, each in enumerate(options) if each.newcomer and each.by_place}
        yield {place: 1 for place, each in enumerate(options) if not each.newcomer and each.by_place}
        yield {place: -1 for place, each in enumerate(options) if not each.newcomer and not each.by_place}


def _points(options: Sequence[Option]) -> Mapping[int, int]:
    """Return the points above the lowest, in their largest common step; for equally many it is the same."""
    least = min((each.points for each in options), default=0)
    step = reduce(gcd, (each.points - least for each in options), 0) or 1
    return {place: (each.points - least) // step for place, each in enumerate(options)}


def _together(aims: Sequence[Mapping[int, int]], size: int) -> Iterator[Mapping[int, int]]:
    """Yield aims as one where the numbers stay small: an aim is worth more than all that the later can make.

    `size` is how many members a pool has at most.
    """
    joint: Mapping[int, int] = {}
    for aim in aims:
        scale = _spread(aim, size) + 1
        scaled = {place: worth * scale for place, worth in joint.items()}
        both = {place: scaled.get(place, 0) + aim.get(place, 0) for place in {**joint, **aim}}
        if joint and _spread(both, size) > LARGEST:
            yield joint
            both = dict(aim)
        joint = both
    yield joint


def _spread(aim: Mapping[int, int], size: int) -> int:
    """Return how far apart the worths of two pools are at most."""
    ordered = sorted(aim.values())
    most, least = ordered[-size:], ordered[:size]
    return sum(each for each in most if each > 0) - sum(each for each in least if each < 0)


class _Search:
    """Reaches one aim after the other; who is in, and who is open still, in the pools that reach them all."""

    def __init__(self, options: Sequence[Option], bounds: Sequence[Bound]) -> None:
        self._newcomers = [place for place, each in enumerate(options) if each.newcomer]
        self._rows = [bound.row for bound in bounds]
        self.open = list(range(len(options)))
        self.chosen: set[int] = set()

    def bound_newcomers(self, most: int) -> None:
        """Let no more newcomers in than `most`, or than are needed lest places stay free."""
        best = self._best(dict.fromkeys(self._newcomers, -1))
        assert best is not None  # the number of members was reached
        fewest = sum(place in self.chosen for place in self._newcomers) - best.value
        self._rows.append(Row(dict.fromkeys(self._newcomers, 1), None, max(most, fewest)))

    def reach(self, aim: Mapping[int, int]) -> bool:
        """Keep to the pools that reach the most of an aim; tell whether there is any pool."""
        best = self._best(aim)
        if best is None:
            return False
        value = best.value + sum(aim.get(place, 0) for place in self.chosen)
        self._narrow(best)
        if best.value != best.proof.bound:
            self._rows.append(Row(dict(aim), value, None))
        return True

    def decide(self, places: Sequence[int]) -> None:
        """Decide on some places for good: in as far as possible, the first before the second and so on."""
        last = len(places) - 1
        best = self._best({place: 2 ** (last - number) for number, place in enumerate(places)})
        assert best is not None
        inside = {place for place, number in zip(self.open, best.numbers, strict=True) if number}
        self._narrow(best)
        self.chosen |= inside & set(places)
        self.open = [place for place in self.open if place not in places]

    def _best(self, aim: Mapping[int, int]) -> Best | None:
        size = len(self.open)
        worths = tuple(aim.get(place, 0) for place in self.open)
        return maximise(Programme(worths, (0,) * size, (1,) * size, tuple(self._open_rows())))

    def _open_rows(self) -> Iterator[Row]:
        """Yield the rows over who is open; those who are in count against the limits."""
        numbers = {place: number for number, place in enumerate(self.open)}
        for row in self._rows:
            inside = sum(weight for place, weight in row.weights.items() if place in self.chosen)
            least = None if row.least is None else row.least - inside
            most = None if row.most is None else row.most - inside
            open_ = {numbers[place]: weight for place, weight in row.weights.items() if place in numbers}
            yield Row(open_, least, most)

    def _narrow(self, best: Best) -> None:
        """Fix who is in, or out, of every pool of this value.

        What is left of an option's worth is lost from the bound where it is out although that is positive,
        or in although it is negative; no more can be lost than lies between bound and value. Where nothing
        does, every row with a multiplier is at its limit, and the value is reached wherever that holds.
        """
        gap = best.proof.bound - best.value
        fixed = {
            place: number
            for place, left, number in zip(self.open, best.proof.left, best.numbers, strict=True)
            if abs(left) > gap
        }
        if not gap:
            self._rows = [
                row if limit is None else replace(row, least=limit, most=limit)
                for row, limit in zip(self._rows, self._limits(best), strict=True)
            ]
        self.chosen |= {place for place, number in fixed.items() if number}
        self.open = [place for place in self.open if place not in fixed]

    def _limits(self, best: Best) -> Iterator[int | None]:
        """Yield the limit of each row that has a multiplier, None of the others."""
        multipliers = iter(best.proof.multipliers)
        at_most = [row.most is not None and next(multipliers) > 0 for row in self._rows]
        at_least = [row.least is not None and next(multipliers) > 0 for row in self._rows]
        for row, most, least in zip(self._rows, at_most, at_least, strict=True):
            yield row.most if most else row.least if least else None
