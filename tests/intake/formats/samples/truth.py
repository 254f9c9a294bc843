"""What every reader must find in the sample that its format was made of."""

from __future__ import annotations

from datetime import date, datetime, time

from openpyxl.utils import coordinate_to_tuple, range_boundaries

from cultivation.intake.formats.book import Book, Raw
from tests.intake.formats.samples.make_samples import (
    ERRORS,
    FOLDER,
    HIDDEN,
    HIDDEN_COLUMN,
    HIDDEN_ROW,
    MERGED,
    NAME,
    PERCENT,
    WORKBOOK,
)


def sample(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def check(book: Book) -> None:
    """Compare a book, of a format that keeps all of it, with the workbook that was written."""
    sheet, other = book.sheets
    found = {place: _plain(cell.value) for place, cell in sheet.cells.items()}
    assert found == {coordinate_to_tuple(place): value for place, value in WORKBOOK.items()}
    assert [(sheet.name, sheet.hidden), (other.name, other.hidden)] == [(NAME, False), (HIDDEN, True)]
    assert other.cells[2, 2].value == "只此一格"
    assert sheet.problems == {coordinate_to_tuple(place): "error_value" for place in ERRORS}
    assert sheet.percent == {coordinate_to_tuple(place) for place in PERCENT}
    merged = {(area.left, area.top, area.right, area.bottom) for area in sheet.merged}
    assert merged == {range_boundaries(area) for area in MERGED}
    assert sheet.hidden_rows == ((HIDDEN_ROW, HIDDEN_ROW),)
    assert sheet.hidden_columns == ((HIDDEN_COLUMN, HIDDEN_COLUMN),)


def _plain(value: Raw) -> Raw:
    """Make a day a moment, as the workbook has it."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    return value
