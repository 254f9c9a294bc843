"""Where an application would stand among given others: totals first, then the tie chain."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cultivation.core.rules.formulas import Kind, Value
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.assessment import Assessment
from cultivation.core.scoring.ranking import compare_ties
from cultivation.core.scoring.score_table import ScoreTable

Ties = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class HypotheticalRank:
    """What decides on the place of an eligible application."""

    id: str
    total: int
    ties: Ties


class Others:
    """The eligible others of a year, under one rule set."""

    def __init__(self, standings: Iterable[HypotheticalRank], rules: RuleSet) -> None:
        self._rules = rules
        self._with_total: dict[int, list[HypotheticalRank]] = {}
        for each in standings:
            self._with_total.setdefault(each.total, []).append(each)
        self.totals = sorted(total for total, several in self._with_total.items() for _each in several)

    @property
    def last_place(self) -> int:
        """Return the place behind all of them, where whoever is not eligible counts as standing."""
        return len(self.totals) + 1

    def place(self, total: int, ties: Ties) -> int:
        """Return the place that somebody with this total and these tie values has among them."""
        return len(self.totals) - bisect_right(self.totals, total) + self.ahead_of_equals(total, ties) + 1

    def places(self, total: int) -> tuple[int, int]:
        """Return the best and the worst place of somebody with this total, by whatever tie values."""
        behind = len(self.totals) + 1
        return behind - bisect_right(self.totals, total), behind - bisect_left(self.totals, total)

    def ahead_of_equals(self, total: int, ties: Ties) -> int:
        """Count those with the same total whom the tie chain puts before."""
        equals = self._with_total.get(total, ())
        return sum(compare_ties(each.ties, ties, self._rules.ties)[0] < 0 for each in equals)


def others_in(table: ScoreTable, rules: RuleSet, own: str) -> Others:
    """Return the others of a score table that was made by these rules."""
    return Others(
        (
            HypotheticalRank(line.id, line.total, _ties(line.tie_values, rules))
            for line in table.lines
            if line.rank is not None and line.id != own
        ),
        rules,
    )


def others_among(assessments: Iterable[Assessment], rules: RuleSet, own: str) -> Others:
    """Return the others among assessments."""
    return Others(
        (
            HypotheticalRank(each.id, each.total, each.tie_values)
            for each in assessments
            if each.eligible and each.id != own
        ),
        rules,
    )


def _ties(texts: Sequence[str | None], rules: RuleSet) -> Ties:
    return tuple(_value(text, rules.names[tie.by].kind) for text, tie in zip(texts, rules.ties, strict=True))


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
