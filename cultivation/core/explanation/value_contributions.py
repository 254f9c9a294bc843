"""What each value of an application's own contributed between two years, under given rules and others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from cultivation.core.explanation.hypothetical_rank import Others
from cultivation.core.explanation.shapley import Whole
from cultivation.core.rules.formulas import Value
from cultivation.core.rules.model import Criterion, RuleSet
from cultivation.core.rules.rounding import to_units
from cultivation.core.rules.value_functions import alternatives_of
from cultivation.core.scoring.columns.kernel import dimension_column, passing, sums_only, total_column
from cultivation.core.scoring.columns.ratios import Mask
from cultivation.core.scoring.criterion_points import outcome_of
from cultivation.core.scoring.totals import dimension_units, not_passed, tie_units, total_units

CONDITIONS = "conditions"  # gates, vetoes and direct passes, which are one player
MOST_OF_SUMS, MOST = 16, 8  # players that are told apart
Row = Mapping[str, Value]


def names_of(criterion: Criterion, rules: RuleSet) -> frozenset[str]:
    """Return every name on which a criterion's points depend."""
    conditions = (each.when for each in alternatives_of(criterion.function) if each.when)
    within_conditions = (name for text in conditions for name in rules.case_formulas[text].names)
    return frozenset((*criterion.looks_at, *within_conditions))


def moved_names(rules: RuleSet, before: Row, now: Row) -> list[str]:
    """Return the values that differ and matter, in the order of the rule set; conditions come last."""
    looked_at = {name for each in rules.criteria.values() for name in names_of(each, rules)}
    looked_at |= {tie.by for tie in rules.ties if not tie.points_of}
    moved = [name for name in rules.names if name in looked_at and before[name] != now[name]]
    return [*moved, CONDITIONS] if _conditions(rules, before) != _conditions(rules, now) else moved


def told_apart(names: Sequence[str], rules: RuleSet) -> list[tuple[str, tuple[str, ...]]]:
    """Return the players, each a label and its names.

    Every name is one; where that would be too many, the names of each dimension are, and what several
    dimensions use; where even these are too many, there is one player.
    """
    most = MOST_OF_SUMS if sums_only(rules) else MOST
    if len(names) <= most:
        return [(name, (name,)) for name in names]
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(_dimension_of(name, rules), []).append(name)
    if len(groups) <= most:
        return [(label, tuple(members)) for label, members in groups.items()]
    return [("", tuple(names))]


def _dimension_of(name: str, rules: RuleSet) -> str:
    """Return the one dimension that uses a name; none for what several use, and for conditions."""
    using = {dimension for dimension, _key, each in rules.each_criterion() if name in names_of(each, rules)}
    return using.pop() if len(using) == 1 else ("" if name != CONDITIONS else CONDITIONS)


def _conditions(rules: RuleSet, values: Row) -> tuple[bool, bool]:
    """Tell whether gates hold and vetoes do not, and whether a direct pass does."""
    gates = all(each.evaluate(values) is True for each in rules.gate_formulas.values())
    vetoes = any(each.evaluate(values) is True for each in rules.veto_formulas.values())
    direct = any(each.evaluate(values) is True for each in rules.direct_formulas.values())
    return gates and not vetoes, direct


@dataclass(frozen=True)
class ContributionGame:
    """Totals and places for every choice of which players have come from `before` to `now`.

    Arrays have 2^players entries; bit i of an index says that player i has come.
    """

    rules: RuleSet
    before: Row
    now: Row
    players: Sequence[tuple[str, tuple[str, ...]]]
    others: Others

    @cached_property
    def _masks(self) -> Whole:
        return np.arange(1 << len(self.players))

    def _come(self, name: str) -> Whole:
        """Return where a name has its new value; one that is no player has the same value in both."""
        for place, (_label, names) in enumerate(self.players):
            if name in names:
                return self._masks >> place & 1
        return np.zeros_like(self._masks)

    def _variants(self, names: frozenset[str]) -> tuple[Whole, list[dict[str, Value]]]:
        """Return the number of each mask's variant of some names, and the values of each variant."""
        places = [place for place, (_label, each) in enumerate(self.players) if names & set(each)]
        number = np.zeros_like(self._masks)
        for bit, place in enumerate(places):
            number |= (self._masks >> place & 1) << bit
        rows = []
        for variant in range(1 << len(places)):
            come = {
                name
                for bit, place in enumerate(places)
                if variant >> bit & 1
                for name in self.players[place][1]
            }
            rows.append({name: (self.now if name in come else self.before)[name] for name in names})
        return number, rows

    @cached_property
    def _points(self) -> tuple[dict[str, Whole], Mask]:
        """Return points by criterion, and where a criterion that cannot be computed excludes."""
        points, excluded = {}, np.zeros(len(self._masks), np.bool_)
        for key, criterion in self.rules.criteria.items():
            number, rows = self._variants(names_of(criterion, self.rules))
            outcomes = [outcome_of(criterion, row, self.rules).points for row in rows]
            units = [to_units(each or Fraction(0), self.rules.precision) for each in outcomes]
            points[key] = np.array(units, np.int64)[number]
            if criterion.when_undefined == "ineligible":
                excluded |= np.array([each is None for each in outcomes])[number]
        return points, excluded

    @cached_property
    def _sums(self) -> tuple[Whole, Mask, dict[str, Whole]]:
        """Return totals, where they and their parts pass, and the points of dimensions."""
        points, rules = self._points[0], self.rules
        if sums_only(rules):
            dimensions = {
                key: dimension_column(each, points, rules) for key, each in rules.dimensions.items()
            }
            total = total_column(rules, dimensions, len(self._masks))
            return total, passing(rules, points, dimensions, total), dimensions
        totals, passes, several = [], [], []
        for mask in self._masks.tolist():
            own = {key: int(each[mask]) for key, each in points.items()}
            several.append(dimension_units(rules, own))
            totals.append(total_units(rules, several[-1]))
            passes.append(not not_passed(rules, own, several[-1], totals[-1]))
        columns = {key: np.array([parts[key] for parts in several], np.int64) for key in rules.dimensions}
        return np.array(totals, np.int64), np.array(passes), columns

    @property
    def totals(self) -> Whole:
        """Return the total, in units."""
        return self._sums[0]

    @cached_property
    def eligible(self) -> Mask:
        """Tell where it is eligible."""
        old, new = _conditions(self.rules, self.before), _conditions(self.rules, self.now)
        come = self._come(CONDITIONS) == 1
        holds, direct = (np.where(come, new[at], old[at]) for at in (0, 1))
        return holds & (direct | self._sums[1]) & ~self._points[1]

    @cached_property
    def places(self) -> Whole:
        """Return the place; behind all where it is not eligible."""
        totals = np.array(self.others.totals, np.int64)
        merits = self.rules.total.direction * self.totals
        places = len(totals) - np.searchsorted(totals, merits, side="right") + 1
        names = frozenset(tie.by for tie in self.rules.ties if not tie.points_of)
        number, rows = self._variants(names)
        equal = np.flatnonzero(np.isin(merits, totals))
        columns = [
            merits,
            number,
            *(
                tie_units(tie.points_of, self._points[0], self._sums[2])
                for tie in self.rules.ties
                if tie.points_of
            ),
        ]
        cases, which = np.unique(np.stack([each[equal] for each in columns]), axis=1, return_inverse=True)
        ahead = [
            self.others.ahead_of_equals(merit, self._ties(rows[variant], points))
            for merit, variant, *points in cases.T.tolist()
        ]
        places[equal] += np.array(ahead, np.int64)[which]
        return np.where(self.eligible, places, self.others.last_place)

    def _ties(self, row: Row, points: Sequence[int]) -> tuple[Value, ...]:
        """Put together what ties are decided by: values, and points in units in the order of the chain."""
        units = iter(points)
        return tuple(
            next(units) * Fraction(self.rules.precision) if tie.points_of else row[tie.by]
            for tie in self.rules.ties
        )
