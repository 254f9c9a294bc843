"""A sheet of the applicant's: its faulty cells made to stand out, and a column with what is wrong in them.

Cells are coloured by a condition that always holds, so the applicant's own looks stay below it. By its
formula ours are found and taken away the next time.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from html import unescape
from math import ceil

from rich.cells import cell_len

from cultivation.findings import Severity
from cultivation.intake.annotated.cells import MOST_COLUMNS, Cells, place, read_cells
from cultivation.intake.annotated.package import RELATIONS, Package
from cultivation.intake.annotated.styles import Styles
from cultivation.intake.annotated.xml import Element, with_attribute, xml
from cultivation.intake.formats.book import address, letters
from cultivation.intake.formats.relations import USUAL
from cultivation.intake.formats.xlsx_parts import read_strings

CONDITION = 'LEN("cultivation")>0'
OURS = re.compile(rb"LEN\((?:\"|&quot;|&#34;)cultivation(?:\"|&quot;|&#34;)\)")
PRIORITY = re.compile(rb'(<(?:\w+:)?cfRule\b[^>]*?\spriority=")(\d+)(")')
VALUE = re.compile(rb"<(?:\w+:)?v>\s*(\d+)\s*<")
INLINE = re.compile(rb"<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)<")
WIDTH = 60  # characters
LINE_HEIGHT, HIGHEST = 15, 400  # points; Excel takes 409
AREAS = 500  # in one condition; Excel takes 8,192
ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr"),
    *("sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate"),
    *("customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations"),
    *("hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks"),
    *("customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing"),
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "mc:AlternateContent"),
    *("webPublishItems", "tableParts", "extLst"),
)


class MarkedSheet:
    """A sheet while it is marked."""

    def __init__(self, package: Package, path: str) -> None:
        self.package, self.path = package, path
        self.part = package.part(path)
        self.filtered = ""  # the area of a filter that we made or let reach further

    def save(self) -> None:
        """Keep the changes in the package, if there are any."""
        if self.part.is_changed:
            self.package.write(self.path, self.part.changed())

    @property
    def drawing(self) -> str:
        """Return the path of the drawing that shows the comments, empty without one."""
        element = self.part.first("legacyDrawing")
        link = (
            next((value for name, value in element.attributes.items() if name.endswith("id")), "")
            if element
            else ""
        )
        found = (each.target for each in self.package.relations(self.path) if each.id == link)
        return next(found, "")

    def show(self, drawing: str) -> None:
        """Let a new drawing show the comments."""
        link = self.package.relate(self.path, "vmlDrawing", drawing)
        text = f'<~legacyDrawing xmlns:r="{RELATIONS}" r:id="{link}"/>'
        self.part.insert(self.part.tag(text), "legacyDrawing", ORDER)

    def merged_into(self, places: Collection[tuple[int, int]]) -> dict[tuple[int, int], str]:
        """Return for each place that is part of a merged range the address of that range."""
        by_row: dict[int, list[tuple[int, int, str]]] = {}
        rows = sorted({row for row, _ in places})
        for each in self.part.all("mergeCell"):
            area = each.attributes.get("ref", "")
            first, last = _corners(area)
            for row in rows[bisect_left(rows, first[0]) : bisect_right(rows, last[0])]:
                by_row.setdefault(row, []).append((first[1], last[1], area))
        return {
            (row, column): area
            for row, column in places
            for left, right, area in by_row.get(row, ())
            if left <= column <= right
        }

    def forget(self) -> None:
        """Take away the colours of the last time."""
        rules = self.part.all("cfRule")
        for holder in self.part.all("conditionalFormatting"):
            inside = rules[
                bisect_left(rules, holder.start, key=_start) : bisect_left(rules, holder.end, key=_start)
            ]
            ours = [rule for rule in inside if OURS.search(self.part.slice(rule))]
            for element in [holder] if ours and len(ours) == len(inside) else ours:
                self.part.remove(element)

    def colour(self, areas: Mapping[Severity, Sequence[str]], styles: Styles) -> None:
        """Let areas stand out, above whatever conditions there are."""
        if not any(areas.values()):
            return
        self._make_room()
        for priority, (severity, named) in enumerate(areas.items(), 1):
            for first in range(0, len(named), AREAS):
                text = (
                    f'<~conditionalFormatting sqref="{" ".join(named[first : first + AREAS])}">'
                    f'<~cfRule type="expression" dxfId="{styles.conditions[severity]}" priority="{priority}">'
                    f"<~formula>{xml(CONDITION)}</~formula></~cfRule></~conditionalFormatting>"
                )
                self.part.insert(self.part.tag(text), "conditionalFormatting", ORDER)

    def _make_room(self) -> None:
        """Move the applicant's conditions below ours, once."""
        holders = [*self.part.all("conditionalFormatting"), *self.part.all("extLst")]
        kept = [each for each in holders if (each.start, each.end, b"") not in self.part.edits]
        if any(int(found[2]) < 3 for each in kept for found in PRIORITY.finditer(self.part.slice(each))):
            for each in kept:
                self._move_down(each)

    def _move_down(self, holder: Element) -> None:
        for found in PRIORITY.finditer(self.part.slice(holder)):
            start = holder.start + found.start(2)
            self.part.replace(start, start + len(found[2]), str(int(found[2]) + 2).encode())

    def text_at(self, row: int, column: int) -> str:
        """Return the text of a cell."""
        cells = read_cells(self.part.content, column)
        start = next((place for place, number in cells.numbers.items() if number == row), -1)
        first, last = cells.places.get(start, (0, 0))
        cell = self.part.content[first:last]
        if b't="s"' in cell and (number := VALUE.search(cell)):
            return read_strings(self.package.archive, USUAL["sharedStrings"])[int(number[1])].text
        return unescape(b"".join(INLINE.findall(cell)).decode())

    def add_column(
        self, header: int, heading: str, texts: Mapping[int, str], known: int, styles: Styles
    ) -> int:
        """Write a column that can be filtered on; return its number, 0 where there is no room.

        `known` is the number of the column of the last time, 0 if there is none.
        """
        cells = read_cells(self.part.content, known)
        column = known or self._free_column(cells)
        if column > MOST_COLUMNS:
            return 0
        if not known:
            cells = read_cells(self.part.content, column)
        for row in self.part.all("row"):
            number = cells.numbers.get(row.start, 0)
            if number >= header:
                text = heading if number == header else texts.get(number, "")
                self._write(
                    row,
                    address(number, column),
                    text,
                    styles.head if number == header else styles.text,
                    cells,
                )
        self._widen(column)
        self._filter(header, column, max(cells.last_row, header + 1))
        if dimension := self.part.first("dimension"):
            self.part.remove(dimension)  # it may be left out, but must not be too small
        return column

    def _free_column(self, cells: Cells) -> int:
        merged = (_corners(each.attributes.get("ref", ""))[1][1] for each in self.part.all("mergeCell"))
        return max((cells.last_column, *merged)) + 1

    def _write(self, row: Element, cell: str, text: str, style: int, cells: Cells) -> None:
        """Write a cell into its row, in place of the one that stands there."""
        words = f'<~is><~t xml:space="preserve">{xml(text)}</~t></~is>'
        new = self.part.tag(f'<~c r="{cell}" s="{style}" t="inlineStr">{words}</~c>') if text else b""
        if row.inner == row.end:
            if new:
                self.part.append(row, new)
            return
        start, end = cells.places.get(row.start, (row.close, row.close))
        if not new and start == end:
            return
        self.part.replace(start, end, new)
        opening = with_attribute(self.part.content[row.start : row.inner], "spans", None)
        self.part.replace(row.start, row.inner, _high_enough(opening, row, text))

    def _widen(self, column: int) -> None:
        """Give the column its width, also where a stretch of columns has one in common."""
        ours = f'<~col min="{column}" max="{column}" width="{WIDTH}" customWidth="1"/>'
        stretches = self.part.all("col")
        for each in stretches:
            first, last = int(each.attributes.get("min", 0)), int(each.attributes.get("max", 0))
            if first <= column <= last:
                tag = self.part.slice(each)
                before = _stretch(tag, first, column - 1) if first < column else b""
                after = _stretch(tag, column + 1, last) if column < last else b""
                self.part.replace(each.start, each.end, before + self.part.tag(ours) + after)
                return
        holder = self.part.first("cols")
        if holder is None:
            self.part.insert(self.part.tag(f"<~cols>{ours}</~cols>"), "cols", ORDER)
            return
        later = (each.start for each in stretches if int(each.attributes.get("min", 0)) > column)
        if spot := next(later, holder.close if stretches else 0):
            self.part.replace(spot, spot, self.part.tag(ours))

    def _filter(self, header: int, column: int, last_row: int) -> None:
        """Add a filter over the whole table, or let the applicant's own reach to our column."""
        found = self.part.first("autoFilter")
        if found is None:
            if not self.part.all("tableParts"):
                self.filtered = f"A{header}:{letters(column)}{last_row}"
                self.part.insert(self.part.tag(f'<~autoFilter ref="{self.filtered}"/>'), "autoFilter", ORDER)
            return
        first, last = _corners(found.attributes.get("ref", ""))
        if first[0] == header and last[1] == column - 1:
            self.filtered = f"{address(*first)}:{address(last[0], column)}"
            tag = with_attribute(self.part.content[found.start : found.inner], "ref", self.filtered)
            self.part.replace(found.start, found.inner, tag)


def areas_of(places: Iterable[tuple[int, int]]) -> list[str]:
    """Return places as few areas: cells that stand below each other are one.

    >>> areas_of([(3, 2), (5, 2), (4, 2), (3, 4)])
    ['B3:B5', 'D3']
    """
    areas: list[list[int]] = []
    for row, column in sorted(set(places), key=lambda each: (each[1], each[0])):
        if areas and areas[-1][0] == column and areas[-1][2] == row - 1:
            areas[-1][2] = row
        else:
            areas.append([column, row, row])
    return [
        address(first, column) + (f":{address(last, column)}" if last > first else "")
        for column, first, last in areas
    ]


def _high_enough(opening: bytes, row: Element, text: str) -> bytes:
    """Let a row be as high as our text needs, unless the applicant fixed its height."""
    lines = sum(max(1, ceil(cell_len(line) / (WIDTH - 2))) for line in text.split("\n"))
    height = min(lines * LINE_HEIGHT, HIGHEST)
    fixed = row.attributes.get("customHeight") in ("1", "true")
    if lines < 2 or fixed or float(row.attributes.get("ht", 0)) >= height:
        return opening
    return with_attribute(opening, "ht", height)


def _start(element: Element) -> int:
    return element.start


def _stretch(tag: bytes, first: int, last: int) -> bytes:
    return with_attribute(with_attribute(tag, "min", first), "max", last)


def _corners(area: str) -> tuple[tuple[int, int], tuple[int, int]]:
    first, _, last = area.replace("$", "").partition(":")
    return place(first), place(last or first)
