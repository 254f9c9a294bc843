"""The fast reader and the stream reader give the same sheets, and openpyxl says so too."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.intake.formats.book import Area, Book, Sheet, Unreadable
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.xlsx import read_xlsx
from tests.properties import examples

from .packages import package

ROOT = Path(__file__).parents[3]
# openpyxl takes the last of two rows with one number, and joins what is struck through to what counts.
ODD = ("row_number_twice", "struck_in_part")
FILES = [
    *sorted((ROOT / "sample_data").rglob("*.xlsx"))[::6],
    # Of two rows with one number openpyxl keeps the later.
    *(each for each in sorted((ROOT / "tests/errors").glob("[!u]*.xlsx")) if each.stem not in ODD),
]


def both(content: bytes, limits: Limits | None = None) -> Book:
    """Read with both readers, and return the book on which they must agree."""
    fast = read_xlsx(content, limits or Limits())
    careful = read_xlsx(content, limits or Limits(), careful=True)
    assert [sheet.name for sheet in fast.sheets] == [sheet.name for sheet in careful.sheets]
    assert fast.epoch_1904 == careful.epoch_1904
    for one, other in zip(fast.sheets, careful.sheets, strict=True):
        assert seen(one) == seen(other)
    return fast


def seen(sheet: Sheet) -> Any:
    types = {place: type(cell.value) for place, cell in sheet.cells.items()}
    hidden = (sheet.hidden, sheet.hidden_rows, sheet.hidden_columns)
    return sheet.cells, types, sheet.merged, sheet.problems, hidden


def plain(value: Any) -> Any:
    """Return a date for a date at midnight, as which openpyxl returns dates."""
    return value.date() if isinstance(value, datetime) and value.time() == time() else value


def values(content: bytes) -> dict[tuple[int, int], Any]:
    return {place: cell.value for place, cell in both(content).sheets[0].cells.items()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_of_openpyxl(path: Path) -> None:
    content = path.read_bytes()
    book = openpyxl.load_workbook(BytesIO(content), data_only=True)
    for sheet in both(content).sheets:
        own = book[sheet.name]
        oracle = {
            (cell.row, cell.column): plain(cell.value)
            for row in own.iter_rows()
            for cell in row
            if cell.value is not None
        }
        assert {place: cell.value for place, cell in sheet.cells.items() if cell.value is not None} == oracle
        assert {(a.top, a.left, a.bottom, a.right) for a in sheet.merged} == {
            (r.min_row, r.min_col, r.max_row, r.max_col) for r in own.merged_cells.ranges
        }


FORMATS = [
    "General",
    "0.0%",
    "yyyy-mm-dd",
    'yyyy"年"m"月"',
    "[h]:mm",
    "h:mm",
    "[Red]0.00",
    '0"天"',
    "@",
    "0.00_d",
]
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=8)
VALUES = st.one_of(
    TEXTS,
    st.sampled_from(["  a ", "a\nb", "_x000D_", "_x005F_x000D_", "\u3000a", "=", "a\tb\r\n", "x" * 300]),
    st.floats(-1e15, 1e15),
    st.integers(-(10**18), 10**18),
    st.floats(0, 60_000),
    st.booleans(),
)
PLACES = st.tuples(st.integers(0, 30), st.integers(0, 60))


@settings(max_examples=examples(80), deadline=None)
@given(
    st.dictionaries(PLACES, st.tuples(VALUES, st.sampled_from(FORMATS)), max_size=20),
    st.booleans(),
    st.booleans(),
)
def test_files_of_xlsxwriter(cells: dict[Any, Any], epoch_1904: bool, shared: bool) -> None:
    content = BytesIO()
    options = {"date_1904": epoch_1904, "constant_memory": not shared, "in_memory": True}
    with xlsxwriter.Workbook(content, options) as book:
        sheet = book.add_worksheet("表")
        for (row, column), (value, shown) in sorted(cells.items()):
            look = book.add_format({"num_format": shown})
            if isinstance(value, str):
                sheet.write_string(row, column, value, look)
            else:
                sheet.write(row, column, value, look)
    both(content.getvalue())


@settings(max_examples=examples(60), deadline=None)
@given(st.dictionaries(PLACES, VALUES, max_size=20))
def test_files_of_openpyxl_made_at_random(cells: dict[Any, Any]) -> None:
    book = openpyxl.Workbook()
    for (row, column), value in cells.items():
        book.active.cell(row + 1, column + 1).value = value
    content = BytesIO()
    book.save(content)
    both(content.getvalue())


@pytest.mark.parametrize(
    ("cell", "value", "problem"),
    [
        ('<c r="B3" t="e"><v>#DIV/0!</v></c>', "#DIV/0!", "error_value"),
        ('<c r="B3" t="e"><v>#SPILL!</v></c>', "#SPILL!", "error_value"),
        ('<c r="B3" t="e" vm="1"><v>#VALUE!</v></c>', "#VALUE!", "picture_in_cell"),
        (
            '<c r="B3" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG()</v></c>',
            "=DISPIMG()",
            "picture_in_cell",
        ),
        ('<c r="B3"><f>A1</f></c>', None, "formula_without_value"),
        ('<c r="B3"><f>A1</f><v></v></c>', None, "formula_without_value"),
        ('<c r="B3"><f t="shared" si="0"/></c>', None, "formula_without_value"),
        ('<c r="B3" t="str"><f>A1</f><v></v></c>', None, None),
        ('<c r="B3"><f>A1</f><v>3</v></c>', 3.0, ""),
        ('<c r="B3" t="b"><v>maybe</v></c>', "maybe", "error_value"),
        ('<c r="B3" t="b"><v>true</v></c>', True, ""),
        ('<c r="B3"><v>1&#48;</v></c>', 10.0, ""),
        ('<c r="B3"><v>1_0</v></c>', "1_0", ""),
        ('<c r="B3"><v>913205001382541234</v></c>', 9.132050013825412e17, ""),
        ('<c r="B3" t="str"><v><![CDATA[a<b]]></v></c>', "a<b", ""),
        ('<c r="B3" t="str"><v> a&amp;b_x000D_</v></c>', " a&b\r", ""),
        ('<c r="B3" t="inlineStr"><is><r><t>a </t></r><r><t>b</t></r></is></c>', "ab", ""),
        ('<c r="B3" t="d"><v>2015-03-01T10:00:00</v></c>', datetime(2015, 3, 1, 10), ""),
        ('<c r="B3" s="1"><v>42000</v></c>', date(2014, 12, 27), ""),
        ('<c r="B3" s="1"><v>42000.25</v></c>', datetime(2014, 12, 27, 6), ""),
        ('<c r="B3" s="1"><v>0.25</v></c>', time(6), ""),
        ('<c r="B3" s="1"><v>60</v></c>', date(1900, 2, 28), ""),
        ('<c r="B3" s="2"><v>1.5</v></c>', timedelta(1.5), ""),
        ("<c/><c><v>7</v></c>", 7.0, ""),
        ('<c s="0" r="B3"><v>7</v></c>', 7.0, ""),
    ],
)
def test_single_cells(cell: str, value: Any, problem: str | None) -> None:
    sheet = both(package(f'<row r="3">{cell}<c r="C3"><v>1</v></c></row>')).sheets[0]
    found = sheet.cells.get((3, 2))
    assert (found and (found.value, found.problem)) == ((value, problem) if problem is not None else None)


@pytest.mark.parametrize("number_format", ["0.0%", "0%", "#,##0.00%;[Red]-0.00%"])
def test_percent(number_format: str) -> None:
    book = openpyxl.Workbook()
    book.active["B2"], book.active["C2"], book.active["D2"] = 0.5, 0.5, None
    book.active["B2"].number_format = book.active["D2"].number_format = number_format
    content = BytesIO()
    book.save(content)
    cells = both(content.getvalue()).sheets[0].cells
    assert {place: cell.percent for place, cell in cells.items()} == {(2, 2): True, (2, 3): False}


def test_what_is_hidden_and_merged() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["C5"] = "a", 1
    sheet.row_dimensions[3].hidden = True
    sheet["A3"] = 2
    sheet.column_dimensions["C"].hidden = True
    sheet.merge_cells("A1:B2")
    book.create_sheet("b").sheet_state = "hidden"
    content = BytesIO()
    book.save(content)
    first, second = both(content.getvalue()).sheets
    assert (first.hidden_rows, first.hidden_columns, first.merged) == (
        ((3, 3),),
        ((3, 3),),
        (Area(1, 1, 2, 2),),
    )
    assert (first.hidden, second.hidden, second.cells) == (False, True, {})


def test_rows_in_no_order_and_a_number_twice() -> None:
    rows = (
        '<row r="5"><c r="A5"><v>1</v></c></row><row r="3"><c r="B3"><v>2</v></c><c r="A3"><v>3</v></c></row>'
    )
    assert values(package(rows + '<row r="5"><c r="A5"><v>4</v></c></row>')) == {
        (5, 1): 1,
        (3, 2): 2,
        (3, 1): 3,
        (6, 1): 4,
    }


def test_prefixes() -> None:
    content = package('<row r="2"><c r="B2"><v>1</v></c></row>', prefix="x:")
    assert values(content) == {(2, 2): 1.0}


def test_far_cells() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    small = Limits(cells=1_000_000)
    assert set(both(package(rows), small).sheets[0].cells) == {(1, 1), (1_048_576, 16_384)}


@pytest.mark.parametrize(
    "row",
    [
        '<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>',
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="A0"><v>1</v></c></row>',
        '<row r="1"><c r="?"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
    ],
)
def test_damage(row: str) -> None:
    with pytest.raises(Unreadable, match="damaged"):
        read_xlsx(package(row), Limits())


def test_many_blank_rows_cost_little() -> None:
    blank = "".join(f'<row r="{row}" s="1"><c r="A{row}" s="1"/></row>' for row in range(2, 200_000))
    assert values(package('<row r="1"><c r="A1"><v>1</v></c></row>' + blank)) == {(1, 1): 1.0}


def test_long_texts() -> None:
    text = "很" * 40_000
    rows = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c><c r="B1"><v>1</v></c></row>'
    (sheet,) = read_xlsx(package(rows), Limits(), True).sheets
    assert sheet.values == {1: [text[:32_767], 1.0]}


def test_too_many_cells() -> None:
    row = '<row r="{0}"><c r="A{0}"><v>1</v></c><c r="B{0}"><v>1</v></c></row>'
    rows = "".join(row.format(number) for number in range(1, 30))
    for careful in (False, True):
        with pytest.raises(Unreadable, match="too_large"):
            read_xlsx(package(rows), Limits(cells=20), careful)
