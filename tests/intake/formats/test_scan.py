"""What the scan sees in the bytes of a worksheet, and when it declines."""

from __future__ import annotations

import pytest

from cultivation.intake.formats.book import Area, Unreadable
from cultivation.intake.formats.scan import NeedsStreamReader, extent, scan

from .packages import SHEET, parts


def sheet(rows: str) -> bytes:
    return parts(rows)[SHEET].encode()


def test_blank_cells_do_not_reach_far() -> None:
    blank = '<row r="900000"><c r="A900000" s="1"/></row>'
    where = extent(sheet('<row r="1"><c r="B1"><v>1</v></c><c r="XFD1" s="1"/></row>' + blank))
    assert (where.rows, where.columns) == (1, 2)


@pytest.mark.parametrize(
    "data",
    [
        sheet('<row r="1"><c><v>1</v></c></row>'),
        sheet('<row r="1"><!-- --><c r="A1"><v>1</v></c></row>'),
        parts('<row r="1"><c r="A1"><v>1</v></c></row>', "x:")[SHEET].encode(),
        sheet("").decode().encode("utf-16"),
    ],
)
def test_odd_sheets(data: bytes) -> None:
    with pytest.raises(NeedsStreamReader):
        extent(data)


def test_rows_beyond_the_last() -> None:
    with pytest.raises(Unreadable, match="damaged"):
        extent(sheet('<row r="1048577"><c r="A1048577"><v>1</v></c></row>'))


def test_what_is_found() -> None:
    data = sheet(
        '<row r="1" hidden="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1" s="3"><v>0.5</v></c></row>'
        '<row r="2" s="3"><c r="A2"><f>B2</f></c><c r="B2" s="3"/></row>'
    ).replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A4:B5"/></mergeCells>')
    found = scan(data, extent(data), frozenset({3}))
    assert found.errors == {(1, 1): "#N/A"}
    assert found.problems == {(1, 1): "error_value", (2, 1): "formula_without_value"}
    assert found.percent == {(1, 2)}
    assert (found.merged, found.hidden_rows) == ((Area(4, 1, 5, 2),), ((1, 1),))
