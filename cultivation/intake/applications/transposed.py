"""Sheets with a firm a column: read as summaries after exchanging rows and columns, then turned back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import zip_longest

from cultivation.findings import Finding
from cultivation.intake.applications.headers import find_table
from cultivation.intake.applications.labels import Labels
from cultivation.intake.applications.layout import Filing, Heading, Layout, Slot
from cultivation.intake.applications.summary import read_tables
from cultivation.intake.formats.book import Area, Place, Sheet, address, column_of
from cultivation.intake.values.parsing import raw_text

MOST_COLUMNS = 2_000
FEWEST_FIRMS = 2
CODE = re.compile(r"[0-9A-Za-z]{15,}|[0-9.]+")
OTHER_CODE = re.compile(r"[0-9A-Za-z.\-]{4,}")
FIRM = re.compile("公司|厂|集团|研究院|合作社|事务所|合伙|co\\.?|ltd|inc", re.IGNORECASE)
ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")


def has_firms_in_columns(sheet: Sheet, headings: Mapping[Place, Heading], labels: Labels) -> bool:
    """Tell whether the labels of a form stand before the values of several enterprises."""
    rules = labels.rules
    code = CODE if rules.identifier.kind == "uscc" else OTHER_CODE
    patterns = {rules.identifier.field: code, rules.name_field: FIRM}
    for (row, column), heading in headings.items():
        if pattern := patterns.get(heading.field):
            beside = [cell for cell in sheet.row(row) if cell.column > column]
            firms = 0
            for cell in beside:
                if (row, cell.column) in headings:
                    break
                firms += pattern.search(re.sub(r"\s", "", raw_text(cell))) is not None
            if firms >= FEWEST_FIRMS:
                return True
    return False


def read_turned(sheet: Sheet, labels: Labels, file: str) -> list[Layout]:
    """Read a sheet with a firm a column; nothing where it is none after all."""
    if sheet.width > MOST_COLUMNS:
        return []
    other = turned(sheet)
    table = find_table(other, labels)
    return [_back(sheet, each) for each in read_tables(other, table, labels, file)] if table else []


def turned(sheet: Sheet) -> Sheet:
    """Return a sheet with its rows as columns."""
    last = max(sheet.values, default=0)
    lines = [sheet.values.get(number, ()) for number in range(1, last + 1)]
    return Sheet(
        sheet.name,
        {number: list(line) for number, line in enumerate(zip_longest(*lines), 1)},
        tuple(Area(each.left, each.top, each.right, each.bottom) for each in sheet.merged),
        {(column, row): problem for (row, column), problem in sheet.problems.items()},
        frozenset((column, row) for row, column in sheet.percent),
        sheet.hidden,
        sheet.hidden_columns,
        sheet.hidden_rows,
        {(column, row): shown for (row, column), shown in sheet.formats.items()},
        doubts={(column, row): doubt for (row, column), doubt in sheet.doubts.items()},
        margins=sheet.margins,
    )


def _back(sheet: Sheet, layout: Layout) -> Layout:
    """Return what was read with the places that the values have on the sheet."""
    filings = {field: _filing(filing) for field, filing in layout.filings.items()}
    headings = tuple(replace(each, row=each.column, column=each.row, below=0) for each in layout.headings)
    row = min((each.row for each in headings), default=1)
    findings = tuple(map(_finding, layout.findings))
    return replace(
        layout,
        rows=[row] * len(layout.rows),
        filings=filings,
        findings=findings,
        headings=headings,
        turned=True,
    )


def _filing(filing: Filing) -> Filing:
    slots = {}
    for place in range(len(filing.raws)):
        slot = filing.slot(place)
        cell = slot.cell and slot.cell._replace(row=slot.cell.column, column=slot.cell.row)
        slots[place] = Slot(slot.column, slot.row, cell)
    return replace(filing, rows=[filing.column] * len(filing.raws), odd=slots)


def _finding(finding: Finding) -> Finding:
    found = ADDRESS.fullmatch(finding.cell)
    return replace(finding, cell=address(column_of(found[1]), int(found[2]))) if found else finding
