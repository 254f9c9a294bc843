"""A file's name beside the year that it is filed for."""

from __future__ import annotations

import pytest

from cultivation.queries.earlier_filings import other_year


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
