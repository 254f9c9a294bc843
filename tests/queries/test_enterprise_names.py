"""Whom a code, a name or a cell of a list means, among the enterprises of the town."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cultivation.intake.formats.book import Book, Sheet
from cultivation.queries.enterprise_names import Names
from cultivation.queries.named_on_lists import Mention, mentions
from cultivation.queries.register_keys import RegisterKeys
from tests.queries.town import Town


@pytest.fixture
def names(town: Town) -> Iterator[Names]:
    with town.at() as reader:
        yield Names(reader)


def test_a_code_of_now_or_before_leads_to_the_code_of_now(names: Names) -> None:
    assert [names.by_code(code) for code in ("ANLAN", "anlan ", "ＡＮＬＡＮ", "CHENHUI", "nobody")] == [
        *("ANLAN", "ANLAN", "ANLAN", "CHENHUI2", None)
    ]


def test_a_name_of_now_or_before_leads_to_all_that_bear_or_bore_it(names: Names) -> None:
    assert names.by_name("Biyun Cloud") == names.by_name("biyun  soft") == ["BIYUN"]
    assert names.by_name("Chenhui Pharma") == ["CHENHUI2"]
    assert names.by_name("nobody") == []
    assert names.has_borne("BIYUN", "Biyun Soft") and names.has_borne("BIYUN", "BIYUN CLOUD")
    assert not names.has_borne("ANLAN", "Biyun Soft") and not names.has_borne("ANLAN", "nobody")


def test_a_near_name_is_offered_and_a_far_one_not(names: Names) -> None:
    assert names.near("Anlan Optic") == "Anlan Optics"
    assert names.near("Biyun Sofd") == "Biyun Cloud"  # as it is called now
    assert names.near("something else") == ""


def test_each_enterprise_is_mentioned_once_at_the_first_cell_that_names_it(names: Names) -> None:
    sheet = Sheet("表", {2: ["1", " Anlan Optics "], 3: [None, "Biyun Soft", "Anlan Optics"], 5: [3.5, 7]})
    found = list(mentions(Book("xlsx", (sheet,)), RegisterKeys(names)))
    assert found == [
        Mention("ANLAN", "Anlan Optics", "表!B2", "Anlan Optics"),
        Mention("BIYUN", "Biyun Cloud", "表!B3", "Biyun Soft"),
    ]


class Coded(Names):
    """Two enterprises with credit codes, one of them recoded since."""

    def __init__(self) -> None:
        first, second, old = "91320583MA1N000001", "913205830000000022", "91320583111111111X"
        self.now = {first: "甲公司", second: "乙公司", old: "丙公司"}
        self._later = {old: second}
        self._by_code = {key.casefold(): key for key in self.now}
        self._by_name = {"甲公司": {first}, "乙公司": {second}}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("MA1N0000-0", "甲公司"),
        ("ma1n0000—0", "甲公司"),
        ("MA1N00000", "甲公司"),
        ("00000000-2", "乙公司"),
        ("000000002", "乙公司"),
        ("11111111-1", "乙公司"),
        ("MA1N0000-X", None),
        ("MA1N00000000", None),
        ("A1N00000", None),
    ],
)
def test_an_organisation_code_stands_within_a_credit_code(written: str, meant: str | None) -> None:
    found = list(mentions(Book("xlsx", (Sheet("表", {1: [written]}),)), RegisterKeys(Coded())))
    assert [each.name for each in found] == ([meant] if meant else [])


def test_a_number_may_be_an_organisation_code_and_a_date_none() -> None:
    found = list(
        mentions(Book("xlsx", (Sheet("表", {1: [123456789, None, 2.5, ""]}),)), RegisterKeys(Coded()))
    )
    assert found == []
