"""Formats that scale or hide in .ods and old XML; what is shown was told by LibreOffice."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cultivation.intake.formats.book import Sheet
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.ods import read_flat_ods
from cultivation.intake.formats.spreadsheetml import read_spreadsheetml
from cultivation.intake.values.displayed import shown

SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "number": "datastyle",
        "fo": "xsl-fo-compatible",
    }.items()
)
VALUE = 12345678.9
# A style as LibreOffice writes it, and what it then shows of 12345678.9.
SCALED = (
    '<number:number number:decimal-places="{}" number:min-integer-digits="1" number:display-factor="{}"/>'
)
STYLES = {
    "thousands": (SCALED.format(0, 1000), "12346"),
    "millions": (SCALED.format(1, 1000000), "12.3"),
    "a unit behind": (SCALED.format(2, 1) + "<number:text>亿元</number:text>", "12345678.90亿元"),
    "a word before": ("<number:text>约</number:text>" + SCALED.format(1, 1), "约12345678.9"),
    "a literal point": (
        '<number:number number:decimal-places="0" number:min-integer-digits="5"><number:embedded-text '
        'number:position="4">.</number:embedded-text></number:number>',
        "1234.5679",
    ),
    "scaled, with its unit": (SCALED.format(1, 1000) + "<number:text>千元</number:text>", "12345.7千元"),
}
# As they are shown, they say no more and no less than they hold.
HARMLESS = {
    "two decimals": SCALED.format(2, 1),
    "a sign of money": '<number:currency-symbol>¥</number:currency-symbol>' + SCALED.format(2, 1),
    "as it is": '<number:number number:min-integer-digits="1"/>',
}  # fmt: skip


def flat(styles: str, cells: str, column: str = "") -> Sheet:
    document = (
        f"<office:document {SPACES}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f'<office:spreadsheet><table:table table:name="S">{column}<table:table-row>{cells}</table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document>"
    )
    return read_flat_ods(document.encode(), Limits()).sheets[0]


def styled(style: str, tail: str = "") -> str:
    return (
        f'<number:number-style style:name="N1">{style}</number:number-style>{tail}'
        '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
        '<style:style style:name="ce2" style:family="table-cell" style:parent-style-name="ce1"/>'
    )


def figure(look: str, text: str = "x", value: float = VALUE) -> str:
    name = f'table:style-name="{look}"' if look else ""
    return (
        f'<table:table-cell {name} office:value-type="float" office:value="{value}"><text:p>{text}</text:p>'
        "</table:table-cell>"
    )


def seen(sheet: Sheet, column: int = 1, value: float = VALUE) -> str:
    return shown(sheet.formats[1, column], value).text(Decimal(str(value)))


@pytest.mark.parametrize(("style", "text"), STYLES.values(), ids=STYLES)
def test_what_an_opendocument_cell_shows(style: str, text: str) -> None:
    assert seen(flat(styled(style), figure("ce1"))) == text


@pytest.mark.parametrize("style", HARMLESS.values(), ids=HARMLESS)
def test_formats_that_change_nothing(style: str) -> None:
    assert not flat(styled(style), figure("ce1")).formats


def test_a_look_may_be_that_of_a_parent_or_of_the_column() -> None:
    column = '<table:table-column/><table:table-column table:default-cell-style-name="ce1"/>'
    sheet = flat(styled(STYLES["thousands"][0]), figure("ce2") + figure(""), column)
    assert (seen(sheet), seen(sheet, 2)) == ("12346", "12346")


def test_a_section_for_some_values() -> None:
    large = '<number:number-style style:name="N1P0"><number:number number:decimal-places="0" number:min-integer-digits="1" number:display-factor="1000"/></number:number-style>'  # fmt: skip  # noqa: E501
    chosen = '<style:map style:condition="value()&gt;=10000" style:apply-style-name="N1P0"/>'
    plain = '<number:number number:decimal-places="0" number:min-integer-digits="1"/>'
    sheet = flat(large + styled(plain + chosen), figure("ce1") + figure("ce1", value=12))
    assert seen(sheet) == "12346"
    assert seen(sheet, 2, 12) == "12"


def test_a_figure_that_is_not_shown() -> None:
    sheet = flat("", figure("", "") + figure("", "0", 0))
    assert shown(sheet.formats[1, 1], VALUE).hidden
    assert (1, 2) not in sheet.formats


def old_xml(style: str, cell: str = 'ss:StyleID="a"', parent: str = "") -> Sheet:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    document = (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Styles>'
        f'<Style ss:ID="a">{style}</Style><Style ss:ID="b" ss:Parent="a">{parent}</Style></Styles>'
        f'<Worksheet ss:Name="S"><Table><Row><Cell {cell}><Data ss:Type="Number">{VALUE}</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    )
    return read_spreadsheetml(document.encode(), Limits()).sheets[0]


FORMATS = {"0!.0,": "1234.6", "#,##0,": "12346", '0.0,,"百万"': "12.3百万", '"约"0': "约12345679"}


@pytest.mark.parametrize("number_format", FORMATS)
def test_what_a_cell_of_old_xml_shows(number_format: str) -> None:
    style = f'<NumberFormat ss:Format="{number_format.replace(chr(34), "&quot;")}"/>'
    assert seen(old_xml(style)) == FORMATS[number_format]
    assert seen(old_xml(style, 'ss:StyleID="b"')) == FORMATS[number_format]
    assert not old_xml(style, 'ss:StyleID="b"', '<NumberFormat ss:Format="0.00"/>').formats


@pytest.mark.parametrize("number_format", ["Standard", "Fixed", "Currency", "0.00", "yyyy\\-mm\\-dd", "@"])
def test_formats_of_old_xml_that_change_nothing(number_format: str) -> None:
    assert not old_xml(f'<NumberFormat ss:Format="{number_format}"/>').formats


def test_what_is_struck_through_in_old_xml() -> None:
    assert old_xml('<Font ss:StrikeThrough="1"/>').doubts == {(1, 1): "struck_through"}
    assert old_xml('<Font ss:StrikeThrough="1"/>', 'ss:StyleID="b"', "<Font/>").doubts == {}
