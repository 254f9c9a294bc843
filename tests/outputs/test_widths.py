"""Widths: Chinese letters count as two; headers break into lines; rows are high enough."""

from __future__ import annotations

from datetime import date

import pytest

from cultivation.outputs.tables.model import Cell, Column, Row, Table
from cultivation.outputs.tables.widths import column_widths, most_lines, shown


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (None, "@", ""),
        ("=1+1", "@", "=1+1"),
        (0.0712, "0.00%", "7.12%"),
        (20100.57, '#,##0.00" 万元"', "20,100.57 万元"),
        (-3, '"▲"0;"▼"0;"="', "-3▲"),
        (date(2009, 5, 31), "yyyy-mm-dd", "2009-05-31"),
    ],
)
def test_cells_are_as_wide_as_they_are_shown(value: Cell, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


def test_a_column_fits_its_widest_cell_up_to_its_limit() -> None:
    columns = (Column("a"), Column("a", widest=10), Column("Established on"))
    table = Table("t", "t", "t", (), columns, (Row(("昆山样例", "x" * 50, "x")),))
    assert column_widths(table) == [10, 12, 13]


def test_the_last_column_makes_room_for_the_title_and_the_notes() -> None:
    columns, rows = (Column("a"), Column("b")), (Row(("x", "y")),)
    assert column_widths(Table("t", "t", "A title of thirty letters, see", (), columns, rows)) == [3, 42]
    assert column_widths(Table("t", "t", "t", ("状态：已决定",), columns, rows)) == [3, 9]


def test_the_highest_cell_decides() -> None:
    assert most_lines(["one", "昆山样例有限公司", "a\nb\nc"], [12, 12, 12]) == 3
    assert most_lines(["one", "昆山样例有限公司"], [12, 12]) == 2
