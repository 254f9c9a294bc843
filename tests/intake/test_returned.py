"""The workbook that goes back: the applicant's own with its cells marked, or a list of the findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter

from cultivation.core.rules.model import RuleSet
from cultivation.findings import Finding
from cultivation.intake.annotated.findings_table import FILLS, FindingsTable
from cultivation.intake.annotated.resolved import Fixed
from cultivation.intake.annotated.returned_file import Returned, write_returned
from cultivation.intake.annotated.sheet import CONDITION
from cultivation.intake.applications.reading import read_workbook
from cultivation.intake.applications.received import Received
from cultivation.language import activate

from ..errors.make_errors import SHEET, workbook
from .books import saved

DETAILS = {"unit": "万元", "label_zh": "营业收入", "label_en": "Revenue"}
FAULTY = {"F3": "很多", "A4": "913205830010000031", "C4": "西区", "K2": "备注", "K3": "=1+1是文字"}


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    activate("zh")
    yield
    activate("en")


def returned(
    content: bytes, received: Received, name: str = "申报表.xlsx", fixed: tuple[Fixed, ...] = ()
) -> Returned:
    table = FindingsTable(received.findings, fixed, received.labels)
    rows = {heading.sheet: heading.row for heading in received.understood}
    return write_returned(content, name, table, rows)


def opened(content: bytes) -> Any:
    return load_workbook(BytesIO(content))


def coloured(sheet: Any) -> dict[str, str]:
    """Return the colours of the cells that our conditions mark."""
    return {
        cell: rule.dxf.fill.bgColor.rgb
        for area in sheet.conditional_formatting
        for rule in area.rules
        if rule.formula == [CONDITION]
        for part in area.sqref.ranges
        for row in part.rows
        for cell in (f"{get_column_letter(column)}{number}" for number, column in row)
    }


def marked(small: RuleSet, changes: dict[str, Any]) -> tuple[bytes, Received, Returned]:
    content = workbook(changes)
    received = read_workbook(content, "申报表.xlsx", small)
    return content, received, returned(content, received)


def test_cells_are_filled_and_commented(small: RuleSet) -> None:
    _, received, back = marked(small, FAULTY)
    assert back.name == "申报表.returned.xlsx"
    sheet = opened(back.content)[SHEET]
    assert {finding.cell for finding in received.findings} == {"F3", "A4", "C4"}
    for finding in received.findings:
        assert coloured(sheet)[finding.cell] == f"FF{FILLS[finding.severity]}"
        assert finding.message() in sheet[finding.cell].comment.text
    assert not sheet["F4"].comment
    assert "F4" not in coloured(sheet)


def test_what_the_applicant_wrote_is_as_it_was(small: RuleSet) -> None:
    content, _, back = marked(small, FAULTY)
    before, after = opened(content)[SHEET], opened(back.content)[SHEET]
    for row in before.iter_rows():
        for cell in row:
            now = after[cell.coordinate]
            assert (now.value, now.data_type, now.number_format) == (
                cell.value,
                cell.data_type,
                cell.number_format,
            )


def test_a_column_to_filter_on_and_a_list_with_links(small: RuleSet) -> None:
    _, received, back = marked(small, FAULTY)
    book = opened(back.content)
    sheet, findings = book[SHEET], book["问题清单"]
    assert sheet["L2"].value == "问题清单"
    assert "很多" in sheet["L3"].value
    assert "913205830010000031" in sheet["L4"].value
    assert sheet.auto_filter.ref.startswith("A2:L")
    rows = [[cell.value for cell in row] for row in findings.iter_rows(min_row=3)]
    assert len(rows) == len(received.findings)
    assert {row[3] for row in rows} == {"F3", "A4", "C4"}
    for row in findings.iter_rows(min_row=3):
        assert row[3].hyperlink.location == f"'{SHEET}'!{row[3].value}" or row[3].value in (
            row[3].hyperlink.location or row[3].hyperlink.target
        )


def test_it_comes_in_again_with_the_same_findings_and_corrected_with_none(small: RuleSet) -> None:
    _, received, back = marked(small, FAULTY)
    again = read_workbook(back.content, "申报表.xlsx", small)
    assert again.findings == received.findings
    book = opened(back.content)
    sheet = book[SHEET]
    sheet["F3"], sheet["A4"], sheet["C4"] = 1234.5, "91320583001000011B", "南区"
    corrected = read_workbook(saved(book), "申报表.xlsx", small)
    assert (len(corrected.applications), corrected.findings) == (2, ())


def test_marks_of_the_last_time_go_and_comments_of_the_applicant_stay(small: RuleSet) -> None:
    _, _, back = marked(small, FAULTY)
    book = opened(back.content)
    book[SHEET]["F3"] = 1234.5
    book[SHEET]["A4"].comment = Comment("请见执照", "李")
    content = saved(book)
    received = read_workbook(content, "x.xlsx", small)
    second = opened(returned(content, received).content)
    assert second.sheetnames == [SHEET, "问题清单"]
    assert second[SHEET]["F3"].comment is None
    assert second[SHEET]["A4"].comment.text.startswith("请见执照")
    assert [cell.value for cell in second[SHEET][2]].count("问题清单") == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("统一社会信用代码,企业名称,营业收入（万元）\n1,甲,很多\n".encode(), "表.csv"),
        (b"%PDF", "扫描.pdf"),
    ],
)
def test_what_is_no_workbook_of_cells_and_parts_comes_with_a_list_instead(
    small: RuleSet, content: bytes, name: str
) -> None:
    received = read_workbook(content, name, small)
    back = returned(content, received, name)
    assert back.name == f"{name}.findings.xlsx"
    assert back == returned(content, received, name)
    cells = [cell.value for row in opened(back.content).worksheets[0].iter_rows() for cell in row]
    for finding in received.findings:
        assert finding.message() in cells


def test_what_was_put_right_is_listed(small: RuleSet) -> None:
    content, received, _ = marked(small, FAULTY)
    fixed = (Fixed("示例甲有限公司", small.fields["revenue"], "很多", "1234.5"),)
    for back in (
        returned(content, received, fixed=fixed),
        returned(b"%PDF", replace(received, understood=()), fixed=fixed),
    ):
        cells = [cell.value for row in opened(back.content).worksheets[-1].iter_rows() for cell in row]
        assert {"示例甲有限公司", "很多", "1234.5"} <= set(cells)


def test_nothing_that_we_write_becomes_a_formula(small: RuleSet) -> None:
    finding = Finding("not_a_number", "x.xlsx", SHEET, "F3", "revenue", "=HYPERLINK(1)", DETAILS)
    table = FindingsTable((finding,), (), small.fields)
    for content in (workbook({}), b"%PDF"):
        book = opened(write_returned(content, "x.xlsx", table, {SHEET: 2}).content)
        assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_dates_and_forms(small: RuleSet) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ("统一社会信用代码", "1"),
        ("企业名称", "甲"),
        ("成立日期", date(2010, 1, 1)),
        ("营业收入（万元）", 5),
    ):
        sheet.append(row)
    content = saved(book)
    received = read_workbook(content, "x.xlsx", small)
    rows = {heading.sheet: heading.row for heading in received.understood}
    assert rows == {"Sheet": 4}
    back = write_returned(content, "x.xlsx", FindingsTable(received.findings, (), small.fields), {})
    assert opened(back.content)["Sheet"]["B1"].comment is not None
    assert opened(back.content)["Sheet"].max_column == 2
