"""A file's name beside the year that it is filed for."""

from __future__ import annotations

import pytest

from cultivation.findings import Finding
from cultivation.intake.applications.received import Understood
from cultivation.queries.earlier_filings import FileReceived, other_year


@pytest.mark.parametrize(
    "name",
    [
        "周市镇2017年申报汇总表.xlsx",
        "2016年、2017年数据.xlsx",
        "2017年和2018年.xlsx",
        "2016-2018年2017年.xlsx",
        "申报表2016年12月31日.xlsx",
        "申报汇总表.xlsx",
        "20171231.xlsx",
    ],
)
def test_a_name_that_speaks_of_the_year_or_of_none_is_not_doubted(name: str) -> None:
    assert other_year(name, 2017) == ()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("周市镇2016年申报汇总表.xlsx", "2016"),
        ("周市镇2018 年申报.xlsx", "2018"),
        ("2018年、2016年.xlsx", "2016, 2018"),
    ],
)
def test_a_name_that_speaks_of_other_years_alone_is_doubted_and_names_them(name: str, said: str) -> None:
    (finding,) = other_year(name, 2017)
    assert (finding.code, finding.file) == ("other_year", name)
    assert finding.details == {"said": said, "year": "2017"}


def received(*headings: str) -> FileReceived:
    understood = tuple(Understood("表", cell, "x", "x", "") for cell in headings)
    return FileReceived("a.xlsx", "", 0, 0, (), "xlsx", understood=understood)


def row(number: int, headings: int) -> list[str]:
    return [f"{'ABCDEFGH'[place]}{number}" for place in range(headings)]


@pytest.mark.parametrize(
    ("headings", "last"),
    [
        ([], {}),
        (row(2, 3), {"表": 2}),
        ([*row(2, 3), *row(4, 2)], {"表": 4}),  # a header of three rows
        ([*row(2, 3), *row(5, 3)], {}),  # a form: few labels in rows far apart
        ([*row(2, 5), *row(40, 5)], {"表": 2}),  # the header of a summary, again on the next page
        ([*row(2, 5), *row(40, 4)], {}),
        ([*row(2, 8), *row(3, 1), *row(40, 8)], {"表": 3}),
    ],
)
def test_the_first_header_of_a_summary_ends_where_its_last_row_is(
    headings: list[str], last: dict[str, int]
) -> None:
    assert received(*headings).header_rows == last


@pytest.mark.parametrize(
    ("kind", "code", "state"),
    [("xlsx", "passed_over", "read"), ("", "passed_over", "passed_over"), ("", "other_year", "not_read")],
)
def test_what_became_of_a_file(kind: str, code: str, state: str) -> None:
    found = FileReceived("a", "", 2, 3, (Finding(code),), kind, unchanged=4)
    assert (found.state, found.enterprises) == (state, 9)
