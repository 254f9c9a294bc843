"""The sheet of a meeting read back: what was voted, or everything that cannot be right, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cultivation.core.pool.lines import Line
from cultivation.core.pool.meeting import LIST, Meeting, Person, Recused, person_named
from cultivation.core.rules.vote_rule import VoteRule
from cultivation.findings import Finding
from cultivation.intake.formats.book import Book
from cultivation.intake.meeting.votes import VotesReader
from cultivation.intake.meeting.words import (
    ABOUT,
    ATTENDANCE,
    ATTENDANCE_SHEET,
    KIND,
    KIND_MEETING,
    RECUSALS,
    VOTES,
    VOTES_SHEET,
    is_whole,
)
from cultivation.intake.sheets.rows import Findings, Row, day_of, heading_row, rows_below, text_of
from cultivation.intake.sheets.words import folded, key_of, yes_or_no
from cultivation.intake.templates.sheet_names import META


@dataclass(frozen=True)
class Expected:
    """What a sheet must fit: year, rule set, proposal and scores by digest, lines, the group, how it votes.

    No meeting was after `latest`; None where that is not asked.
    """

    year: int
    rule_set: str
    proposal: str
    scores: str
    lines: Mapping[str, Line]
    group: tuple[Person, ...]
    rule: VoteRule
    latest: date | None = None

    def firm(self, code: str, name: str) -> Line | None:
        """Return the enterprise of a code, or else of a name; None where the two do not belong together."""
        by_code = next((each for each in self.lines.values() if folded(each.id) == folded(code)), None)
        named = [each for each in self.lines.values() if folded(each.name) == folded(name)]
        if code:
            return by_code if not name or by_code in named else None
        return named[0] if len(named) == 1 else None


def read_meeting(book: Book, file: str, expected: Expected) -> tuple[Meeting | None, tuple[Finding, ...]]:
    """Return the meeting, or None with all that is wrong."""
    findings = Findings(file)
    if not _is_meant(book, expected, findings):
        return None, tuple(findings.found)
    reader = _Reader(book, expected, findings)
    meeting = reader.read()
    return (None if findings.has_errors else meeting), tuple(findings.found)


def _is_meant(book: Book, expected: Expected, findings: Findings) -> bool:
    """Tell whether the workbook was made for this year, and for proposal and scores as they are on record."""
    sheet = next((each for each in book.sheets if each.name == META), None)
    lines = sheet.values.values() if sheet else ()
    said = {str(line[0]): text_of(line[1]) for line in lines if len(line) > 1}
    now = f"{expected.year} {expected.rule_set}"
    if said.get(KIND) != KIND_MEETING:
        findings.add("meeting_not_found")
    elif (made := f"{said.get('year', '')} {said.get('rule_set', '')}") != now:
        findings.add("meeting_other_year", made=made, now=now)
    elif (seen := said.get("proposal", "")) != expected.proposal:
        findings.add("meeting_proposal_changed", value=seen[:12], now=expected.proposal[:12])
    elif (seen := said.get("scores", expected.scores)) != expected.scores:  # sheets of old do not say
        findings.add("meeting_scores_changed", value=seen[:12], now=expected.scores[:12])
    return not findings.found


class _Reader:
    """Reads the sheets; `findings` grows."""

    def __init__(self, book: Book, expected: Expected, findings: Findings) -> None:
        self.book, self.expected, self.findings = book, expected, findings

    def read(self) -> Meeting:
        """Return what was taken down, as far as it could be understood."""
        attendance = self._header(ATTENDANCE, {"name", "present"}, ATTENDANCE_SHEET)
        on, place, absent = date.min, "", dict[str, str]()
        if attendance is not None:
            on, place = self._about(attendance)
            absent = self._absent(attendance)
        recusals = self._recusals()
        meeting = Meeting(on, place, self.expected.group, absent, tuple(recusals), ())
        votes = self._header(VOTES, {"name", "for", "against", "abstained"}, VOTES_SHEET)
        if votes is None:
            return meeting
        cases = VotesReader(votes, meeting, self.expected.firm, self.expected.rule, self.findings).read()
        return Meeting(on, place, meeting.group, absent, meeting.recusals, tuple(cases))

    def _header(
        self, headings: Mapping[str, tuple[str, ...]], needed: set[str], names: Mapping[str, str]
    ) -> Row | None:
        found = (heading_row(sheet, headings, needed) for sheet in self.book.sheets if not sheet.hidden)
        header = next((each for each in found if each is not None), None)
        if header is None:
            self.findings.add("meeting_sheet_missing", label_zh=names["zh"], label_en=names["en"])
        return header

    def _about(self, header: Row) -> tuple[date, str]:
        """Return day and place, which stand above the attendance."""
        said = {}
        for number in (each for each in header.sheet.numbers if each < header.number):
            for cell in header.sheet.row(number):
                if key := key_of(cell.text, ABOUT):
                    said[key] = Row(header.sheet, number, {key: cell.column + 1})
        place = said["place"].text("place") if "place" in said else ""
        row = said.get("on")
        on = day_of(row.value("on")) if row else None
        if on is None:
            self.findings.at("meeting_date", row or header, "on", row.text("on") if row else "")
        elif self.expected.latest is not None and on > self.expected.latest:
            assert row is not None
            self.findings.at("meeting_date_ahead", row, "on", on.isoformat())
        return on or date.min, place

    def _absent(self, header: Row) -> dict[str, str]:
        """Return who was not there, with the reason; everybody must be said to be there or not."""
        seen, absent = set[str](), dict[str, str]()
        for row in rows_below(header):
            name = row.text("name")
            if not name and not row.text("present"):
                continue
            person = person_named(self.expected.group, name)
            if person is None:
                self.findings.at("meeting_person_unknown", row, "name", name)
                continue
            there = yes_or_no(row.text("present"))
            if there is None:
                self.findings.at("meeting_presence", row, "present", row.text("present"), person=person.name)
            elif not there:
                absent[person.name] = row.text("absence")
            if person.name in seen:
                self.findings.at("meeting_person_twice", row, "name", person.name)
            seen.add(person.name)
        for each in self.expected.group:
            if each.name not in seen:
                self.findings.at("meeting_person_missing", header, "name", each.name)
        return absent

    def _recusals(self) -> list[Recused]:
        """Return the recusals; a sheet without any has none."""
        headers = (
            heading_row(sheet, RECUSALS, set(RECUSALS)) for sheet in self.book.sheets if not sheet.hidden
        )
        header = next((each for each in headers if each is not None), None)
        found: list[Recused] = []
        for row in rows_below(header) if header else ():
            texts = {key: row.text(key) for key in RECUSALS}
            if any(texts.values()):
                found += self._recused(row, texts, found)
        return found

    def _recused(self, row: Row, texts: Mapping[str, str], before: list[Recused]) -> list[Recused]:
        person = person_named(self.expected.group, texts["person"])
        text = texts["enterprise"]
        firm = self.expected.firm(text, "") or self.expected.firm("", text)
        if person is None:
            self.findings.at("meeting_person_unknown", row, "person", texts["person"])
        if firm is None and not is_whole(text):
            self.findings.at("meeting_firm_unknown", row, "enterprise", text)
        if not texts["reason"]:
            self.findings.at("meeting_reason_missing", row, "reason")
        if person is None or (firm is None and not is_whole(text)):
            return []
        key = firm.id if firm else LIST
        if any((each.person, each.enterprise) == (person.name, key) for each in before):
            return []
        return [Recused(person.name, key, texts["reason"])]
