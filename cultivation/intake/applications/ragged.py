"""Rows of a text table in which a separator is missing or there is one too many: their values have moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cultivation.intake.applications.headers import Table
from cultivation.intake.formats.book import Sheet


def ragged_rows(sheet: Sheet, table: Table, rows: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return the rows whose number of values is not that of the header, with both numbers.

    Separators at the end of all rows alike, or of the header alone, say nothing.
    """
    if not sheet.lengths:
        return {}
    header = range(table.top, table.bottom + 1)
    wanted = max(sheet.lengths.get(row, 0) for row in header)
    named = max(_filled(sheet, row) for row in header)
    lengths = {row: sheet.lengths[row] for row in rows}
    usual = _usual(list(lengths.values()), wanted)
    return {
        row: (length, wanted)
        for row, length in lengths.items()
        if length not in (wanted, usual) or length < named or _filled(sheet, row) > wanted
    }


def _usual(lengths: list[int], wanted: int) -> int:
    """Return the number of values of the other rows; more than the header has must be of all alike."""
    if not lengths:
        return wanted
    length, times = Counter(lengths).most_common(1)[0]
    return length if length <= wanted or (times == len(lengths) and times > 1) else wanted


def _filled(sheet: Sheet, row: int) -> int:
    """Return the number of the last value of a row that is not empty."""
    cells = sheet.row(row)
    return cells[-1].column if cells else 0
