"""Why an enterprise entered, stayed or left: contributions, the change since last year, what was missing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cultivation.core.explanation.selection import Before, Selection
from cultivation.core.pool.proposal import NOTHING_PAST, Past
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
    selection = _Selected(line, table, (members, past), rules)
    inside = selection.is_inside
    direction = -1 if inside else 1
    room = [part.points if inside else _room(part, line, table, rules) for part in contributions(line, rules)]
    low, high = 0, max(room)
    if selection.with_change(direction * high) is inside:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if selection.with_change(direction * middle) is inside:
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


class _Selected:
    """Runs ranking and selection again with one total changed."""

    def __init__(self, line: ScoreLine, table: ScoreTable, before: Before, rules: RuleSet) -> None:
        self._line, self._rules, self._precision = line, rules, table.precision
        self._selection = Selection(line.id, table, before, rules.pool)
        self._falling = [-each.total for each in table.lines if each.rank is not None and each.id != line.id]
        self.is_inside = self._select(0) is True

    def with_change(self, change: int) -> bool:
        """Tell whether the enterprise is in the pool with so many units more; not below the pass mark.

        Where no pool keeps to the quotas then, nothing is turned.
        """
        inside = self._select(change)
        return self.is_inside if inside is None else inside

    def _select(self, change: int) -> bool | None:
        """Select with so many units more.

        Where its new total meets one that it did not meet before, it is put behind, the careful side for a
        rise, and before, the careful side for a fall.
        """
        line, total = self._line, self._line.total + change
        if not (line.direct or total_passes(self._rules, total)):
            return False
        first, last = bisect_left(self._falling, -total), bisect_right(self._falling, -total)
        if total == line.total:
            ahead = first if line.rank is None else line.rank - 1
        else:
            ahead = last if change > 0 else first
        return self._selection.is_in_pool(ahead + 1, total * self._precision, line.quota_choices)
