"""The applicant's own workbook, with its cells marked, a column to filter on and a sheet of findings.

Only what is added is written; every other byte of every part goes back as it came. So nothing that the
workbook holds can be lost on the way: charts, pictures, macros, drop-downs, results of formulas.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from cultivation.findings import Finding, Severity
from cultivation.intake.annotated.cells import place
from cultivation.intake.annotated.comments import mark_comments
from cultivation.intake.annotated.findings_sheet import filtered_area, findings_sheet
from cultivation.intake.annotated.findings_table import FindingsTable, told
from cultivation.intake.annotated.package import MOST_CELLS, Package
from cultivation.intake.annotated.sheet import MarkedSheet, areas_of
from cultivation.intake.annotated.styles import Styles, add_styles
from cultivation.intake.annotated.workbook import COLUMN, FILTER, MarkedWorkbook, SheetEntry, absolute
from cultivation.intake.annotated.xml import CannotMark
from cultivation.intake.formats.book import address
from cultivation.intake.templates.sheet_names import FINDINGS
from cultivation.language import current

MOST_COMMENTS = 5_000  # on one sheet; with more, office programs are slow
Place = tuple[int, int]


def mark_workbook(package: Package, table: FindingsTable, header_rows: Mapping[str, int]) -> bytes:
    """Return the workbook with its findings marked; raise CannotMark where that is not safe.

    `header_rows` gives the last header row of each sheet that is a summary.
    """
    book = MarkedWorkbook(package)
    ours = book.sheet_of_ours()
    sheets = [each for each in book.sheets if each.path in package and each != ours]
    _check_size(package, sheets)
    styles = add_styles(package)
    by_sheet: dict[str, list[Finding]] = {each.name: [] for each in sheets}
    for finding in table.ordered:
        if finding.sheet in by_sheet and finding.cell and finding.severity is not Severity.NOTE:
            by_sheet[finding.sheet].append(finding)
    for each in sheets:
        if each.path.startswith("xl/worksheets/"):
            _mark_sheet(book, each, by_sheet[each.name], header_rows.get(each.name, 0), styles)
    content = findings_sheet(table, {each.name for each in sheets}, styles)
    book.put_sheet(FINDINGS[current()], content, filtered_area(table))
    book.save()
    return package.saved()


def _check_size(package: Package, sheets: list[SheetEntry]) -> None:
    parts = (package.read(each.path) for each in sheets)
    if sum(part.count(b"<c ") + part.count(b":c ") for part in parts) > MOST_CELLS:
        raise CannotMark("cells")


def _mark_sheet(
    book: MarkedWorkbook, entry: SheetEntry, findings: list[Finding], header: int, styles: Styles
) -> None:
    """Forget the marks of the last time on a sheet and set those of now."""
    sheet = MarkedSheet(book.package, entry.path)
    by_place: dict[Place, list[Finding]] = {}
    for finding in findings:
        by_place.setdefault(place(finding.cell), []).append(finding)
    merged = sheet.merged_into(by_place)
    sheet.forget()
    sheet.colour(_areas(by_place, merged), styles)
    texts: dict[str, str] = {}
    for where, said in islice(by_place.items(), MOST_COMMENTS):
        cell = merged[where].partition(":")[0] if where in merged else address(*where)
        texts[cell] = "\n".join(filter(None, (texts.get(cell, ""), *map(told, said))))
    if header:
        _add_column(book, sheet, entry, by_place, header, styles)
    mark_comments(sheet, texts)
    sheet.save()


def _areas(by_place: Mapping[Place, list[Finding]], merged: Mapping[Place, str]) -> dict[Severity, list[str]]:
    """Return what to colour by the worst that is found there."""
    areas: dict[Severity, list[str]] = {}
    for severity in (Severity.ERROR, Severity.DOUBT):
        found = {each for each, findings in by_place.items() if findings[0].severity is severity}
        areas[severity] = [
            *areas_of(found - merged.keys()),
            *dict.fromkeys(merged[each] for each in sorted(found & merged.keys())),
        ]
    return areas


def _add_column(
    book: MarkedWorkbook,
    sheet: MarkedSheet,
    entry: SheetEntry,
    by_place: Mapping[Place, list[Finding]],
    header: int,
    styles: Styles,
) -> None:
    """Write what is wrong in each row beside it."""
    rows: dict[int, list[str]] = {}
    for (row, _), findings in by_place.items():
        rows.setdefault(row, []).extend(map(told, findings))
    known = book.column_of_ours(entry)
    if known and sheet.text_at(header, known) not in FINDINGS.values():
        known = 0
    texts = {row: "\n".join(said) for row, said in rows.items()}
    column = sheet.add_column(header, FINDINGS[current()], texts, known, styles)
    if column:
        book.name(COLUMN, entry, absolute(address(header, column)))
    if sheet.filtered:
        book.name(FILTER, entry, absolute(sheet.filtered))
