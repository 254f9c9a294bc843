"""A past year under other rules: who would enter and leave, who would move most, and by which criteria."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cultivation.core.pool.candidates import candidates_of
from cultivation.core.pool.proposal import propose
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreLine, ScoreTable


@dataclass(frozen=True)
class Move:
    """One enterprise under both rule sets.

    `criteria` are the changes of points, the largest first; a criterion that one rule set does not have
    counts as 0 there. `failed` names what keeps it out under the new rules.
    """

    id: str
    name: str
    rank_before: int | None
    rank: int | None
    total_before: Decimal
    total: Decimal
    in_pool_before: bool
    in_pool: bool
    criteria: tuple[tuple[str, Decimal], ...]
    failed: tuple[str, ...]

    @property
    def places(self) -> int:
        """Return how many places it rises; 0 where it has none under one of the rule sets."""
        if self.rank is None or self.rank_before is None:
            return 0
        return self.rank_before - self.rank


@dataclass(frozen=True)
class Rehearsal:
    """All enterprises of the year, by their place under the new rules."""

    moves: tuple[Move, ...]

    @property
    def entering(self) -> list[Move]:
        """Return who would be in the pool and is not under the old rules."""
        return [each for each in self.moves if each.in_pool and not each.in_pool_before]

    @property
    def leaving(self) -> list[Move]:
        """Return who is in the pool under the old rules and would not be."""
        return [each for each in self.moves if each.in_pool_before and not each.in_pool]

    def movers(self, most: int) -> list[Move]:
        """Return those whose place changes most, either way."""
        moved = [each for each in self.moves if each.places]
        return sorted(moved, key=lambda each: (-abs(each.places), each.id))[:most]


def rehearsal(
    before: ScoreTable,
    after: ScoreTable,
    rules_before: RuleSet,
    rules_after: RuleSet,
    members: Mapping[str, str],
) -> Rehearsal:
    """Select the pool under both rule sets, from the same applications and members, and compare.

    Terms, years in the buffer and bars, which rest on earlier years, are left out on both sides.
    """
    old = {line.id: line for line in before.lines}
    pool_before = _pool(before, members, rules_before)
    pool_after = _pool(after, members, rules_after)
    return Rehearsal(
        tuple(
            Move(
                line.id,
                line.name,
                old[line.id].rank,
                line.rank,
                old[line.id].total * before.precision,
                line.total * after.precision,
                line.id in pool_before,
                line.id in pool_after,
                _changes(old[line.id], line, before.precision, after.precision),
                line.gates_failed,
            )
            for line in after.lines
        )
    )


def _pool(table: ScoreTable, members: Mapping[str, str], rules: RuleSet) -> set[str]:
    policy = rules.pool.among(len(table.lines))
    return {line.id for line in propose(candidates_of(table, rules), members, policy) if line.in_pool}


def _changes(
    before: ScoreLine, after: ScoreLine, precision_before: Decimal, precision: Decimal
) -> tuple[tuple[str, Decimal], ...]:
    changes = {
        key: after.criteria.get(key, 0) * precision - before.criteria.get(key, 0) * precision_before
        for key in {**before.criteria, **after.criteria}
    }
    moved = [(key, change) for key, change in changes.items() if change]
    return tuple(sorted(moved, key=lambda each: (-abs(each[1]), each[0])))
