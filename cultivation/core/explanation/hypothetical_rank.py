"""Where an application would stand among given others: totals first, then the tie chain."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from functools import partial

from cultivation.core.rules.formulas import Kind, Value
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.assessment import Assessment
from cultivation.core.scoring.ranking import compare_ties
from cultivation.core.scoring.score_table import ScoreTable

Ties = tuple[Value, ...]


class Others:
    """The eligible others of a year, under one rule set: their totals, and what their ties are decided by.

    Where fewer points are better, `totals` and `merit` are those below 0, so that more is always better.
    The ties of most are never asked for, so they are read only then.
    """

    def __init__(self, standings: Iterable[tuple[int, Callable[[], Ties]]], rules: RuleSet) -> None:
        self._rules = rules
        self._with_total: dict[int, list[Callable[[], Ties]]] = {}
        self.totals = []
        self._direction = rules.total.direction
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
        equals = self._with_total.get(merit, ())
        return sum(compare_ties(each(), ties, self._rules.ties)[0] < 0 for each in equals)


def others_in(table: ScoreTable, rules: RuleSet, own: str) -> Others:
    """Return the others of a score table that was made by these rules."""
    return Others(
        (
            (line.total, partial(_ties, line.tie_values, rules))
            for line in table.lines
            if line.rank is not None and line.id != own
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
