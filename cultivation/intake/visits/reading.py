"""The form of a visit read back: what was found, or everything that cannot be right, cell by cell."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from cultivation.findings import Finding
from cultivation.intake.formats.book import Book, Sheet
from cultivation.intake.sheets.rows import (
    Findings,
    Row,
    check_looks,
    day_of,
    heading_row,
    rows_below,
    text_of,
)
from cultivation.intake.sheets.words import folded, key_of, yes_or_no
from cultivation.intake.templates.sheet_names import META
from cultivation.intake.visits.words import ABOUT, FIGURES, KIND, KIND_VISIT, OUTCOMES

VALUE_COLUMNS = 4  # beside its name, in which the value of a line may stand


@dataclass(frozen=True)
class VisitExpected:
    """What a form must fit: year and rule set, who is visited; no visit was after `latest`."""

    year: int
    rule_set: str
    visited: Collection[str]
    fields: Collection[str]
    latest: date | None = None


@dataclass(frozen=True)
class Verified:
    """A figure that was looked at: whether it agrees, what was found, with the cell that says so."""

    field: str
    agrees: bool
    found: str
    remark: str
    cell: str

    def to_record(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "field": self.field,
            "agrees": self.agrees,
            "found": self.found,
            "remark": self.remark,
            "cell": self.cell,
        }


@dataclass(frozen=True)
class VisitMade:
    """A visit as it was taken down."""

    enterprise: str
    on: date
    visitors: str
    result: str
    text: str
    figures: tuple[Verified, ...]


def read_visit(
    book: Book, file: str, expected: VisitExpected
) -> tuple[VisitMade | None, tuple[Finding, ...]]:
    """Return the visit, or None with all that is wrong."""
    findings = Findings(file)
    made = _Reader(book, expected, findings).read() if _is_meant(book, expected, findings) else None
    return (None if findings.has_errors else made), tuple(findings.found)


def _said(book: Book) -> dict[str, str]:
    """Return what the stamp of a form says."""
    sheet = next((each for each in book.sheets if each.name == META), None)
    lines = sheet.values.values() if sheet else ()
    return {str(line[0]): text_of(line[1]) for line in lines if len(line) > 1}


def _is_meant(book: Book, expected: VisitExpected, findings: Findings) -> bool:
    said, now = _said(book), f"{expected.year} {expected.rule_set}"
    if said.get(KIND) != KIND_VISIT:
        findings.add("visit_not_found")
    elif (made := f"{said.get('year', '')} {said.get('rule_set', '')}") != now:
        findings.add("visit_other_year", made=made, now=now)
    return not findings.found


class _Reader:
    """Reads the one sheet of a form; `findings` grows."""

    def __init__(self, book: Book, expected: VisitExpected, findings: Findings) -> None:
        self.book, self.expected, self.findings = book, expected, findings
        self.header = next(
            filter(None, (self._header(each) for each in book.sheets if not each.hidden)), None
        )

    def read(self) -> VisitMade | None:
        """Return what was taken down, as far as it could be understood."""
        if self.header is None:
            self.findings.add("visit_not_found")
            return None
        about = self._about(self.header)
        code = about["code"].text("code") if "code" in about else ""
        stamped = _said(self.book).get("enterprise", "")
        if code not in self.expected.visited or code != stamped:
            self._at("visit_enterprise", about, "code", code)
        on = self._day(about)
        result, text = self._result(about), about["text"].text("text") if "text" in about else ""
        if not text:
            self._at("visit_text_missing", about, "text")
        visitors = about["visitors"].text("visitors") if "visitors" in about else ""
        if not visitors:
            self._at("visit_visitors_missing", about, "visitors")
        return VisitMade(code, on, visitors, result, text, tuple(self._figures(self.header)))

    def _header(self, sheet: Sheet) -> Row | None:
        return heading_row(sheet, FIGURES, {"figure", "agrees", "found", "field"})

    def _about(self, header: Row) -> dict[str, Row]:
        """Return the lines above the figures, each with the cell in which its value stands."""
        said: dict[str, Row] = {}
        for number in (each for each in header.sheet.numbers if each < header.number):
            for cell in header.sheet.row(number):
                key = key_of(cell.text, ABOUT)
                if key and key not in said:
                    said[key] = Row(
                        header.sheet, number, {key: self._value_column(header.sheet, number, cell.column)}
                    )
        return said

    def _value_column(self, sheet: Sheet, number: int, name: int) -> int:
        filled = [each.column for each in sheet.row(number) if each.column > name and text_of(each.value)]
        return filled[0] if filled and filled[0] <= name + VALUE_COLUMNS else name + 2

    def _at(self, code: str, about: dict[str, Row], key: str, value: str = "", **details: str) -> None:
        row = about.get(key)
        if row is None:
            self.findings.add(code, value=value, **details)
        else:
            self.findings.at(code, row, key, value, **details)

    def _day(self, about: dict[str, Row]) -> date:
        value = about["on"].value("on") if "on" in about else None
        on, latest = day_of(value), self.expected.latest
        if on is None or (latest is not None and on > latest):
            self._at("visit_date", about, "on", text_of(value))
        return on or date.min

    def _result(self, about: dict[str, Row]) -> str:
        said = about["result"].text("result") if "result" in about else ""
        for key, words in OUTCOMES.items():
            if folded(said) in {folded(each) for each in (key, *words.values())}:
                return key
        words_of = {
            language: "; ".join(each[language] for each in OUTCOMES.values()) for language in ("zh", "en")
        }
        labels = {f"label_{language}": said for language, said in words_of.items()}
        self._at("visit_result", about, "result", said, **labels)
        return ""

    def _figures(self, header: Row) -> list[Verified]:
        """Return the figures that were looked at; a row that says nothing was not."""
        read = []
        rows = [
            row
            for row in rows_below(header)
            if row.text("field") and (row.text("agrees") or row.text("found"))
        ]
        check_looks(rows, FIGURES, self.findings)
        for row in rows:
            field, said = row.text("field"), row.text("agrees")
            agrees = yes_or_no(said)
            if field not in self.expected.fields:
                self.findings.at("visit_field", row, "figure", row.text("figure"))
            elif agrees is None:
                self.findings.at("visit_agrees", row, "agrees", said)
            elif not agrees and not row.text("found"):
                self.findings.at("visit_found_missing", row, "found")
            else:
                read.append(
                    Verified(field, agrees, row.text("found"), row.text("remark"), row.place("agrees"))
                )
        return read
