"""What rows of a register come to: counts by total, the best, a digest. Parts are merged in any order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cmp_to_key
from typing import Any

from cultivation.canonical import exact_text
from cultivation.core.rules.formulas import Kind, Value
from cultivation.core.rules.model import RuleSet, TieKey
from cultivation.core.scoring.ranking import compare_ties

DIGEST_BITS = 256
EXAMPLES = 5  # of one problem in one column, those that stand first


@dataclass(frozen=True)
class Best:
    """One of the best: what decides its place, its points in units, what is not known, its choices."""

    id: str
    name: str
    row: int
    total: int
    tie_values: tuple[Value, ...]
    points: Mapping[str, int] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    provisional: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """What is wrong in one column in the same way: how often, and the first rows with what stands there."""

    times: int
    first: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class State:
    """What some rows of a register come to. `merge` is associative and commutative.

    `totals` counts the eligible by group ("" without groups) and total in units; `choices` counts rows and
    eligible rows by field and choice. `digest` is the sum of the rows' SHA-256, so that neither order nor
    partition matters; `exact` counts the rows that exact arithmetic decided. `problems` go by column and
    the code of a finding.
    """

    rows: int = 0
    exact: int = 0
    digest: int = 0
    totals: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, tuple[int, int]]] = field(default_factory=dict)
    best: tuple[Best, ...] = ()
    problems: Mapping[tuple[str, str], Problem] = field(default_factory=dict)

    def merge(self, other: State, rules: RuleSet, most: int) -> State:
        """Return what both parts come to together; `most` is how many of the best are kept."""
        return State(
            self.rows + other.rows,
            self.exact + other.exact,
            (self.digest + other.digest) % (1 << DIGEST_BITS),
            {
                group: dict(Counter(self.totals.get(group, {})) + Counter(other.totals.get(group, {})))
                for group in {*self.totals, *other.totals}
            },
            {
                key: _added(self.choices.get(key, {}), other.choices.get(key, {}))
                for key in {*self.choices, *other.choices}
            },
            in_order((*self.best, *other.best), rules)[:most],
            {
                key: _joined([each.problems[key] for each in (self, other) if key in each.problems])
                for key in {*self.problems, *other.problems}
            },
        )

    @property
    def eligible(self) -> int:
        """Return how many may be ranked."""
        return sum(sum(each.values()) for each in self.totals.values())

    @property
    def by_total(self) -> Mapping[int, int]:
        """Return how many of the eligible have each total, the highest first."""
        counts: Counter[int] = Counter()
        for each in self.totals.values():
            counts.update(each)
        return dict(sorted(counts.items(), reverse=True))

    @property
    def digest_text(self) -> str:
        """Return the digest in hexadecimal."""
        return f"{self.digest:0{DIGEST_BITS // 4}x}"

    def to_record(self) -> dict[str, Any]:
        """Return what is stored; equal states give equal records."""
        return {
            "rows": self.rows,
            "exact": self.exact,
            "digest": self.digest_text,
            "totals": {group: sorted(each.items()) for group, each in sorted(self.totals.items())},
            "choices": {
                key: {choice: list(each) for choice, each in sorted(own.items())}
                for key, own in sorted(self.choices.items())
            },
            "best": [_best_record(each) for each in self.best],
            "problems": [
                [*key, each.times, [list(one) for one in each.first]]
                for key, each in sorted(self.problems.items())
            ],
        }


def state_from_record(record: Mapping[str, Any], rules: RuleSet) -> State:
    """Read a state back; the rule set tells what tie values are."""
    return State(
        record["rows"],
        record["exact"],
        int(record["digest"], 16),
        {group: dict(each) for group, each in record["totals"].items()},
        {
            key: {choice: (both[0], both[1]) for choice, both in own.items()}
            for key, own in record["choices"].items()
        },
        tuple(_best_from_record(each, rules) for each in record["best"]),
        {
            (column, code): Problem(times, tuple((row, text) for row, text in first))
            for column, code, times, first in record["problems"]
        },
    )


def in_order(best: Sequence[Best], rules: RuleSet) -> tuple[Best, ...]:
    """Sort by total, then by the tie chain, which ends with the identifier; then by the row."""

    def compare(left: Best, right: Best) -> int:
        if left.total != right.total:
            return -1 if (left.total - right.total) * rules.total.direction > 0 else 1
        return compare_ties(left.tie_values, right.tie_values, rules.ties)[0] or left.row - right.row

    return tuple(sorted(best, key=cmp_to_key(compare)))


def _added(
    left: Mapping[str, tuple[int, int]], right: Mapping[str, tuple[int, int]]
) -> dict[str, tuple[int, int]]:
    nothing = (0, 0)
    pairs = {choice: (left.get(choice, nothing), right.get(choice, nothing)) for choice in {*left, *right}}
    return {choice: (one[0] + other[0], one[1] + other[1]) for choice, (one, other) in pairs.items()}


def _joined(problems: Sequence[Problem]) -> Problem:
    first = sorted(each for problem in problems for each in problem.first)
    return Problem(sum(each.times for each in problems), tuple(first[:EXAMPLES]))


def _best_record(best: Best) -> dict[str, Any]:
    return {
        "id": best.id,
        "name": best.name,
        "row": best.row,
        "total": best.total,
        "tie_values": [exact_text(value) for value in best.tie_values],
        "points": dict(best.points),
        "unknown": list(best.unknown),
        "provisional": list(best.provisional),
        "choices": dict(best.choices),
    }


def _best_from_record(record: Mapping[str, Any], rules: RuleSet) -> Best:
    values = zip(record["tie_values"], rules.ties, strict=True)
    return Best(
        record["id"],
        record["name"],
        record["row"],
        record["total"],
        tuple(_tie_value(text, tie, rules) for text, tie in values),
        record["points"],
        tuple(record["unknown"]),
        tuple(record["provisional"]),
        record["choices"],
    )


def _tie_value(text: str | None, tie: TieKey, rules: RuleSet) -> Value:
    kind = Kind.NUMBER if tie.points_of else rules.names[tie.by].kind
    if text is None or kind is Kind.TEXT:
        return text
    if kind is Kind.NUMBER:
        return Fraction(text)
    return date.fromisoformat(text) if kind is Kind.DATE else text == "yes"
