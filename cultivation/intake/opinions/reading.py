"""The sheet of a zone or department read back: its answers, or everything that is wrong, cell by cell."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from cultivation.core.opinions.answers import Answer
from cultivation.core.opinions.bodies import Body, Kind
from cultivation.findings import Finding
from cultivation.intake.formats.book import Book, Sheet
from cultivation.intake.opinions.words import HEADINGS, KIND, KIND_OPINION, yes_or_no
from cultivation.intake.sheets.rows import FIRST_ROWS, Findings, Row, check_looks, rows_below, text_of
from cultivation.intake.sheets.rows import heading_row as find_headings
from cultivation.intake.sheets.words import folded, key_of
from cultivation.intake.templates.sheet_names import META


@dataclass(frozen=True)
class Expected:
    """What a sheet must fit: year, rule set, whom the bodies were asked about, and the names of applicants.

    `names` has those who withdrew since, too; `applicants` has not. `sent` are the names that stood on the
    sheets, where an enterprise bears another since.
    """

    year: int
    rule_set: str
    bodies: Mapping[str, Body]
    asked: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]
    applicants: frozenset[str]
    sent: Mapping[str, str]

    def firm(self, code: str, name: str) -> str | None:
        """Return the applicant of a code, or else of a name; None where the two do not belong together."""
        named = self._by_name.get(folded(name), ())
        if code:
            key = self._by_code.get(folded(code))
            return key if not name or key in named else None
        return named[0] if len(named) == 1 else None

    @cached_property
    def _by_code(self) -> dict[str, str]:
        return {folded(key): key for key in reversed(list(self.names))}

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        """Return the applicants that bear a name, or bore it on the sheets."""
        found: dict[str, list[str]] = {}
        for key, name in (*self.names.items(), *self.sent.items()):
            own = found.setdefault(folded(name), [])
            if key not in own:
                own.append(key)
        return found


def body_of(book: Book, file: str, expected: Expected) -> tuple[Body | None, tuple[Finding, ...]]:
    """Return whose sheet a workbook is, or what speaks against it."""
    findings = Findings(file)
    sheet = next((each for each in book.sheets if each.name == META), None)
    lines = sheet.values.values() if sheet else ()
    said = {str(line[0]): text_of(line[1]) for line in lines if len(line) > 1}
    now, key = f"{expected.year} {expected.rule_set}", said.get("body", "")
    if said.get(KIND) != KIND_OPINION:
        findings.add("opinion_not_found")
    elif (made := f"{said.get('year', '')} {said.get('rule_set', '')}") != now:
        findings.add("opinion_other_year", made=made, now=now)
    elif key not in expected.asked or key not in expected.bodies:
        findings.add("opinion_not_asked", value=key)
    return (None if findings.found else expected.bodies[key]), tuple(findings.found)


def read_opinion(
    book: Book, file: str, body: Body, expected: Expected
) -> tuple[dict[str, Answer], tuple[Finding, ...]]:
    """Return the answers of a body by applicant, with all that is wrong."""
    findings, sheets = Findings(file), [each for each in book.sheets if not each.hidden]
    needed = set(HEADINGS[body.kind]) - {"number"}
    headers = [
        header for each in sheets if (header := find_headings(each, HEADINGS[body.kind], needed)) is not None
    ]
    if not headers:
        _tell_headings(sheets, body, needed, findings)
        return {}, tuple(findings.found)
    for other in headers[1:]:
        first = headers[0].sheet.name
        findings.add("opinion_sheet_twice", other.sheet.name, other.place("code"), first=first)
    reader = _Reader(headers[0], body, expected, findings)
    return reader.read(), tuple(findings.found)


def _tell_headings(sheets: Sequence[Sheet], body: Body, needed: set[str], findings: Findings) -> None:
    """Name the headings that are missing in the row that has most of them."""
    headings, best, place = HEADINGS[body.kind], set[str](), ("", "")
    for sheet in sheets:
        for number in sheet.first_rows(FIRST_ROWS):
            known = {key_of(each.text, headings) for each in sheet.row(number)} & needed
            if len(known) > len(best):
                best, place = known, (sheet.name, Row(sheet, number, {}).place(""))
    missing = [headings[key] for key in headings if key in needed - best]
    words = {
        f"missing_{language}": ", ".join(each[at] for each in missing)
        for at, language in enumerate(("zh", "en"))
    }
    findings.add("opinion_sheet_missing", *place, **words)


class _Reader:
    """Reads the rows; `findings` grows."""

    def __init__(self, header: Row, body: Body, expected: Expected, findings: Findings) -> None:
        self.header, self.body, self.expected, self.findings = header, body, expected, findings
        self.rows: dict[str, Row] = {}
        self.orders: dict[int, Row] = {}

    def read(self) -> dict[str, Answer]:
        """Return the answers as far as they could be understood."""
        found = {}
        rows = [row for row in rows_below(self.header) if row.text("code") or row.text("name")]
        check_looks(rows, HEADINGS[self.body.kind], self.findings)
        for row in rows:
            key = self._firm(row)
            answer = self._answer(row, key) if key else None
            if key and answer:
                found[key] = answer
        for key in self.expected.asked[self.body.key]:
            if key not in self.rows and key in self.expected.applicants:
                name = self.expected.names[key]
                self.findings.at("opinion_firm_missing", self.header, "name", name, enterprise=key)
        self._check_quota(found)
        if not self.findings.has_errors:
            self._check_order()
        return found

    def _firm(self, row: Row) -> str | None:
        """Return whose row it is; each must be one that this body was asked about, once."""
        code, name = row.text("code"), row.text("name")
        key = self.expected.firm(code, name)
        if key is None:
            self.findings.at("opinion_firm_unknown", row, "name" if name else "code", name or code)
        elif key not in self.expected.asked[self.body.key]:
            others = (
                other
                for other, firms in self.expected.asked.items()
                if key in firms and self.expected.bodies[other].kind is self.body.kind
            )
            other = next(others, "")
            label = self.expected.bodies[other].label if other else None
            words = {"label_zh": label.zh, "label_en": label.en} if label else {}
            found = "opinion_firm_elsewhere" if label else "opinion_firm_not_asked"
            self.findings.at(found, row, "name", self.expected.names[key], **words)
        elif key in self.rows:
            first = self.rows[key].place("name")
            self.findings.at("opinion_firm_twice", row, "name", self.expected.names[key], first=first)
        else:
            self.rows[key] = row
            return key
        return None

    def _answer(self, row: Row, key: str) -> Answer | None:
        text = row.text("yes")
        yes = yes_or_no(text, self.body.kind)
        if yes is None:
            code = "opinion_answer_unknown" if text else "opinion_answer_missing"
            self.findings.at(code, row, "yes", text, name=self.expected.names[key])
            return None
        zone = self.body.kind is Kind.ZONE
        order = self._order(row, yes) if zone else None
        ground = "" if zone else self._ground(row, yes)
        reason = row.text("reason")
        if zone != yes and not reason:
            self.findings.at("opinion_reason_missing", row, "reason", name=self.expected.names[key])
        return Answer(key, yes, order, ground, reason, row.sheet.name, row.place("yes"))

    def _order(self, row: Row, yes: bool) -> int | None:
        """Return the place that a zone gives to one it recommends: a whole number that stands once."""
        text = unicodedata.normalize("NFKC", row.text("order"))
        if not yes:
            if text:
                self.findings.at("opinion_order_without", row, "order", text)
            return None
        if not (text.isascii() and text.isdecimal() and int(text[:6]) > 0 and len(text) <= 6):
            self.findings.at(
                "opinion_order_unreadable" if text else "opinion_order_missing", row, "order", text
            )
            return None
        first = self.orders.setdefault(int(text), row)
        if first is not row:
            self.findings.at("opinion_order_twice", row, "order", text, first=first.place("order"))
        return int(text)

    def _ground(self, row: Row, yes: bool) -> str:
        """Return the ground of an objection, which the rules must know."""
        text = row.text("ground")
        if not yes:
            if text:
                self.findings.at("opinion_ground_without", row, "ground", text)
            return ""
        labels = self.body.grounds.items()
        found = next(
            (key for key, each in labels if folded(text) in map(folded, (key, each.zh, each.en))), ""
        )
        if not text:
            self.findings.at("opinion_ground_missing", row, "ground")
        elif not found:
            known_zh, known_en = (
                ", ".join(getattr(each, name) for _, each in labels) for name in ("zh", "en")
            )
            self.findings.at(
                "opinion_ground_unknown", row, "ground", text, known_zh=known_zh, known_en=known_en
            )
        return found

    def _check_quota(self, answers: Mapping[str, Answer]) -> None:
        """A zone recommends no more than the rules allow."""
        number, most = sum(each.yes for each in answers.values()), self.body.most
        if self.body.kind is Kind.ZONE and most is not None and number > most:
            self.findings.at("opinion_quota", self.header, "yes", str(number), most=str(most))

    def _check_order(self) -> None:
        """Name the first place after which one is left out: an order of 1, 2, 4 may lack an enterprise."""
        for before, place in pairwise((0, *sorted(self.orders))):
            if place != before + 1:
                row = self.orders[place]
                self.findings.at("opinion_order_gap", row, "order", str(place), missing=str(before + 1))
                return
