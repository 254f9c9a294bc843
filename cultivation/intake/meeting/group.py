"""The list of the leading group: written, empty or not, and one that was filled in read back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from cultivation.core.pool.meeting import Person, person_named
from cultivation.findings import Finding
from cultivation.intake.formats.book import Book
from cultivation.intake.meeting.words import CHAIR, GROUP, GROUP_SHEET, ORDINARY, is_chair
from cultivation.intake.sheets.rows import Findings, Row, heading_row, rows_below

WIDTHS = (14, 44, 14)
ROWS = 40  # to which the list of roles applies


def read_group(book: Book, file: str) -> tuple[tuple[Person, ...], tuple[Finding, ...]]:
    """Return the group of the first sheet with the headings, and all that is wrong with it."""
    findings = Findings(file)
    headers = (heading_row(sheet, GROUP, {"name", "office"}) for sheet in book.sheets if not sheet.hidden)
    header = next((each for each in headers if each is not None), None)
    if header is None:
        findings.add("group_not_found")
        return (), tuple(findings.found)
    group: list[Person] = []
    for row in rows_below(header):
        if any(row.text(key) for key in GROUP):
            _take(row, group, findings)
    _check_chair(header, group, findings)
    return tuple(group), tuple(findings.found)


def _take(row: Row, group: list[Person], findings: Findings) -> None:
    name = row.text("name")
    if not name:
        findings.at("group_unnamed", row, "name")
    elif before := person_named(group, name):
        findings.at(
            "group_twice", row, "name", name, first=Row(row.sheet, before.row, row.columns).place("name")
        )
    else:
        group.append(Person(name, row.text("office"), is_chair(row.text("role")), row.number))


def _check_chair(header: Row, group: list[Person], findings: Findings) -> None:
    """One person takes the chair; a list without anybody is no list."""
    chairs = sum(each.chair for each in group)
    if not group and not findings.found:
        findings.add("group_missing", header.sheet.name)
    elif group and chairs != 1:
        findings.at("group_chair", header, "role", str(chairs))


def write_group_list(language: str, group: Sequence[Person] = ()) -> bytes:
    """Return a list of these persons, or an empty one to fill in; the same group gives the same bytes."""
    import xlsxwriter

    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"created": datetime(2016, 1, 1)})
    head = book.add_format({"bold": True, "bg_color": "#DDE3EA", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(GROUP_SHEET[language])
    place = 0 if language == "zh" else 1
    for column, (words, width) in enumerate(zip(GROUP.values(), WIDTHS, strict=True)):
        sheet.set_column(column, column, width, text)
        sheet.write_string(0, column, words[place], head)
    for row, each in enumerate(group, start=1):
        role = (CHAIR if each.chair else ORDINARY)[language]
        for column, value in enumerate((each.name, each.office, role)):
            sheet.write_string(row, column, value, text)
    sheet.data_validation(
        1,
        2,
        ROWS,
        2,
        {"validate": "list", "source": [CHAIR[language], ORDINARY[language]], "error_type": "warning"},
    )
    sheet.freeze_panes(1, 0)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return content.getvalue()
