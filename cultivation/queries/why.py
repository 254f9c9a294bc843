"""Why: gathers from the record all that explains the outcome of one enterprise in one year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cultivation.core.explanation.cut_line import CutLine, cut_line
from cultivation.core.explanation.flips import Flip, flips, flips_left_out
from cultivation.core.explanation.quota_cut_lines import Cell, cell_of
from cultivation.core.explanation.why import (
    Change,
    Contribution,
    WouldChange,
    changes,
    contributions,
    neighbours,
    would_change,
)
from cultivation.core.explanation.year_on_year import Rivals, Side, Split, rivals, split_change
from cultivation.core.pool.proposal import Line, Past
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, application_from_record
from cultivation.core.scoring.reread import renamed_choices, reread
from cultivation.core.scoring.score_table import ScoreLine, ScoreTable
from cultivation.core.scoring.totals import TOTAL
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.events import past_of
from cultivation.queries.years import (
    applications_of,
    cutoff_of,
    decision,
    find_enterprise,
    lines_of,
    members_before,
    opened,
    previous_year,
    rules_of,
    score_table_of,
    sources,
)
from cultivation.record.reader import Reader
from cultivation.record.rows import ReviewYear


@dataclass(frozen=True)
class YearOnYear:
    """How total and place moved since the last scored year, and by criterion; all in points."""

    year: int
    total: Decimal
    total_before: Decimal
    rank_before: int | None
    changes: list[Change]
    split: Split | None
    rivals: Rivals | None

    @property
    def has_both_places(self) -> bool:
        """Tell whether it had a place in both years, so that places can be compared."""
        return self.rivals is not None


@dataclass(frozen=True)
class Why:
    """The answer to "why": one enterprise in one year.

    `cell` is where its own choices are cut under quotas. `flips_left_out` tells that no smallest changes of
    values were looked for, though there may be some.
    """

    id: str
    name: str
    year: int
    rules: RuleSet
    table: ScoreTable
    score: ScoreLine | None
    line: Line | None
    cut_line: CutLine
    contributions: list[Contribution]
    year_on_year: YearOnYear | None
    would_change: WouldChange | None
    flips: list[Flip]
    neighbours: list[ScoreLine]
    sources: list[dict[str, Any]]
    decision: Mapping[str, Any] | None
    cell: Cell | None = None
    flips_left_out: bool = False


def why(reader: Reader, text: str, year: int | None) -> Why:
    """Explain the outcome of an enterprise in a year, by default the last one that says something of it."""
    key, name = find_enterprise(reader, text)
    year = year if year is not None else _last_year(reader, key, name)
    table, rules = score_table_of(reader, year), rules_of(reader, year).rules
    lines = lines_of(reader, year)
    score = next((each for each in table.lines if each.id == key), None)
    line = next((each for each in lines if each.id == key), None)
    if score is None and line is None:
        raise Refused(_("{name} did not apply in {year} and was no member.").format(name=name, year=year))
    able = score is not None and (score.eligible or score.gates_failed == (TOTAL,))
    eligible = able and line is not None and not line.override
    return Why(
        key,
        score.name if score else name,
        year,
        rules,
        table,
        score,
        line,
        cut_line(lines, table),
        contributions(score, rules) if score else [],
        _year_on_year(reader, score, table) if score else None,
        _would_change(reader, score, table, rules) if score and eligible else None,
        _flips(reader, score, table, rules) if score and line and not line.override else [],
        neighbours(score, table) if score else [],
        sources(reader, key, year),
        decision(opened(reader, year)),
        cell_of(key, lines, table, rules),
        flips_left_out(rules),
    )


def _last_year(reader: Reader, key: str, name: str) -> int:
    years = [row.year for row in reader.history(key)]
    if not years:
        raise Refused(
            _(
                "{name} applied, but no year with it has a proposal yet. First: cultivation propose YEAR"
            ).format(name=name)
        )
    return max(years)


def _would_change(reader: Reader, score: ScoreLine, table: ScoreTable, rules: RuleSet) -> WouldChange | None:
    members, past = _before(reader, table.year, rules)
    return would_change(score, table, members, rules, past)


def _flips(reader: Reader, score: ScoreLine, table: ScoreTable, rules: RuleSet) -> list[Flip]:
    """Find the smallest change of each value that turns the outcome; none once the values have moved on."""
    review_year = opened(reader, table.year)
    row = reader.application(table.year, score.id)
    if row is None or _moved_on(review_year):
        return []
    application = application_from_record(row.record, row.file, rules)
    members, past = _before(reader, table.year, rules)
    return flips(application, rules, cutoff_of(review_year), table, members, past)


def _before(reader: Reader, year: int, rules: RuleSet) -> tuple[dict[str, str], dict[str, Past]]:
    """Return the members before a year, and what was past when it was proposed."""
    proposed = opened(reader, year).proposed_seq
    return members_before(reader, year), past_of(reader, year, rules.pool, proposed)


def _moved_on(review_year: ReviewYear) -> bool:
    return (review_year.applications_seq or 0) > (review_year.scored_seq or 0)


def _year_on_year(reader: Reader, score: ScoreLine, table: ScoreTable) -> YearOnYear | None:
    before = previous_year(reader, table.year)
    if before is None:
        return None
    old_table = score_table_of(reader, before)
    old = next((each for each in old_table.lines if each.id == score.id), None)
    if old is None:
        return None
    total, total_before = score.total * table.precision, old.total * old_table.precision
    moved_on = any(_moved_on(opened(reader, year)) for year in (before, table.year))
    sides = [_side(reader, score.id, each, rules_of(reader, each.year).rules) for each in (old_table, table)]
    return YearOnYear(
        before,
        total,
        total_before,
        old.rank,
        changes(score, table, old, old_table),
        None if moved_on else split_change(score.id, *sides),
        rivals(score.id, old_table, table),
    )


def split_changes(reader: Reader, year: int, keys: Sequence[str]) -> dict[str, Split]:
    """Split the change of several enterprises since the last scored year; those that cannot be are left out.

    All must have been scored in both years.
    """
    before = previous_year(reader, year)
    if before is None or any(_moved_on(opened(reader, each)) for each in (before, year)):
        return {}
    tables = [(score_table_of(reader, each), rules_of(reader, each).rules) for each in (before, year)]
    found = {
        key: split_change(key, *(_side(reader, key, table, rules) for table, rules in tables)) for key in keys
    }
    return {key: split for key, split in found.items() if split is not None}


def _side(reader: Reader, key: str, table: ScoreTable, rules: RuleSet) -> Side:
    """Return a year for the split; its applications are read under other rules as a rehearsal reads them."""
    year = table.year

    def everybody(under: RuleSet) -> list[Application]:
        if under is rules:
            return applications_of(reader, year, rules)
        renamed = renamed_choices(rules, under)
        return [reread(row.record, under, renamed) for row in reader.applications(year)]

    def own(under: RuleSet) -> Application:
        row = reader.application(year, key)
        assert row is not None  # it was scored
        if under is rules:
            return application_from_record(row.record, row.file, rules)
        return reread(row.record, under, renamed_choices(rules, under))

    return Side(rules, cutoff_of(opened(reader, year)), table, own, everybody)
