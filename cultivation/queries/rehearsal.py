"""Gathers from the record what a rehearsal compares: a past year's applications, read under other rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cultivation.core.explanation.rehearsal import Move, Rehearsal, rehearsal
from cultivation.core.pool.quota_conflict import Impossible
from cultivation.core.rules.loading import LoadedRules
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application
from cultivation.core.scoring.filed_columns import FiledColumns
from cultivation.core.scoring.reread import Renamed, renamed_choices, reread
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.core.scoring.scored_year import score_filed
from cultivation.core.wording.quotas import conflict_text
from cultivation.errors import Refused
from cultivation.language import _, current, join_names
from cultivation.queries.year import Year


@dataclass(frozen=True)
class Rehearsed:
    """A rehearsal with the rules of both sides, and the fields that nobody filed that year."""

    year: int
    rules_before: RuleSet
    rules: RuleSet
    found: Rehearsal
    missing: tuple[str, ...]

    def to_json(self, top: int) -> dict[str, Any]:
        """Return the shape of the contract, with so many of the largest changes of place."""
        return {
            "year": self.year,
            "rule_set": self.rules.id,
            "against": self.rules_before.id,
            "missing_fields": list(self.missing),
            "enter": [_move_json(each) for each in self.found.entering],
            "leave": [_move_json(each) for each in self.found.leaving],
            "movers": [_move_json(each) for each in self.found.movers(top)],
        }


def _move_json(move: Move) -> dict[str, Any]:
    return {
        "id": move.id,
        "name": move.name,
        "rank_before": move.rank_before,
        "rank": move.rank,
        "total_before": str(move.total_before),
        "total": str(move.total),
        "gates_failed": list(move.failed),
        "criteria": {key: str(change) for key, change in move.criteria},
    }


def rehearse(year: Year, loaded: LoadedRules) -> Rehearsed:
    """Score a year's applications under its own rules and under others; nothing is recorded.

    Values are read under the other rules as `reread` says.
    """
    own, records = year.loaded, list(year.records.values())
    if not records:
        raise Refused(_("{year} has no applications to rehearse on.").format(year=year.number))
    before = _scored(year.applications, own, year)
    renamed = renamed_choices(own.rules, loaded.rules)
    _refuse_unknown_choices(records, own.rules, loaded.rules, renamed)
    after = _scored([reread(record, loaded.rules, renamed) for record in records], loaded, year)
    filed = {key for record in records for key in record["values"]}
    missing = tuple(key for key in (*loaded.rules.fields, *loaded.rules.text_matches) if key not in filed)
    found = _rehearsal(before, after, own.rules, loaded.rules, year.members_before)
    return Rehearsed(year.number, own.rules, loaded.rules, found, missing)


def _refuse_unknown_choices(
    records: Sequence[Mapping[str, Any]], own: RuleSet, rules: RuleSet, renamed: Renamed
) -> None:
    """Refuse rules that know nothing like a choice that was filed: all who made it would seem to fail."""
    sentences = []
    for key, choices in renamed.items():
        filed = {record["values"].get(key, {}).get("value") for record in records}
        unknown = [choice for choice, now in choices.items() if now is None and choice in filed]
        if unknown:
            labels = [own.choices[own.fields[key].choices or ""][each].text(current()) for each in unknown]
            sentence = _("{field}: the new rules have no choice that is called {choices}")
            named = join_names(labels)
            sentences.append(sentence.format(field=rules.label_of(key).text(current()), choices=named))
    if sentences:
        advice = _("Give the choice that is meant the same id or label, or this label as an alias.")
        raise Refused("\n".join([*sentences, advice]))


def _rehearsal(
    before: ScoreTable, after: ScoreTable, own: RuleSet, rules: RuleSet, members: dict[str, str]
) -> Rehearsal:
    try:
        return rehearsal(before, after, own, rules, members)
    except Impossible as error:
        raise Refused(conflict_text(error, rules)) from None


def _scored(applications: list[Application], loaded: LoadedRules, year: Year) -> ScoreTable:
    filed = FiledColumns.of(applications, loaded.rules)
    return score_filed(filed, loaded, year.number, year.cutoff).table
