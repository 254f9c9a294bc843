"""Where an application would stand among given others: totals first, then the tie chain."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from functools import cmp_to_key, partial
from typing import Any

from cultivation.core.rules.formulas import Kind, Value
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.assessment import Assessment
from cultivation.core.scoring.ranking import compare_ties
from cultivation.core.scoring.score_table import ScoreTable

Ties = tuple[Value, ...]


class Others:
    """The eligible others of a year, under one rule set: their totals, and what their ties are decided by.

    Where fewer points are better, `totals` and `merit` are those below 0, so that more is always better.
    The ties of most are never asked for, so they are read only then, and once.
    """

    def __init__(self, standings: Iterable[tuple[int, Callable[[], Ties]]], rules: RuleSet) -> None:
        self._with_total: dict[int, list[Callable[[], Ties]]] = {}
        self._in_order: dict[int, list[Any]] = {}
        self.totals = []
        self._direction = rules.total.direction

        def order(one: Ties, other: Ties) -> int:
            return compare_ties(one, other, rules.ties)[0]

        self._key = cmp_to_key(order)
        for total, ties in standings:
            merit = self._direction * total
            self._with_total.setdefault(merit, []).append(ties)
            self.totals.append(merit)
        self.totals.sort()

    @property
    def last_place(self) -> int:
        """Return the place behind all of them, where whoever is not eligible counts as standing."""
        return len(self.totals) + 1

    def place(self, total: int, ties: Ties) -> int:
        """Return the place that somebody with this total and these tie values has among them."""
        merit = self._direction * total
        return len(self.totals) - bisect_right(self.totals, merit) + self.ahead_of_equals(merit, ties) + 1

    def places(self, merit: int) -> tuple[int, int]:
        """Return the best and the worst place of somebody with this total, by whatever tie values."""
        behind = len(self.totals) + 1
        return behind - bisect_right(self.totals, merit), behind - bisect_left(self.totals, merit)

    def ahead_of_equals(self, merit: int, ties: Ties) -> int:
        """Count those with the same total whom the tie chain puts before."""
        if merit not in self._in_order:
            self._in_order[merit] = sorted(self._key(each()) for each in self._with_total.get(merit, ()))
        return bisect_left(self._in_order[merit], self._key(ties))


def others_in(table: ScoreTable, rules: RuleSet, own: str) -> Others:
    """Return the others of a score table that was made by these rules."""
    return Others(
        (
            (each.total, partial(_ties, each.tie_values, rules))
            for each in table.placings
            if each.rank is not None and each.id != own
        ),
        rules,
    )


def others_among(assessments: Iterable[Assessment], rules: RuleSet, own: str) -> Others:
    """Return the others among assessments."""
    return Others(
        (
            (each.total, partial(tuple, each.tie_values))
            for each in assessments
            if each.eligible and each.id != own
        ),
        rules,
    )


def _ties(texts: Sequence[str | None], rules: RuleSet) -> Ties:
    return tuple(_value(text, rules.tie_kind(tie)) for text, tie in zip(texts, rules.ties, strict=True))


def _value(text: str | None, kind: Kind) -> Value:
    """Read an exact text of the score table back."""
    if text is None:
        return None
    match kind:
        case Kind.NUMBER:
            return Fraction(text)
        case Kind.DATE:
            return date.fromisoformat(text)
        case Kind.TRUTH:
            return text == "yes"
        case _:
            return text
