"""What a screened register comes to, for people: counts, the cut line, who qualifies by choice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cultivation.core.rules.model import RuleSet
from cultivation.core.screening.state import Best, State


@dataclass(frozen=True)
class Share:
    """One choice of a field: its rows, how many of them are eligible, how many among the best."""

    choice: str
    rows: int
    eligible: int
    among_best: int


@dataclass(frozen=True)
class Summary:
    """A register under a rule set.

    `cut_line` is the total of the last of the best, None where nobody is eligible; `at_cut_line` is how many
    of the eligible have just that total. `missing` are fields that points or places look at and that the
    register has no column for. `by_total` counts the eligible by their total in units.
    """

    rows: int
    eligible: int
    exact: int
    best: tuple[Best, ...]
    cut_line: Decimal | None
    at_cut_line: int
    choices: Mapping[str, tuple[Share, ...]]
    missing: tuple[str, ...]
    digest: str
    by_total: Mapping[int, int]

    def to_json(self, rules: RuleSet) -> dict[str, Any]:
        """Return the shape of the command line's contract."""
        return {
            "rules": rules.id,
            "rows": self.rows,
            "eligible": self.eligible,
            "decided_exactly": self.exact,
            "cut_line": None if self.cut_line is None else str(self.cut_line),
            "at_cut_line": self.at_cut_line,
            "digest": self.digest,
            "missing": list(self.missing),
            "choices": {key: [vars(share) for share in shares] for key, shares in self.choices.items()},
            "best": [
                {
                    "place": place,
                    "id": each.id,
                    "name": each.name,
                    "total": str(each.total * rules.precision),
                    "unknown": list(each.unknown),
                }
                for place, each in enumerate(self.best, start=1)
            ],
        }


def summary_of(state: State, rules: RuleSet, missing: Collection[str]) -> Summary:
    """Sum a state up; `missing` are the fields without a column that matter."""
    last = state.best[-1].total if state.best else None
    return Summary(
        state.rows,
        state.eligible,
        state.exact,
        state.best,
        None if last is None else last * rules.precision,
        0 if last is None else state.by_total.get(last, 0),
        {key: _shares(key, state) for key in sorted(state.choices)},
        tuple(missing),
        state.digest_text,
        state.by_total,
    )


def _shares(field: str, state: State) -> tuple[Share, ...]:
    """Return the choices of a field, those with the most eligible rows first."""
    best = Counter(each.choices.get(field, "") for each in state.best)
    shares = [Share(choice, *both, best[choice]) for choice, both in state.choices[field].items()]
    return tuple(sorted(shares, key=lambda each: (-each.among_best, -each.eligible, each.choice)))
