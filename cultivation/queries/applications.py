"""What was filed for a year: each application by state, and one of them with every value as it was filed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cultivation.core.wording.values import value_text
from cultivation.core.wording.why import note_text
from cultivation.findings import Finding, Severity
from cultivation.language import N_, _, current
from cultivation.queries.events import entries_of_year
from cultivation.queries.year import Year
from cultivation.record.entries import ApplicationCorrected, ApplicationWithdrawn, Recorded, WorkbookReceived
from cultivation.record.rows import ApplicationRow

STATES = {
    "received": N_("received"),
    "doubtful": N_("received, with doubts"),
    "corrected": N_("corrected"),
    "returned": N_("returned"),
    "withdrawn": N_("withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Filing:
    """One enterprise and where its application stands; `entry` is the last one that touched it.

    `doubts` and `corrections` are how many there are; `told` is what a returned or withdrawn one lacks.
    """

    id: str
    name: str
    state: str
    file: str
    entry: int
    doubts: int = 0
    corrections: int = 0
    told: str = ""

    @property
    def is_on_record(self) -> bool:
        """Tell whether it counts as an application."""
        return self.state not in ("returned", "withdrawn")

    @property
    def state_text(self) -> str:
        """Name the state."""
        return _(STATES[self.state])


def filings_of(year: Year) -> tuple[Filing, ...]:
    """Return the applications of a year by code, then those that were returned or withdrawn."""
    found = {entry.seq: findings_of(year, entry) for entry in entries_of_year(year, WorkbookReceived)}
    doubts = {
        seq: Counter(each.enterprise for each in several if each.severity is Severity.DOUBT)
        for seq, several in found.items()
    }
    corrected = {each.content.enterprise: each.seq for each in entries_of_year(year, ApplicationCorrected)}
    on_record = [_filing(row, doubts, corrected) for row in year.rows.values()]
    return (*on_record, *_withdrawn(year), *_returned(year, found))


def _filing(row: ApplicationRow, doubts: Mapping[int, Counter[str]], corrected: Mapping[str, int]) -> Filing:
    key, number = row.enterprise_id, doubts.get(row.seq, Counter())[row.enterprise_id]
    state = "corrected" if row.corrections else "doubtful" if number else "received"
    entry = max(row.seq, corrected.get(key, 0) if row.corrections else 0)
    return Filing(key, row.name, state, row.file, entry, number, len(row.corrections))


def _withdrawn(year: Year) -> Iterator[Filing]:
    names = year.reader.enterprises()
    last = {each.content.enterprise: each for each in entries_of_year(year, ApplicationWithdrawn)}
    for key, entry in last.items():
        if key not in year.rows:
            yield Filing(key, names.get(key, key), "withdrawn", "", entry.seq, told=entry.content.reason)


def _returned(year: Year, found: Mapping[int, list[Finding]]) -> Iterator[Filing]:
    """Yield whom an error kept out, with the last file in which it stood, until it came in."""
    names = {row.name for row in year.rows.values()}
    errors: dict[tuple[str, str], tuple[int, list[Finding]]] = {}
    for seq, several in found.items():
        for each in several:
            if each.is_error and (each.enterprise or each.name):
                who = (each.enterprise, each.name)
                if who not in errors or errors[who][0] != seq:
                    errors[who] = (seq, [])
                errors[who][1].append(each)
    for (key, name), (seq, own) in errors.items():
        if key not in year.rows and name not in names:
            told = " ".join(dict.fromkeys(each.message() for each in own))
            yield Filing(key, name or key, "returned", own[0].file, seq, told=told)


def findings_of(year: Year, entry: Recorded[WorkbookReceived]) -> list[Finding]:
    """Return what was found in a workbook when it came in."""
    document = year.reader.document_json(read_of(entry))
    return [Finding(**{"file": entry.content.file, **each}) for each in document["findings"]]


def read_of(entry: Recorded[WorkbookReceived]) -> str:
    """Return the digest of what was read from the workbook of an entry."""
    return entry.content.documents[-1].sha256


@dataclass(frozen=True, slots=True)
class FiledValue:
    """One value of an application: as it stands in the cell and as it counts; None where it is blank."""

    field: str
    label: str
    filed: str | None
    counts: str | None
    sheet: str
    cell: str
    remark: str
    is_corrected: bool

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract of `sources`."""
        return {"field": self.field, "sheet": self.sheet, "cell": self.cell}


@dataclass(frozen=True)
class Filed:
    """What one enterprise filed: its values, what was corrected, and what was found when it came in."""

    row: ApplicationRow
    values: tuple[FiledValue, ...]
    corrections: tuple[Recorded[ApplicationCorrected], ...]
    findings: tuple[Finding, ...]


def filed_by(year: Year, row: ApplicationRow) -> Filed:
    """Return one application with every value, in the order of the rule set."""
    rules, key = year.rules, row.enterprise_id
    values = row.record["values"]
    received = next(each for each in entries_of_year(year, WorkbookReceived) if each.seq == row.seq)
    own = [each for each in findings_of(year, received) if each.enterprise == key]
    return Filed(
        row,
        tuple(
            _value(year, each, values[each])
            for each in (*rules.fields, *rules.text_matches)
            if each in values
        ),
        tuple(each for each in entries_of_year(year, ApplicationCorrected) if each.content.enterprise == key),
        tuple(own),
    )


def _value(year: Year, key: str, value: Mapping[str, Any]) -> FiledValue:
    """Say a value in words; a correction keeps what the cell contains in its note."""
    note, now = value.get("note", {}), value["value"]
    is_corrected = "correction" in note

    def said(text: str | None) -> str | None:
        return None if text is None else value_text(year.rules, key, text)

    filed = note.get("filed") if is_corrected else value.get("text") or now
    return FiledValue(
        key,
        year.rules.label_of(key).text(current()),
        said(filed) if is_corrected else value.get("text") or said(now),
        said(now),
        value["sheet"],
        value["cell"],
        note_text(value) if note else "",
        is_corrected,
    )
