"""How an enterprise stands by a standard of which not every figure is known: met, missed, or not to be told.

Nothing is guessed: what a blank would stand for, were it filed so, counts for nothing here, as nobody filed
it. A condition is decided only where it comes out the same whatever the unknown figures are.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from cultivation.core.rules.formulas import Formula, Value
from cultivation.core.rules.model import Criterion, RuleSet
from cultivation.core.rules.rounding import bound_units, to_units
from cultivation.core.rules.value_functions import alternatives_of
from cultivation.core.scoring.application import Application
from cultivation.core.scoring.criterion_points import outcome_of
from cultivation.core.scoring.totals import MINIMUM, TOTAL, ZERO, dimension_units, not_passed, total_units
from cultivation.core.scoring.values import Row, filed_row

GUESSING = ("first_known", "known")  # they make something of what is not known


class State(StrEnum):
    """What is known of a condition."""

    MET = "met"
    MISSED = "missed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Condition:
    """A gate, a veto or what the points must reach (as in totals.not_passed); the unknown fields it needs."""

    key: str
    state: State
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Each condition of a standard. `points` are the least and the most that the total can be, in units."""

    conditions: tuple[Condition, ...]
    points: tuple[int, int] | None

    @property
    def state(self) -> State:
        """Return what is known of them all together."""
        states = {each.state for each in self.conditions}
        return next((each for each in (State.MISSED, State.UNKNOWN) if each in states), State.MET)

    @property
    def missed(self) -> tuple[str, ...]:
        """Return the conditions that are surely missed."""
        return tuple(each.key for each in self.conditions if each.state is State.MISSED)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Return the fields that are not known and matter, each once."""
        return tuple(dict.fromkeys(key for each in self.conditions for key in each.unknown))


def standing(application: Application, rules: RuleSet, cutoff: date) -> Standing:
    """Compare what is known of an enterprise with the conditions of a standard that is not relative."""
    return _Look(application, rules, cutoff).standing()


class _Look:
    """The values of one application, and of each the unknown fields on which it rests."""

    def __init__(self, application: Application, rules: RuleSet, cutoff: date) -> None:
        self.rules = rules
        self.values: Row = filed_row(application, rules, cutoff)
        self._open: dict[str, tuple[str, ...]] = {
            key: (key,) for key, value in self.values.items() if value is None
        }
        for key, formula in rules.formulas.items():
            self.values[key] = self._value(formula)
            if self.values[key] is None:
                self._open[key] = self.unknown(formula.names)

    def standing(self) -> Standing:
        """Decide every condition."""
        gates = [self._condition(key, each, True) for key, each in self.rules.gate_formulas.items()]
        vetoes = [self._condition(key, each, False) for key, each in self.rules.veto_formulas.items()]
        if not self.rules.criteria:
            return Standing((*gates, *vetoes), None)
        least, most = self._points(0), self._points(1)
        others = (*self._defined(), *self._of_points(least, most))
        return Standing((*gates, *vetoes, *others), (self._total(least), self._total(most)))

    def unknown(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the unknown fields on which values rest that are not known."""
        return tuple(dict.fromkeys(key for name in sorted(names) for key in self._open.get(name, ())))

    def _value(self, formula: Formula) -> Value:
        """Evaluate a formula, but make nothing of what is not known."""
        if self.unknown(guessed_names(formula.text)):
            return None
        value: Value = formula.evaluate(self.values)
        return value

    def _condition(self, key: str, formula: Formula, wanted: bool) -> Condition:
        """Decide a gate (it must hold) or a veto (it must not); what cannot be computed does not hold."""
        value = self._value(formula)
        unknown = self.unknown(formula.names) if value is None else ()
        if unknown:
            return Condition(key, State.UNKNOWN, unknown)
        return Condition(key, State.MET if (value is True) is wanted else State.MISSED)

    def _points(self, side: int) -> dict[str, int]:
        """Return the points of each criterion: the least (0) or the most (1) where they cannot be told."""
        return {key: self._bounds(each)[side] for key, each in self.rules.criteria.items()}

    def _bounds(self, criterion: Criterion) -> tuple[int, int]:
        if self.unknown(self._looked_at(criterion)):
            dimension = next(
                each for each in self.rules.dimensions.values() if criterion in each.criteria.values()
            )
            return (
                bound_units(dimension.minimum or Decimal(0), self.rules.precision),
                bound_units(criterion.maximum, self.rules.precision),
            )
        points = outcome_of(criterion, self.values, self.rules).points
        own = to_units(points or Fraction(0), self.rules.precision)
        return own, own

    def _defined(self) -> list[Condition]:
        """Decide the criteria without whose value nobody is eligible."""
        found = []
        for key, each in self.rules.criteria.items():
            if each.when_undefined == "ineligible":
                unknown = self.unknown(self._looked_at(each))
                defined = outcome_of(each, self.values, self.rules).points is not None
                state = State.MET if defined else State.UNKNOWN if unknown else State.MISSED
                found.append(Condition(key, state, () if defined else unknown))
        return found

    def _looked_at(self, criterion: Criterion) -> set[str]:
        """Return all names on which the points of a criterion may depend."""
        cases = [each.when for each in alternatives_of(criterion.function) if each.when]
        return set(criterion.looks_at).union(*(self.rules.case_formulas[each].names for each in cases))

    def _total(self, points: Mapping[str, int]) -> int:
        return total_units(self.rules, dimension_units(self.rules, points))

    def _of_points(self, least: Mapping[str, int], most: Mapping[str, int]) -> list[Condition]:
        """Decide what the points must reach, unless a direct pass replaces it."""
        direct = {key: self._value(each) for key, each in self.rules.direct_formulas.items()}
        surely, perhaps = self._not_passed(most), self._not_passed(least)
        passed = any(value is True for value in direct.values())
        waiting = self.unknown(
            name
            for key, each in self.rules.direct_formulas.items()
            if direct[key] is None
            for name in each.names
        )
        looked_at = {name for each in self.rules.criteria.values() for name in self._looked_at(each)}
        found = []
        for key in self._grounds():
            if passed or key not in perhaps:
                found.append(Condition(key, State.MET))
            elif key in surely and not waiting:
                found.append(Condition(key, State.MISSED))
            else:
                found.append(Condition(key, State.UNKNOWN, (*waiting, *self.unknown(looked_at))))
        return found

    def _grounds(self) -> tuple[str, ...]:
        """Return everything that the points may miss, named as in totals.not_passed."""
        total = (TOTAL,) if self.rules.pass_ else ()
        least = (MINIMUM + key for key, each in self.rules.dimensions.items() if each.at_least is not None)
        zero = (ZERO + key for key, each in self.rules.criteria.items() if each.not_zero)
        return (*total, *least, *zero)

    def _not_passed(self, points: Mapping[str, int]) -> tuple[str, ...]:
        dimensions = dimension_units(self.rules, points)
        return not_passed(self.rules, points, dimensions, total_units(self.rules, dimensions))


@lru_cache(1024)  # formulas come again for every application
def guessed_names(formula: str) -> frozenset[str]:
    """Return the names within calls that make something of an unknown value.

    >>> sorted(guessed_names("first_known(rd_1, 0) + rd_3"))
    ['rd_1']
    """
    calls = (
        node
        for node in ast.walk(ast.parse(formula.strip(), mode="eval"))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GUESSING
    )
    parts = (part for call in calls for argument in call.args for part in ast.walk(argument))
    return frozenset(part.id for part in parts if isinstance(part, ast.Name))
