"""The workbooks that came in for a year, and the answer to one of them, made again from the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cultivation.canonical import visible
from cultivation.core.roles import Grant
from cultivation.errors import Refused
from cultivation.findings import PROBLEMS, Finding, Severity
from cultivation.intake.applications.reading import ApplicationReader
from cultivation.intake.formats.book import Book
from cultivation.intake.formats.files import read_file
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.readers import Readers
from cultivation.language import _
from cultivation.queries.applications import findings_of
from cultivation.queries.earlier_filings import FileReceived, IncomingFile
from cultivation.queries.events import entries_of_year
from cultivation.queries.filers import Filer
from cultivation.queries.headings import headings_explained
from cultivation.queries.units import value_of_unit
from cultivation.queries.year import Year
from cultivation.record.entries import Recorded, WorkbookReceived


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A workbook on record with what was found when it came in; the applications count as they did then."""

    entry: Recorded[WorkbookReceived]
    findings: tuple[Finding, ...]

    @property
    def name(self) -> str:
        """Return the name under which it came."""
        return self.entry.content.file

    @property
    def sha256(self) -> str:
        """Return the digest of the workbook as it was received."""
        return self.entry.content.documents[0].sha256

    @property
    def filed_for(self) -> str:
        """Return the unit or the code of the enterprise that handed it in; empty for the office."""
        return self.entry.content.unit or self.entry.content.applicant or ""

    @property
    def doubts(self) -> int:
        """Return how many doubts were found."""
        return sum(each.severity is Severity.DOUBT for each in self.findings)

    @property
    def needs_a_look(self) -> bool:
        """Tell whether something is to be put right or looked at."""
        return any(each.severity is not Severity.NOTE for each in self.findings)


def received_files(year: Year) -> tuple[ReceivedFile, ...]:
    """Return the workbooks of a year, the latest first."""
    entries = entries_of_year(year, WorkbookReceived)
    return tuple(ReceivedFile(each, tuple(findings_of(year, each))) for each in reversed(entries))


def last_received(files: Sequence[ReceivedFile], sha256: str) -> ReceivedFile | None:
    """Return the latest of the files with a digest."""
    return next((each for each in files if sha256 and each.sha256 == sha256), None)


def is_handed_in_by(year: Year, file: ReceivedFile, grants: Sequence[Grant]) -> bool:
    """Tell whether a file was handed in for a unit or an enterprise for which somebody stands."""
    said = file.entry.content
    for each in grants:
        if each.year not in (None, year.number):
            continue
        if said.applicant and said.applicant == each.enterprise:
            return True
        if said.unit and each.unit and _is_same_unit(year, said.unit_field or "", said.unit, each.unit):
            return True
    return False


def _is_same_unit(year: Year, field: str, one: str, other: str) -> bool:
    values = {value_of_unit(year.rules, field, each) for each in (one, other)}
    return visible(one) == visible(other) or (len(values) == 1 and None not in values)


def answer_to(year: Year, file: ReceivedFile, readers: Readers) -> tuple[FileReceived, bytes]:
    """Return what was answered to a file when it came in, and its bytes; the file is read once more.

    Headings are read as clerks have explained them by now.
    """
    content = year.reader.document(file.sha256)
    read = read_file(Incoming(file.name, content), readers)
    if not isinstance(read.book, Book):
        problem = _(PROBLEMS.get(read.problem, read.problem))
        sentence = _("{file} cannot be marked: {problem}. Use the list of findings.")
        raise Refused(sentence.format(file=file.name, problem=problem))
    said = file.entry.content
    filer = Filer(said.unit or "", said.unit_field or "", said.applicant or "")
    told = {each.heading: each.field for each in headings_explained(year.reader).values()}
    reader = ApplicationReader(year.rules, year.number, told, filer.filled(year.rules))
    received = replace(reader.read(read.book, file.name), findings=file.findings, rejected=said.rejected)
    answer = IncomingFile(file.name, file.sha256, content, read.book.kind, received).answer(received)
    return replace(answer, accepted=said.accepted), content
