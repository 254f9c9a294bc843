"""The check of the whole record: every entry, every document, and that neither lacks the other.

Rows are read as the file has them, without trust: a damaged one may be of another type, may not be
text at all, or may not be readable, and the answer still says which it is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any, cast

import orjson
from sqlalchemy import Connection, Row, text
from sqlalchemy.exc import DBAPIError

from cultivation.canonical import canonical_json, digest
from cultivation.language import N_, _, separator
from cultivation.record.anchors.anchor import Anchor
from cultivation.record.anchors.reached import CONTRADICTORY, reached
from cultivation.record.approvals import Signed, approvals
from cultivation.record.entries import ClockSetBack
from cultivation.record.log import NOTHING_BEFORE, Entry, seal
from cultivation.record.proof import tables_that_differ
from cultivation.record.schema import is_guard, schema_differences
from cultivation.record.times import is_time
from cultivation.steps import Act, Step

AT_ONCE = 1000  # entries read at once
AFTER = text(
    "SELECT seq, recorded_at, actor, kind, payload, prev, hash FROM log WHERE seq > :last ORDER BY seq"
)
LOWEST = -(2**63)  # before every number that a row can have
REASONS = {
    "entry_missing": N_("Entry {seq} is missing from the log."),
    "entry_unreadable": N_("Entry {seq} cannot be read: {problem}"),
    "entry_unlinked": N_(
        "Entry {seq} does not follow the entry before it: the hash that links them differs."
    ),
    "entry_altered": N_("Entry {seq} was altered: its content does not give its hash."),
    "time_unreadable": N_("Entry {seq} bears no time: {recorded_at}"),
    "document_missing": N_("Document {name} ({digest}), named by entry {seq}, is missing."),
    "document_unreadable": N_("Document {name} ({digest}), named by entry {seq}, cannot be read: {problem}"),
    "document_altered": N_("Document {name} ({digest}) was altered: its content does not give its digest."),
    "document_renamed": N_("Document {name} ({digest}) was altered: entry {seq} gives another name or type."),
    "document_unlisted": N_("Document {name} ({digest}) is not named by any entry."),
    "guard_differs": N_(
        "The database rule {name}, which refuses or watches changes, is missing or changed, although the "
        "entries up to {seq} and their documents are in order. Find out who did this; then "
        "restore the rule."
    ),
    "schema_differs": N_(
        "The schema of the database is not the one that the program makes, although the entries up to {seq} "
        "and their documents are in order: {name}. Find out who did this; take away what is not the "
        "program's, put back what is missing from a backup, and restore rules and rights."
    ),
    "tail_cut": N_(
        "The last entries are gone: on {made_at} there were {known} entries, now there are {seq}. "
        "What was recorded after {since} is missing, from entry {first} on."
    ),
    "anchor_differs": N_(
        "The record was rewritten: entry {seq} of {recorded_at} has another hash than on {made_at}. "
        "What differs lies between entry {first} and entry {seq}."
    ),
    "anchor_contradictory": N_(
        "The anchor of {made_at} contradicts itself: entry {seq} is the one that it names, but the root or "
        "the earlier entry that it gives is not. Get it again from where it is kept."
    ),
    "approval_forged": N_(
        "The signature of {approver} in entry {seq} does not fit the decision on {year}: the entry was "
        "written or changed by somebody who does not have that key."
    ),
    "table_differs": N_(
        "Table {name} disagrees with the log, although the entries up to {seq} and their "
        "documents are in order: it was changed outside this program. Find out who did this; "
        "then rebuild the tables."
    ),
    "database_damaged": N_("The database is damaged, though entries up to {seq} are in order: {problem}"),
}
REMEDIES = {
    "document_unlisted": Step(Act.SET_ASIDE),
    "guard_differs": Step(Act.MAKE_RECORD),
    "schema_differs": Step(Act.MAKE_RECORD),
    "table_differs": Step(Act.REBUILD_TABLES),
}


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer: how many entries are in order, the hash of the last of them, and what is wrong if anything.

    `broken_at` is the entry that is wrong or that names the document that is wrong, where there is one.
    """

    ok: bool
    entries: int
    head: str
    broken_at: int | None = None
    code: str = ""
    details: Mapping[str, str | int] = field(default_factory=dict)
    back: tuple[TimeBack, ...] = ()

    @property
    def reason(self) -> str:
        """Say what is wrong, in the language spoken now; empty where nothing is."""
        return _(REASONS[self.code]).format(**self.details) if self.code else ""

    @property
    def step(self) -> Step | None:
        """Return what mends it, where something does but a backup."""
        step = REMEDIES.get(self.code)
        return replace(step, number=self.entries + 1) if step and step.act is Act.SET_ASIDE else step


@dataclass(frozen=True, slots=True)
class TimeBack:
    """An entry with an earlier time than the one before it; `reason` is why, where that is on record."""

    seq: int
    recorded_at: str
    before: str
    reason: str


class Fault(Exception):
    """The first thing that is wrong."""

    def __init__(self, code: str, broken_at: int | None, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.broken_at = broken_at
        self.details = details

    @property
    def reason(self) -> str:
        """Say what is wrong, in the language spoken now."""
        return _(REASONS[self.code]).format(**self.details)


@dataclass(frozen=True, slots=True)
class _Listing:
    """How the first entry that names a document names it."""

    seq: int
    name: str
    media_type: str


@dataclass(slots=True)
class Walk:
    """How far the check has come: entries in order, the last hash, and the documents that they name."""

    entries: int = 0
    head: str = NOTHING_BEFORE
    moment: str = ""
    back: list[TimeBack] = field(default_factory=list)
    listed: dict[str, _Listing] = field(default_factory=dict)


def verify(connection: Connection, anchors: Sequence[Anchor] = ()) -> Verification:
    """Check the whole record, and that it goes on from the anchors; stop at the first fault."""
    walk = Walk()
    try:
        with text_as_found(connection):
            walk_log(connection, walk)
            _check_anchors(connection, walk, anchors)
            _check_approvals(connection)
            _check_documents(connection, walk)
            _check_storage(connection, walk)
        _check_schema(connection, walk)
        _check_tables(connection, walk)
    except Fault as fault:
        back = tuple(walk.back)
        return Verification(False, walk.entries, walk.head, fault.broken_at, fault.code, fault.details, back)
    return Verification(True, walk.entries, walk.head, back=tuple(walk.back))


def text_as_found(connection: Connection) -> AbstractContextManager[None]:
    """Let SQLite hand out text that is not UTF-8, too; its bytes come as lone surrogates."""
    return _text_by(connection, lambda content: content.decode("utf-8", "surrogateescape"))


@contextmanager
def _text_by(connection: Connection, factory: Callable[[bytes], str]) -> Iterator[None]:
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = cast(Any, connection.connection.dbapi_connection)
    before, driver.text_factory = driver.text_factory, factory
    try:
        yield
    finally:
        driver.text_factory = before


def _rows(connection: Connection, query: str) -> Iterator[Row[Any]]:
    """Read one row at a time, so that what stands before a damaged one is known."""
    return iter(connection.execute(text(query).execution_options(yield_per=1)))


def walk_log(connection: Connection, walk: Walk) -> None:
    """Check the entries after those that are in order; stop at the first fault.

    Read many entries at once, their text decoded by SQLite itself, which is quicker; where that fails, go on
    one by one, to know which cannot be read.
    """
    try:
        with _may_fail(connection), _text_by(connection, str):
            _walk_on(connection, walk, AT_ONCE)
    except DBAPIError:
        try:
            _walk_on(connection, walk, 1)
        except DBAPIError as error:
            seq = walk.entries + 1
            raise Fault("entry_unreadable", seq, seq=seq, problem=str(error.orig)) from error


def _may_fail(connection: Connection) -> AbstractContextManager[object]:
    """PostgreSQL answers nothing after an error, unless one goes back to where all was well."""
    return nullcontext() if connection.dialect.name == "sqlite" else connection.begin_nested()


def _walk_on(connection: Connection, walk: Walk, at_once: int) -> None:
    statement = AFTER.execution_options(yield_per=at_once)
    first = {"last": walk.entries} if walk.entries else {"last": LOWEST}
    for rows in connection.execute(statement, first).partitions():
        for row in rows:
            entry = _checked_entry(row, walk)
            for sha256, listing in _listings(entry):
                walk.listed.setdefault(sha256, listing)
            _note_time(entry, walk)
            walk.entries, walk.head, walk.moment = entry.seq, entry.hash, entry.recorded_at


def _checked_entry(row: Row[Any], walk: Walk) -> Entry:
    seq = walk.entries + 1
    if row.seq != seq:
        raise Fault("entry_missing", seq, seq=seq)
    try:
        _seq, recorded_at, actor, kind, said, prev, hash_ = tuple[Any, ...](row)
        entry = Entry(seq, recorded_at, actor, kind, orjson.loads(said), prev, hash_)
        content = canonical_json(entry.payload)
        sealed = seal(seq, recorded_at, actor, kind, content, prev) == hash_ and _is_canonical(
            entry, said, content
        )
    except (TypeError, ValueError, RecursionError) as error:
        raise Fault("entry_unreadable", seq, seq=seq, problem=_printable(error)) from error
    if entry.prev != walk.head:
        raise Fault("entry_unlinked", seq, seq=seq)
    if not sealed:
        raise Fault("entry_altered", seq, seq=seq)
    return entry


def _note_time(entry: Entry, walk: Walk) -> None:
    """A time that is none is a fault; one that runs backwards is told: a clock may have been set right."""
    if not is_time(entry.recorded_at):
        raise Fault("time_unreadable", entry.seq, seq=entry.seq, recorded_at=_printable(entry.recorded_at))
    if entry.recorded_at < walk.moment:
        reason = entry.payload.get("reason", "") if entry.kind == ClockSetBack.KIND else ""
        walk.back.append(TimeBack(entry.seq, entry.recorded_at, walk.moment, str(reason)))


def _is_canonical(entry: Entry, said: str, content: bytes) -> bool:
    """The hash is over the canonical form; a space or another writing of a letter would not change it."""
    same_letters = unicodedata.is_normalized("NFC", entry.recorded_at + entry.actor + entry.kind)
    return same_letters and content.decode() == said


def _listings(entry: Entry) -> list[tuple[str, _Listing]]:
    """Return the documents that an entry names; one with a forged hash may name them in no usable way."""
    try:
        return [
            (str(each["sha256"]), _Listing(entry.seq, each["name"], each["media_type"]))
            for each in entry.payload.get("documents", ())
        ]
    except (AttributeError, KeyError, TypeError) as error:
        raise Fault("entry_unreadable", entry.seq, seq=entry.seq, problem=repr(error)) from error


def _check_documents(connection: Connection, walk: Walk) -> None:
    """Documents lie in the order of their entries, so a scan that breaks off stopped at the next in order."""
    awaited = dict(walk.listed)
    try:
        for row in _rows(connection, "SELECT sha256, media_type, name, content FROM document"):
            _check_document(row, awaited.pop(row.sha256, None))
    except DBAPIError as error:
        problem = str(error.orig)
        if awaited:
            raise _lost_document("document_unreadable", awaited, problem=problem) from error
        raise Fault("database_damaged", None, seq=walk.entries, problem=problem) from error
    if awaited:
        raise _lost_document("document_missing", awaited)


def _check_document(row: Row[Any], listing: _Listing | None) -> None:
    names = {"name": _printable(listing.name if listing else row.name), "digest": _printable(row.sha256)}
    broken_at = listing.seq if listing else None
    if not isinstance(row.content, bytes | memoryview) or digest(bytes(row.content)) != row.sha256:
        raise Fault("document_altered", broken_at, **names)
    if listing is None:
        raise Fault("document_unlisted", None, **names)
    if (row.name, row.media_type) != (listing.name, listing.media_type):
        raise Fault("document_renamed", broken_at, **names, seq=listing.seq)


def _lost_document(code: str, awaited: Mapping[str, _Listing], **details: str) -> Fault:
    sha256, listing = next(iter(awaited.items()))
    return Fault(code, listing.seq, name=listing.name, digest=sha256, seq=listing.seq, **details)


def _check_storage(connection: Connection, walk: Walk) -> None:
    """Let SQLite check its own pages and indexes; PostgreSQL has tools of its own for that (pg_amcheck)."""
    if connection.dialect.name != "sqlite":
        return
    try:
        problem = str(connection.execute(text("PRAGMA integrity_check(1)")).scalar_one())
    except DBAPIError as error:
        problem = str(error.orig)
    if problem != "ok":
        raise Fault("database_damaged", None, seq=walk.entries, problem=_printable(problem))


def _check_anchors(connection: Connection, walk: Walk, anchors: Sequence[Anchor]) -> None:
    """Each anchor's entry must be there with its hash; those that fit bound where the fault lies."""
    first = 1
    details: dict[str, str | int]
    for anchor in sorted(anchors, key=lambda each: each.entries):
        last = min(anchor.entries, walk.entries)
        query = text("SELECT hash, recorded_at FROM log WHERE seq = :seq")
        row = connection.execute(query, {"seq": last}).one_or_none()
        found, since = (str(row.hash), str(row.recorded_at)) if row else ("", anchor.recorded_at)
        if last < anchor.entries:
            details = {"known": anchor.entries, "since": since, "first": last + 1, "seq": last}
            raise Fault("tail_cut", last + 1, made_at=anchor.made_at, **details)
        if found != anchor.head:
            details = {"recorded_at": anchor.recorded_at, "first": first, "seq": last}
            raise Fault("anchor_differs", first, made_at=anchor.made_at, **details)
        first = last + 1
    for each in reached(connection, anchors):
        if each.outcome == CONTRADICTORY:
            details = {"made_at": each.anchor.made_at, "seq": each.anchor.entries}
            raise Fault(CONTRADICTORY, None, **details)


def _check_approvals(connection: Connection) -> None:
    """Whoever can compute all hashes again cannot sign for the approver."""
    for each in approvals(connection):
        if each.outcome is Signed.FORGED:
            raise Fault("approval_forged", each.entry, seq=each.entry, approver=each.approver, year=each.year)


def _check_schema(connection: Connection, walk: Walk) -> None:
    """A record with another schema was in somebody's hands, though nothing may have come of it."""
    names = schema_differences(connection)
    if names:
        code = "guard_differs" if all(map(is_guard, names)) else "schema_differs"
        named = separator().join(map(_printable, names))
        raise Fault(code, None, seq=walk.entries, name=named)


def _check_tables(connection: Connection, walk: Walk) -> None:
    """Steps and questions read the tables, so what somebody wrote there would count."""
    for name in tables_that_differ(connection):
        raise Fault("table_differs", None, seq=walk.entries, name=name)


def _printable(value: object) -> str:
    """Write anything so that it can be shown; bytes that are no text come as escapes."""
    return str(value).encode("utf-8", "backslashreplace").decode()
