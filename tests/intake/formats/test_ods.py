import zipfile
from datetime import date
from io import BytesIO

import pytest

from cultivation.intake.formats.book import Sheet, Unreadable
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.ods import read_ods
from cultivation.intake.formats.reading import read_book
from tests.intake.formats.samples.truth import check, sample

TYPE = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = " ".join(
    f'xmlns:{short}="urn:{name}"'
    for short, name in {
        "office": "oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "oasis:names:tc:opendocument:xmlns:text:1.0",
        "calcext": "org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    }.items()
)


def ods(rows: str, head: str = "", manifest: str = "") -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", TYPE, zipfile.ZIP_STORED)
        package.writestr("META-INF/manifest.xml", manifest)
        package.writestr(
            "content.xml",
            f"{head}<office:document-content {NAMES}><office:body><office:spreadsheet>"
            f'<table:table table:name="S">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return target.getvalue()


def row(cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{cells}</table:table-row>"


def cell(attributes: str, shown: str = "") -> str:
    return f"<table:table-cell {attributes}>{shown and f'<text:p>{shown}</text:p>'}</table:table-cell>"


def read(rows: str) -> Sheet:
    return read_ods(ods(rows), Limits()).sheets[0]


def problem(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        read_book(content, limits=limits)
    return caught.value.problem


def test_reads_what_was_written() -> None:
    check(read_ods(sample("sample.ods"), Limits()))


def test_a_blank_tail_costs_nothing() -> None:
    filled = row(cell('office:value-type="float" office:value="7"'))
    tail = row(
        '<table:table-cell table:number-columns-repeated="16384"/>', 'table:number-rows-repeated="1048574"'
    )
    sheet = read(filled + tail + filled)
    assert sheet.values == {1: [7.0], 1_048_576: [7.0]}


@pytest.mark.parametrize("times", ["1048576", "0", "-5"])
def test_repeats_are_bounded(times: str) -> None:
    wide = '<table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
    expected = "too_large" if times == "1048576" else "damaged"
    assert problem(ods(row(wide, f'table:number-rows-repeated="{times}"'))) == expected


@pytest.mark.parametrize(
    ("attributes", "shown", "value", "code"),
    [
        (
            'table:formula="of:=1/0" office:value-type="float" office:value="0"',
            "#DIV/0!",
            "#DIV/0!",
            "error_value",
        ),
        ('office:value-type="string" calcext:value-type="error"', "Err:502", "Err:502", "error_value"),
        ('table:formula="of:=A1"', "", None, "formula_without_value"),
        ('table:formula="of:=A1" office:value-type="float"', "", None, "formula_without_value"),
        ('table:formula="of:=A1" office:value-type="string"', "", None, None),
        ('office:value-type="string" office:string-value="甲"', "", "甲", None),
        ('office:value-type="string"', 'a<text:s text:c="3"/>b<text:line-break/>c', "a   b\nc", None),
        ('office:value-type="float" office:value="INF"', "many", "many", None),
        ('office:value-type="date" office:date-value="2015-03-01"', "", date(2015, 3, 1), None),
        ('office:value-type="date" office:date-value="2015-02-30"', "30 Feb", "30 Feb", None),
        ('office:value-type="currency" office:value="12.50"', "￥12.5", 12.5, None),
    ],
)
def test_kinds_of_cells(attributes: str, shown: str, value: object, code: str | None) -> None:
    sheet = read(row(cell(attributes, shown)))
    found = sheet.at(1, 1)
    assert (found and found.value, sheet.problems.get((1, 1))) == (value, code)


def test_encrypted() -> None:
    assert problem(ods("", manifest="<manifest:encryption-data/>")) == "encrypted"


def test_an_old_manifest_is_no_attack() -> None:
    manifest = '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">'
    assert read_book(ods(row(cell("", "甲")), manifest=manifest)).sheets[0].cells[1, 1].value == "甲"


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    assert problem(ods(row(cell("", "&b;")), head=bomb)) == "hostile"


@pytest.mark.parametrize("length", [100, 5000, 14000])
def test_truncated_is_damaged(length: int) -> None:
    assert problem(sample("sample.ods")[:length]) == "damaged"
