"""The pool selected again with one enterprise elsewhere in the ranking; of the others those who matter."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from decimal import Decimal

from cultivation.core.pool.lines import Candidate
from cultivation.core.pool.proposal import Past, propose, who_matter
from cultivation.core.pool.quota_conflict import Impossible
from cultivation.core.rules.model import PoolPolicy
from cultivation.core.scoring.score_table import ScoreTable

Before = tuple[Mapping[str, str], Mapping[str, Past]]  # members, and what is past


class Selection:
    """The others as they stand; `is_in_pool` says of the one whether it is in from another place."""

    def __init__(self, own: str, table: ScoreTable, before: Before, policy: PoolPolicy) -> None:
        self._members, self._past = before
        self._policy = policy
        self._line = next(line for line in table.lines if line.id == own)
        ranked = [line for line in table.lines if line.rank is not None and line.id != own]
        self._others = who_matter(
            [
                Candidate(
                    line.id,
                    line.name,
                    place,
                    total=line.total * table.precision,
                    groups=line.quota_choices,
                )
                for place, line in enumerate(ranked, start=1)
            ],
            self._members,
            policy,
            self._past,
        )
        self._places = [each.rank or 0 for each in self._others]

    def is_in_pool(self, place: int, total: Decimal, choices: tuple[str, ...]) -> bool | None:
        """Select with the one at a place among all; None where no pool keeps to the quotas then."""
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
