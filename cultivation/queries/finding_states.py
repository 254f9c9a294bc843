"""What became of what was found in the workbooks of a year: what waits, and what was put right since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from cultivation.canonical import visible
from cultivation.core.rules.headers import normalise
from cultivation.core.rules.model import RuleSet
from cultivation.errors import Refused
from cultivation.findings import Finding, Severity
from cultivation.language import N_, _
from cultivation.queries.events import entries_of_year
from cultivation.queries.headings import headings_explained
from cultivation.queries.ledger import UNKNOWN, returned_firms, zone_field
from cultivation.queries.received_files import ReceivedFile, received_files
from cultivation.queries.units import value_of_unit
from cultivation.queries.year import Year, kept
from cultivation.record.entries import (
    ApplicationCorrected,
    ApplicationWithdrawn,
    FindingContested,
    FindingSettled,
    Recorded,
)


class State(StrEnum):
    """What became of a finding."""

    OPEN = "open"
    NOTED = "noted"  # a note waits for nobody
    PUT_RIGHT = "put_right"  # by a later file
    CORRECTED = "corrected"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


STATES = {
    State.OPEN: N_("open"),
    State.NOTED: N_("for information"),
    State.PUT_RIGHT: N_("put right since"),
    State.CORRECTED: N_("corrected"),
    State.SETTLED: N_("settled"),
    State.WITHDRAWN: N_("withdrawn"),
}


@dataclass(frozen=True, slots=True)
class FindingNow:
    """A finding by its number in a file, and what became of it; `key` is the enterprise where it is known.

    `zone` is the choice of who it concerns, empty where nothing tells. `contested` and `settled` are the last
    that was said of it.
    """

    file: ReceivedFile
    number: int
    finding: Finding
    state: State
    key: str = ""
    zone: str = ""
    contested: Recorded[FindingContested] | None = None
    settled: Recorded[FindingSettled] | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether somebody has to look at it."""
        return self.state is State.OPEN

    @property
    def is_contested(self) -> bool:
        """Tell whether who submitted the file says that it is wrong, and nobody has answered."""
        said, answer = self.contested, self.settled
        return said is not None and (answer is None or answer.seq < said.seq)

    @property
    def last(self) -> int:
        """Return the last entry about it."""
        said = [each.seq for each in (self.contested, self.settled) if each is not None]
        return max([self.file.entry.seq, *said])

    @property
    def state_text(self) -> str:
        """Name what became of it."""
        return _(STATES[self.state])


@kept
def findings_now(year: Year) -> tuple[FindingNow, ...]:
    """Return everything that was found in the workbooks of a year, the latest file first."""
    files = received_files(year)
    follower = _Follower(year, files)
    return tuple(
        follower.now(file, number, finding)
        for file in files
        for number, finding in enumerate(file.findings, 1)
    )


def zone_of_rules(rules: RuleSet) -> str:
    """Return the field that names the zone; empty where the rule set has none."""
    try:
        return zone_field(rules)
    except Refused:
        return ""


class _Follower:
    """Knows what the record says after each file."""

    def __init__(self, year: Year, files: Sequence[ReceivedFile]) -> None:
        self._year, self._zone = year, zone_of_rules(year.rules)
        self._keys = {row.name: key for key, row in year.rows.items()}
        self._returned = {each.id or each.name: each.zone for each in returned_firms(year)}
        self._last = _last_files(files)
        self._files: dict[object, int] = {}
        for each in reversed(files):
            said = each.entry.content
            for known_by in (each.sha256, (said.unit, said.applicant, each.name)):
                self._files[known_by] = each.entry.seq
        self._explained = headings_explained(year.reader)
        contested = entries_of_year(year, FindingContested)
        settled = entries_of_year(year, FindingSettled)
        self._contested = {(each.content.received, each.content.finding): each for each in contested}
        self._settled = {(each.content.received, each.content.finding): each for each in settled}
        self._corrected = {
            (each.content.enterprise, each.content.field): each.seq
            for each in entries_of_year(year, ApplicationCorrected)
        }
        self._withdrawn = {
            each.content.enterprise: each.seq for each in entries_of_year(year, ApplicationWithdrawn)
        }

    def now(self, file: ReceivedFile, number: int, finding: Finding) -> FindingNow:
        """Return what became of a finding."""
        place = (file.entry.seq, number)
        key = finding.enterprise
        if key not in self._year.rows:
            key = self._keys.get(finding.name, key)
        contested, settled = self._contested.get(place), self._settled.get(place)
        state = self._state(file, finding, key)
        zone = self._zone_of(file, finding, key)
        found = FindingNow(file, number, finding, state, key, zone, contested, settled)
        if found.is_contested and state in (State.OPEN, State.NOTED):
            return replace(found, state=State.OPEN)
        return replace(found, state=State.SETTLED) if settled and state is State.OPEN else found

    def _state(self, file: ReceivedFile, finding: Finding, key: str) -> State:
        """Say what became of a finding, whatever was said of it."""
        if finding.severity is Severity.NOTE:
            return State.NOTED
        seq = file.entry.seq
        if not (finding.enterprise or finding.name):
            return self._of_file(file, finding)
        row = self._year.rows.get(key)
        if self._withdrawn.get(key, 0) > seq and (row is None or row.seq <= seq):
            return State.WITHDRAWN
        if row is not None and row.seq > seq:
            return State.PUT_RIGHT
        if self._corrected.get((key, finding.field), 0) > seq:
            return State.CORRECTED
        later = max(self._last.get(each, 0) for each in (key, finding.enterprise, finding.name))
        if row is None and later > seq:
            return State.PUT_RIGHT  # it is asked about again in the later file
        return State.OPEN

    def _of_file(self, file: ReceivedFile, finding: Finding) -> State:
        """What is about a whole file was put right by its next reading, or by one that came in its place."""
        seq, said = file.entry.seq, file.entry.content
        if max(self._files[file.sha256], self._files[(said.unit, said.applicant, file.name)]) > seq:
            return State.PUT_RIGHT
        explained = self._explained.get(normalise(finding.value)) if finding.code in OF_HEADINGS else None
        return State.SETTLED if explained is not None and explained.seq > seq else State.OPEN

    def _zone_of(self, file: ReceivedFile, finding: Finding, key: str) -> str:
        if not self._zone:
            return UNKNOWN
        row = self._year.rows.get(key)
        if row is not None:
            return row.text(self._zone) or UNKNOWN
        said = file.entry.content
        if said.unit and (own := value_of_unit(self._year.rules, self._zone, said.unit)):
            return own
        return self._returned.get(finding.enterprise or finding.name, UNKNOWN)


def _last_files(files: Sequence[ReceivedFile]) -> dict[str, int]:
    """Return the last file in which something was found about an enterprise, by its code and its name."""
    found: dict[str, int] = {}
    for file in reversed(files):
        for each in file.findings:
            found |= {key: file.entry.seq for key in (each.enterprise, each.name) if key}
    return found


OF_HEADINGS = ("column_unknown", "column_unknown_near", "heading_other_figure", "header_remark")
CONTESTED = "contested"  # a kind of severity in the queue


@dataclass(frozen=True)
class Queue:
    """The findings that wait, as they were chosen, and how many there are by each of the three choices.

    Each count is of what the two other choices leave.
    """

    found: tuple[FindingNow, ...]
    by_zone: Mapping[str, int]
    by_kind: Mapping[str, int]
    by_severity: Mapping[str, int]


def queue_of(
    findings: Sequence[FindingNow], zone: str | None = None, kind: str = "", severity: str = ""
) -> Queue:
    """Return what waits, what was contested first, then the worst; "" and None choose all.

    The table, its counts and its export all come from here.
    """
    order = {Severity.ERROR: 1, Severity.DOUBT: 2, Severity.NOTE: 3}
    waiting = sorted(
        (each for each in findings if each.is_open),
        key=lambda each: (not each.is_contested, order[each.finding.severity]),
    )

    def of_zone(each: FindingNow) -> bool:
        return zone is None or each.zone == zone

    def of_kind(each: FindingNow) -> bool:
        return kind in ("", each.finding.code)

    def of_severity(each: FindingNow) -> bool:
        return severity in ("", each.finding.severity) or (severity == CONTESTED and each.is_contested)

    by_severity = Counter(str(e.finding.severity) for e in waiting if of_zone(e) and of_kind(e))
    contested = sum(e.is_contested for e in waiting if of_zone(e) and of_kind(e))
    return Queue(
        tuple(each for each in waiting if of_zone(each) and of_kind(each) and of_severity(each)),
        Counter(each.zone for each in waiting if of_kind(each) and of_severity(each)),
        Counter(each.finding.code for each in waiting if of_zone(each) and of_severity(each)),
        {**by_severity, CONTESTED: contested},
    )


def finding_of(year: Year, received: int, number: int) -> FindingNow | None:
    """Return a finding by the entry of its workbook and its number; None where there is none."""
    return next(
        (each for each in findings_now(year) if (each.file.entry.seq, each.number) == (received, number)),
        None,
    )


def is_of(file: ReceivedFile, unit: str, applicant: str) -> bool:
    """Tell whether a workbook was submitted for a unit or an enterprise; with neither, through the office."""
    said = file.entry.content
    return (visible(said.unit or ""), said.applicant or "") == (visible(unit), applicant)
