"""The workbooks of the real panel: one a year, made from patents_panel/patents_rd_1983_1991.csv."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from .workbooks import put, put_across, save, sheet_of

SOURCE = Path(__file__).parent / "patents_panel" / "patents_rd_1983_1991.csv"
CITATION = (
    "Source: Cincera, M. (1997), Patents, R&D, and Technological Spillovers at the Firm Level, "
    "Journal of Applied Econometrics 12(3), 265-280; distributed with the R package Ecdat."
)
# In the documented order of the factor levels: sector 1-15, geo 1-4.
SECTORS = {
    "aero": "aerospace",
    "chem": "chemicals",
    "comput": "computers",
    "drugs": "drugs",
    "elec": "electricals",
    "food": "food",
    "fuel": "fuel and mining",
    "glass": "glass",
    "instr": "instruments",
    "machin": "machinery",
    "metals": "metals",
    "other": "other",
    "paper": "paper",
    "soft": "software",
    "motor": "motor vehicles",
}
REGIONS = {"eu": "European Union", "japan": "Japan", "usa": "United States", "rotw": "rest of the world"}
HEADERS = (
    "Firm",
    "Name",
    "Sector",
    "Region",
    "European patent applications",
    "R&D expenditure (百万)",
    "R&D expenditure of the year before (百万)",
    "Spillovers (natural logarithm)",
)
WIDTHS = (8, 26, 18, 18, 14, 16, 18, 16)


def write_panel(folder: Path) -> None:
    """Write the nine workbooks."""
    by_year: dict[int, list[dict[str, str]]] = defaultdict(list)
    with SOURCE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            by_year[int(row["year"])].append(row)
    before: dict[str, float] = {}
    for year, rows in sorted(by_year.items()):
        rows.sort(key=lambda row: int(row["fi"]))
        _write_year(folder / f"patents_rd_{year}.xlsx", year, rows, before)
        before = {row["fi"]: _rd_expenditure(row) for row in rows}


def _write_year(path: Path, year: int, rows: list[dict[str, str]], before: dict[str, float]) -> None:
    workbook = Workbook()
    sheet = sheet_of(workbook, str(year))
    across = (1, len(HEADERS))
    put_across(sheet, 1, across, f"Patents and R&D of 181 manufacturing firms, {year}", title=True)
    put_across(sheet, 2, across, CITATION)
    for column, header in enumerate(HEADERS, 1):
        put(sheet, 3, column, header, head=True)
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS[column - 1]
    sheet.row_dimensions[2].height = 32
    sheet.row_dimensions[3].height = 46
    sheet.freeze_panes = "C4"
    for line, row in enumerate(rows, 4):
        for column, value in enumerate(_values(row, before), 1):
            put(sheet, line, column, value)
    save(workbook, path)


def _values(row: dict[str, str], before: dict[str, float]) -> tuple[object, ...]:
    sector = list(SECTORS)[int(row["sector"]) - 1]
    region = list(REGIONS)[int(row["geo"]) - 1]
    return (
        f"F{int(row['fi']):03d}",
        f"Firm {row['fi']} ({sector}, {region})",
        SECTORS[sector],
        REGIONS[region],
        int(row["patent"]),
        _rd_expenditure(row),
        before.get(row["fi"]),
        float(row["spil"]),
    )


def _rd_expenditure(row: dict[str, str]) -> float:
    """The data hold its natural logarithm."""
    return round(math.exp(float(row["rdexp"])), 6)
