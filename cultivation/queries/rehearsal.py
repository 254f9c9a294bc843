"""Gathers from the record what a rehearsal compares: a past year's applications, read under other rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cultivation.core.explanation.rehearsal import Move, Rehearsal, rehearsal
from cultivation.core.pool.quota_conflict import Impossible
from cultivation.core.rules.loading import LoadedRules
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.vocabularies import Vocabulary, referred, shipped_vocabularies
from cultivation.core.scoring.application import Application
from cultivation.core.scoring.filed_columns import FiledColumns
from cultivation.core.scoring.reread import Rereading, rereading
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.core.scoring.scored_year import score_filed
from cultivation.core.wording.quotas import conflict_text
from cultivation.errors import Refused
from cultivation.language import _, current, join_names
from cultivation.queries.year import Year


@dataclass(frozen=True)
class Rehearsed:
    """A rehearsal with the rules of both sides, and the fields that nobody filed that year.

    `renamed` are the fields that were filed under another id, each with that id.
    """

    year: int
    rules_before: RuleSet
    rules: RuleSet
    found: Rehearsal
    missing: tuple[str, ...]
    renamed: Mapping[str, str]

    def to_json(self, top: int) -> dict[str, Any]:
        """Return the shape of the contract, with so many of the largest changes of place."""
        return {
            "year": self.year,
            "rule_set": self.rules.id,
            "against": self.rules_before.id,
            "missing_fields": list(self.missing),
            "renamed_fields": dict(self.renamed),
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


def rehearse(
    year: Year, loaded: LoadedRules, vocabularies: Mapping[str, Vocabulary] | None = None
) -> Rehearsed:
    """Score a year's applications under its own rules and under others; nothing is recorded.

    Values are read under the other rules as `rereading` says, with the vocabularies that these share (unless
    given, those that ship).
    """
    own = year.loaded
    read = read_under(year, loaded, vocabularies)
    before, after = _scored(year.applications, own, year), _scored(read.applications, loaded, year)
    found = _rehearsal(before, after, own.rules, loaded.rules, year.members_before)
    return Rehearsed(year.number, own.rules, loaded.rules, found, read.missing, read.renamed)


@dataclass(frozen=True)
class ReadUnder:
    """A year's applications under other rules; what nobody filed, and what was filed under another id."""

    applications: list[Application]
    missing: tuple[str, ...]
    renamed: Mapping[str, str]


def read_under(
    year: Year, loaded: LoadedRules, vocabularies: Mapping[str, Vocabulary] | None = None
) -> ReadUnder:
    """Read a year's applications under other rules; raises Refused where they do not know a choice filed."""
    own, records = year.loaded, list(year.records.values())
    if not records:
        raise Refused(_("{year} has no applications to rehearse on.").format(year=year.number))
    known = shipped_vocabularies() if vocabularies is None else vocabularies
    reading = rereading(own.rules, loaded.rules, list(referred(loaded.rules.vocabularies, known)))
    now = [reading.called_now(record) for record in records]
    _refuse_unknown_choices(now, own.rules, loaded.rules, reading)
    filed = {key for record in now for key in record["values"]}
    missing = tuple(key for key in (*loaded.rules.fields, *loaded.rules.text_matches) if key not in filed)
    return ReadUnder([reading.application(record) for record in records], missing, reading.fields)


def scored_under(year: Year, loaded: LoadedRules, read: ReadUnder) -> ScoreTable:
    """Score what was read under other rules."""
    return _scored(read.applications, loaded, year)


def _refuse_unknown_choices(
    records: Sequence[Mapping[str, Any]], own: RuleSet, rules: RuleSet, reading: Rereading
) -> None:
    """Refuse rules that know nothing like a choice that was filed: all who made it would seem to fail."""
    sentences = []
    for key, choices in reading.choices.items():
        filed = {record["values"].get(key, {}).get("value") for record in records}
        unknown = [choice for choice, now in choices.items() if now is None and choice in filed]
        if unknown:
            then = own.fields[reading.fields.get(key, key)].choices or ""
            labels = [own.choices[then][each].text(current()) for each in unknown]
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
