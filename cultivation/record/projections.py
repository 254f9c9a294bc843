"""From entries to tables: the same functions when an entry is appended and when all is rebuilt."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import groupby, islice
from typing import Any, Protocol

import orjson
from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from cultivation.canonical import canonical_json
from cultivation.core.scoring.batch import batch_from_record, read_firms
from cultivation.core.scoring.stored_lines import read_placings
from cultivation.record import tables
from cultivation.record.accounts import account_row, role_row
from cultivation.record.bulk import insert_rows, rows_of
from cultivation.record.documents import JSON
from cultivation.record.entries import (
    KINDS,
    AccountClosed,
    AccountOpened,
    AppealUpheld,
    ApplicationCorrected,
    ApplicationWithdrawn,
    Content,
    DecisionReversed,
    EnterpriseMerged,
    EnterpriseRecoded,
    EnterpriseRenamed,
    EnterpriseSplit,
    EnterpriseSucceeded,
    MarksAggregated,
    MemberCalledUp,
    MemberRemoved,
    NoticeGiven,
    OfYear,
    OpinionReceived,
    OpinionsClosed,
    PanelAssigned,
    Recorded,
    RoleAsked,
    RoleEnded,
    RoleGranted,
    WorkbookReceived,
    YearClosed,
    YearDecided,
    YearOpened,
    YearProposed,
    YearScored,
    recorded_as,
)
from cultivation.record.log import Entry
from cultivation.record.rows import LINE_KEYS
from cultivation.record.year_states import year_columns


class Documents(Protocol):
    """What reads documents: a reader of the record, or `copies.FewParsed`."""

    def document(self, sha256: str) -> bytes:
        """Return the bytes of a document."""

    def document_json(self, sha256: str) -> Any:
        """Return a JSON document parsed, which may have been parsed before."""


NO_CORRECTIONS = "{}"
AT_ONCE = 1000


def apply(connection: Connection, entry: Entry, documents: Documents) -> None:
    """Bring the projections up to date with an entry; a kind that no projection needs changes none."""
    if projection := BY_KIND.get(entry.kind):
        projection(connection, recorded_as(KINDS[entry.kind], entry), documents)


def apply_all(connection: Connection, entries: Iterable[Entry], documents: Documents) -> None:
    """Bring the projections up to date with many entries; workbooks that follow each other go in together."""
    for (kind, _year), several in groupby(entries, key=_together):
        if kind != WorkbookReceived.KIND:
            for entry in several:
                apply(connection, entry, documents)
            continue
        received = (recorded_as(WorkbookReceived, entry) for entry in several)
        while some := list(islice(received, AT_ONCE)):
            receive_workbooks(connection, some, documents)


def _together(entry: Entry) -> tuple[str, object]:
    return entry.kind, entry.payload.get("year")


def _open_year(connection: Connection, entry: Recorded[YearOpened], _documents: Documents) -> None:
    connection.execute(insert(tables.review_year).values(**year_columns(entry)))


def _receive_workbook(
    connection: Connection, entry: Recorded[WorkbookReceived], documents: Documents
) -> None:
    receive_workbooks(connection, [entry], documents)


@dataclasses.dataclass(frozen=True, slots=True)
class Receipt:
    """A file that came in: where its applications are listed, and whose they are, as they are listed."""

    seq: int
    year: int
    file: str
    file_digest: str
    document: str
    firms: Sequence[tuple[str, str]]


def receive_workbooks(
    connection: Connection, entries: Iterable[Recorded[WorkbookReceived]], documents: Documents
) -> None:
    """Take workbooks of one year in, and note their receipts."""
    receipts = [_receipt(entry, documents) for entry in entries]
    note_receipts(connection, receipts)
    take_applications(connection, receipts)


def _receipt(entry: Recorded[WorkbookReceived], documents: Documents) -> Receipt:
    said = entry.content
    if said.accepted:
        document = said.json_digest
        received = read_firms(documents.document(document))
        firms = list(zip(received.ids, received.names, strict=True))
        return Receipt(entry.seq, said.year, received.file, received.sha256, document, firms)
    file = next(each for each in said.documents if each.media_type != JSON)
    return Receipt(entry.seq, said.year, file.name, file.sha256, "", ())


def note_receipts(connection: Connection, receipts: Sequence[Receipt]) -> None:
    """Note which files came in, and whose applications they held."""
    rows = [(each.seq, each.year, each.file, each.file_digest, each.document) for each in receipts]
    insert_rows(connection, tables.receipt, rows)
    filings = [
        (each.seq, place, key, name) for each in receipts for place, (key, name) in enumerate(each.firms)
    ]
    insert_rows(connection, tables.filing, filings)


def take_applications(connection: Connection, receipts: Sequence[Receipt]) -> None:
    """Take in the applications of one year: each replaces what the same enterprise filed before for it."""
    receipts = [each for each in receipts if each.firms]
    if not receipts:
        return
    year = receipts[0].year
    rows: dict[str, tuple[Any, ...]] = {}
    for each in receipts:
        source = (each.file, each.file_digest, each.seq, each.document)
        for place, (key, name) in enumerate(each.firms):
            rows[key] = (year, key, name, *source, place, NO_CORRECTIONS)
    table = tables.application
    filed = _filed_since(connection, year, rows)
    later = {row.enterprise_id for row in filed if row.year > year}
    _name_enterprises(connection, year, {key: row[2] for key, row in rows.items()}, later)
    _delete_applications(connection, year, [row.enterprise_id for row in filed if row.year == year])
    insert_rows(connection, table, list(rows.values()))
    received = {"applications_seq": receipts[-1].seq, "state": "collecting"}
    connection.execute(update(tables.review_year).where(tables.review_year.c.year == year).values(**received))


def _filed_since(connection: Connection, year: int, keys: Collection[str]) -> Sequence[Row[Any]]:
    """Return the applications of enterprises for a year and later ones; mostly there are none of these."""
    table = tables.application
    if connection.execute(select(table.c.year).where(table.c.year >= year).limit(1)).first() is None:
        return ()
    return rows_of(connection, table, table.c.enterprise_id, keys, table.c.year >= year)


def _name_enterprises(
    connection: Connection, year: int, names: Mapping[str, str], later: Collection[str]
) -> None:
    """Add new enterprises; give known ones the name of their latest year: those of `later` have one."""
    table = tables.enterprise
    known = {row.id: row for row in rows_of(connection, table, table.c.id, names)}
    insert_rows(connection, table, [(key, name, year) for key, name in names.items() if key not in known])
    changed = [
        {
            "key": key,
            "name": row.name if key in later else names[key],
            "first_year": min(row.first_year, year),
        }
        for key, row in known.items()
        if (key not in later and row.name != names[key]) or year < row.first_year
    ]
    if changed:
        connection.execute(update(table).where(table.c.id == bindparam("key")), changed)


def _delete_applications(connection: Connection, year: int, keys: Sequence[str]) -> None:
    if keys:
        table = tables.application
        statement = delete(table).where(table.c.year == year, table.c.enterprise_id == bindparam("key"))
        connection.execute(statement, [{"key": key} for key in keys])


def _correct_application(
    connection: Connection, entry: Recorded[ApplicationCorrected], documents: Documents
) -> None:
    """Keep a correction beside what was filed, with the text that stands in the cell."""
    said, table, field = entry.content, tables.application, entry.content.field
    this_one = (table.c.year == said.year, table.c.enterprise_id == said.enterprise)
    columns = (table.c.document, table.c.place, table.c.corrections)
    row = connection.execute(select(*columns).where(*this_one)).one()
    note = {
        "correction": entry.seq,
        "evidence": said.evidence,
        "previous": said.previous,
        "filed": batch_from_record(documents.document_json(row.document)).text(field, row.place),
    }
    corrections = {**json.loads(row.corrections), field: {"value": said.value, "note": note}}
    text = canonical_json(corrections).decode()
    connection.execute(update(table).where(*this_one).values(corrections=text))
    _update_year(connection, entry)


def _score_year(connection: Connection, entry: Recorded[YearScored], documents: Documents) -> None:
    year, table = entry.content.year, tables.assessment
    rows = [
        (year, each.id, each.rank, each.eligible, each.total)
        for each in read_placings(documents.document(entry.content.json_digest))
    ]
    connection.execute(delete(table).where(table.c.year == year))
    insert_rows(connection, table, rows)
    _update_year(connection, entry)


def _propose_year(connection: Connection, entry: Recorded[YearProposed], documents: Documents) -> None:
    _replace_lines(connection, entry, documents)
    _update_year(connection, entry)


def _decide_year(connection: Connection, entry: Recorded[YearDecided], documents: Documents) -> None:
    _replace_lines(connection, entry, documents)
    _change_members(connection, entry)
    _update_year(connection, entry)


def _replace_lines(
    connection: Connection, entry: Recorded[YearProposed] | Recorded[YearDecided], documents: Documents
) -> None:
    year, table = entry.content.year, tables.proposal_line
    said = orjson.loads(documents.document(entry.content.json_digest))
    rows = [(year, *(each[key] for key in LINE_KEYS)) for each in said["lines"]]
    connection.execute(delete(table).where(table.c.year == year))
    insert_rows(connection, table, rows)


def _change_members(
    connection: Connection,
    entry: Recorded[YearDecided] | Recorded[EnterpriseSucceeded] | Recorded[AppealUpheld],
) -> None:
    """End the stays of those that leave, begin one for each that enters."""
    year, table = entry.content.year, tables.membership
    if left := entry.content.left:
        ending = update(table).where(table.c.enterprise_id == bindparam("key"), table.c.left_seq.is_(None))
        ending = ending.values(left_year=year, left_seq=entry.seq)
        connection.execute(ending, [{"key": key} for key in left])
    if entered := entry.content.entered:
        rows = [{"enterprise_id": key, "entered_year": year, "entered_seq": entry.seq} for key in entered]
        connection.execute(insert(table), rows)


def _remove_member(connection: Connection, entry: Recorded[MemberRemoved], _documents: Documents) -> None:
    said, table = entry.content, tables.membership
    stays = (table.c.enterprise_id == said.enterprise, table.c.left_seq.is_(None))
    connection.execute(update(table).where(*stays).values(left_year=said.year, left_seq=entry.seq))


def _call_up(connection: Connection, entry: Recorded[MemberCalledUp], _documents: Documents) -> None:
    said = entry.content
    row = {"enterprise_id": said.enterprise, "entered_year": said.year, "entered_seq": entry.seq}
    connection.execute(insert(tables.membership), [row])


def _rename(connection: Connection, entry: Recorded[EnterpriseRenamed], _documents: Documents) -> None:
    said, table = entry.content, tables.enterprise
    connection.execute(update(table).where(table.c.id == said.enterprise).values(name=said.name))


def _succeed(connection: Connection, entry: Recorded[EnterpriseSucceeded], _documents: Documents) -> None:
    """Know the firms that go on under other codes, and who is a member in place of whom."""
    said, table = entry.content, tables.enterprise
    names = dict(zip(said.into, said.names, strict=True))
    known = {row.id for row in rows_of(connection, table, table.c.id, names)}
    insert_rows(
        connection, table, [(key, name, said.year) for key, name in names.items() if key not in known]
    )
    _change_members(connection, entry)


def _uphold(connection: Connection, entry: Recorded[AppealUpheld], _documents: Documents) -> None:
    """Change who is in from now on; the lines of the decision stay as they were."""
    _change_members(connection, entry)


def _reverse(connection: Connection, entry: Recorded[DecisionReversed], _documents: Documents) -> None:
    """Undo what the decision did to the pool; the year is to be proposed anew."""
    table, decision = tables.membership, entry.content.decision
    connection.execute(delete(table).where(table.c.entered_seq == decision))
    back = update(table).where(table.c.left_seq == decision).values(left_year=None, left_seq=None)
    connection.execute(back)
    _update_year(connection, entry)


def _withdraw(connection: Connection, entry: Recorded[ApplicationWithdrawn], _documents: Documents) -> None:
    """A withdrawn application is no more among those of the year; its document stays."""
    _delete_applications(connection, entry.content.year, [entry.content.enterprise])
    _update_year(connection, entry)


def _change_state(connection: Connection, entry: Recorded[OfYear], _documents: Documents) -> None:
    """Some entries change nothing but where the year stands; what marks come to is read from the entry."""
    _update_year(connection, entry)


def _update_year(connection: Connection, entry: Recorded[Any]) -> None:
    table = tables.review_year
    own = table.c.year == entry.content.year
    connection.execute(update(table).where(own).values(**year_columns(entry)))


def _open_account(connection: Connection, entry: Recorded[AccountOpened], _documents: Documents) -> None:
    connection.execute(insert(tables.account).values(**dataclasses.asdict(account_row(entry))))


def _close_account(connection: Connection, entry: Recorded[AccountClosed], _documents: Documents) -> None:
    """End the account, and every role of it that had not ended."""
    account, role, own = tables.account, tables.account_role, entry.content.account
    closed = update(account).where(account.c.id == own).values(closed=entry.recorded_at)
    ended = update(role).where(role.c.account == own, role.c.ended_seq.is_(None)).values(ended_seq=entry.seq)
    connection.execute(closed)
    connection.execute(ended)


def _grant_role(
    connection: Connection, entry: Recorded[RoleAsked | RoleGranted], _documents: Documents
) -> None:
    """Know a role that is asked for, or granted at once; one that was asked for is now granted."""
    said, table = entry.content, tables.account_role
    if isinstance(said, RoleGranted) and said.asked is not None:
        connection.execute(update(table).where(table.c.seq == said.asked).values(granted_seq=entry.seq))
    else:
        connection.execute(insert(table).values(**dataclasses.asdict(role_row(entry))))


def _end_role(connection: Connection, entry: Recorded[RoleEnded], _documents: Documents) -> None:
    table = tables.account_role
    connection.execute(update(table).where(table.c.seq == entry.content.began).values(ended_seq=entry.seq))


PROJECTIONS: dict[type[Content], Callable[[Connection, Recorded[Any], Documents], None]] = {
    YearOpened: _open_year,
    WorkbookReceived: _receive_workbook,
    ApplicationCorrected: _correct_application,
    YearScored: _score_year,
    YearProposed: _propose_year,
    YearDecided: _decide_year,
    ApplicationWithdrawn: _withdraw,
    NoticeGiven: _change_state,
    MemberRemoved: _remove_member,
    MemberCalledUp: _call_up,
    EnterpriseRenamed: _rename,
    YearClosed: _change_state,
    PanelAssigned: _change_state,
    MarksAggregated: _change_state,
    OpinionReceived: _change_state,
    OpinionsClosed: _change_state,
    EnterpriseRecoded: _succeed,
    EnterpriseMerged: _succeed,
    EnterpriseSplit: _succeed,
    DecisionReversed: _reverse,
    AppealUpheld: _uphold,
    AccountOpened: _open_account,
    AccountClosed: _close_account,
    RoleAsked: _grant_role,
    RoleGranted: _grant_role,
    RoleEnded: _end_role,
}
BY_KIND = {kind.KIND: projection for kind, projection in PROJECTIONS.items()}
