"""A workbook that goes back any number of times: ours is found again, the applicant's own stays his."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from cultivation.core.rules.model import RuleSet
from cultivation.intake.annotated.findings_table import FindingsTable
from cultivation.intake.annotated.returned_file import write_returned
from cultivation.intake.annotated.sheet import CONDITION
from cultivation.intake.applications.reading import read_workbook
from cultivation.language import activate

from ..errors.make_errors import SHEET, workbook
from .books import saved

FAULTY = {"F3": "很多", "A4": "913205830010000031", "C4": "西区"}
OURS = "问题清单"
Edit = Callable[[Any], None]


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    activate("zh")
    yield
    activate("en")


def again(content: bytes, small: RuleSet, times: int = 1) -> bytes:
    """Return a workbook as many times as wanted."""
    for _ in range(times):
        received = read_workbook(content, "x.xlsx", small)
        rows = {heading.sheet: heading.row for heading in received.understood}
        table = FindingsTable(received.findings, (), received.labels)
        back = write_returned(content, "x.xlsx", table, rows)
        assert back.name == "x.returned.xlsx"
        content = back.content
    return content


def edited(content: bytes, edit: Edit) -> bytes:
    """Return a workbook as openpyxl saves it after some changes."""
    book = load_workbook(BytesIO(content))
    edit(book)
    return saved(book)


def opened(content: bytes) -> Any:
    return load_workbook(BytesIO(content))


def areas(sheet: Any) -> list[str]:
    """Return what our conditions colour."""
    return sorted(
        str(area.sqref)
        for area in sheet.conditional_formatting
        if any(rule.formula == [CONDITION] for rule in area.rules)
    )


def his(book: Any) -> None:
    """Let the applicant have comments, colours, a sheet and a column that look like ours."""
    sheet = book[SHEET]
    sheet["F3"].comment = Comment("按审计报告\n第二行", "李")
    sheet["H3"].comment = Comment("已核对", "王")
    sheet["F3"].fill = PatternFill("solid", start_color="00B0F0")
    book.create_sheet(OURS)["A1"] = "我们自己的清单"
    sheet["K2"], sheet["K3"] = OURS, "自己的列"


@pytest.mark.parametrize("between", [None, lambda _book: None])
@pytest.mark.parametrize("times", [1, 2, 4])
def test_what_is_his_stays_his(small: RuleSet, times: int, between: Edit | None) -> None:
    content = edited(workbook(FAULTY), his)
    for _ in range(times):
        content = again(content, small)
        content = edited(content, between) if between else content
    book = opened(content)
    sheet = book[SHEET]
    assert book.sheetnames == [SHEET, OURS, f"{OURS} (2)"]
    assert book[OURS]["A1"].value == "我们自己的清单"
    assert (sheet["K2"].value, sheet["K3"].value, sheet["L2"].value) == (OURS, "自己的列", OURS)
    assert sheet.max_column == 12
    assert (sheet["H3"].comment.text, sheet["H3"].comment.author) == ("已核对", "王")
    assert sheet["F3"].comment.author == "李"
    assert sheet["F3"].comment.text.startswith("按审计报告\n第二行\n—— cultivation ——\n[错误]")
    assert sheet["F3"].comment.text.count("不是数字") == 1
    assert sheet["F3"].fill.start_color.rgb == "0000B0F0"
    assert areas(sheet) == ["A4 F3", "C4"] or areas(sheet) == ["A4 F3", "C4"][::-1]


@pytest.mark.parametrize("times", [1, 3])
def test_what_is_put_right_loses_our_marks_alone(small: RuleSet, times: int) -> None:
    content = again(edited(workbook(FAULTY), his), small, times)

    def correct(book: Any) -> None:
        book[SHEET]["F3"], book[SHEET]["A4"] = 1234.5, "91320583001000011B"

    sheet = opened(again(edited(content, correct), small))[SHEET]
    assert (sheet["F3"].comment.text, sheet["F3"].comment.author) == ("按审计报告\n第二行", "李")
    assert sheet["A4"].comment is None
    assert areas(sheet) == ["C4"]
    assert sheet["L3"].value is None
    assert "西区" in sheet["L4"].value


def test_an_answer_written_into_our_comment_stays(small: RuleSet) -> None:
    def answer(book: Any) -> None:
        comment = book[SHEET]["F3"].comment
        book[SHEET]["F3"].comment = Comment(f"{comment.text}\n稍后补报", comment.author)
        book[SHEET]["A4"] = "91320583001000011B"

    sheet = opened(again(edited(again(workbook(FAULTY), small), answer), small))[SHEET]
    assert "稍后补报" in sheet["F3"].comment.text
    assert sheet["F3"].comment.text.count("不是数字") == 1
    assert sheet["A4"].comment is None


def test_marks_are_found_where_they_were_moved_to(small: RuleSet) -> None:
    def move(book: Any) -> None:
        book[SHEET].title = "改名"
        book.move_sheet(book[OURS], -1)

    content = again(workbook(FAULTY), small)
    with_name = opened(content)
    assert with_name[SHEET].defined_names["_cultivation_column"].attr_text == f"'{SHEET}'!$K$2"
    with_name[SHEET].title = "改名"
    book = opened(again(saved(with_name), small))
    assert book.sheetnames == ["改名", OURS]
    assert [cell.value for cell in book["改名"][2]].count(OURS) == 1


def test_a_language_changes_the_words_only(small: RuleSet) -> None:
    content = again(workbook(FAULTY), small)
    activate("en")
    book = opened(again(content, small))
    assert book.sheetnames == [SHEET, OURS]
    assert [cell.value for cell in book[SHEET][2]][-1] == "Findings"
    assert book[SHEET].max_column == 11
    assert "is not a number" in book[SHEET]["F3"].comment.text


def test_the_same_findings_give_the_same_bytes(small: RuleSet) -> None:
    assert again(workbook(FAULTY), small) == again(workbook(FAULTY), small)


def test_drawings_have_a_box_for_each_comment(small: RuleSet) -> None:
    content = again(edited(workbook(FAULTY), his), small, 3)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        (comments,) = (name for name in archive.namelist() if re.match(r"xl/comments", name))
        boxes = sum(
            len(re.findall(rb'ObjectType="Note"', archive.read(name)))
            for name in archive.namelist()
            if name.endswith(".vml")
        )
        assert archive.read(comments).count(b"<comment ") == boxes == 4


def test_a_sheet_of_ours_under_another_name_is_not_read(small: RuleSet) -> None:
    received = read_workbook(again(edited(workbook(FAULTY), his), small), "x.xlsx", small)
    assert {finding.sheet for finding in received.findings} == {SHEET}
