"""Why an enterprise entered, stayed or left: contributions, the change since last year, what was missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from cultivation.core.pool.candidates import candidates_of
from cultivation.core.pool.proposal import NOTHING_PAST, Candidate, Past, propose
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.rounding import to_units
from cultivation.core.rules.value_functions import has_no_bound
from cultivation.core.scoring.score_table import ScoreLine, ScoreTable
from cultivation.core.scoring.totals import TOTAL, dimension_units, total_passes, total_units

NEAR = 2  # places up and down


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one criterion gave, in units: points of its maximum; what was lost is the difference."""

    criterion: str
    points: int
    maximum: int

    @property
    def lost(self) -> int:
        """Return the units between the points and the maximum; none where there are more than the maximum."""
        return max(self.maximum - self.points, 0)


@dataclass(frozen=True, slots=True)
class Change:
    """This year's points of one criterion beside last year's."""

    criterion: str
    before: Decimal
    now: Decimal


@dataclass(frozen=True, slots=True)
class WouldChange:
    """How many units more (or fewer) on any one of `criteria` alone would have turned the outcome."""

    units: int
    criteria: tuple[str, ...]


def contributions(line: ScoreLine, rules: RuleSet) -> list[Contribution]:
    """List what each criterion gave, in the order of the rule set.

    They add up to the total where the dimensions are plain sums.
    """
    return [Contribution(key, line.criteria[key], _maximum_units(rules, key)) for key in rules.criteria]


def _maximum_units(rules: RuleSet, criterion: str) -> int:
    return to_units(Fraction(rules.criteria[criterion].maximum), rules.precision)


def changes(line: ScoreLine, table: ScoreTable, before: ScoreLine, table_before: ScoreTable) -> list[Change]:
    """Compare the criteria that both years have; their rule sets, and so their precision, may differ."""
    shared = [key for key in line.criteria if key in before.criteria]
    return [
        Change(key, before.criteria[key] * table_before.precision, line.criteria[key] * table.precision)
        for key in shared
    ]


def neighbours(line: ScoreLine, table: ScoreTable) -> list[ScoreLine]:
    """Return the nearest rivals, two places up and two down, by place; none of an enterprise without one."""
    if line.rank is None:
        return []
    near = range(line.rank - NEAR, line.rank + NEAR + 1)
    return [each for each in table.lines if each.rank in near and each.id != line.id]


def would_change(
    line: ScoreLine,
    table: ScoreTable,
    members: Mapping[str, str],
    rules: RuleSet,
    past: Mapping[str, Past] = NOTHING_PAST,
) -> WouldChange | None:
    """Find the smallest change of the total, up or down, that turns the outcome under the pool policy.

    The whole ranking and selection is run again for each trial; the answer is the smallest number of
    units whose neighbour, one unit less, still leaves the outcome as it was. Ties are kept as the
    tie chain has them. None where no possible change of points turns it, or where it is out for anything
    but a total below the pass mark. Criteria whose points a cap would swallow are not named.
    """
    if line.rank is None and line.gates_failed != (TOTAL,):
        return None
    inside = _selected(line, table, (members, past), rules, 0)
    direction = -1 if inside else 1
    room = [part.points if inside else _room(part, line, table, rules) for part in contributions(line, rules)]
    low, high = 0, max(room)
    if _selected(line, table, (members, past), rules, direction * high) is inside:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if _selected(line, table, (members, past), rules, direction * middle) is inside:
            low = middle
        else:
            high = middle
    able = tuple(
        key
        for key, most in zip(rules.criteria, room, strict=True)
        if most >= high and _reaches_total(line, key, direction * high, rules)
    )
    return WouldChange(direction * high, able) if able else None


def _room(part: Contribution, line: ScoreLine, table: ScoreTable, rules: RuleSet) -> int:
    """Return how many units more a criterion can give; where it has no bound, enough for the first place."""
    if not has_no_bound(rules.criteria[part.criterion].function):
        return part.lost
    return max(0, *(each.total - line.total for each in table.lines)) + 1


def _reaches_total(line: ScoreLine, criterion: str, change: int, rules: RuleSet) -> bool:
    """Tell whether so many units on a criterion move the total by as many; a cap may swallow them."""
    if rules.plain_sums:
        return True
    points = {**line.criteria, criterion: line.criteria[criterion] + change}
    return total_units(rules, dimension_units(rules, points)) == line.total + change


def _selected(
    line: ScoreLine,
    table: ScoreTable,
    before: tuple[Mapping[str, str], Mapping[str, Past]],
    rules: RuleSet,
    change: int,
) -> bool:
    """Run ranking and selection with this one total changed; tell whether the enterprise is in the pool."""
    candidates = _candidates(line, table, change, rules)
    if next(each for each in candidates if each.id == line.id).rank is None:
        return False
    members, past = before
    proposed = propose(candidates, members, rules.pool, past)
    return next(each.in_pool for each in proposed if each.id == line.id)


def _candidates(line: ScoreLine, table: ScoreTable, change: int, rules: RuleSet) -> Sequence[Candidate]:
    """Move one enterprise to its new place; among equal totals it keeps the side its tie keys gave it.

    Where its new total meets one that it did not meet before, it is put behind, the careful side for a
    rise, and before, the careful side for a fall. Below the pass mark it has no place.
    """
    total = line.total + change
    others = [each for each in table.lines if each.rank is not None and each.id != line.id]
    ahead = sum(1 for each in others if _stands_before(each, line, total))
    order = [each.id for each in others]
    if line.direct or total_passes(rules, total):
        order.insert(ahead, line.id)
    ranks = {key: place for place, key in enumerate(order, start=1)}
    return [
        replace(each, total=total * table.precision) if each.id == line.id else each
        for each in candidates_of(table, ranks)
    ]


def _stands_before(other: ScoreLine, line: ScoreLine, total: int) -> bool:
    if other.total != total:
        return other.total > total
    if total == line.total:
        return (other.rank or 0) < (line.rank or 0)
    return total > line.total
