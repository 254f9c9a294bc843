"""The page of a sheet shows what the workbook holds, by another reader, with the cell marked."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from cultivation.errors import Refused
from cultivation.intake.formats.book import Area, Sheet
from cultivation.intake.formats.readers import Readers
from cultivation.web.sheets import Sheets, excerpt, place_of

from .conftest import Face


def test_each_source_leads_to_the_cell_that_holds_it(face: Face, firm: Callable[[str], str]) -> None:
    code = firm("enter")
    content = face.client.get(f"/years/2017/sheet/{code}/file").content
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    root = html.fromstring(face.get(f"/years/2017/why/{code}"))
    addresses = root.xpath('.//table[contains(@class, "sources")]//a/@href')
    assert len(addresses) > 20
    for address in addresses:
        assert address.endswith("#cell")
        page = html.fromstring(face.get(address.removesuffix("#cell")))
        (marked,) = page.xpath('.//td[@id="cell"]')
        sheet, cell = (
            address.split(f"{name}=")[1].split("&")[0].removesuffix("#cell") for name in ("sheet", "cell")
        )
        assert sheet
        value = book.worksheets[0][cell].value
        shown = marked.text_content()
        if isinstance(value, int | float):
            assert float(shown) == pytest.approx(float(value), rel=1e-14)
        elif value is not None and not hasattr(value, "year"):
            assert shown == str(value)
        else:
            assert shown


def test_a_file_that_is_no_workbook_is_told() -> None:
    with Readers() as readers, pytest.raises(Refused, match="cannot be shown here"):
        Sheets(readers).book("x", lambda: b"%PDF-1.7 nothing")


def test_an_address_of_a_cell() -> None:
    assert place_of("P12") == (12, 16)
    assert place_of(" aa1 ") == (1, 27)
    for nonsense in ("", "12", "P", "P0", "P12:Q13", "ＰPP1", "AAAA1"):
        assert place_of(nonsense) is None


@given(
    st.dictionaries(st.integers(1, 200), st.lists(st.integers(0, 9), min_size=1, max_size=40), min_size=1),
    st.integers(1, 210),
    st.integers(1, 45),
)
def test_an_excerpt_holds_the_cell_and_whole_rows(
    values: dict[int, list[int]], row: int, column: int
) -> None:
    found = excerpt(Sheet("x", values), (row, column))
    width = len(found.columns)
    assert all(sum(cell.span for cell in each.cells) == width for each in found.rows)
    marked = [(each.number, cell) for each in found.rows for cell in each.cells if cell.marked]
    assert [number for number, _cell in marked] == [row]
    held = values.get(row, [])
    assert marked[0][1].text == (str(held[column - 1]) if column <= len(held) else "")
    numbers = [each.number for each in found.rows]
    assert numbers == sorted(set(numbers))
    for each, after in zip(found.rows, found.rows[1:], strict=False):
        assert after.gap is (after.number > each.number + 1)


def test_a_merged_cell_is_marked_as_a_whole() -> None:
    sheet = Sheet("x", {1: ["title", None, None, 4], 2: [1, 2, 3, 4]}, merged=(Area(1, 1, 1, 3),))
    first = excerpt(sheet, (1, 2)).rows[0]
    assert [(cell.text, cell.span, cell.marked) for cell in first.cells][:2] == [
        ("title", 3, True),
        ("4", 1, False),
    ]
