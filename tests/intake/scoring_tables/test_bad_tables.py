"""What is wrong with a scoring table is told at its cell, all of it at once."""

from __future__ import annotations

import pytest

from cultivation import language
from cultivation.findings import KINDS
from cultivation.intake.formats.book import Book, Sheet
from cultivation.intake.formats.reading import read_book
from cultivation.intake.scoring_tables.reading import read_scoring_table

from .make_bad_tables import CASES, FIRST, FOLDER, HEAD, SECOND
from .make_tables import OFFICE, Row, workbook


def read(rows: list[Row], wanted: str = "") -> list[tuple[str, str]]:
    found = read_scoring_table(read_book(workbook(rows)), "x.xlsx", wanted)
    return [(each.code, each.cell) for each in found.findings]


def test_every_code_has_a_table() -> None:
    codes = {code for code in KINDS if code.startswith("scoring_")}
    assert CASES.keys() == codes == {path.stem for path in FOLDER.glob("*.xlsx")}


@pytest.mark.parametrize("code", CASES)
def test_a_table_gives_its_code_at_its_cell_and_nothing_else(code: str) -> None:
    language.activate("en")
    book = read_book((FOLDER / f"{code}.xlsx").read_bytes())
    assert book == read_book(workbook(CASES[code][0]))
    found = read_scoring_table(book, f"{code}.xlsx")
    assert [(each.code, each.cell) for each in found.findings] == [(code, CASES[code][1])]
    assert "{" not in found.findings[0].message() + found.findings[0].advice()
    assert (found.table is None) is found.findings[0].is_error


def test_all_that_is_wrong_is_told_at_once() -> None:
    without, other = [*FIRST[:2], "", FIRST[3]], [*SECOND[:2], "许多", SECOND[3]]
    assert read([HEAD, without, other]) == [
        ("scoring_points_missing", "C2"),
        ("scoring_points_unreadable", "C3"),
    ]


def test_sub_totals_and_points_in_headings_are_compared() -> None:
    rows = [list(row) for row in OFFICE]
    rows[2][0] = "一、创新能力（50分）"
    rows[7][2] = 40
    assert read(rows) == [("scoring_sum_differs", "C8"), ("scoring_sum_differs", "A3")]


def test_a_hidden_sheet_and_a_second_one_are_told_and_not_read() -> None:
    def sheet(name: str, hidden: bool = False) -> Sheet:
        return Sheet(name, {1: HEAD, 2: FIRST}, hidden=hidden)

    book = Book("xlsx", (sheet("旧", hidden=True), sheet("表"), sheet("另表")))
    found = read_scoring_table(book, "x.xlsx")
    assert found.table is not None
    assert found.table.sheet == "表"
    assert [(each.code, each.sheet) for each in found.findings] == [
        ("sheet_hidden", "旧"),
        ("sheet_not_read", "另表"),
    ]
    assert read_scoring_table(book, "x.xlsx", "另表").findings == ()
    assert [each.code for each in read_scoring_table(book, "x.xlsx", "无此表").findings] == [
        "scoring_no_table"
    ]


def test_weights_in_per_cent_become_points() -> None:
    head: Row = ["一级指标", "二级指标", "权重", "评分标准"]
    found = read_scoring_table(read_book(workbook([head, [*FIRST[:2], 0.1, FIRST[3]]])), "x.xlsx")
    assert found.table is not None
    assert found.table.dimensions[0].items[0].maximum == 10


def test_points_under_deductions_are_taken_away() -> None:
    rows: list[Row] = [HEAD, FIRST, ["扣分项", "上年度亏损", 5, "亏损的扣5分"]]
    found = read_scoring_table(read_book(workbook(rows)), "x.xlsx")
    assert found.table is not None
    assert [(each.label, each.on_top) for each in found.table.dimensions] == [
        ("创新能力", False),
        ("扣分项", True),
    ]
    assert found.table.dimensions[1].items[0].maximum == -5
