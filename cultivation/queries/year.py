"""One review year in one state of the record: rules, scores, lines, applications, each read once.

A query takes a `Year`; what several queries need of one beyond what stands here is a function marked `kept`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, wraps
from typing import Any, TypeVar

from cultivation.core.explanation.cut_line import CutLine, cut_line
from cultivation.core.pool.binding_quotas import with_quotas
from cultivation.core.pool.lines import BY_QUOTA
from cultivation.core.pool.proposal import Action, Line, Reason
from cultivation.core.rules.loading import LoadedRules
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, application_from_record
from cultivation.core.scoring.filed_columns import FiledColumns
from cultivation.core.scoring.score_table import ScoreLine, ScoreTable
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.meetings import with_votes
from cultivation.queries.on_lists import ListsThen, listed_value, lists_then
from cultivation.queries.registers import comparisons_of, counted
from cultivation.queries.succession import code_among
from cultivation.record.reader import Reader
from cultivation.record.rows import ApplicationRow, ReviewYear
from cultivation.steps import Act, Step

Answer = TypeVar("Answer")
ACTIONS = {str(each): each for each in Action}
REASONS = {str(each): each for each in Reason}


class State:
    """One state of the record, and its review years."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._years: dict[int, Year] = {}

    @cached_property
    def review_years(self) -> dict[int, ReviewYear]:
        """Return where each review year stands, the earliest first."""
        return {each.year: each for each in self.reader.years()}

    def year(self, number: int) -> Year:
        """Return a review year, or refuse and name the missing step."""
        if number not in self._years:
            self._years[number] = Year(self, number)
        return self._years[number]

    @property
    def years(self) -> list[Year]:
        """Return all review years, the earliest first."""
        return [self.year(number) for number in self.review_years]


class Year:
    """A review year; `review_year` says where it stands."""

    def __init__(self, state: State, number: int) -> None:
        found = state.review_years.get(number)
        if found is None:
            raise Refused(_("The year {year} is not open.").format(year=number), step=Step(Act.OPEN, number))
        self.state, self.reader, self.number = state, state.reader, number
        self.review_year = found
        self.answers: dict[Callable[[Year], Any], Any] = {}  # of queries that are kept

    @cached_property
    def loaded(self) -> LoadedRules:
        """Return the rule set that the year was opened with, from the record, with its digest."""
        return self.reader.rules(self.review_year.rules_digest, self.review_year.rule_set)

    @property
    def rules(self) -> RuleSet:
        """Return the rule set; a capacity that is a share is known from the scoring on."""
        rules = self.loaded.rules
        if rules.pool.of_applicants is None or not self.is_scored:
            return rules
        return self._rules_among

    @cached_property
    def _rules_among(self) -> RuleSet:
        return self.loaded.rules.among(len(self.table.placings))

    @property
    def cutoff(self) -> date:
        """Return the data cut-off."""
        return date.fromisoformat(self.review_year.cutoff)

    @property
    def is_decided(self) -> bool:
        """Tell whether the year is decided."""
        return self.review_year.decided_seq is not None

    @property
    def is_scored(self) -> bool:
        """Tell whether the year was scored, be it long ago."""
        return self.review_year.scores_digest is not None

    @cached_property
    def has_moved_on(self) -> bool:
        """Tell whether applications, corrections, lists or registers that count came in since the scoring."""
        return applications_came(self.review_year) or self.registers_moved or lists_moved(self)

    @cached_property
    def registers_moved(self) -> bool:
        """Tell whether other values of registers count in place of claims than when the year was scored."""
        seq = self.review_year.scored_seq
        if not self.rules.registers.changes_scores or seq is None or applications_came(self.review_year):
            return False
        return self._counted(seq) != self.counted

    @property
    def scores_are_stale(self) -> bool:
        """Tell whether the points are not those of the applications as they stand."""
        return self.is_scored and self.has_moved_on

    @cached_property
    def table(self) -> ScoreTable:
        """Return the score table, or refuse and name the missing step."""
        digest = self.review_year.scores_digest
        if digest is None:
            raise Refused(
                _("The year {year} is not scored.").format(year=self.number),
                step=Step(Act.SCORE, self.number),
            )
        return self.reader.score_table(digest)

    @cached_property
    def scores(self) -> Mapping[str, ScoreLine]:
        """Return the lines of the score table by enterprise."""
        return self.table.line_of

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Return the names under which the scored enterprises applied, by enterprise."""
        return {line.id: line.name for line in self.table.placings}

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Return what is proposed, or once it is decided, what was decided, for each enterprise.

        A proposal that a newer scoring has overtaken counts no more.
        """
        if (self.review_year.proposed_seq or 0) < (self.review_year.scored_seq or 0):
            return ()
        lines = tuple(
            Line(
                row.enterprise_id,
                row.name,
                row.rank,
                ACTIONS[row.action],
                REASONS[row.reason],
                row.reserve_place,
                row.override or "",
            )
            for row in self.reader.lines(self.number)
        )
        lines = with_votes(self.reader, self.review_year, lines)
        if not any(line.reason in BY_QUOTA for line in lines):
            return lines
        groups = {line.id: line.quota_choices for line in self.table.placings}
        return with_quotas(lines, groups, self.rules.pool)

    @cached_property
    def line_of(self) -> Mapping[str, Line]:
        """Return the line of the proposal or decision by enterprise."""
        return {line.id: line for line in self.lines}

    @cached_property
    def cut_line(self) -> CutLine:
        """Return where the pool and the newcomers end."""
        return cut_line(self.lines, self.table)

    @cached_property
    def filed_rows(self) -> Mapping[str, ApplicationRow]:
        """Return the applications on record by enterprise, by id, as they were filed and corrected."""
        return {row.enterprise_id: self._filled(row) for row in self.reader.applications(self.number)}

    @cached_property
    def rows(self) -> Mapping[str, ApplicationRow]:
        """Return the applications by enterprise, by id, with what counts of registers in place of claims."""
        if not self.counted:
            return self.filed_rows
        return {
            key: replace(row, registered=self.counted[key]) if key in self.counted else row
            for key, row in self.filed_rows.items()
        }

    def row(self, key: str) -> ApplicationRow | None:
        """Return what one enterprise filed; read alone where the others are not read."""
        if "rows" in self.__dict__ or self.rules.registers.changes_scores:
            return self.rows.get(key)
        found = self.reader.application(self.number, key)
        return None if found is None else self._filled(found)

    @cached_property
    def lists(self) -> ListsThen:
        """Return who stands on lists of authorities: now, or when the year was decided."""
        return lists_then(self.reader, self.review_year.decided_seq)

    def _filled(self, row: ApplicationRow) -> ApplicationRow:
        """Lay what lists of authorities say over an application, where the rules have fields for it."""
        if not self.rules.list_fields:
            return row
        rows = self.lists.rows_of(row.enterprise_id)
        filled = {
            field: listed_value(self.lists, rows, kind, self.cutoff)
            for field, kind in self.rules.list_fields.items()
        }
        return replace(row, filled=filled)

    @cached_property
    def counted(self) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
        """Return the values of registers that count in place of claims, by enterprise and field.

        What comes in after the decision changes nothing of it.
        """
        return self._counted(self.review_year.decided_seq) if self.rules.registers.changes_scores else {}

    def _counted(self, until: int | None) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
        return counted(comparisons_of(self.reader, self.rules, self.cutoff, lambda: self.filed_rows, until))

    @cached_property
    def records(self) -> Mapping[str, Mapping[str, Any]]:
        """Return what each application says now, in the form of `Application.to_record`, by enterprise."""
        return {key: row.record for key, row in self.rows.items()}

    @cached_property
    def applications(self) -> list[Application]:
        """Return the applications as they stand now, corrections included."""
        return [
            application_from_record(record, self.rows[key].file, self.rules)
            for key, record in self.records.items()
        ]

    @cached_property
    def filed_columns(self) -> FiledColumns:
        """Return what the applications say now, field by field."""
        rows = sorted(self.rows.values(), key=lambda row: row.batch.ids[row.place])
        column = _columns_of(rows)
        texts = {key: column(key) for key in (*self.rules.fields, *self.rules.text_matches)}
        for place, row in enumerate(rows):
            for key in row.said_later & texts.keys():
                texts[key][place] = row.text(key)
        ids = [row.batch.ids[row.place] for row in rows]
        return FiledColumns(ids, [row.batch.names[row.place] for row in rows], texts)

    @cached_property
    def members_before(self) -> dict[str, str]:
        """Return the members (id to name) as the last decision before left them."""
        decided = [each.number for each in self.state.years if each.is_decided and each.number < self.number]
        if not decided:
            return {}
        return {member.id: member.name for member in self.reader.members(max(decided))}

    @cached_property
    def before(self) -> Year | None:
        """Return the last scored year before."""
        scored = [each for each in self.state.years if each.is_scored and each.number < self.number]
        return scored[-1] if scored else None

    @cached_property
    def codes_now(self) -> Mapping[str, str]:
        """Return the code that each enterprise of the year before has this year, where it is another."""
        before = self.before.scores if self.before else {}
        gone = before.keys() - self.scores.keys()
        now = {key: code_among(self.reader, key, self.scores) for key in gone}
        return {key: code for key, code in now.items() if code != key}

    @cached_property
    def table_before(self) -> ScoreTable | None:
        """Return the score table of the year before, each enterprise under the code that it has this year."""
        if self.before is None:
            return None
        table, codes = self.before.table, self.codes_now
        if not codes:
            return table
        lines = tuple(replace(line, id=codes.get(line.id, line.id)) for line in table.lines)
        return replace(table, lines=lines)

    @property
    def decision(self) -> dict[str, Any] | None:
        """Return document number, date, and the two persons; None before the year is decided."""
        if not self.is_decided:
            return None
        return {
            "document": self.review_year.decision_document,
            "date": self.review_year.decision_date,
            "proposer": self.review_year.proposer,
            "approver": self.review_year.approver,
            "entry": self.review_year.decided_seq,
        }


def _columns_of(rows: Sequence[ApplicationRow]) -> Callable[[str], list[str | None]]:
    """Return what lays out what workbooks say of one field, in the order of the rows."""
    batches = {id(row.batch): row.batch for row in rows}
    first, begins = 0, dict[int, int]()
    for key, batch in batches.items():
        begins[key], first = first, first + len(batch)
    places = [begins[id(row.batch)] + row.place for row in rows]

    def column(key: str) -> list[str | None]:
        texts = [text for batch in batches.values() for text in batch.texts(key)]
        return list(map(texts.__getitem__, places))

    return column


def lists_moved(year: Year) -> bool:
    """Tell whether a list that fills fields came in after the scoring of a year that is not decided."""
    kinds = set(year.rules.list_fields.values())
    if not kinds or year.is_decided or not year.is_scored:
        return False
    scored = year.review_year.scored_seq or 0
    return any(each.seq > scored for key, each in year.lists.imports.items() if key in kinds)


def applications_came(review_year: ReviewYear) -> bool:
    """Tell whether applications came in or were corrected since the scoring."""
    return (review_year.applications_seq or 0) > (review_year.scored_seq or 0)


def year_in(reader: Reader, number: int) -> Year:
    """Return one review year of the record as it stands, or refuse and name the missing step."""
    return State(reader).year(number)


def kept(query: Callable[[Year], Answer]) -> Callable[[Year], Answer]:
    """Make a query of a year that is answered once for each `Year`."""

    @wraps(query)
    def answer(year: Year) -> Answer:
        if query not in year.answers:
            year.answers[query] = query(year)
        found: Answer = year.answers[query]
        return found

    return answer
