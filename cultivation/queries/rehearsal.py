"""Gathers from the record what a rehearsal compares: a past year's applications, read under other rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cultivation.core.explanation.rehearsal import Rehearsal, rehearsal
from cultivation.core.pool.quota_conflict import Impossible
from cultivation.core.rules.loading import LoadedRules
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application
from cultivation.core.scoring.assessment import assess_all
from cultivation.core.scoring.ranking import rank
from cultivation.core.scoring.reread import reread
from cultivation.core.scoring.score_table import ScoreTable, score_table
from cultivation.core.wording.quotas import conflict_text
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.years import applications_of, cutoff_of, members_before, opened, rules_of
from cultivation.record.reader import Reader


@dataclass(frozen=True)
class Rehearsed:
    """A rehearsal with the rules of both sides, and the fields that nobody filed that year."""

    year: int
    rules_before: RuleSet
    rules: RuleSet
    found: Rehearsal
    missing: tuple[str, ...]


def rehearse(reader: Reader, year: int, loaded: LoadedRules) -> Rehearsed:
    """Score a year's applications under its own rules and under others; nothing is recorded.

    Values are read under the other rules as `reread` says.
    """
    rows = reader.applications(year)
    review_year = opened(reader, year)
    if not rows:
        raise Refused(_("{year} has no applications to rehearse on.").format(year=year))
    own, cutoff = rules_of(reader, year), cutoff_of(review_year)
    before = _scored(applications_of(reader, year, own.rules), own, year, cutoff)
    after = _scored([reread(row.record, loaded.rules) for row in rows], loaded, year, cutoff)
    filed = {key for row in rows for key in row.record["values"]}
    missing = tuple(key for key in (*loaded.rules.fields, *loaded.rules.text_matches) if key not in filed)
    found = _rehearsal(before, after, own.rules, loaded.rules, members_before(reader, year))
    return Rehearsed(year, own.rules, loaded.rules, found, missing)


def _rehearsal(
    before: ScoreTable, after: ScoreTable, own: RuleSet, rules: RuleSet, members: dict[str, str]
) -> Rehearsal:
    try:
        return rehearsal(before, after, own, rules, members)
    except Impossible as error:
        raise Refused(conflict_text(error, rules)) from None


def _scored(applications: list[Application], loaded: LoadedRules, year: int, cutoff: date) -> ScoreTable:
    ranking = rank(assess_all(applications, loaded.rules, cutoff), loaded.rules)
    return score_table(ranking, loaded.rules, year, loaded.digest, cutoff.isoformat())
