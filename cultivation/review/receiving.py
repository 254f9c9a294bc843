"""Files that were read go on record: each as an entry of its own, small ones a hundred to a transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace

from cultivation.core.scoring.batch import Batch
from cultivation.findings import Finding
from cultivation.intake.applications.received import Received
from cultivation.intake.reader_version import reader_version
from cultivation.queries.earlier_filings import EarlierFilings, FileReceived, IncomingFile, documents_of
from cultivation.queries.filers import Filer, own_alone
from cultivation.queries.new_explanations import with_explanations
from cultivation.queries.prerequisites import check_undecided
from cultivation.queries.year import year_in
from cultivation.record.entries import WorkbookReceived
from cultivation.record.store import Record, Said, Writer
from cultivation.review.intake_options import IntakeOptions

MOST_FILES, MOST_BYTES = 100, 2**20  # in one transaction; a workbook that is larger has its own
Transaction = Callable[[], AbstractContextManager[Writer]]


class Receiving:
    """What became of the files of one call, in their order; some of them wait to go on record together."""

    def __init__(
        self,
        record: Record,
        beside: EarlierFilings,
        handling: IntakeOptions,
        filer: Filer,
        dry_run: bool = False,
    ) -> None:
        self.results: list[FileReceived] = []
        self._is_one_transaction = dry_run
        self._record, self._beside, self._handling, self._filer = record, beside, handling, filer
        self._waiting: list[IncomingFile | FileReceived] = []

    def add(self, arrived: IncomingFile | FileReceived) -> None:
        """Let a file wait, be it the answer to one that cannot be read."""
        self._waiting.append(arrived)

    @property
    def is_full(self) -> bool:
        """Tell whether as many files wait as go into one transaction."""
        size = sum(len(each.content) for each in self._waiting if isinstance(each, IncomingFile))
        return len(self._waiting) >= MOST_FILES or size > MOST_BYTES

    def put_on_record(self, transaction: Transaction) -> None:
        """Put those that wait on record; where one cannot be, those before it are all the same."""
        waiting, self._waiting = self._waiting, []
        if not any(isinstance(each, IncomingFile) for each in waiting):
            self._answer([each for each in waiting if isinstance(each, FileReceived)])
            return
        try:
            self.results += self._together(transaction, waiting)
        except Exception:
            if len(waiting) == 1 or self._is_one_transaction:
                raise
            with self._record.reading() as reader:
                self._beside.begin(year_in(reader, self._beside.year))
            for each in waiting:
                self.results += self._together(transaction, [each])

    def _answer(self, answers: Iterable[FileReceived]) -> None:
        for each in answers:
            self._beside.earlier.add(each.findings)
            self.results.append(each)

    def _together(
        self, transaction: Transaction, waiting: Iterable[IncomingFile | FileReceived]
    ) -> list[FileReceived]:
        results = []
        with transaction() as writer:
            check_undecided(year_in(writer, self._beside.year).review_year)
            noted = _Noted(writer, self._beside)
            for each in waiting:
                result = each if isinstance(each, FileReceived) else self._taken(writer, each, noted)
                self._beside.earlier.add(result.findings)
                results.append(result)
            noted.append()
        return results

    def _taken(self, writer: Writer, arrived: IncomingFile, noted: _Noted) -> FileReceived:
        """Note what was read; of a file that came before, only what now takes an earlier one's place."""
        beside, filer = self._beside, self._filer
        noted.append_before(arrived)
        first = writer.received(arrived.sha256, beside.year)
        supersede = self._handling.supersede or not filer.is_office
        own = own_alone(arrived.received, filer)
        if self._handling.again:
            own = _without_later(writer, own, beside.year, self._handling.again)
        compared = beside.compare(writer, own, supersede)
        received = with_explanations(writer, compared, own.batch.ids, filer, beside.year)
        if first is not None and not (supersede and len(received.batch)):
            finding = Finding("received_before", file=arrived.name, details={"first": first})
            nothing = replace(arrived.received, batch=Batch(arrived.name), explanations=())
            return arrived.answer(nothing, (finding,))
        noted.add(arrived, self._said(arrived, received), received)
        return arrived.answer(received, fixed=beside.earlier.fixed(received))

    def _said(self, arrived: IncomingFile, received: Received) -> Said:
        filer = self._filer
        said = WorkbookReceived(
            year=self._beside.year,
            file=arrived.name,
            accepted=len(received.batch),
            rejected=received.rejected,
            late_by=self._handling.late_by or None,
            reader=reader_version(),
            unit=filer.unit or None,
            unit_field=filer.unit_field or None,
            applicant=filer.enterprise or None,
            explained=len(received.explanations) or None,
            again=self._handling.again or None,
        )
        return said, documents_of(arrived, received)


def _without_later(writer: Writer, received: Received, year: int, again: int) -> Received:
    """Leave out of a file that is read again whom a later file brought in, and who was corrected since."""
    batch = received.batch
    rows = writer.applications_by_id(year, list(batch.ids))
    stay = {row.enterprise_id for row in rows if row.seq > again or row.corrections}
    if not stay:
        return received
    kept = [place for place, key in enumerate(batch.ids) if key not in stay]
    return replace(received, batch=batch.at(kept))


class _Noted:
    """Entries that are appended together, before a file to which they would matter."""

    def __init__(self, writer: Writer, beside: EarlierFilings) -> None:
        self._writer, self._beside = writer, beside
        self._said: list[Said] = []
        self._digests, self._ids = set[str](), set[str]()

    def append_before(self, arrived: IncomingFile) -> None:
        """Append what is noted where the file, one of its enterprises or an explanation may rest on it."""
        same = arrived.sha256 in self._digests or not self._ids.isdisjoint(arrived.received.batch.ids)
        if same or arrived.received.explanations:
            self.append()

    def add(self, arrived: IncomingFile, said: Said, received: Received) -> None:
        """Note an entry, and what it is about."""
        self._said.append(said)
        self._digests.add(arrived.sha256)
        self._ids.update(received.batch.ids)
        self._beside.add(received)

    def append(self) -> None:
        """Append what is noted."""
        if self._said:
            self._writer.append_all(self._said)
            self._beside.recorded(self._writer)
        self._said, self._digests, self._ids = [], set(), set()
