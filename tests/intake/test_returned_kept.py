"""Whatever the applicant's workbook holds comes back with it: only what we add is written."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
import xlsxwriter
from openpyxl import load_workbook
from openpyxl.styles import PatternFill

from cultivation.core.rules.model import RuleSet
from cultivation.findings import Finding
from cultivation.intake.annotated.findings_table import FindingsTable
from cultivation.intake.annotated.package import PLAIN_TYPE
from cultivation.intake.annotated.returned_file import Returned, write_returned
from cultivation.intake.applications.reading import read_workbook
from cultivation.intake.templates.workbook import write_template
from cultivation.language import activate

from ..errors.make_errors import SHEET, workbook
from .books import saved
from .corpus.parts import repacked
from .formats.packages import package

FAULTY = {"F3": "很多", "A4": "913205830010000031"}
SHEET_PART = "xl/worksheets/sheet1.xml"


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    activate("zh")
    yield
    activate("en")


def answered(content: bytes, small: RuleSet, name: str = "x.xlsx") -> Returned:
    received = read_workbook(content, name, small)
    rows = {heading.sheet: heading.row for heading in received.understood}
    return write_returned(content, name, FindingsTable(received.findings, (), received.labels), rows)


def marked(content: bytes, small: RuleSet, name: str = "x.xlsx") -> bytes:
    back = answered(content, small, name)
    assert ".findings." not in back.name, said(back)
    return back.content


def said(back: Returned) -> str:
    """Return the sentence at the top of a list of findings."""
    return str(load_workbook(BytesIO(back.content)).worksheets[0]["A2"].value)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rich() -> bytes:
    """Return a workbook with much that openpyxl drops: a chart, rich text, results, newer conditions."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet(SHEET)
    source = load_workbook(BytesIO(workbook(FAULTY)))[SHEET]
    for row in source.iter_rows():
        for cell in row:
            if cell.value is not None and cell.coordinate not in ("B3", "G3"):
                sheet.write(cell.row - 1, cell.column - 1, cell.value)
    bold = book.add_format({"bold": True, "font_color": "red"})
    sheet.write_rich_string("B3", "示例", bold, "甲", "有限公司")
    sheet.write_formula("G3", "=100+20", None, 120)
    sheet.conditional_format("I3:I4", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("H3:H4", {"type": "cell", "criteria": ">", "value": 3, "format": bold})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"={SHEET}!$G$3:$G$4"})
    sheet.insert_chart("N2", chart)
    sheet.data_validation("J3:J9", {"validate": "list", "source": ["是", "否"], "input_message": "请选"})
    sheet.write_comment("H3", "请见附表", {"author": "李"})
    sheet.set_column("A:XFD", 13)
    sheet.freeze_panes(2, 2)
    book.close()
    return content.getvalue()


def test_every_part_that_is_not_marked_is_the_same(small: RuleSet) -> None:
    source = rich()  # made once: each is made at a moment of its own
    before, after = parts(source), parts(marked(source, small))
    assert before.keys() <= after.keys()
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {
        *("[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"),
        *(SHEET_PART, "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"),
    }
    assert "xl/charts/chart1.xml" in after
    for piece in (b"<f>100+20</f><v>120</v>", b"<dataValidations", b"<pane ", b"<drawing ", b"x14:dataBar"):
        assert piece in after[SHEET_PART]
    assert before["xl/sharedStrings.xml"] == after["xl/sharedStrings.xml"]


def test_results_of_formulas_are_shown_where_nothing_calculates(small: RuleSet) -> None:
    book = load_workbook(BytesIO(marked(rich(), small)), data_only=True)
    assert book[SHEET]["G3"].value == 120


def test_the_elements_of_a_sheet_stand_in_the_order_of_the_format(small: RuleSet) -> None:
    sheet = parts(marked(rich(), small))[SHEET_PART].decode()
    order = ["cols", "sheetData", "autoFilter", "conditionalFormatting", "dataValidations", "pageMargins"]
    order += ["drawing", "legacyDrawing", "extLst"]
    places = [sheet.rindex(f"<{name}") for name in order]
    assert places == sorted(places)
    assert [int(each) for each in re.findall(r'<col [^>]*min="(\d+)"', sheet)] == [1, 11, 12]
    assert re.findall(r' priority="(\d+)"', sheet) == ["3", "4", "1", "2"]


def test_one_stretch_of_columns_keeps_its_width_around_ours(small: RuleSet) -> None:
    book = load_workbook(BytesIO(marked(rich(), small)))
    widths = book[SHEET].column_dimensions
    assert (widths["A"].max, round(widths["A"].width), widths["K"].width) == (10, 14, 60)
    assert (widths["L"].min, widths["L"].max, round(widths["L"].width)) == (12, 16384, 14)


def test_values_below_a_merged_cell_stay(small: RuleSet) -> None:
    book = load_workbook(BytesIO(workbook(FAULTY)))
    content = saved(book)

    def merge(part: bytes) -> bytes:
        return part.replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="C3:C4"/></mergeCells>')

    after = parts(marked(repacked(content, {SHEET_PART: merge}), small))[SHEET_PART]
    assert after.count(b'r="C4"') == 1
    assert re.search(rb'<c r="C4"[^>]*><(?:v|is)>', after)


def test_a_finding_in_a_merged_range_marks_all_of_it(small: RuleSet) -> None:
    content = workbook({})
    findings = [Finding("not_a_number", "x.xlsx", SHEET, cell, "revenue", "1") for cell in ("C4", "D4")]

    def merge(part: bytes) -> bytes:
        return part.replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="C3:D4"/></mergeCells>')

    content = repacked(content, {SHEET_PART: merge})
    details = {"unit": "万元", "label_zh": "营业收入", "label_en": "Revenue"}
    findings = [Finding(**{**vars(each), "details": details}) for each in findings]
    back = write_returned(content, "x.xlsx", FindingsTable(findings, (), small.fields), {})
    sheet = load_workbook(BytesIO(back.content))[SHEET]
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["C3:D4"]
    assert sheet["C3"].comment.text.count("不是数字") == 2


def test_macros_stay_whatever_the_name(small: RuleSet) -> None:
    macros = {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 macros"}
    back = answered(repacked(workbook(FAULTY), {}, macros), small, "申报.xlsx")
    assert back.name == "申报.returned.xlsm"
    after = parts(back.content)
    assert after["xl/vbaProject.bin"] == macros["xl/vbaProject.bin"]
    assert b"sheet.macroEnabled.main+xml" in after["[Content_Types].xml"]


@pytest.mark.parametrize("form", [False, True])
def test_a_template_is_still_a_template(small: RuleSet, form: bool) -> None:
    content = write_template(small, "zh", form)
    finding = Finding(
        "credit_code_invalid", "x.xlsx", "", "", "credit_code", "1", {"problem": "wrong_length"}
    )
    book = load_workbook(BytesIO(content))
    title = book.worksheets[0].title
    findings = [Finding(**{**vars(finding), "sheet": title, "cell": "B4"})]
    back = write_returned(content, "x.xlsx", FindingsTable(findings, (), small.fields), {title: 3})
    before, after = parts(content), parts(back.content)
    names = [name for name in before if name.startswith("xl/worksheets/sheet")]
    assert [name for name in names if before[name] != after[name]] == [SHEET_PART]
    pieces = ("sheetViews", "dataValidations", "pageSetup", "ignoredErrors")
    for piece in pieces:
        pattern = rf"<{piece}.*?(?:</{piece}>|/>)".encode()
        assert re.findall(pattern, before[SHEET_PART]) == re.findall(pattern, after[SHEET_PART]) != []
    states = [sheet.sheet_state for sheet in load_workbook(BytesIO(back.content)).worksheets]
    assert states == ["visible"] * 3 + ["hidden"] * 2 + ["visible"]


def test_fills_stay_below_ours(small: RuleSet) -> None:
    book = load_workbook(BytesIO(workbook(FAULTY)))
    book[SHEET]["F3"].fill = PatternFill("lightGrid", start_color="00FF00")
    sheet = load_workbook(BytesIO(marked(saved(book), small)))[SHEET]
    assert (sheet["F3"].fill.fill_type, sheet["F3"].fill.start_color.rgb) == ("lightGrid", "0000FF00")


def named(types: bytes) -> bytes:
    return types.replace(
        b"</Types>", f'<Override PartName="/xl/workbook.xml" ContentType="{PLAIN_TYPE}"/></Types>'.encode()
    )


def test_elements_with_a_prefix_rows_without_numbers_and_few_styles(small: RuleSet) -> None:
    header = "".join(
        f'<c t="inlineStr"><is><t>{each}</t></is></c>' for each in ("企业名称", "所属区镇", "职工总数（人）")
    )
    row = '<c t="inlineStr"><is><t>甲</t></is></c><c t="inlineStr"><is><t>西区</t></is></c><c><v>3.5</v></c>'
    for prefix in ("", "x:"):
        content = package(f"<row>{header}</row><row>{row}</row>", prefix)
        content = repacked(content, {"[Content_Types].xml": named})
        sheet = load_workbook(BytesIO(marked(content, small)))["S"]
        assert [cell.value for cell in sheet[1]] == ["企业名称", "所属区镇", "职工总数（人）", "问题清单"]
        assert "3.5" in sheet["D2"].value
        assert "3.5" in sheet["C2"].comment.text
        assert not sheet["A1"].font.b


@pytest.mark.parametrize("root", ["styleSheet", "x:styleSheet", "x:styleSheet\n "])
@pytest.mark.parametrize(
    "inside",
    [
        "/>",
        "></{name}>",
        "><!-- none --></{name}>",
        '><{x}cellXfs count="0"/></{name}>',
        "><{x}fonts/></{name}>",
    ],
)
def test_a_workbook_whose_styles_are_empty_comes_back_whole(small: RuleSet, root: str, inside: str) -> None:
    """Cells without a style get none of ours."""
    prefix = root.partition(":")[0] + ":" if ":" in root else ""
    space = f'xmlns{":x" if prefix else ""}="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    styles = f"<{root} {space}" + inside.format(name=root.strip(), x=prefix)
    plain = {
        "xl/styles.xml": lambda _part: styles.encode(),
        SHEET_PART: lambda part: re.sub(rb' s="[0-9]+"', b"", part),
    }
    content = marked(repacked(workbook(FAULTY), plain), small)
    assert ElementTree.fromstring(parts(content)["xl/styles.xml"]).tag.endswith("}styleSheet")
    sheet = load_workbook(BytesIO(content))[SHEET]
    assert (sheet["A2"].font.b, sheet["A2"].fill.fill_type) == (False, None)
    assert sheet["F3"].comment


def test_a_cell_is_put_before_empty_ones_to_its_right(small: RuleSet) -> None:
    def edit(part: bytes) -> bytes:
        return re.sub(
            rb'(<row r="(\d+)".*?)</row>',
            lambda row: row[1] + b'<c r="L%s" s="0"/><c r="XFD%s" s="0"/></row>' % (row[2], row[2]),
            part,
        )

    content = repacked(workbook({**FAULTY, "K2": "备注"}), {SHEET_PART: edit})
    third = re.search(rb'<row r="3".*?</row>', parts(marked(content, small))[SHEET_PART])
    assert third
    assert re.findall(rb'<c r="([A-Z]+)3"', third[0])[-3:] == [b"J", b"L", b"XFD"]


@pytest.mark.parametrize(
    "bad", ["a\x00b\x1fc", "\ud800半", "\ufffe", "_x0041_", "</t><&\"'", "\r\n\t", "长" * 40_000]
)
def test_no_value_spoils_the_file(small: RuleSet, bad: str) -> None:
    details = {"unit": "万元", "label_zh": bad, "label_en": bad}
    finding = Finding("not_a_number", f"{bad}.xlsx", SHEET, "F3", "revenue", bad, details, name=bad)
    table = FindingsTable((finding,), (), small.fields)
    for content in (workbook({}), b"%PDF"):
        back = write_returned(content, "x.xlsx", table, {SHEET: 2})
        book = load_workbook(BytesIO(back.content))
        values = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
        assert any("不是数字" in str(value) or "长长长" in str(value) for value in values)
        assert read_workbook(back.content, "x.xlsx", small)


def test_twenty_thousand_findings(small: RuleSet) -> None:
    details = {"unit": "万元", "label_zh": "营业收入", "label_en": "Revenue"}
    findings = [
        Finding("not_a_number", "x.xlsx", SHEET, f"F{row}", "revenue", "很多", details)
        for row in range(3, 20_003)
    ]
    back = write_returned(workbook({}), "x.xlsx", FindingsTable(findings, (), small.fields), {SHEET: 2})
    book = load_workbook(BytesIO(back.content))
    assert book["问题清单"].max_row == 20_002
    assert [str(area.sqref) for area in book[SHEET].conditional_formatting] == ["F3:F20002"]
    assert sum(1 for row in book[SHEET].iter_rows() for cell in row if cell.comment) == 5_000


def strict(part: bytes) -> bytes:
    return part.replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )


REFUSED: dict[str, Any] = {
    "不是 .xlsx 或 .xlsm": lambda: b"a,b\n1,2\n",
    "无法读取": lambda: b"%PDF",
    "设有密码": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
    "签名": lambda: repacked(workbook(FAULTY), {}, {"_xmlsignatures/sig1.xml": b"<a/>"}),
    "共享": lambda: repacked(workbook(FAULTY), {}, {"xl/revisions/revisionHeaders.xml": b"<a/>"}),
    "其格式无法安全改动": lambda: repacked(workbook(FAULTY), {SHEET_PART: strict}),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_a_list_says_why_the_workbook_is_not_marked(small: RuleSet, reason: str) -> None:
    findings = read_workbook(workbook(FAULTY), "x.xlsx", small).findings
    back = write_returned(REFUSED[reason](), "x.xlsx", FindingsTable(findings, (), small.fields), {SHEET: 2})
    assert back.name == "x.xlsx.findings.xlsx"
    assert reason in said(back)


def test_too_many_cells(small: RuleSet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cultivation.intake.annotated.annotation.MOST_CELLS", 5)
    assert "单元格" in said(answered(workbook(FAULTY), small))


def test_a_failure_of_any_kind_is_answered_with_the_list(
    small: RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise TypeError("NoneType")

    monkeypatch.setattr("cultivation.intake.annotated.annotation.mark_comments", fail)
    assert "不是办公软件" in said(answered(workbook(FAULTY), small))
