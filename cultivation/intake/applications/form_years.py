"""Figures of several years or kinds in a form: a row of years, and below it labels with a figure for each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from cultivation.intake.applications.headers import heading_text
from cultivation.intake.applications.heading_words import OTHER_KIND, WHOLE, YEARS_IN_WORDS, years_in
from cultivation.intake.applications.labels import NUMBERS, Labels
from cultivation.intake.applications.layout import Heading, Slot
from cultivation.intake.formats.book import Cell, Place, Sheet
from cultivation.intake.values.parsing import is_blank

FEWEST = 2
LONGEST = 12  # signs of the name of a year
Years = Mapping[int, str]


def rows_of_years(sheet: Sheet, labels: Labels) -> dict[int, dict[int, str]]:
    """Return the rows that name several years and no field, each with its years by column."""
    found = {}
    for number, cells in sheet.rows.items():
        years = {cell.column: text for cell in cells if (text := _year(cell))}
        if len(set(years.values())) >= FEWEST and not any(
            labels.match(cell.text) for cell in cells if cell.text
        ):
            found[number] = years
    return found


def _year(cell: Cell) -> str:
    """Return the year, or the plan or result, that a cell names and nothing else; empty for other things."""
    text = heading_text(cell)
    return text if text and len(text) <= LONGEST and _is_year(text) else ""


@lru_cache(512)  # the same labels stand in every form
def _is_year(text: str) -> bool:
    named = len(years_in(text)) == 1 or any(period.sub("", text) == "" for period in YEARS_IN_WORDS)
    return bool(named or WHOLE.fullmatch(text) or OTHER_KIND.fullmatch(text))


def by_year(
    sheet: Sheet,
    heading: Heading,
    years: Mapping[int, Years],
    headings: Mapping[Place, Heading],
    labels: Labels,
) -> list[tuple[Heading, Slot]]:
    """Return a label once for each year that has a figure in its row; nothing where it is about no years.

    The years stand above the figures or, where these stand below the label, to the left. A row with a figure
    below the first of the years alone is one of its own, with its value beside it.
    """
    if below := _below(sheet, heading, labels):
        return below
    above = max((row for row in years if row < heading.row), default=0)
    if not above or labels.rules.fields[heading.field].type not in NUMBERS:
        return []
    label = sheet.area(heading.row, heading.column)
    columns = [column for column in years[above] if column > label.right]
    cells = {
        column: cell for column in columns if (cell := sheet.at(heading.row, column)) and not is_blank(cell)
    }
    places = {(cell.row, cell.column) for cell in cells.values()}
    if places & set(headings) or len(places) < len(cells) or set(cells) <= set(columns[:1]):
        return []
    return [
        (_named(heading, years[above][column], column, labels), Slot(heading.row, column, cell))
        for column, cell in cells.items()
    ]


def _below(sheet: Sheet, heading: Heading, labels: Labels) -> list[tuple[Heading, Slot]]:
    """Return a label once for each year in the rows below it that begin with one."""
    found: dict[str, int] = {}
    row = sheet.area(heading.row, heading.column).bottom + 1
    while years := [
        text for cell in sheet.row(row) if cell.column < heading.column and (text := _year(cell))
    ]:
        found.setdefault(years[-1], row)
        row += 1
    if len(found) < FEWEST or labels.rules.fields[heading.field].type not in NUMBERS:
        return []
    column = heading.column
    return [
        (_named(heading, year, column, labels), Slot(row, column, sheet.at(row, column)))
        for year, row in found.items()
    ]


def _named(heading: Heading, year: str, column: int, labels: Labels) -> Heading:
    """Return the heading of a figure: the label and the year; another figure where no field is both."""
    found = labels.match_parts([heading.text, year])
    text = f"{heading.text} / {year}"
    if found is None or found.other:
        return Heading(
            heading.field, heading.unit, heading.row, heading.column, text, other=True, below=column
        )
    unit = found.unit or heading.unit
    return Heading(found.field, unit, heading.row, heading.column, text, found.remark, below=column)
