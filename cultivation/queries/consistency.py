"""A scored year's figures beside each other and last year's: what deserves a look on site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cultivation.core.analysis.consistency.figures import Firm
from cultivation.core.analysis.consistency.flags import Consistency, check_consistency
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.core.scoring.values import values_of_all
from cultivation.queries.year import Year
from cultivation.record.rows import ApplicationRow


@dataclass(frozen=True)
class ConsistencyChecked:
    """What was found, with the year's rules and scores."""

    rules: RuleSet
    table: ScoreTable
    found: Consistency

    def to_record(self) -> dict[str, Any]:
        """Return what is stored: figures as texts."""
        found = self.found
        return {
            "firms": found.firms,
            "columns": list(found.columns),
            "groups": [
                {"size": each.size, "marks": [[name, sign] for name, sign in each.marks]}
                for each in found.groups
            ],
            "flags": [each.to_record() for each in found.flags],
            "left_out": found.left_out,
            "first_digits": [
                {
                    "field": each.field,
                    "figures": each.figures,
                    "deviation": None if each.deviation is None else f"{each.deviation:.6f}",
                }
                for each in found.digits
            ],
        }

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract; a face adds the flags, with where they stand."""
        found = self.found
        return {
            "year": self.table.year,
            "firms": found.firms,
            "left_out": found.left_out,
            "groups": [{"size": each.size, "marks": each.marks} for each in found.groups],
            "group_of": dict(found.group_of),
            "first_digits": [
                {"field": each.field, "figures": each.figures, "deviation": each.deviation}
                for each in found.digits
            ],
        }


def consistency_of(year: Year) -> ConsistencyChecked:
    """Look for figures that should be verified."""
    return ConsistencyChecked(year.rules, year.table, check_consistency(_firms(year), year.rules))


def _firms(year: Year) -> list[Firm]:
    scores, codes = year.scores, year.codes_now
    before = {codes.get(key, key): row for key, row in year.before.rows.items()} if year.before else {}
    values = values_of_all(year.applications, year.rules, year.cutoff)
    return [
        Firm(
            key,
            row.name,
            own,
            _texts(row, year.rules),
            _texts(before[key], year.rules) if key in before else {},
            scores[key].total if key in scores else None,
        )
        for (key, row), own in zip(year.rows.items(), values, strict=True)
    ]


def _texts(row: ApplicationRow, rules: RuleSet) -> Mapping[str, str | None]:
    return {key: row.text(key) for key in rules.fields}
