"""The record as the use cases see it: open it to read, or to write one step as one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection

from cultivation.core.pool.membership import ImpossibleChange, fold
from cultivation.errors import EnvironmentTrouble
from cultivation.language import _
from cultivation.record import tables
from cultivation.record.database import Database
from cultivation.record.documents import JSON, NewDocument, store_documents
from cultivation.record.entries import ClockSetBack, Content, MarksAggregated
from cultivation.record.log import Entry, append_entry
from cultivation.record.move import take_over
from cultivation.record.parsed import ParsedDocuments
from cultivation.record.projections import apply
from cultivation.record.proof import tables_of_a_year_that_differ
from cultivation.record.reader import Reader
from cultivation.record.rebuild import RebuildResult, rebuild_projections
from cultivation.record.replica import as_known_at
from cultivation.steps import Act, Step


class Writer(Reader):
    """Reads and adds; what it did is kept when the transaction ends well."""

    def __init__(
        self,
        connection: Connection,
        actor: str,
        clock: Callable[[], datetime],
        parsed: ParsedDocuments | None = None,
    ) -> None:
        super().__init__(connection, parsed)
        self._actor = actor
        self._clock = clock
        self._appended: Entry | None = None  # nobody else writes until the transaction ends

    @property
    def moment(self) -> datetime | None:
        """Return the moment by the record's clock; None where a step of the past is done again."""
        return self._clock()

    def append(self, content: Content, documents: Sequence[NewDocument] = ()) -> Entry:
        """Store the documents, add the entry that names them, and bring the projections up to date."""
        payload = content.to_payload()
        if documents:
            listed = store_documents(self._connection, documents)
            payload = {**payload, "documents": listed}
            for each, document in zip(listed, documents, strict=True):
                if document.media_type == JSON:
                    self._stored[each["sha256"]] = document.content
        moment = self._clock()
        last, back = self._appended, self._may_go_back(content)
        entry = append_entry(self._connection, moment, self._actor, content.KIND, payload, last, back)
        self._appended = entry
        apply(self._connection, entry, self.document_json)
        if isinstance(content, MarksAggregated):
            self._marks.clear()
        return entry

    def _may_go_back(self, content: Content) -> bool:
        """Tell whether an entry may bear an earlier time than the one before it."""
        return isinstance(content, ClockSetBack)

    def check_tables(self, year: int) -> None:
        """Refuse to go on where the tables say something else of a year or of the members than the log."""
        names = tables_of_a_year_that_differ(self._connection, year)
        if not names and not self._members_agree():
            names = [tables.membership.name]
        if names:
            sentence = _(
                "Table {name} disagrees with the log: it was changed outside this program. "
                "Find out who did this; then rebuild the tables."
            )
            raise EnvironmentTrouble(sentence.format(name=names[0]), step=Step(Act.REBUILD_TABLES))

    def _members_agree(self) -> bool:
        try:
            return {each.id: each.since for each in self.members()} == fold(self.changes())
        except ImpossibleChange:
            return False

    def take_over(self, source: Reader) -> int:
        """Copy the whole record of another database into this empty one; return the number of entries."""
        return take_over(self._connection, source, self)

    def rebuild(self) -> RebuildResult:
        """Make all projections again from log and documents, and tell whether that changed any."""
        return rebuild_projections(self._connection, self.document_json)


class Record:
    """The record in a database; `clock` tells the moment that entries are recorded at."""

    def __init__(self, url: str, clock: Callable[[], datetime]) -> None:
        self._database = Database(url)
        self._clock = clock
        self._parsed = ParsedDocuments()
        self._begun: int | None = None  # the last entry before this program wrote anything

    @property
    def description(self) -> str:
        """Say which database holds the record; a password in its URL is hidden."""
        return self._database.url.render_as_string(hide_password=True)

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
            if as_of is None:
                yield Reader(connection, self._parsed)
            else:
                with as_known_at(connection, as_of, self._parsed) as reader:
                    yield reader

    @contextmanager
    def writing(self, actor: str, dry_run: bool = False) -> Iterator[Writer]:
        """Open the record to write: all is kept, or nothing after an exception or in a dry run."""
        with self._database.write_transaction() as connection:
            writer = Writer(connection, actor, self._clock, self._parsed)
            if self._begun is None:
                last = next(iter(writer.entries(limit=1, newest_first=True)), None)
                self._begun = last.seq if last else 0
            yield writer
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
