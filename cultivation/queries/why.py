"""Why: gathers from the record all that explains the outcome of one enterprise in one year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from cultivation.core.explanation.cut_line import CutLine
from cultivation.core.explanation.flips import Flip, flips, flips_among
from cultivation.core.explanation.quota_cut_lines import Cell, cell_of
from cultivation.core.explanation.whole_year import MOST_ROWS
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
from cultivation.core.rules.vocabularies import referred, shipped_vocabularies
from cultivation.core.scoring.application import Application, application_from_record
from cultivation.core.scoring.reread import Rereading, rereading
from cultivation.core.scoring.score_table import ScoreLine, ScoreTable
from cultivation.core.scoring.totals import TOTAL
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.events import past_of
from cultivation.queries.sources import sources
from cultivation.queries.year import State, Year, kept
from cultivation.record.reader import Reader
from cultivation.steps import Act, Step


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

    `cell` is where its own choices are cut under quotas.
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


def why(reader: Reader, text: str, year: int | None) -> Why:
    """Explain the outcome of an enterprise in a year, by default the last one that says something of it."""
    return explained(reader, text, year)[1]


def explained(reader: Reader, text: str, year: int | None) -> tuple[Year, Why]:
    """Return the same with the year in which it was found, of which others may ask more."""
    key, name = find_enterprise(reader, text)
    own = State(reader).year(year if year is not None else _last_year(reader, key, name))
    return own, why_in(own, key, name)


def why_in(year: Year, key: str, name: str) -> Why:
    """Explain the outcome of an enterprise in a year, with all that takes a while to find out."""
    found = why_in_short(year, key, name)
    score, line = found.score, found.line
    if score is None:
        return found
    return replace(
        found,
        year_on_year=year_on_year(year, score),
        would_change=total_that_turns(year, score, line),
        flips=values_that_turn(year, score, line),
    )


def why_in_short(year: Year, key: str, name: str) -> Why:
    """Return reason, points, rivals and sources, without what takes longer to find out."""
    score, line = year.scores.get(key), year.line_of.get(key)
    if score is None and line is None:
        raise Refused(
            _("{name} did not apply in {year} and was no member.").format(name=name, year=year.number)
        )
    return Why(
        key,
        score.name if score else name,
        year.number,
        year.rules,
        year.table,
        score,
        line,
        year.cut_line,
        contributions(score, year.rules) if score else [],
        None,
        None,
        [],
        neighbours(score, year.table) if score else [],
        sources(year, key),
        year.decision,
        cell_of(key, year.lines, year.table, year.rules),
    )


def _last_year(reader: Reader, key: str, name: str) -> int:
    years = [row.year for row in reader.history(key)]
    if not years:
        raise Refused(
            _("{name} applied, but no year with it has a proposal yet.").format(name=name),
            step=Step(Act.PROPOSE),
        )
    return max(years)


def total_that_turns(year: Year, score: ScoreLine, line: Line | None) -> WouldChange | None:
    """Find the smallest change of the total that turns the outcome, where its place decides it."""
    able = score.eligible or score.gates_failed == (TOTAL,)
    if not able or line is None or line.override:
        return None
    return would_change(score, year.table, year.members_before, year.rules, past_when_proposed(year))


def values_that_turn(
    year: Year, score: ScoreLine, line: Line | None, most_rows: int = MOST_ROWS
) -> list[Flip]:
    """Find the smallest change of each value that turns the outcome; none once the values have moved on.

    Where values count beside those of all, as many as `most_rows` applications are scored again.
    """
    row = year.row(score.id)
    if line is None or line.override or row is None or year.has_moved_on:
        return []
    application = application_from_record(row.record, row.file, year.rules)
    past = past_when_proposed(year)
    if year.rules.is_relative:
        everybody, table = year.applications, year.table
        return flips_among(application, everybody, year.rules, table, year.members_before, past, most_rows)
    return flips(application, year.rules, year.cutoff, year.table, year.members_before, past)


@kept
def past_when_proposed(year: Year) -> Mapping[str, Past]:
    """Return what was past when the year was proposed."""
    return past_of(year, year.review_year.proposed_seq)


def year_on_year(year: Year, score: ScoreLine) -> YearOnYear | None:
    """Tell how total and place moved since the last scored year; None where it was not scored then."""
    before = year.table_before
    old = next((line for line in before.lines if line.id == score.id), None) if before else None
    if before is None or old is None:
        return None
    return YearOnYear(
        before.year,
        score.total * year.table.precision,
        old.total * before.precision,
        old.rank,
        changes(score, year.table, old, before),
        split_changes(year, [score.id]).get(score.id),
        rivals(score.id, before, year.table),
    )


def split_changes(year: Year, keys: Sequence[str]) -> dict[str, Split]:
    """Split the change of several enterprises since the last scored year; those that cannot be are left out.

    All must have been scored in both years.
    """
    before = year.before
    if before is None or before.has_moved_on or year.has_moved_on:
        return {}
    found = {key: split_change(key, side_before(year), side_of(year)) for key in keys}
    return {key: split for key, split in found.items() if split is not None}


@kept
def side_before(year: Year) -> Side:
    """Return the year before for the split, each enterprise under the code that it has this year."""
    before, table = year.before, year.table_before
    assert before is not None and table is not None  # there is a change to split
    then, now = side_of(before), year.codes_now
    codes_then = {code: key for key, code in now.items()}

    def own(key: str, under: RuleSet) -> Application:
        return replace(then.own(codes_then.get(key, key), under), id=key)

    def everybody(under: RuleSet) -> list[Application]:
        return [replace(each, id=now.get(each.id, each.id)) for each in then.everybody(under)]

    return Side(before.rules, before.cutoff, table, own, everybody) if now else then


def _reading(own: RuleSet, rules: RuleSet) -> Rereading:
    return rereading(own, rules, list(referred(rules.vocabularies, shipped_vocabularies())))


@kept
def side_of(year: Year) -> Side:
    """Return a year for the split; its applications are read under other rules as a rehearsal reads them."""

    def everybody(under: RuleSet) -> list[Application]:
        if under is year.rules:
            return year.applications
        return list(map(_reading(year.rules, under).application, (row.record for row in year.rows.values())))

    def own(key: str, under: RuleSet) -> Application:
        row = year.row(key)
        assert row is not None  # it was scored
        if under is year.rules:
            return application_from_record(row.record, row.file, year.rules)
        return _reading(year.rules, under).application(row.record)

    return Side(year.rules, year.cutoff, year.table, own, everybody)
