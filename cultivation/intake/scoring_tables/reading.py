"""A scoring table as it comes in a workbook: rows gathered into items and dimensions, sums compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from cultivation.core.drafting.clauses import POINTS
from cultivation.core.drafting.spans import plain, span_in
from cultivation.core.drafting.table import Remark, ScoringDimension, ScoringItem, ScoringTable
from cultivation.findings import Finding
from cultivation.intake.formats.book import Book
from cultivation.intake.scoring_tables.headings import Columns, columns_of
from cultivation.intake.scoring_tables.rows import TableRow, number_of, place, table_rows
from cultivation.intake.sheets.rows import Findings, text_of

STATED = re.compile(r"\s*[(（](?:满分|共|权重|总分)?\s*(-?\d+(?:\.\d+)?)\s*(?:分|points)?[)）]\s*$")
ON_TOP = re.compile(r"加分|扣分|减分|附加|bonus|deduct", re.IGNORECASE)
ENUMERATED = re.compile(r"^(?:[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十]+[)）])\s*")
TAKEN = re.compile(r"^[^加]*(?:扣分|减分|deduct)", re.IGNORECASE)


@dataclass(frozen=True)
class TableRead:
    """The table, or none where there are errors; what it states of its sums and is not so; every finding."""

    table: ScoringTable | None
    sums: tuple[Remark, ...]
    findings: tuple[Finding, ...]


def read_scoring_table(book: Book, file: str, wanted: str = "") -> TableRead:
    """Read the first sheet that is a scoring table, or the one of a name."""
    findings = Findings(file)
    sheets = [sheet for sheet in book.sheets if not sheet.is_empty and wanted in ("", sheet.name)]
    found = {sheet.name: None if sheet.hidden else columns_of(sheet) for sheet in sheets}
    chosen = next((columns for columns in found.values() if columns), None)
    for sheet in sheets:
        if sheet.hidden:
            findings.add("sheet_hidden", sheet.name)
        elif chosen is not None and sheet is not chosen.sheet:
            findings.add("sheet_not_read", sheet.name)
    if chosen is None:
        findings.add("scoring_no_table")
        return TableRead(None, (), tuple(findings.found))
    return _Reader(chosen, findings).read(file)


@dataclass
class _Group:
    """The items of a dimension, with the points that its heading states."""

    label: str
    stated: Decimal | None
    cell: str
    is_section: bool  # a heading across the table, which holds until the next one
    items: list[ScoringItem] = field(default_factory=list)

    @property
    def is_on_top(self) -> bool:
        return bool(ON_TOP.search(self.label))

    @property
    def sum(self) -> Decimal:
        return sum((item.maximum for item in self.items), Decimal(0))


class _Reader:
    """Reads one sheet."""

    def __init__(self, columns: Columns, findings: Findings) -> None:
        self.columns, self.findings = columns, findings
        self.groups: list[_Group] = []
        self.notes: list[str] = []
        self.sums: list[Remark] = []
        self.seen: dict[str, str] = {}

    def read(self, file: str) -> TableRead:
        """Read all rows."""
        block: list[TableRow] = []
        for row in table_rows(self.columns):
            if block and not _continues(row, block):
                self._items(block)
                block = []
            if row.kind == "item":
                block.append(row)
            else:
                self._other(row)
        if block:
            self._items(block)
        self._stated()
        sheet = self.columns.sheet.name
        if not any(group.items for group in self.groups) and not self._is_wrong():
            self.findings.add("scoring_no_items", sheet, place(self.columns, self.columns.row, 0))
        table = None if self._is_wrong() else self._table(file)
        return TableRead(table, tuple(self.sums), tuple(self.findings.found))

    def _is_wrong(self) -> bool:
        return any(each.is_error for each in self.findings.found)

    def _table(self, file: str) -> ScoringTable:
        dimensions = tuple(
            ScoringDimension(group.label, tuple(group.items), group.is_on_top)
            for group in self.groups
            if group.items
        )
        return ScoringTable(self._title(), file, self.columns.sheet.name, dimensions, tuple(self.notes))

    def _title(self) -> str:
        sheet = self.columns.sheet
        above = [cell.text for row in sheet.numbers if row < self.columns.row for cell in sheet.row(row)]
        return max(above, key=len, default="").replace("\n", "") or sheet.name

    def _other(self, row: TableRow) -> None:
        if row.kind == "note" or (row.kind == "heading" and self.notes):  # notes end a table
            self.notes.append(row.text)
        elif row.kind == "heading":
            text = ENUMERATED.sub("", row.text)
            self._begin(text, place(self.columns, row.number, min(self.columns.named)), is_section=True)
        elif (value := number_of(row.points)) is not None:
            cell = place(self.columns, row.number, self.columns.points)
            if row.kind == "sub_total" and self.groups:
                self._compare(self.groups[-1].label, value, self.groups[-1].sum, cell)
            elif row.kind == "sum" and self.groups:
                regular = (group.sum for group in self.groups if not group.is_on_top)
                self._compare(row.text, value, sum(regular, Decimal(0)), cell)

    def _begin(self, text: str, cell: str, is_section: bool = False) -> None:
        label, stated = _label(text)
        self.groups.append(_Group(label, stated, cell, is_section))

    def _is_other(self, dimension: str) -> bool:
        """Tell whether a dimension of a row begins another one than the last."""
        if not self.groups:
            return bool(dimension)
        return (
            bool(dimension)
            and not self.groups[-1].is_section
            and self.groups[-1].label != _label(dimension)[0]
        )

    def _stated(self) -> None:
        for group in self.groups:
            if group.stated is not None and group.items:
                self._compare(
                    group.label, group.stated, abs(group.sum) if group.stated > 0 else group.sum, group.cell
                )

    def _compare(self, name: str, stated: Decimal, found: Decimal, cell: str) -> None:
        """Say where a sum that is stated is not that of the items."""
        if stated != found:
            details = {"name": name, "sum": str(found)}
            self.findings.add("scoring_sum_differs", self.columns.sheet.name, cell, str(stated), **details)
            self.sums.append(Remark("draft_sum", {"label": name, "stated": str(stated), "sum": str(found)}))

    def _items(self, block: Sequence[TableRow]) -> None:
        """Make the item of a block of rows, or one of each row where they have full marks of their own."""
        first = block[0]
        if self._is_other(first.dimension):
            self._begin(first.dimension, place(self.columns, first.number, self.columns.dimension))
        if not self.groups:
            self._begin(self._title(), place(self.columns, self.columns.row, 0))
        label, stated = _label(first.item)
        points = [number_of(row.points) for row in block]
        are_steps = len(block) > 1 and len({*points}) > 1 and all(map(_is_step, block))
        if len(block) == 1 or are_steps or len({*points} - {None}) <= 1:
            words = [_with_points(row) if are_steps else row.standard for row in block]
            known = [each for each in points if each is not None]
            whole = stated if stated is not None else (max(known) if known else None)
            self._item(first, label, whole, "\n".join(filter(None, words)), _notes(block))
            return
        for number, row in enumerate(block, 1):
            self._item(row, f"{label}（{number}）", points[number - 1], row.standard, row.note)

    def _item(self, row: TableRow, label: str, points: Decimal | None, standard: str, note: str) -> None:
        sheet = self.columns.sheet.name
        cell = place(self.columns, row.number, self.columns.standard)
        if points is None:
            at = place(self.columns, row.number, self.columns.points)
            said = text_of(row.points)
            code = "scoring_points_unreadable" if said else "scoring_points_missing"
            self.findings.add(code, sheet, at, said or label)
            return
        if (first := self.seen.setdefault(label, cell)) != cell:
            self.findings.add("scoring_item_twice", sheet, cell, label, first=first)
        maximum = points * 100 if self.columns.weights and abs(points) <= 1 else points
        if TAKEN.search(self.groups[-1].label) and maximum > 0:
            maximum = -maximum
        self.groups[-1].items.append(ScoringItem(label, maximum, standard, cell, note))


def _continues(row: TableRow, block: Sequence[TableRow]) -> bool:
    """Tell whether a row belongs to the item above: in the same merged cell, or without a name of its own."""
    if row.kind != "item":
        return False
    return not row.item or (row.first_row == block[-1].first_row and row.item == block[-1].item)


def _is_step(row: TableRow) -> bool:
    """Tell whether a row is a step of an item: a span of values, with points in their column alone."""
    return span_in(plain(row.standard)) is not None and not POINTS.search(plain(row.standard))


def _with_points(row: TableRow) -> str:
    return (
        f"{row.standard}得{number_of(row.points)}分；" if number_of(row.points) is not None else row.standard
    )


def _notes(block: Sequence[TableRow]) -> str:
    return "\n".join(dict.fromkeys(row.note for row in block if row.note))


def _label(text: str) -> tuple[str, Decimal | None]:
    """Return a name without line breaks and without the points that it states."""
    label = "".join(text.split("\n")).strip()
    match = STATED.search(label)
    return (label[: match.start()], Decimal(match[1])) if match else (label, None)
