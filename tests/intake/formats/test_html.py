import pytest

from cultivation.intake.formats.book import Area, Book, Unreadable
from cultivation.intake.formats.html import read_html
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.reading import read_book
from tests.intake.formats.samples.truth import sample

TABLE = "<table><tr><td>企业名称</td></tr></table>"


def read(text: str) -> Book:
    return read_html(text.encode(), Limits())


def problem(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        read_book(content, limits=limits)
    return caught.value.problem


def test_reads_what_was_written() -> None:
    """LibreOffice leaves out what is hidden, and keeps numbers beside the texts that show them."""
    assert (4, 3) in read_book(sample("sample.html")).sheets[0].percent
    sheet = read_book(sample("sample.html")).sheets[0]
    assert {place: cell.value for place, cell in sheet.cells.items()} == {
        (1, 1): "培育库申报表 & <2016>",
        (2, 1): "企业名称",
        (2, 2): "指标",
        (3, 2): "营业收入\n（万元）",
        (3, 3): "研发占比",
        (3, 4): "高新企业",
        (3, 5): "合计",
        (4, 1): "甲 公司",
        (4, 2): 1234.5,
        (4, 3): 0.123,
        (4, 4): "TRUE",
        (4, 5): 1235.5,
        (6, 1): "丙公司",
        (6, 2): -0.000125,
        (6, 5): "#N/A",
        (8, 7): "说明",
    }
    assert {Area(2, 1, 3, 1), Area(1, 1, 1, 6)} <= set(sheet.merged)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TABLE.encode(), "UTF-8"),
        (TABLE.encode("gb18030"), "GB18030"),
        (b"<meta charset=gb2312>" + TABLE.encode("gbk"), ""),
        (b"<meta charset=utf-8>" + TABLE.encode("gbk"), "GB18030"),
        (b"<meta charset=utf-16>" + TABLE.encode(), "UTF-8"),
        (b"<meta charset=none-such>" + TABLE.encode(), "UTF-8"),
        (TABLE.encode("utf-16"), "UTF-16LE"),
    ],
)
def test_encodings(content: bytes, encoding: str) -> None:
    book = read_book(content)
    assert (book.kind, book.encoding) == ("html", encoding)
    assert book.sheets[0].cells[1, 1].value == "企业名称"


def test_spans_move_cells_on() -> None:
    sheet = read(
        "<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d<tr><td>e</table><table><td>f</table>"
    ).sheets[0]
    assert sheet.values == {1: ["a", "b"], 2: [None, "c", "d"], 3: ["e"]}
    assert sheet.merged == (Area(1, 1, 2, 1), Area(1, 2, 1, 3))


def test_a_table_within_a_cell_is_its_text() -> None:
    book = read("<table><tr><td>a<table><tr><td>b</td></tr></table></td><td>c</td></tr></table>")
    assert [sheet.values for sheet in book.sheets] == [{1: ["ab", "c"]}]


def test_hostile_pages() -> None:
    cell = "<td rowspan=1000 colspan=1000>x</td>"
    assert problem(f"<table><tr>{cell * 9}".encode()) == "too_large"
    assert problem(b"<table><tr>" + b"<td colspan=1000>" * 17) == "too_large"
    assert problem(b"<html><body>Error 500</body></html>") == "not_excel"
    assert read("<table><tr><td>" + "x" * 40_000).sheets[0].values == {1: ["x" * 32_767]}


def test_truncated_keeps_what_is_there() -> None:
    assert read("<table><tr><td>a</td><td>b</td></tr><tr><td").sheets[0].values == {1: ["a", "b"]}
