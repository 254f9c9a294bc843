"""Questions on the record, all answered from one snapshot."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Row, func, select

from cultivation.core.pool.membership import PoolChange
from cultivation.core.registers.definition import Register, load_register
from cultivation.core.rules.loading import LoadedRules, load_rules
from cultivation.core.scoring.batch import Batch, batch_from_record
from cultivation.core.scoring.score_table import ScoreTable, read_score_table
from cultivation.record import tables
from cultivation.record.accounts import AccountRow, RoleRow
from cultivation.record.actors import By, acting_of
from cultivation.record.anchors.anchor import Anchor
from cultivation.record.anchors.reached import Reached, hashes_of, reached
from cultivation.record.approvals import NOBODY, Approval, Approvers, approvals
from cultivation.record.bulk import rows_of
from cultivation.record.documents import JSON, read_document
from cultivation.record.doubts import Doubts
from cultivation.record.entries import (
    SUCCESSIONS,
    AppealUpheld,
    Content,
    ContentT,
    DecisionReversed,
    EnterpriseSucceeded,
    IdentitiesRequired,
    MarksAggregated,
    MemberCalledUp,
    MemberRemoved,
    OpinionReceived,
    OpinionsClosed,
    Recorded,
    WorkbookReceived,
    YearDecided,
    recorded_as,
)
from cultivation.record.log import Entry, read_entries
from cultivation.record.parsed import ParsedDocuments
from cultivation.record.rows import ApplicationRow, LineRow, Member, ReviewYear, by_place
from cultivation.record.verify import Verification, verify

LINE_COLUMNS = [tables.proposal_line.c[each.name] for each in fields(LineRow)]


class Reader:
    """Answers from the log, the documents and the projections, as they stood when it was opened."""

    def __init__(
        self,
        connection: Connection,
        parsed: ParsedDocuments | None = None,
        record: Connection | None = None,
        last: int | None = None,
        doubts: Doubts | None = None,
    ) -> None:
        """`parsed` are the documents parsed before, `doubts` what speaks against the tables.

        Where `connection` holds tables as they once were, log and documents are read from `record`, the log
        up to the entry `last`.
        """
        self._connection = connection
        self._record = record or connection
        self._last = last
        self.doubts = doubts or Doubts()
        self._parsed: dict[str, Any] = {}
        self._kept = parsed or ParsedDocuments()
        self._stored: dict[str, bytes] = {}
        self._marks: dict[int, Mapping[str, Any]] = {}

    def entries(
        self, after: int = 0, limit: int | None = None, newest_first: bool = False
    ) -> Iterator[Entry]:
        """Yield the entries of the log with a number above `after`."""
        return read_entries(self._record, after, limit, newest_first, last=self._last)

    def entries_of(self, *kinds: type[ContentT]) -> Iterator[Recorded[ContentT]]:
        """Yield the entries of a kind or of several, the earliest first, with what they say."""
        by_name = {each.KIND: each for each in kinds}
        for entry in read_entries(self._record, kinds=by_name.keys(), last=self._last):
            yield recorded_as(by_name[entry.kind], entry)

    def document(self, sha256: str) -> bytes:
        """Return the bytes of a document."""
        return self._stored.pop(sha256, None) or read_document(self._record, sha256)

    def document_json(self, sha256: str) -> Any:
        """Return a JSON document parsed; it is shared between callers, so do not change it."""
        if sha256 not in self._parsed:
            self._parsed[sha256] = orjson.loads(self.document(sha256))
        return self._parsed[sha256]

    def rules(self, sha256: str, name: str) -> LoadedRules:
        """Return the rule set of a document; mistakes in it would be said of `name`."""
        return self._kept.get("rules", sha256, lambda: load_rules(self.document(sha256), name))

    def score_table(self, sha256: str) -> ScoreTable:
        """Return the score table of a document."""
        return self._kept.get("score table", sha256, lambda: read_score_table(self.document(sha256)))

    def head(self) -> str:
        """Return the hash of the last entry, empty where there is none."""
        return next((entry.hash for entry in self.entries(limit=1, newest_first=True)), "")

    def verify(self, anchors: Sequence[Anchor] = ()) -> Verification:
        """Check every entry and document against the hashes, and that the record goes on from anchors."""
        assert self._last is None, "the record is checked as it is, not as it was"
        return verify(self._connection, anchors)

    def reached(self, anchors: Sequence[Anchor]) -> list[Reached]:
        """Say of each anchor whether the record goes on from it."""
        return reached(self._record, anchors)

    def approvals(self, known: Approvers = NOBODY) -> list[Approval]:
        """Say of each decision whether it is signed, and whether by a key of the approver."""
        return list(approvals(self._record, known, self._last))

    def hashes(self, last: int) -> list[str]:
        """Return the hashes of the entries up to `last`: the leaves of the tree over the log."""
        return hashes_of(self._record, last)

    def acting(self, seq: int | None) -> By | None:
        """Return how an entry came to be, None where there is none or it does not say."""
        entry = next(iter(self.entries(after=seq - 1, limit=1)), None) if seq else None
        return acting_of(entry.payload) if entry else None

    def identities_required(self) -> bool:
        """Tell whether a step needs an account that may take it."""
        return next(iter(self.entries_of(IdentitiesRequired)), None) is not None

    def accounts(self) -> list[AccountRow]:
        """Return all accounts in the order in which they were opened."""
        table = tables.account
        query = select(table).order_by(table.c.opened, table.c.id)
        return [AccountRow(**row._asdict()) for row in self._connection.execute(query)]

    def account_roles(self) -> list[RoleRow]:
        """Return all roles that were ever asked for or granted, the earliest first."""
        query = select(tables.account_role).order_by(tables.account_role.c.seq)
        return [RoleRow(**row._asdict()) for row in self._connection.execute(query)]

    def years(self) -> list[ReviewYear]:
        """Return all review years, the earliest first."""
        query = select(tables.review_year).order_by(tables.review_year.c.year)
        return [ReviewYear(**row._asdict()) for row in self._connection.execute(query)]

    def year(self, year: int) -> ReviewYear | None:
        """Return one review year, or None where it was never opened."""
        return next((each for each in self.years() if each.year == year), None)

    def applications(self, year: int) -> list[ApplicationRow]:
        """Return the applications of a year, by id."""
        return self._applications(tables.application.c.year == year)

    def application(self, year: int, enterprise_id: str) -> ApplicationRow | None:
        """Return what one enterprise filed for a year."""
        table = tables.application.c
        return next(iter(self._applications(table.year == year, table.enterprise_id == enterprise_id)), None)

    def applications_by_id(self, year: int, enterprises: Collection[str]) -> list[ApplicationRow]:
        """Return the applications of some enterprises in a year, by id."""
        table = tables.application
        this_year = table.c.year == year
        return self._sorted(rows_of(self._connection, table, table.c.enterprise_id, enterprises, this_year))

    def _applications(self, *conditions: ColumnElement[bool]) -> list[ApplicationRow]:
        return self._sorted(self._connection.execute(select(tables.application).where(*conditions)).all())

    def _sorted(self, rows: Iterable[Row[Any]]) -> list[ApplicationRow]:
        return sorted(self._each(rows), key=attrgetter("enterprise_id"))

    def _each(self, rows: Iterable[Row[Any]]) -> Iterator[ApplicationRow]:
        batches: dict[str, Batch] = {}
        for row in rows:
            year, key, name, file, file_digest, seq, document, place, said = tuple(row)
            if document not in batches:
                batches[document] = self._batch(document)
            corrections = {} if said == "{}" else json.loads(said)
            marks = self.marks(year).get(key, {})
            source = (year, key, name, file, file_digest, seq)
            yield ApplicationRow(*source, batches[document], place, corrections, marks)

    def marks(self, year: int) -> Mapping[str, Any]:
        """Return what experts' marks and opinions of a year came to last: by enterprise and field."""
        if year not in self._marks:
            self._marks[year] = {}
            for entry in self.entries_of(MarksAggregated):
                if entry.content.year == year:
                    result = self.document_json(entry.content.result_digest)["values"]
                    self._marks[year] = _sealed(result, entry.seq, "panel")
            opinions = self.opinion_values(year)
            if opinions:
                marks = self._marks[year]
                self._marks[year] = {
                    key: {**marks.get(key, {}), **opinions.get(key, {})} for key in {*marks, *opinions}
                }
        return self._marks[year]

    def opinion_values(self, year: int) -> Mapping[str, Any]:
        """Return what the opinions of zones and departments give: by enterprise and field, value and note."""
        entries = [
            each for each in self.entries_of(OpinionReceived, OpinionsClosed) if each.content.year == year
        ]
        if not entries:
            return {}
        return _sealed(
            self.document_json(entries[-1].content.json_digest)["values"], entries[-1].seq, "opinion"
        )

    def _batch(self, sha256: str) -> Batch:
        """Return what was read from a workbook; only once from the document."""
        return self._kept.get("batch", sha256, lambda: batch_from_record(orjson.loads(self.document(sha256))))

    def register(self, sha256: str, name: str) -> Register:
        """Return the register of a document; mistakes in it would be said of `name`."""
        return self._kept.get("definition", sha256, lambda: load_register(self.document(sha256), name))

    def register_rows(self, sha256: str) -> Batch:
        """Return what was read from a register; only once from the document."""
        return self._kept.get(
            "register", sha256, lambda: batch_from_record(orjson.loads(self.document(sha256))["rows"])
        )

    def application_files(self, year: int) -> dict[str, int]:
        """Return the files that a year's applications come from, each with their number."""
        table = tables.application.c
        query = select(table.file, func.count()).where(table.year == year).group_by(table.file)
        return dict(sorted((file, number) for file, number in self._connection.execute(query)))

    def received(self, sha256: str, year: int) -> str | None:
        """Return the name under which a file was first received for a year, or None where it was not."""
        table = tables.receipt.c
        query = select(table.file).where(table.file_digest == sha256, table.year == year).order_by(table.seq)
        if self._last is not None:
            query = query.where(table.seq <= self._last)
        return self._record.execute(query.limit(1)).scalar()

    def rejected_files(self, year: int) -> Iterator[Any]:
        """Yield what was read from each file of a year in which something was rejected, findings included."""
        for entry in self.entries_of(WorkbookReceived):
            if entry.content.year == year and entry.content.rejected:
                for each in entry.content.documents:
                    if each.media_type == JSON:
                        yield json.loads(self.document(each.sha256))

    def values_before(
        self, year: int, enterprises: Collection[str], fields: Collection[str]
    ) -> dict[str, dict[str, str | None]]:
        """Return the exact texts of some fields that each enterprise filed for its last year before."""
        table = tables.application
        rows = rows_of(self._connection, table, table.c.enterprise_id, enterprises, table.c.year < year)
        earlier = sorted(rows, key=lambda row: row.year)
        latest = {row.enterprise_id: row for row in self._each(earlier)}
        return {key: {field: row.text(field) for field in fields} for key, row in latest.items()}

    def members(self, at_year: int | None = None) -> list[Member]:
        """Return the members by id: the latest, or those after the decision of `at_year`."""
        stay, firm = tables.membership.c, tables.enterprise.c
        columns = (firm.id, firm.name, stay.entered_year, stay.entered_seq)
        query = select(*columns).where(firm.id == stay.enterprise_id)
        if at_year is None:
            query = query.where(stay.left_seq.is_(None))
        else:
            gone = stay.left_year.is_not(None) & (stay.left_year <= at_year)
            query = query.where(stay.entered_year <= at_year, ~gone)
        rows = self._connection.execute(query).all()
        successions = {change.seq: change for change in self.changes() if change.succession}
        members = (Member(row.id, row.name, self._since(row, successions)) for row in rows)
        return sorted(members, key=lambda each: each.id)

    def _since(self, row: Any, successions: Mapping[int, PoolChange]) -> int:
        """Return the year of entry; who took another's place has it from there."""
        year, change, stay = row.entered_year, successions.get(row.entered_seq), tables.membership.c
        while change is not None and change.left:
            ended = (stay.enterprise_id == change.left[0], stay.left_seq == change.seq)
            before = self._connection.execute(select(stay.entered_year, stay.entered_seq).where(*ended)).one()
            year, change = before.entered_year, successions.get(before.entered_seq)
        return int(year)

    def changes(self) -> list[PoolChange]:
        """Return what each decision did to the pool, at reviews and between, in the order of the record."""
        entries = self.entries_of(
            YearDecided, DecisionReversed, MemberRemoved, MemberCalledUp, AppealUpheld, *SUCCESSIONS
        )
        return [_change(entry) for entry in entries if _changes_members(entry.content)]

    def lines(self, year: int) -> list[LineRow]:
        """Return a year's proposal or decision: the ranked by place, then the others by id."""
        query = select(*LINE_COLUMNS).where(tables.proposal_line.c.year == year)
        return sorted(self._lines(query), key=by_place)

    def history(self, enterprise_id: str) -> list[LineRow]:
        """Return what each year's review said of an enterprise, the earliest first."""
        table = tables.proposal_line
        query = select(*LINE_COLUMNS).where(table.c.enterprise_id == enterprise_id)
        return list(self._lines(query.order_by(table.c.year)))

    def _lines(self, query: Any) -> Iterator[LineRow]:
        return (LineRow(*row) for row in self._connection.execute(query).all())

    def enterprises(self) -> dict[str, str]:
        """Return all enterprises, id to latest name, by id."""
        table = tables.enterprise.c
        return dict(
            sorted((key, name) for key, name in self._connection.execute(select(table.id, table.name)).all())
        )

    def names_before(self, year: int) -> dict[str, tuple[str, int]]:
        """Return, for each enterprise that applied before `year`, its last name then and the year of it."""
        table = tables.application.c
        query = select(table.enterprise_id, table.name, table.year).where(table.year < year)
        return {key: (name, when) for key, name, when in self._connection.execute(query.order_by(table.year))}

    def names_of(self, year: int) -> dict[str, str]:
        """Return the enterprises that applied in a year, id to name."""
        table = tables.application.c
        query = select(table.enterprise_id, table.name).where(table.year == year)
        return {row.enterprise_id: row.name for row in self._connection.execute(query)}

    def names_by_year(self, enterprise_id: str) -> dict[int, str]:
        """Return the name that an enterprise gave in each year in which it applied."""
        table = tables.application.c
        query = (
            select(table.year, table.name).where(table.enterprise_id == enterprise_id).order_by(table.year)
        )
        return {row.year: row.name for row in self._connection.execute(query)}

    def find_enterprises(self, text: str) -> list[tuple[str, str]]:
        """Return the enterprises meant by an id, else by a name, else by a part of the name."""
        known = self.enterprises()
        if text in known:
            return [(text, known[text])]
        wanted = _folded(text)
        everyone = [(key, name, _folded(name)) for key, name in known.items()]
        by_id = [(key, name) for key, name, _form in everyone if _folded(key) == wanted]
        by_name = [(key, name) for key, name, form in everyone if form == wanted]
        by_part = [(key, name) for key, name, form in everyone if wanted and wanted in form]
        return by_id or by_name or by_part


def _changes_members(said: Content) -> bool:
    """Tell whether an entry changes who is in; an appeal may correct the record of an enterprise alone."""
    return not isinstance(said, AppealUpheld) or bool(said.entered or said.left)


def _change(entry: Recorded[Any]) -> PoolChange:
    said = entry.content
    entered: tuple[str, ...]
    left: tuple[str, ...]
    match said:
        case MemberRemoved():
            entered, left, on = (), (said.enterprise,), said.on
        case MemberCalledUp():
            entered, left, on = (said.enterprise,), (), said.on
        case YearDecided():
            entered, left, on = said.entered, said.left, said.date
        case _:
            entered, left, on = said.entered, said.left, said.on
    succession, undoes = isinstance(said, EnterpriseSucceeded), isinstance(said, DecisionReversed)
    return PoolChange(said.year, entered, left, on, entry.seq, succession, undoes)


def _sealed(result: Mapping[str, Any], seq: int, kind: str) -> dict[str, Any]:
    """Return the values of a result, each with the entry that it stands in."""
    return {
        enterprise: {
            field: {"sheet": "", "cell": "", **value, "note": {**value["note"], kind: seq}}
            for field, value in values.items()
        }
        for enterprise, values in result.items()
    }


def _folded(text: str) -> str:
    """Full-width forms and upper case make no other name."""
    return unicodedata.normalize("NFKC", text).casefold().strip()
