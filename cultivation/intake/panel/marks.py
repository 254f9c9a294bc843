"""The marks of a workbook that an expert handed in: each cell with what is wrong with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from cultivation.core.panel.mark_requests import MarkRequest
from cultivation.core.rules.headers import normalise
from cultivation.core.rules.model import RuleSet
from cultivation.findings import Finding
from cultivation.intake.formats.book import Book, Cell, Sheet, address
from cultivation.intake.panel.words import KEY, KIND, KIND_MARKS, heading_of, is_abstention
from cultivation.intake.templates.sheet_names import META

FIRST_ROWS = 20
LONGEST_COMMENT = 2000


@dataclass(frozen=True)
class Sent:
    """What was sent to an expert: enterprises by number, with code and name, and what is asked of each.

    Where it was `blind`, nothing that is said of a file tells whom a number means.
    """

    firms: Mapping[int, tuple[str, str]]
    asked: Mapping[str, Sequence[MarkRequest]]
    blind: bool = False


@dataclass(frozen=True)
class MarkRead:
    """A mark that can be taken; None where the expert abstains."""

    enterprise: str
    mark: str
    value: Decimal | None
    cell: str
    comment: str = ""


@dataclass(frozen=True)
class MarksRead:
    """What a workbook says: for which year and expert it was made, its marks, and what is wrong."""

    sheet: str = ""
    marks: tuple[MarkRead, ...] = ()
    findings: tuple[Finding, ...] = ()
    rejected: int = 0


@dataclass(frozen=True)
class _Row:
    """One row of the sheet: its key, the cells that matter, and its number."""

    number: int
    key: str
    cells: Mapping[str, Cell | None]
    columns: Mapping[str, int] = field(default_factory=dict)

    def text(self, heading: str) -> str:
        cell = self.cells.get(heading)
        return "" if cell is None or cell.value is None else str(cell.value).strip()

    def place(self, heading: str) -> str:
        return address(self.number, self.columns.get(heading, 1))


def stamp_of_marks(book: Book) -> dict[str, str]:
    """Return what the hidden sheet says of a workbook for marks; empty where it is none."""
    sheet = next((each for each in book.sheets if each.name == META), None)
    lines = sheet.values.values() if sheet else ()
    said = {str(line[0]): _plain(line[1]) for line in lines if len(line) > 1}
    return said if said.get(KIND) == KIND_MARKS else {}


def _plain(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def read_marks(book: Book, file: str, rules: RuleSet, sent: Sent) -> MarksRead:
    """Read the marks of a workbook, as far as they can be taken."""
    for sheet in book.sheets:
        found = None if sheet.name == META else _header(sheet)
        if found is not None:
            return _Reader(sheet, file, rules, sent).read(*found)
    return MarksRead(findings=(Finding("marks_not_found", file),), rejected=0)


def _header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    for number in sheet.first_rows(FIRST_ROWS):
        cells = sheet.row(number)
        columns = {heading_of(cell.text): cell.column for cell in reversed(cells)}
        key = next((cell.column for cell in cells if cell.text == KEY), None)
        if key is not None and "mark" in columns:
            return number, {**columns, KEY: key}
    return None


class _Reader:
    """Reads the rows of one sheet; `findings` grows."""

    def __init__(self, sheet: Sheet, file: str, rules: RuleSet, sent: Sent) -> None:
        self.sheet, self.file, self.rules, self.sent = sheet, file, rules, sent
        self.findings: list[Finding] = []
        self.rejected = 0

    def read(self, header: int, columns: Mapping[str, int]) -> MarksRead:
        """Return the marks of all rows below the header."""
        first: dict[str, _Row] = {}
        twice: set[str] = set()
        for row in self._rows(header, columns):
            if row.key in first:
                twice.add(row.key)
                self._say_twice(row, first[row.key])
            first.setdefault(row.key, row)
        self.rejected += len(twice)
        marks = [mark for key, row in first.items() if key not in twice for mark in self._mark(row)]
        self._missing(first.keys())
        return MarksRead(self.sheet.name, tuple(marks), tuple(self.findings), self.rejected)

    def _rows(self, header: int, columns: Mapping[str, int]) -> Iterator[_Row]:
        for number in (each for each in self.sheet.numbers if each > header):
            cells = {key: self.sheet.at(number, column) for key, column in columns.items()}
            key = cells[KEY]
            text = "" if key is None or key.value is None else str(key.value).strip()
            row = _Row(number, text, cells, columns)
            if text:
                yield row
            elif row.text("mark"):
                self._reject("marks_row_unknown", row, KEY, row.text("mark"))

    def _mark(self, row: _Row) -> Iterator[MarkRead]:
        """Yield the mark of a row, if it can be taken."""
        number, _slash, field_name = row.key.partition("/")
        firm = self.sent.firms.get(int(number)) if number.isascii() and number.isdigit() else None
        if firm is None:
            code = "marks_not_assigned" if number.isascii() and number.isdigit() else "marks_row_unknown"
            self._reject(code, row, "mark", number)
            return
        asked = next((each for each in self.sent.asked.get(firm[0], ()) if each.mark == field_name), None)
        if asked is None:
            self._reject("marks_row_unknown", row, "mark", row.key)
        elif changed := self._changed(row, number, firm):
            sent = number if self.sent.blind else f"{firm[1]} {firm[0]}"
            self._reject("marks_firm_changed", row, changed, row.text(changed), name=sent)
        else:
            yield from self._value(row, number, firm[0], asked)

    def _changed(self, row: _Row, number: str, firm: tuple[str, str]) -> str:
        """Return the heading under which another enterprise stands than the one that was sent."""
        expected = {"number": number}
        if not self.sent.blind:  # nobody finds out by guesses whom a number means
            expected |= {"code": firm[0], "name": firm[1]}
        for heading, text in expected.items():
            said = row.text(heading)
            said = said.removesuffix(".0") if heading == "number" else said
            if said and normalise(said) != normalise(text):
                return heading
        return ""

    def _value(self, row: _Row, number: str, firm: str, asked: MarkRequest) -> Iterator[MarkRead]:
        text, cell = row.text("mark"), row.place("mark")
        comment = row.text("comment")[:LONGEST_COMMENT]
        details = words_of(asked, self.rules)
        if not text:
            found = Finding("mark_missing", self.file, self.sheet.name, cell, asked.mark, number, details)
            self.findings.append(found)
            return
        if is_abstention(text):
            yield MarkRead(firm, asked.mark, None, cell, comment)
            return
        value = _number(row.cells["mark"])
        if value is None:
            self._reject("mark_not_a_number", row, "mark", text, asked.mark, **details)
        elif not asked.allows(Fraction(value)):
            self._reject("mark_out_of_range", row, "mark", format(value, "f"), asked.mark, **details)
        else:
            yield MarkRead(firm, asked.mark, value, cell, comment)

    def _missing(self, there: Collection[str]) -> None:
        """Say which rows that were sent are gone."""
        for number, (firm, _name) in sorted(self.sent.firms.items()):
            for asked in self.sent.asked.get(firm, ()):
                if f"{number}/{asked.mark}" not in there:
                    details = words_of(asked, self.rules)
                    found = Finding(
                        "mark_missing", self.file, self.sheet.name, "", asked.mark, str(number), details
                    )
                    self.findings.append(found)

    def _say_twice(self, row: _Row, first: _Row) -> None:
        number, _slash, mark = row.key.partition("/")
        label = self.rules.label_of(mark)
        details = {"label_zh": label.zh, "label_en": label.en, "first": first.place("mark")}
        place = row.place("mark")
        self.findings.append(Finding("marks_twice", self.file, self.sheet.name, place, mark, number, details))

    def _reject(
        self, code: str, row: _Row, heading: str, value: str, field_name: str = "", **details: str
    ) -> None:
        self.rejected += 1
        place = row.place(heading)
        self.findings.append(Finding(code, self.file, self.sheet.name, place, field_name, value, details))


def _number(cell: Cell | None) -> Decimal | None:
    """Return the number of a cell, as Excel shows it; None where it holds none."""
    if cell is None or isinstance(cell.value, bool) or cell.problem:
        return None
    text = repr(cell.value) if isinstance(cell.value, int | float) else str(cell.value)
    try:
        value = Decimal(unicodedata.normalize("NFKC", text).strip())
    except InvalidOperation:
        return None
    return value.normalize() + 0 if value.is_finite() and abs(value) < Decimal(10) ** 9 else None


def words_of(asked: MarkRequest, rules: RuleSet) -> dict[str, str]:
    """Return what findings say of a mark that is asked for: its criterion and what may be given."""
    label = rules.criterion_label(asked.criterion)
    return {"label_zh": label.zh, "label_en": label.en, "allowed": allowed_text(asked)}


def allowed_text(asked: MarkRequest) -> str:
    """Write the marks that may be given: 0–6, or 7–8; 5–6; ... where a grade is open."""
    choices = asked.choices or (("", asked.low, asked.high),)
    ranges = [str(low) if low == high else f"{low}–{high}" for _name, low, high in reversed(choices)]
    step = "" if asked.step == 1 else f" / {asked.step}"
    return "; ".join(dict.fromkeys(ranges)) + step
