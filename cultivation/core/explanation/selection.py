"""The pool selected again with one enterprise elsewhere in the ranking; of the others those who matter."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from cultivation.core.pool.lines import Candidate
from cultivation.core.pool.proposal import UNKNOWN, Past, propose, takes_a_place, who_matter
from cultivation.core.pool.quota_conflict import Impossible
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreTable

Before = tuple[Mapping[str, str], Mapping[str, Past]]  # members, and what is past


class Selection:
    """The others as they stand; `is_in_pool` says of the one whether it is in from another place."""

    def __init__(self, own: str, table: ScoreTable, before: Before, rules: RuleSet) -> None:
        self._members, self._past = before
        self._policy, direction = rules.pool, rules.total.direction
        self._line = table.line_of[own]
        ranked = (each for each in table.placings if each.rank is not None and each.id != own)
        unit = direction * table.precision
        self._others = who_matter(
            (
                Candidate(each.id, each.name, place, total=each.total * unit, groups=each.quota_choices)
                for place, each in enumerate(ranked, start=1)
            ),
            self._members,
            self._policy,
            self._past,
        )
        self._places = [each.rank or 0 for each in self._others]
        self._free = [each.rank or 0 for each in self._others if self._takes_a_place(each)]

    @cached_property
    def is_possible_without(self) -> bool:
        """Tell whether any pool keeps to the quotas where the one has no place."""
        own = Candidate(self._line.id, self._line.name, None)
        try:
            propose([*self._others, own], self._members, self._policy, self._past)
        except Impossible:
            return False
        return True

    def zone(self, place: int, total: Decimal) -> tuple[bool, int]:
        """Return what a place and total have in common with those among which better is never worse.

        These are whether it takes a place, and how many of the bounds of places it lies beyond: only where it
        passes such a bound does it push somebody else over it, which may free or fill places under quotas.
        """
        own = Candidate(self._line.id, self._line.name, place, total=total)
        number = bisect_left(self._free, place) + 1
        bounds = (self._policy.enter_rank, self._policy.capacity, self._policy.stay_rank)
        return self._takes_a_place(own), sum(number > bound for bound in bounds)

    def _takes_a_place(self, each: Candidate) -> bool:
        past = self._past.get(each.id, UNKNOWN)
        return takes_a_place(each, each.id in self._members, self._policy, past)

    def is_in_pool(self, place: int, total: Decimal, choices: tuple[str, ...]) -> bool | None:
        """Select with the one at a place among all; None where no pool keeps to the quotas then.

        Where fewer points are better, `total` is that below 0.
        """
        line = self._line
        before = bisect_left(self._places, place)
        own = Candidate(line.id, line.name, place, total=total, groups=choices)
        behind = [_one_behind(each) for each in self._others[before:]]
        try:
            lines = propose([*self._others[:before], own, *behind], self._members, self._policy, self._past)
        except Impossible:
            return None
        return next(each.in_pool for each in lines if each.id == line.id)


def _one_behind(other: Candidate) -> Candidate:
    return Candidate(other.id, other.name, (other.rank or 0) + 1, total=other.total, groups=other.groups)
