"""A file that came in, set beside the record: what was filed before, and what has been put right since."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cultivation.canonical import canonical_json
from cultivation.core.rules.model import Label, RuleSet
from cultivation.core.scoring.batch import Batch
from cultivation.findings import Finding
from cultivation.intake.annotated.resolved import Fixed
from cultivation.intake.applications.duplicates import Known, NamesOnRecord, about, compare, compare_names
from cultivation.intake.applications.headers import DEEPEST
from cultivation.intake.applications.implausible import after_cutoff, doubts
from cultivation.intake.applications.received import Received, SetAside, Understood
from cultivation.queries.filers import OFFICE, Filer, filer_on_record
from cultivation.queries.succession import recoded
from cultivation.queries.year import Year
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.entries import EnterpriseRenamed
from cultivation.record.reader import Reader

YEAR_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年(?!\s*\d)")
# Errors at the cell of a code that are about the enterprise; its code is right, and another is no correction.
ABOUT_THE_ENTERPRISE = ("filed_before", "earlier_code", "identifier_zeros_lost")
LEAST_A_ROW = 5  # headings in one row: more than the labels in a line of a form
MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlsb": "application/vnd.ms-excel.sheet.binary.macroenabled.12",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "fods": "application/vnd.oasis.opendocument.spreadsheet-flat-xml",
    "csv": "text/csv",
    "html": "text/html",
    "mhtml": "multipart/related",
    "spreadsheetml": "application/xml",
}


@dataclass(frozen=True)
class FileReceived:
    """What came of one file. `kind` is what it is by its content, empty where it could not be read.

    `fixed` are the values that were at fault in an earlier file of the year and are right in this one.
    `unchanged` counts the applications that were received before with the same values: whatever enterprise
    stands in the file is accepted, rejected or unchanged, and `set_aside` are the rows of none.
    `explained` counts the explanations of differences that are new.
    """

    name: str
    sha256: str
    accepted: int
    rejected: int
    findings: tuple[Finding, ...]
    kind: str = ""
    fixed: tuple[Fixed, ...] = ()
    understood: tuple[Understood, ...] = ()
    labels: Mapping[str, Label] = field(default_factory=dict)
    set_aside: tuple[SetAside, ...] = ()
    unchanged: int = 0
    explained: int = 0

    @property
    def state(self) -> str:
        """Return what became of the file: read, not_read, or passed_over as none that a person made."""
        if self.kind and not any(each.code == "unreadable_file" for each in self.findings):
            return "read"
        return "passed_over" if any(each.code == "passed_over" for each in self.findings) else "not_read"

    @property
    def enterprises(self) -> int:
        """Return how many enterprises stand in it: each is accepted, rejected or unchanged."""
        return self.accepted + self.rejected + self.unchanged

    @property
    def header_rows(self) -> dict[str, int]:
        """Return the last row of the first header of each sheet that is a summary: many headings a row."""
        rows: dict[str, list[int]] = {}
        for heading in self.understood:
            rows.setdefault(heading.sheet, []).append(heading.row)
        return {
            sheet: max(row for row in own if row - min(own) < DEEPEST)
            for sheet, own in rows.items()
            if max(own) - min(own) < DEEPEST or len(own) >= LEAST_A_ROW * len(set(own))
        }


@dataclass(frozen=True)
class IncomingFile:
    """A file that could be read, and what its rows say under the rules of the year."""

    name: str
    sha256: str
    content: bytes
    kind: str
    received: Received

    def answer(
        self, received: Received, first: tuple[Finding, ...] = (), fixed: tuple[Fixed, ...] = ()
    ) -> FileReceived:
        """Return what came of it."""
        return FileReceived(
            self.name,
            self.sha256,
            len(received.batch),
            received.rejected,
            (*first, *received.findings),
            self.kind,
            fixed,
            received.understood,
            received.labels,
            received.set_aside,
            received.enterprises - received.rejected - len(received.batch),
            len(received.explanations),
        )


class EarlierFilings:
    """What the record says beside the files of one call, kept between them as long as nobody else writes."""

    def __init__(self, year: Year, filer: Filer = OFFICE) -> None:
        self.year, self.cutoff, self._filer = year.number, year.cutoff, filer
        self._filers, self._rules = dict[int, Filer](), year.rules
        self.begin(year)

    def begin(self, year: Year) -> None:
        """Know what is on record of the year, and nothing else."""
        self.earlier = EarlierFindings(year)
        self._read(year.reader)

    def _read(self, reader: Reader) -> None:
        self._head = reader.head()
        self._later = recoded(reader)
        before = _names_before(reader, self.year)
        self._names = NamesOnRecord(before, self.year, reader.names_of(self.year))

    def compare(self, reader: Reader, received: Received, supersede: bool) -> Received:
        """Compare with the year's applications, the names on record and the figures of earlier years.

        With `supersede` what the filer may replace is replaced; of the office, everybody's.
        """
        if reader.head() != self._head:
            self._read(reader)
        received = _under_present_codes(received, self._later)
        received = _with_zeros_lost(received, self._names)
        compared = compare(received, self._known(reader, received.batch), supersede)
        names = compare_names(compared, self._names)
        odd = tuple(_implausible(reader, self.year, compared.batch, received.rules, self._names))
        late = tuple(after_cutoff(compared.batch, self.cutoff, received.rules))
        return replace(compared, findings=(*compared.findings, *names, *odd, *late))

    def _known(self, reader: Reader, batch: Batch) -> dict[str, Known]:
        again = [key for key in batch.ids if key in self._names.now]
        return {
            row.enterprise_id: replace(
                _known(row.enterprise_id, row.name, row.file, row.record),
                by_another=self._another(reader, row.seq),
            )
            for row in reader.applications_by_id(self.year, again)
        }

    def _another(self, reader: Reader, seq: int) -> Mapping[str, str] | None:
        """Return who handed in the workbook of an entry, where this filer may not replace it."""
        if self._filer.is_office:
            return None
        if seq not in self._filers:
            self._filers[seq] = filer_on_record(reader, seq)
        earlier = self._filers[seq]
        return None if self._filer.replaces(earlier, self._rules) else earlier.named

    def add(self, received: Received) -> None:
        """Remember what was just taken."""
        self._names.add(received.batch)

    def recorded(self, reader: Reader) -> None:
        """Know that what was taken is on record."""
        self._head = reader.head()


def _under_present_codes(received: Received, later: Mapping[str, str]) -> Received:
    """Keep out what is filed under an earlier code: it would count for another enterprise than the member."""
    batch = received.batch
    wrong = {place: later[key] for place, key in enumerate(batch.ids) if key in later}
    if not wrong:
        return received
    findings = [
        about(batch, place, received.rules, "earlier_code", {"name": batch.names[place], "now": now})
        for place, now in wrong.items()
    ]
    return replace(
        received,
        batch=batch.at([place for place in range(len(batch)) if place not in wrong]),
        findings=(*received.findings, *findings),
        rejected=received.rejected + len(wrong),
    )


def _with_zeros_lost(received: Received, names: NamesOnRecord) -> Received:
    """Keep out a number that is none on record where it is one with zeros before it: 300 is 000300."""
    batch = received.batch
    new = {place: key for place, key in enumerate(batch.ids) if key.isdecimal() and names.last(key) is None}
    if received.rules.identifier.kind == "uscc" or not new:
        return received
    known = {key.lstrip("0"): key for key in (*names.before, *names.now) if key.isdecimal()}
    wrong = {place: known[key.lstrip("0")] for place, key in new.items() if key.lstrip("0") in known}
    findings = [
        about(
            batch, place, received.rules, "identifier_zeros_lost", {"name": batch.names[place], "known": key}
        )
        for place, key in wrong.items()
    ]
    return replace(
        received,
        batch=batch.at([place for place in range(len(batch)) if place not in wrong]),
        findings=(*received.findings, *findings),
        rejected=received.rejected + len(wrong),
    )


def _names_before(reader: Reader, year: int) -> dict[str, tuple[str, int]]:
    """Return the last name before a year, as renamed since; an earlier code of an enterprise bears none."""
    before = reader.names_before(year)
    for renamed in reader.entries_of(EnterpriseRenamed):
        said = renamed.content
        if said.enterprise in before and before[said.enterprise][0] == said.previous:
            before[said.enterprise] = (said.name, int(said.on[:4]))
    for earlier in recoded(reader):
        before.pop(earlier, None)
    return before


def _known(key: str, name: str, file: str, record: Mapping[str, Any]) -> Known:
    """Return an application as it was filed: a correction remembers what stands in the cell."""
    values = record["values"]
    filed = {field: value.get("note", {}).get("filed", value["value"]) for field, value in values.items()}
    corrected = tuple(field for field, value in values.items() if "correction" in value.get("note", {}))
    return Known(key, name, file, filed, corrected=corrected)


def _implausible(
    reader: Reader, year: int, batch: Batch, rules: RuleSet, names: NamesOnRecord
) -> Iterable[Finding]:
    """Run the rule set's checks on what was filed, beside the last year's values of the same enterprises."""
    if not rules.plausibility or not len(batch):
        return ()
    new = {code: key for key, code in recoded(reader).items()}  # its last code before
    then = {key: key if key in names.before else new.get(key, key) for key in batch.ids}
    last_year = reader.values_before(year, [*then.values()], rules.fields)
    return doubts(batch, [last_year.get(then[key], {}) for key in batch.ids] if last_year else [], rules)


def other_year(name: str, year: int) -> tuple[Finding, ...]:
    """Doubt a file whose name speaks of other years alone, such as 2017年申报汇总表; a date is none."""
    said = {int(each) for each in YEAR_IN_NAME.findall(name)}
    if not said or year in said:
        return ()
    years = ", ".join(map(str, sorted(said)))
    return (Finding("other_year", file=name, details={"said": years, "year": str(year)}),)


def documents_of(arrived: IncomingFile, received: Received) -> list[NewDocument]:
    """Return what is kept of a file: its bytes as received, and what was read from them."""
    extracted = {
        **received.batch.to_record(),
        "sha256": arrived.sha256,
        "findings": [finding.to_record() for finding in received.findings],
    }
    if received.explanations:
        extracted["explanations"] = [each.to_record() for each in received.explanations]
    return [
        NewDocument(arrived.content, arrived.name, MEDIA_TYPES[arrived.kind]),
        NewDocument(canonical_json(extracted), f"{arrived.name}.applications.json", JSON),
    ]


class EarlierFindings:
    """The errors of the files that came in before for a year, by code of the enterprise.

    Where its code was at fault, they are known by its name as well.
    """

    def __init__(self, year: Year) -> None:
        self._identifier = year.rules.identifier.field
        self._by_enterprise: dict[str, list[Finding]] = {}
        for document in year.reader.rejected_files(year.number):
            self.add(Finding(**{"file": document["file"], **each}) for each in document["findings"])

    def add(self, findings: Iterable[Finding]) -> None:
        """Remember the errors in the values of a file."""
        errors = [each for each in findings if each.field and each.is_error]
        errors = [each for each in errors if each.code not in ABOUT_THE_ENTERPRISE]
        miscoded = {each.enterprise for each in errors if each.field == self._identifier}
        for finding in (each for each in errors if each.value):
            known_by = {finding.enterprise, finding.name if finding.enterprise in miscoded else ""}
            for key in known_by - {""}:
                self._by_enterprise.setdefault(key, []).append(finding)

    def fixed(self, received: Received) -> tuple[Fixed, ...]:
        """Return what was at fault before in the applications that are now taken."""
        if not self._by_enterprise:
            return ()
        who = zip(received.batch.ids, received.batch.names, strict=True)
        return tuple(
            fixed
            for place, (key, name) in enumerate(who)
            for fixed in self._fixed_of(received, place, key, name)
        )

    def _fixed_of(self, received: Received, place: int, key: str, name: str) -> Iterable[Fixed]:
        fields = received.rules.fields
        earlier = [*self._by_enterprise.get(key, ()), *self._by_enterprise.get(name, ())]
        for each, finding in {each.field: each for each in earlier if each.field in fields}.items():
            now = received.batch.text(each, place)
            if now not in (None, finding.value):
                yield Fixed(name, fields[each], finding.value, str(now))
