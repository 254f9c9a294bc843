"""Rows below a heading, their texts, days and places, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from cultivation.findings import Finding
from cultivation.intake.formats.book import Raw, Sheet, address, spans_text
from cultivation.intake.sheets.words import key_of

FIRST_ROWS = 30


@dataclass(frozen=True)
class Row:
    """A row below the headings; `columns` says under which heading each column is."""

    sheet: Sheet
    number: int
    columns: Mapping[str, int]

    def value(self, key: str) -> Raw:
        """Return what the cell holds."""
        column = self.columns.get(key)
        cell = self.sheet.at(self.number, column) if column is not None else None
        return cell.value if cell is not None else None

    def text(self, key: str) -> str:
        """Return what the cell holds as a text."""
        return text_of(self.value(key))

    def place(self, key: str) -> str:
        """Return the address of the cell."""
        return address(self.number, self.columns.get(key, 1))


@dataclass
class Findings:
    """What is wrong with a file, cell by cell; grows."""

    file: str
    found: list[Finding] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        """Tell whether anything must be corrected, not only looked at."""
        return any(each.is_error for each in self.found)

    def add(self, code: str, sheet: str = "", cell: str = "", value: str = "", **details: str) -> None:
        """Note a finding."""
        self.found.append(Finding(code, self.file, sheet, cell, value=value, details=details))

    def at(self, code: str, row: Row, key: str, value: str = "", **details: str) -> None:
        """Note a finding at a cell of a row."""
        self.add(code, row.sheet.name, row.place(key), value, **details)


def text_of(value: Raw) -> str:
    """Return the value of a cell as a text; whole numbers without a fraction."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value.strip() if isinstance(value, str) else str(value)


def day_of(value: Raw) -> date | None:
    """Return the day in a cell: a date, or a text of year, month and day."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = text_of(value)
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def heading_row(sheet: Sheet, headings: Mapping[str, tuple[str, ...]], needed: set[str]) -> Row | None:
    """Find the row of headings; None where the sheet has none."""
    for number in sheet.first_rows(FIRST_ROWS):
        columns: dict[str, int] = {}
        for cell in sheet.row(number):
            if key := key_of(cell.text, headings):
                columns.setdefault(key, cell.column)
        if needed <= columns.keys():
            return Row(sheet, number, columns)
    return None


def rows_below(header: Row) -> Iterator[Row]:
    """Yield the rows below the headings."""
    yield from (
        Row(header.sheet, number, header.columns) for number in header.sheet.numbers if number > header.number
    )


def check_looks(rows: Sequence[Row], headings: Mapping[str, tuple[str, ...]], findings: Findings) -> None:
    """Name the cells that look otherwise than they are read (struck through, an error), and hidden rows."""
    for row in rows:
        for key, column in row.columns.items():
            cell = row.sheet.at(row.number, column)
            code = (cell.problem or cell.doubt) if cell else ""
            if cell and code:
                label = {"label_zh": headings[key][0], "label_en": headings[key][1]}
                findings.at(code, row, key, text_of(cell.value), **label)
    if rows and (spans := rows[0].sheet.hidden_among([each.number for each in rows])):
        sheet = rows[0].sheet.name
        findings.add("rows_hidden", sheet, address(spans[0][0], 1), spans_text(spans))
