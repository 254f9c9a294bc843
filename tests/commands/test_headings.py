"""A clerk says once what a heading stands for; it is on record and used from then on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from .conftest import Run

Ask = Callable[..., Any]
HEADERS = (
    "企业编号",
    "企业名称",
    "行业",
    "地区",
    "欧洲专利申请数",
    "研发开支合并数（百万）",
    "技术溢出（对数）",
)
FIRST = ("X1", "甲", "other", "usa", 10, 100.5, 1.5)


def write(path: Path, headers: Sequence[str], *rows: Sequence[Any]) -> str:
    book = Workbook()
    for row in (headers, *rows):
        book.worksheets[0].append(list(row))
    book.save(path)
    return str(path)


@pytest.fixture
def begun(panel_open: Run) -> Run:
    return panel_open


def test_what_was_said_is_used_for_every_later_file(begun: Run, ask: Ask, tmp_path: Path) -> None:
    file = write(tmp_path / "a.xlsx", HEADERS, FIRST)
    assert ask("intake", "1983", file, code=1)["files"][0]["accepted"] == 0
    begun("headings", "set", "1983", "研发开支合并数（百万）", "rd_expenditure")
    (told,) = ask("headings", "list")["headings"]
    assert (told["heading"], told["field"], told["actor"]) == (
        "研发开支合并数（百万）",
        "rd_expenditure",
        "王芳",
    )
    thousands = [each.replace("百万", "千") for each in HEADERS]
    other = write(tmp_path / "b.xlsx", thousands, ("X2", *FIRST[1:5], 100500, FIRST[6]))
    (taken,) = ask("intake", "1983", other)["files"]
    assert taken["accepted"] == 1
    understood = {each["field"]: each for each in taken["understood"]}
    assert (understood["rd_expenditure"]["heading"], understood["rd_expenditure"]["unit"]) == (
        "研发开支合并数（千）",
        "千",
    )
    ask("score", "1983")
    ask("propose", "1983")
    values = {each["field"]: each["value"] for each in ask("why", "X2", "1983")["sources"]}
    assert values["rd_expenditure"] == "100.5"


def test_a_column_can_be_said_to_be_none_and_what_was_said_be_taken_back(
    begun: Run, ask: Ask, tmp_path: Path
) -> None:
    headers = [*HEADERS[:5], "研发支出", HEADERS[6], "研发支出（审定前）"]
    file = write(tmp_path / "a.xlsx", headers, (*FIRST, 7))

    def column(code: int) -> str:
        (told,) = ask("intake", "1983", file, "--dry-run", code=code)["files"]
        return str(next(each["cell"] for each in told["understood"] if each["field"] == "rd_expenditure"))

    assert column(0) == "F1"
    begun("headings", "set", "1983", "研发支出", "--unused")
    assert column(1) == "H1"  # the one with a remark, with a doubt
    begun("headings", "remove", "研发支出")
    assert (ask("headings", "list")["headings"], column(0)) == ([], "F1")


def test_saying_the_same_again_adds_nothing_and_the_record_stays_whole(begun: Run, ask: Ask) -> None:
    begun("headings", "set", "1983", "开支", "rd_expenditure")
    head = ask("audit", "verify")["head"]
    begun("headings", "set", "1983", "开支", "研发支出")
    assert ask("audit", "verify")["head"] == head
    begun("headings", "set", "1983", "开支", "patents")
    assert [each["field"] for each in ask("headings", "list")["headings"]] == ["patents"]
    assert ask("audit", "verify")["ok"]
    kinds = [each["kind"] for each in ask("audit", "log")["entries"]]
    assert kinds.count("heading_explained") == 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("set", "1983", "开支", "nothing"), 2),
        (("set", "1983", "开支"), 2),
        (("set", "1983", "开支", "patents", "--unused"), 2),
        (("set", "1983", "  ", "patents"), 2),
        (("set", "1990", "开支", "patents"), 1),
        (("remove", "开支"), 1),
    ],
)
def test_what_cannot_be_is_refused(begun: Run, ask: Ask, words: tuple[str, ...], code: int) -> None:
    begun("headings", *words, code=code)
    assert ask("headings", "list")["headings"] == []
