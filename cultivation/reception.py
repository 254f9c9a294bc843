"""A file that came in, set beside the record: what was filed before, and what has been put right since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cultivation.canonical import canonical_json, exact_text
from cultivation.findings import Finding
from cultivation.intake.duplicates import Known, compare, compare_names
from cultivation.intake.fixed import Fixed
from cultivation.intake.received import Received, Understood
from cultivation.intake.table import DEEPEST
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.reader import Reader
from cultivation.rules.model import Label, RuleSet
from cultivation.scoring.application import Application, FiledValue
from cultivation.scoring.plausibility import implausible

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlsb": "application/vnd.ms-excel.sheet.binary.macroenabled.12",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "html": "text/html",
    "spreadsheetml": "application/xml",
}


@dataclass(frozen=True)
class FileReceived:
    """What came of one file. `kind` is what it is by its content, empty where it could not be read.

    `fixed` are the values that were at fault in an earlier file of the year and are right in this one.
    """

    path: Path
    name: str
    sha256: str
    accepted: int
    rejected: int
    findings: tuple[Finding, ...]
    kind: str = ""
    fixed: tuple[Fixed, ...] = ()
    understood: tuple[Understood, ...] = ()
    labels: Mapping[str, Label] = field(default_factory=dict)

    @property
    def header_rows(self) -> dict[str, int]:
        """Return the last header row of each sheet whose headings stand close together, as in a summary."""
        rows: dict[str, list[int]] = {}
        for heading in self.understood:
            rows.setdefault(heading.sheet, []).append(heading.row)
        return {sheet: max(own) for sheet, own in rows.items() if max(own) - min(own) < DEEPEST}


@dataclass(frozen=True)
class Arrived:
    """A file that could be read, and what its rows say under the rules of the year."""

    path: Path
    name: str
    sha256: str
    content: bytes
    kind: str
    rules: RuleSet
    received: Received

    def answer(
        self, received: Received, first: tuple[Finding, ...] = (), fixed: tuple[Fixed, ...] = ()
    ) -> FileReceived:
        """Return what came of it."""
        return FileReceived(
            self.path,
            self.name,
            self.sha256,
            len(received.applications),
            received.rejected,
            (*first, *received.findings),
            self.kind,
            fixed,
            received.understood,
            received.labels,
        )


def set_beside_record(reader: Reader, year: int, arrived: Arrived, supersede: bool) -> Received:
    """Compare with the same year's applications, the names on record and the figures of earlier years."""
    received, rules = arrived.received, arrived.rules
    known = {
        row.enterprise_id: _known(row.enterprise_id, row.name, row.file, row.record)
        for row in reader.applications_by_id(year, [each.id for each in received.applications])
    }
    doubts = tuple(_implausible(reader, year, received.applications, rules))
    compared = compare(received, known, supersede)
    names = compare_names(compared, reader.names_before(year), year, reader.names_of(year))
    return replace(compared, findings=(*compared.findings, *names, *doubts))


def _known(key: str, name: str, file: str, record: Mapping[str, Any]) -> Known:
    """Return an application as it was filed: a correction remembers what stands in the cell."""
    values = record["values"]
    filed = {field: value.get("note", {}).get("filed", value["value"]) for field, value in values.items()}
    corrected = tuple(field for field, value in values.items() if "correction" in value.get("note", {}))
    return Known(key, name, file, filed, corrected=corrected)


def _implausible(
    reader: Reader, year: int, applications: Sequence[Application], rules: RuleSet
) -> Iterable[Finding]:
    """Run the rule set's checks on what was filed, beside the last year's values of the same enterprises."""
    if not rules.plausibility or not applications:
        return
    last_year = reader.values_before(year, [application.id for application in applications])
    filed = [{key: _text(value) for key, value in each.values.items()} for each in applications]
    before = [last_year.get(each.id, {}) for each in applications]
    columns, columns_before = (
        {field: [row.get(field) for row in rows] for field in rules.fields} for rows in (filed, before)
    )
    for place, key in implausible(columns, columns_before, rules):
        yield _doubt(applications[place], key, rules)


def _text(value: FiledValue) -> str | None:
    return exact_text(value.value)


def _doubt(application: Application, key: str, rules: RuleSet) -> Finding:
    """Return the finding of a check, at the first of its fields that stands in a cell."""
    check = rules.plausibility[key]
    filed = [(field, application.values[field]) for field in check.fields if field in application.values]
    field, place = next((each for each in filed if each[1].cell), filed[0])
    details = {"label_zh": check.zh, "label_en": check.en, "name": application.name}
    for language in ("zh", "en"):
        words = [f"{rules.fields[each].text(language)} {exact_text(value.value)}" for each, value in filed]
        details[f"fields_{language}"] = "；".join(words) if language == "zh" else "; ".join(words)
    value = exact_text(place.value) or ""
    who = (application.id, application.name)
    return Finding("implausible", place.file, place.sheet, place.cell, field, value, details, *who)


def documents_of(arrived: Arrived, received: Received) -> list[NewDocument]:
    """Return what is kept of a file: its bytes as received, and what was read from them."""
    extracted = {
        "file": arrived.name,
        "sha256": arrived.sha256,
        "applications": [application.to_record() for application in received.applications],
        "findings": [finding.to_record() for finding in received.findings],
    }
    return [
        NewDocument(arrived.content, arrived.name, MEDIA_TYPES[arrived.kind]),
        NewDocument(canonical_json(extracted), f"{arrived.name}.applications.json", JSON),
    ]


class EarlierFindings:
    """The errors of the files that came in before for a year, by code and name of the enterprise."""

    def __init__(self, reader: Reader, year: int) -> None:
        self._by_enterprise: dict[str, list[Finding]] = {}
        for document in reader.rejected_files(year):
            self.add(Finding(**{"file": document["file"], **each}) for each in document["findings"])

    def add(self, findings: Iterable[Finding]) -> None:
        """Remember the errors in the values of a file."""
        for finding in findings:
            if finding.is_error and finding.field and finding.value:
                for key in {finding.enterprise, finding.name} - {""}:
                    self._by_enterprise.setdefault(key, []).append(finding)

    def fixed(self, received: Received, rules: RuleSet) -> tuple[Fixed, ...]:
        """Return what was at fault before in the applications that are now taken."""
        return tuple(
            fixed for application in received.applications for fixed in self._fixed_of(application, rules)
        )

    def _fixed_of(self, application: Application, rules: RuleSet) -> Iterable[Fixed]:
        earlier = [
            *self._by_enterprise.get(application.id, ()),
            *self._by_enterprise.get(application.name, ()),
        ]
        for key, finding in {each.field: each for each in earlier}.items():
            value = application.values.get(key)
            now = exact_text(value.value) if value else None
            if key in rules.fields and now not in (None, finding.value):
                yield Fixed(application.name, rules.fields[key], finding.value, str(now))
