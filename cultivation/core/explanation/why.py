"""Why an enterprise entered, stayed or left: contributions, the change since last year, what was missing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cultivation.core.explanation.selection import Before, Selection
from cultivation.core.pool.proposal import NOTHING_PAST, Past
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.rounding import to_units
from cultivation.core.rules.value_functions import has_no_bound
from cultivation.core.scoring.score_table import ScoreLine, ScoreTable
from cultivation.core.scoring.totals import (
    MINIMUM,
    TOTAL,
    ZERO,
    dimension_units,
    not_passed,
    total_passes,
    total_units,
)

NEAR = 2  # places up and down
BY_POINTS = (MINIMUM, ZERO)  # grounds that points could mend, as the total could


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one criterion gave, in units: points of its maximum; what was lost is the difference.

    Where fewer points are better, every point is lost.
    """

    criterion: str
    points: int
    maximum: int
    direction: int = 1

    @property
    def lost(self) -> int:
        """Return the units between the points and the maximum; none where there are more than the maximum."""
        return max(self.maximum - self.points if self.direction > 0 else self.points, 0)


@dataclass(frozen=True, slots=True)
class Change:
    """This year's points of one criterion beside last year's."""

    criterion: str
    before: Decimal
    now: Decimal


@dataclass(frozen=True, slots=True)
class WouldChange:
    """How many units more (or fewer) on any one of `criteria` alone would have turned the outcome.

    None turns it with fewer.
    """

    units: int
    criteria: tuple[str, ...]


def contributions(line: ScoreLine, rules: RuleSet) -> list[Contribution]:
    """List what each criterion gave, in the order of the rule set.

    They add up to the total where the dimensions are plain sums.
    """
    direction = rules.total.direction
    return [
        Contribution(key, line.criteria[key], _maximum_units(rules, key), direction) for key in rules.criteria
    ]


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
    found = [each for each in table.placings if each.rank in near and each.id != line.id]
    return [table.line_of[each.id] for each in found]


def would_change(
    line: ScoreLine,
    table: ScoreTable,
    members: Mapping[str, str],
    rules: RuleSet,
    past: Mapping[str, Past] = NOTHING_PAST,
) -> WouldChange | None:
    """Find the smallest change of one criterion's points, up or down, that turns the outcome.

    Dimensions, total and what must be reached are computed anew, ranking and selection run again for each
    trial, zone by zone (`Selection.zone`), as a better place may be worse: so it is the smallest of all. Ties
    are kept as the tie chain has them. None where no possible change of points turns it, or where it is out
    for anything but points.
    """
    if line.rank is None and not all(
        each == TOTAL or each.startswith(BY_POINTS) for each in line.gates_failed
    ):
        return None
    selected = _Selected(line, table, (members, past), rules)
    inside = selected.is_inside
    direction = rules.total.direction * (-1 if inside else 1)
    room = {
        part.criterion: part.points if direction < 0 else _room(part, line, table, rules)
        for part in contributions(line, rules)
    }
    needed: dict[str, int | None]
    if selected.alike:
        units = _fewest(selected, "", direction, max(room.values()))
        needed = {key: units for key, most in room.items() if units is not None and most >= units}
    else:
        needed = {key: _fewest(selected, key, direction, most) for key, most in room.items()}
    fewest = min((each for each in needed.values() if each is not None), default=None)
    if fewest is None:
        return None
    return WouldChange(direction * fewest, tuple(key for key, each in needed.items() if each == fewest))


def _fewest(selected: _Selected, criterion: str, direction: int, most: int) -> int | None:
    """Return the fewest units that turn the outcome; within a zone more of them never turn it back."""

    def turns(units: int) -> bool:
        return selected.with_change(criterion, direction * units) is not selected.is_inside

    first = 1
    while first <= most:
        last = _last_of_zone(selected, criterion, direction, (first, most))
        if turns(last):
            return _first(first, last, turns)
        first = last + 1
    return None


def _last_of_zone(selected: _Selected, criterion: str, direction: int, between: tuple[int, int]) -> int:
    first, most = between
    zone = selected.zone(criterion, direction * first)
    beyond = _first(first + 1, most + 1, lambda units: selected.zone(criterion, direction * units) != zone)
    return beyond - 1


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return the first number for which it holds, and holds from there on; `high` where it is none below."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _room(part: Contribution, line: ScoreLine, table: ScoreTable, rules: RuleSet) -> int:
    """Return how many units more a criterion can give; where it has no bound, enough for the first place."""
    if not has_no_bound(rules.criteria[part.criterion].function):
        return max(part.maximum - part.points, 0)
    return max(0, *(each.total - line.total for each in table.placings)) + 1


class _Selected:
    """Runs ranking and selection again with the points of one criterion changed.

    `alike` tells that a unit of every criterion is one of the total, and nothing but the total must be
    reached; then no criterion is named.
    """

    def __init__(self, line: ScoreLine, table: ScoreTable, before: Before, rules: RuleSet) -> None:
        self._line, self._rules, self._precision = line, rules, table.precision
        self._selection = Selection(line.id, table, before, rules)
        self._direction = rules.total.direction
        others = (each for each in table.placings if each.rank is not None and each.id != line.id)
        self._falling = [-self._direction * each.total for each in others]
        minima = any(each.at_least is not None for each in rules.dimensions.values())
        self.alike = rules.plain_sums and not minima and not any(e.not_zero for e in rules.criteria.values())
        self.is_inside = self._select("", 0) is True

    def with_change(self, criterion: str, change: int) -> bool:
        """Tell whether the enterprise is in the pool with so many units more; not where it does not pass.

        Where no pool keeps to the quotas then, nothing is turned.
        """
        inside = self._select(criterion, change)
        return self.is_inside if inside is None else inside

    def zone(self, criterion: str, change: int) -> tuple[bool, bool, int]:
        """Return among which changes so many units are; of those a better total is never worse."""
        total, passes = self._total(criterion, change)
        return passes, *self._selection.zone(self._place(total, change), self._merit(total))

    def _select(self, criterion: str, change: int) -> bool | None:
        total, passes = self._total(criterion, change)
        if not passes:
            return False if self._selection.is_possible_without else None
        choices = self._line.quota_choices
        return self._selection.is_in_pool(self._place(total, change), self._merit(total), choices)

    def _merit(self, total: int) -> Decimal:
        return self._direction * total * self._precision

    def _total(self, criterion: str, change: int) -> tuple[int, bool]:
        """Return the total with so many units more, and whether it passes."""
        line, rules = self._line, self._rules
        if not criterion and (self.alike or not change):
            total = line.total + change
            return total, bool(line.direct) or (total_passes(rules, total) if change else line.eligible)
        points = {**line.criteria, criterion: line.criteria[criterion] + change}
        dimensions = dimension_units(rules, points)
        total = total_units(rules, dimensions)
        return total, bool(line.direct) or not not_passed(rules, points, dimensions, total)

    def _place(self, total: int, change: int) -> int:
        """Return the place with a total.

        Where it meets one that it did not meet before, it is put behind, the careful side for a rise, and
        before, the careful side for a fall.
        """
        line, merit, risen = self._line, self._direction * total, self._direction * change > 0
        first, last = bisect_left(self._falling, -merit), bisect_right(self._falling, -merit)
        if total == line.total and line.rank is not None:
            return line.rank
        return (last if risen or not change else first) + 1
