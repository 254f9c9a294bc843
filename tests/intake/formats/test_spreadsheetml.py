from datetime import datetime

import pytest
from openpyxl.utils import coordinate_to_tuple

from cultivation.intake.formats.book import Area, Sheet, Unreadable
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.reading import read_book
from cultivation.intake.formats.spreadsheetml import read_spreadsheetml
from tests.intake.formats.samples.make_samples import ERRORS, NAME, PERCENT, WORKBOOK
from tests.intake.formats.samples.truth import sample

SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
STYLES = (
    '<Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>'
    '<Style ss:ID="q" ss:Parent="p"/><Style ss:ID="n" ss:Parent="p"><NumberFormat/></Style></Styles>'
)


def document(table: str, head: str = "<?xml version='1.0'?>") -> str:
    return (
        f'{head}<Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}">{STYLES}'
        f'<Worksheet ss:Name="S"><Table>{table}</Table></Worksheet></Workbook>'
    )


def cell(value: str, kind: str = "Number", attributes: str = "") -> str:
    return f'<Cell {attributes}><Data ss:Type="{kind}">{value}</Data></Cell>'


def at(index: str) -> str:
    """Return a row with one cell at a column."""
    return "<Row>" + cell("1", attributes=f'ss:Index="{index}"') + "</Row>"


def read(table: str) -> Sheet:
    return read_spreadsheetml(document(table).encode(), Limits()).sheets[0]


def problem(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        read_book(content, limits=limits)
    return caught.value.problem


def test_reads_what_was_written() -> None:
    """LibreOffice forgets the index of cells beside one merged downwards (row 3), and hidden sheets."""
    book = read_book(sample("sample.xml"))
    sheet = book.sheets[0]
    assert (book.kind, sheet.name, len(book.sheets)) == ("spreadsheetml", NAME, 2)
    expected = {coordinate_to_tuple(place): value for place, value in WORKBOOK.items()}
    found = {place: each.value for place, each in sheet.cells.items() if place[0] != 3}
    assert found == {place: value for place, value in expected.items() if place[0] != 3}
    assert set(sheet.problems) == {coordinate_to_tuple(place) for place in ERRORS}
    assert sheet.percent == {coordinate_to_tuple(place) for place in PERCENT}
    assert (sheet.hidden_rows, sheet.hidden_columns) == (((5, 5),), ((4, 4),))


def test_a_hidden_sheet() -> None:
    excel = 'xmlns:x="urn:schemas-microsoft-com:office:excel"'
    options = f"<x:WorksheetOptions {excel}><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    text = document(f"<Row>{cell('1')}</Row>").replace("</Worksheet>", options + "</Worksheet>")
    assert read_book(text.encode()).sheets[0].hidden


def test_indices_and_merges() -> None:
    sheet = read(
        '<Column ss:Index="2" ss:Span="1" ss:Hidden="1"/><Row ss:Index="3">'
        + cell("a", "String", 'ss:Index="2" ss:MergeAcross="1" ss:MergeDown="1"')
        + f'{cell("5")}</Row><Row ss:Hidden="1">{cell("6")}</Row>'
    )
    assert sheet.values == {3: [None, "a", None, 5.0], 4: [6.0]}
    assert sheet.merged == (Area(3, 2, 4, 3),)
    assert (sheet.hidden_rows, sheet.hidden_columns) == (((4, 4),), ((2, 3),))


def test_kinds_of_cells() -> None:
    cells = [
        cell("1", "Boolean"),
        cell("2015-03-01T18:30:00.000", "DateTime"),
        cell("#N/A", "Error"),
        cell("#DIV/0!", "String", 'ss:Formula="=1/0"'),
        '<Cell ss:Formula="=A1"/>',
        cell("1e999"),
        cell("never", "DateTime"),
    ]
    sheet = read(f"<Row>{''.join(cells)}</Row>")
    moment = datetime(2015, 3, 1, 18, 30)
    assert sheet.values == {1: [True, moment, "#N/A", "#DIV/0!", None, "1e999", "never"]}
    assert sheet.problems == {
        (1, 3): "error_value",
        (1, 4): "error_value",
        (1, 5): "formula_without_value",
    }


def test_percent_by_cell_row_column_and_parent() -> None:
    heir, plain = (cell("1", attributes=f'ss:StyleID="{style}"') for style in "qn")
    sheet = read(
        '<Column ss:Index="3" ss:StyleID="p"/>'
        f'<Row>{heir}{cell("2")}{cell("3")}</Row><Row ss:StyleID="p">{plain}{cell("2")}</Row>'
    )
    assert sheet.percent == {(1, 1), (1, 3), (2, 2)}


@pytest.mark.parametrize("encoding", ["GB2312", "gbk", "gb18030", "utf-8", "utf-16"])
def test_encodings(encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    content = document(f"<Row>{cell('企业', 'String')}</Row>", head).encode(encoding)
    assert read_book(content).sheets[0].cells[1, 1].value == "企业"


def test_hostile_documents() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert problem(document(f"<Row>{cell('&b;', 'String')}</Row>", bomb).encode()) == "hostile"
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    assert problem(document(f"<Row>{cell('&a;', 'String')}</Row>", outside).encode()) == "hostile"
    assert problem(document(at("16384") * 400).encode()) == "too_large"
    for index in ("0", "-1", "16385", "x"):
        assert problem(document(at(index)).encode()) == "damaged"
    back = f'<Row ss:Index="5">{cell("1")}</Row><Row ss:Index="5">{cell("2")}</Row>'
    assert problem(document(back).encode()) == "damaged"


@pytest.mark.parametrize("length", [300, 3000, 8000])
def test_truncated_is_damaged(length: int) -> None:
    assert problem(sample("sample.xml")[:length]) == "damaged"
