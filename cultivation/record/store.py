"""The record as the use cases see it: open it to read, or to write one step as one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import datetime
from itertools import chain, islice
from operator import attrgetter
from pathlib import Path
from typing import Any, Self, TypeVar

import orjson
from sqlalchemy import Connection

from cultivation.canonical import canonical_json
from cultivation.core.pool.membership import ImpossibleChange, fold
from cultivation.errors import EnvironmentTrouble
from cultivation.language import _
from cultivation.record import tables
from cultivation.record.accounts import KINDS as OF_ACCOUNTS
from cultivation.record.accounts import AccountRow, RoleRow, fold_accounts
from cultivation.record.actors import ACTING, By, Person
from cultivation.record.approvals import Approvers
from cultivation.record.bulk import rows_of
from cultivation.record.database import CONNECTIONS, Database
from cultivation.record.documents import JSON, NewDocument, named, store_documents
from cultivation.record.doubts import (
    Doubts,
    doubts_about,
    reading_doubts,
    refuse_doubts,
    sentence_for_garbage,
)
from cultivation.record.entries import (
    ClockSetBack,
    Content,
    ContentT,
    IdentitiesRequired,
    MarksAggregated,
    Recorded,
    WorkbookReceived,
    YearDecided,
    YearProposed,
    recorded_as,
)
from cultivation.record.log import Entry, New, append_entries, last_receipts
from cultivation.record.move import take_over
from cultivation.record.parsed import ParsedDocuments
from cultivation.record.permissions import permitted
from cultivation.record.projections import apply, apply_all
from cultivation.record.proof import tables_of_a_year_that_differ
from cultivation.record.quarantine import Tail, foreign_tail, take_out
from cultivation.record.reader import Reader
from cultivation.record.rebuild import RebuildResult, rebuild_projections
from cultivation.record.replica import as_known_at
from cultivation.record.rows import LineRow, Member, ReviewYear, by_place, lines_of
from cultivation.record.sealed import file_of
from cultivation.record.tail import check_tail
from cultivation.record.times import time_text
from cultivation.record.watch import keep
from cultivation.record.year_states import STATES, fold_years
from cultivation.steps import Act, Step

OF_WHO_MAY = (*OF_ACCOUNTS, IdentitiesRequired)
Answer = TypeVar("Answer")
Said = tuple[Content, Sequence[NewDocument]]


class Writer(Reader):
    """Reads and adds; what it did is kept when the transaction ends well."""

    def __init__(
        self,
        connection: Connection,
        actor: str,
        clock: Callable[[], datetime],
        parsed: ParsedDocuments | None = None,
        by: By | None = None,
    ) -> None:
        super().__init__(connection, parsed)
        self._actor = actor
        self._by = by
        self._who_may: dict[str, Any] = {}
        self._clock = clock
        self._appended: Entry | None = None  # nobody else writes until the transaction ends
        self._years: tuple[int, list[ReviewYear]] | None = None  # after which entry, and how they stand then

    @property
    def person(self) -> Person:
        """Return who acts, and how it is known."""
        return Person(self._actor, self._by)

    @property
    def moment(self) -> datetime | None:
        """Return the moment by the record's clock; None where a step of the past is done again."""
        return self._clock()

    def append(self, content: Content, documents: Sequence[NewDocument] = ()) -> Entry:
        """Store the documents, add the entry that names them, and bring the projections up to date."""
        return self.append_all([(content, documents)])[0]

    def append_all(self, several: Sequence[Said]) -> list[Entry]:
        """Add several entries in their order, each with its documents, by as few statements as one takes."""
        acting = [permitted(self, self.person, content) for content, _ in several]
        listed = iter(store_documents(self._connection, [each for _, own in several for each in own]))
        payloads = []
        for (content, documents), by in zip(several, acting, strict=True):
            names = list(islice(listed, len(documents)))
            for name, document in zip(names, documents, strict=True):
                if document.media_type == JSON:
                    self._stored[name["sha256"]] = document.content
            acted = {ACTING: by.to_payload()} if by is not None else {}
            payloads.append({**content.to_payload(), **acted, **({"documents": names} if names else {})})
        return self._log(several, payloads)

    def _log(self, several: Sequence[Said], payloads: Sequence[Mapping[str, Any]]) -> list[Entry]:
        if self._appended is None:
            self.prove()
        news = [
            New(self._clock(), content.KIND, payload, self._may_go_back(content))
            for (content, _), payload in zip(several, payloads, strict=True)
        ]
        entries = append_entries(self._connection, self._actor, news, self._appended)
        self._appended = entries[-1]
        if self._who_may and any(isinstance(content, OF_WHO_MAY) for content, _ in several):
            self._who_may.clear()
        if self._connection.dialect.name != "postgresql":  # there, the server has done it
            if len(entries) == 1:
                apply(self._connection, entries[0], self.document_json)
            else:
                apply_all(self._connection, entries, self.document_json)
        if self._marks and any(isinstance(content, MarksAggregated) for content, _ in several):
            self._marks.clear()
        return entries

    def prove(self) -> None:
        """Refuse to build on a log, on tables or on a schema that somebody wrote to past the program."""
        check_tail(self._record)
        refuse_doubts(doubts_about(self._record))

    def _may_go_back(self, content: Content) -> bool:
        """Tell whether an entry may bear an earlier time than the one before it."""
        return isinstance(content, ClockSetBack)

    def check_tables(self, year: int) -> None:
        """Refuse to go on where the tables say something else of a year or of the members than the log."""
        names = tables_of_a_year_that_differ(self._connection, year)
        if not names and not self._members_agree():
            names = [tables.membership.name]
        refuse_doubts(Doubts(tables=tuple(names)))

    def _members_agree(self) -> bool:
        try:
            return {each.id: each.since for each in super().members()} == fold(self.changes())
        except ImpossibleChange:
            return False

    def years(self) -> list[ReviewYear]:
        """Return all review years as the log leaves them: a step does not decide by the table."""
        known = self._appended.seq if self._appended else 0
        if self._years is None or self._years[0] != known:
            self._years = (known, fold_years(self._year_entries()))
        return self._years[1]

    def _year_entries(self) -> list[Recorded[Any]]:
        """Of the workbooks received in a year, the last says where it stands."""
        others = [each for each in STATES if each is not WorkbookReceived]
        last = (
            recorded_as(WorkbookReceived, entry)
            for entry in last_receipts(self._record, WorkbookReceived.KIND)
        )
        return sorted([*self.entries_of(*others), *last], key=attrgetter("seq"))

    def members(self, at_year: int | None = None) -> list[Member]:
        """Return the members as the decisions leave them; only their names are from a table."""
        changes = [each for each in self.changes() if at_year is None or each.year <= at_year]
        try:
            members = fold(changes)
        except ImpossibleChange as error:
            sentence = _("The decisions on record contradict each other. Check the whole record.")
            raise EnvironmentTrouble(sentence, step=Step(Act.VERIFY_RECORD)) from error
        table = tables.enterprise
        names = {row.id: row.name for row in rows_of(self._connection, table, table.c.id, members)}
        return [Member(key, names.get(key, key), members[key]) for key in sorted(members)]

    def accounts(self) -> list[AccountRow]:
        """Return all accounts as the log leaves them."""
        return self._once("accounts", lambda: fold_accounts(self.entries_of(*OF_ACCOUNTS)))[0]

    def account_roles(self) -> list[RoleRow]:
        """Return all roles as the log leaves them: a step does not decide by the table."""
        return self._once("accounts", lambda: fold_accounts(self.entries_of(*OF_ACCOUNTS)))[1]

    def identities_required(self) -> bool:
        """Tell whether a step needs an account that may take it."""
        return self._once("identities", super().identities_required)

    def _once(self, name: str, ask: Callable[[], Answer]) -> Answer:
        """Ask the log only once who may do what: a step may append hundreds of entries."""
        if name not in self._who_may:
            self._who_may[name] = ask()
        found: Answer = self._who_may[name]
        return found

    def lines(self, year: int) -> list[LineRow]:
        """Return a year's proposal or decision from its document."""
        said = [each for each in self.entries_of(YearProposed, YearDecided) if each.content.year == year]
        if not said:
            return []
        document = self.document_json(said[-1].content.json_digest)
        return sorted(lines_of(year, document), key=by_place)

    def end(self) -> None:
        """Note that what was appended is known."""
        if self._appended is not None:
            keep(self._connection)

    def take_over(self, source: Reader) -> int:
        """Copy the whole record of another database into this empty one; return the number of entries."""
        number = take_over(self._connection, source, self)
        keep(self._connection)
        return number

    def foreign_tail(self) -> Tail:
        """Return the entries and documents that do not belong to the chain."""
        return foreign_tail(self._connection)

    def set_aside(self, tail: Tail, reason: str) -> Entry:
        """Move a broken tail into a document, make the tables without it, and say so in the log."""
        documents = tail.documents
        take_out(self._connection, tail)
        self.rebuild()
        return self.append(tail.said(reason), documents)

    def rebuild(self) -> RebuildResult:
        """Make all projections again from log and documents, and tell whether that changed any."""
        return rebuild_projections(self._connection, self.document_json)


class Draft(Writer):
    """Takes a step on a snapshot, without the lock of the writer, and notes what it would append.

    The log, and all that is asked of it, shows what was noted; the tables do not. `basis` is the head of the
    log that the step saw.
    """

    def __init__(
        self,
        connection: Connection,
        actor: str,
        clock: Callable[[], datetime],
        parsed: ParsedDocuments | None = None,
        by: By | None = None,
    ) -> None:
        super().__init__(connection, actor, clock, parsed, by)
        self.noted: list[Said] = []
        self._entries: list[Entry] = []
        self._brought: dict[str, bytes] = {}
        self.basis = self.head()

    def append(self, content: Content, documents: Sequence[NewDocument] = ()) -> Entry:
        """Note an entry; it looks as it will unless somebody else writes before, but for time and hash."""
        by = permitted(self, self.person, content)
        self.noted.append((content, documents))
        listed = [named(each) for each in documents]
        self._brought |= {each["sha256"]: one.content for each, one in zip(listed, documents, strict=True)}
        more = {"documents": listed} if listed else {}
        acting = {ACTING: by.to_payload()} if by is not None else {}
        payload = canonical_json({**content.to_payload(), **acting, **more})
        last = next(iter(self.entries(limit=1, newest_first=True)), None)
        seq, prev = (last.seq + 1, last.hash) if last else (1, "")
        said = orjson.loads(payload)
        entry = Entry(seq, time_text(self._clock()), self._actor, content.KIND, said, prev, "")
        self._entries.append(entry)
        self._appended = entry
        self._marks.clear()
        return entry

    def append_all(self, several: Sequence[Said]) -> list[Entry]:
        """Note several entries in their order."""
        return [self.append(content, documents) for content, documents in several]

    def entries(
        self, after: int = 0, limit: int | None = None, newest_first: bool = False
    ) -> Iterator[Entry]:
        """Yield the entries of the log, and those that were noted."""
        own = [each for each in self._entries if each.seq > after]
        known = super().entries(after, limit, newest_first)
        return islice(chain(reversed(own), known) if newest_first else chain(known, own), limit)

    def entries_of(self, *kinds: type[ContentT]) -> Iterator[Recorded[ContentT]]:
        """Yield the entries of a kind or of several, with those that were noted."""
        yield from super().entries_of(*kinds)
        by_name = {each.KIND: each for each in kinds}
        yield from (recorded_as(by_name[each.kind], each) for each in self._entries if each.kind in by_name)

    def document(self, sha256: str) -> bytes:
        """Return the bytes of a document, be it one that was noted."""
        return self._brought[sha256] if sha256 in self._brought else super().document(sha256)


class Record:
    """The record in a database; `clock` tells the moment that entries are recorded at.

    `warn` is told in one sentence, whenever the record is opened to read, what in it may be forged.
    `connections` is how many threads may use the database at once; more wait.
    `approvers` says which decisions must be signed, and with whose keys. One that is `readonly` refuses to
    write, whatever the database would allow. `receipts` are those of objections to a year's
    proposal that came in by the pages, be they taken up or not.
    """

    def __init__(
        self,
        url: str,
        clock: Callable[[], datetime],
        warn: Callable[[str], None] = lambda warning: None,
        connections: int = CONNECTIONS,
        approvers: Callable[[], Approvers] = Approvers,
        readonly: bool = False,
        receipts: Callable[[int], Sequence[str]] = lambda year: (),
    ) -> None:
        self._database = Database(url, connections, readonly)
        self._clock = clock
        self._warn = warn
        self.approvers, self.receipts = approvers, receipts
        self._parsed = ParsedDocuments()
        self._begun: int | None = None  # the last entry before this program wrote anything
        self._by: By | Callable[[], By] | None = None

    @property
    def by(self) -> By | None:
        """Return how it is known who acts; None where nothing of it is recorded."""
        return self._by() if callable(self._by) else self._by

    @property
    def moment(self) -> datetime | None:
        """Return the moment by the record's clock; None where a step of the past is done again."""
        return self._clock()

    def acting(self, by: By | Callable[[], By] | None) -> Self:
        """Return the same record, whose entries say how they came to be: the same database and documents.

        A function is asked when something is written: who only looks need not say who it is.
        """
        view = copy(self)
        view._by = by
        return view

    @property
    def description(self) -> str:
        """Say which database holds the record; a password in its URL is hidden."""
        return self._database.url.render_as_string(hide_password=True)

    @property
    def file(self) -> Path | None:
        """Return the file of SQLite that the record is in; None for a server."""
        return file_of(self._database.url)

    def create(self) -> None:
        """Make the tables, or bring them up to date."""
        self._database.migrate(lambda connection: Writer(connection, "", self._clock).rebuild())

    def check(self) -> None:
        """Raise EnvironmentTrouble, with the reason, where the record cannot be used."""
        with self._database.snapshot():
            pass

    @contextmanager
    def reading(self, as_of: datetime | None = None) -> Iterator[Reader]:
        """Open the record to read; everything is seen as it stands now, or as it was known at a moment."""
        with self._database.snapshot() as connection:
            doubts = reading_doubts(connection)
            if doubts:
                self._warn(doubts.warning)
            with sentence_for_garbage(connection), self._reader(connection, as_of, doubts) as reader:
                yield reader

    @contextmanager
    def _reader(self, connection: Connection, as_of: datetime | None, doubts: Doubts) -> Iterator[Reader]:
        if as_of is None:
            yield Reader(connection, self._parsed, doubts=doubts)
        else:
            with as_known_at(connection, as_of, self._parsed, doubts) as reader:
                yield reader

    @contextmanager
    def drafting(self, actor: str) -> Iterator[Draft]:
        """Open a snapshot to take a step on, whose entries `writing` has to append afterwards."""
        with self._database.snapshot() as connection, sentence_for_garbage(connection):
            yield Draft(connection, actor, self._clock, self._parsed, self.by)

    @contextmanager
    def writing(self, actor: str, dry_run: bool = False) -> Iterator[Writer]:
        """Open the record to write: all is kept, or nothing after an exception or in a dry run."""
        with self._database.write_transaction() as connection:
            writer = Writer(connection, actor, self._clock, self._parsed, self.by)
            if self._begun is None:
                last = next(iter(writer.entries(limit=1, newest_first=True)), None)
                self._begun = last.seq if last else 0
            with sentence_for_garbage(connection):
                yield writer
            writer.end()
            if dry_run:
                connection.rollback()

    def kept_since(self, actor: str) -> list[Entry]:
        """Return what a person's steps have added since this program first wrote; read anew, so it stands."""
        if self._begun is None:
            return []
        with self.reading() as reader:
            return [entry for entry in reader.entries(after=self._begun) if entry.actor == actor]

    def dispose(self) -> None:
        """Close all connections."""
        self._database.engine.dispose()
