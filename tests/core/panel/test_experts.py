"""Conflicts that are declared or found by names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cultivation.core.panel.experts import Expert, Named, Recusal, barred, conflicts, core, meant, split_names

FIRM = Named(
    "91X",
    ("昆山甲星科技有限公司", "昆山甲星电子有限公司"),
    (
        ("legal_representative", "boss", "张 三"),
        ("shareholder", "owners", "李四 51%、东海投资有限公司（49%）"),
    ),
)
OTHER = Named("91Y", ("昆山乙光科技有限公司",))


def kinds(expert: Expert) -> dict[str, bool]:
    return {each.kind: each.bars for each in conflicts([expert], [FIRM, OTHER])}


@pytest.mark.parametrize(
    ("expert", "expected"),
    [
        (Expert("E", "王五", "某大学"), {}),
        (Expert("E", "王五", "昆山甲星科技 股份有限公司"), {"employer": True}),
        (Expert("E", "王五", "昆山甲星电子有限公司"), {"employer": True}),  # a former name
        (Expert("E", "王五", "昆山甲星科技有限公司研究院"), {"employer_similar": False}),
        (Expert("E", "张三", "某大学"), {"legal_representative": True}),
        (Expert("E", "李四", "某大学"), {"shareholder": True}),
        (Expert("E", "王五", "东海投资"), {"employer_shareholder": True}),
        (Expert("E", "王五", "某大学", ("昆山乙光科技有限公司",)), {"relation": True}),
        (Expert("E", "王五", "某大学", ("91Y",)), {"relation": True}),
        (Expert("E", "王五", "某大学", ("李四",)), {"relation_named": True}),
        (Expert("E", "王五", "某大学", (), ("91X",)), {"declared": True}),
        (Expert("E", "王五", "某大学", (), ("甲星",)), {"declared": True}),  # in both names of one firm
        (Expert("E", "王五", "某大学", (), ("昆山",)), {}),  # may mean either
        (Expert("E", "王五", ""), {}),
    ],
)
def test_conflicts_by_kind(expert: Expert, expected: dict[str, bool]) -> None:
    assert kinds(expert) == expected


def test_a_recusal_bars_the_pair_and_keeps_its_reason() -> None:
    found = conflicts([Expert("E", "王五")], [FIRM], [Recusal("E", "91X", "亲属")])
    assert [(each.kind, each.evidence) for each in found] == [("recused", "亲属")]
    assert barred(found) == {("E", "91X")}


def test_a_similar_name_alone_bars_nobody() -> None:
    found = conflicts([Expert("E", "王五", "昆山甲星科技有限公司研究院")], [FIRM])
    assert [each.kind for each in found] == ["employer_similar"]
    assert not barred(found)


def test_names_in_one_text_are_told_apart() -> None:
    assert split_names("张三 51%、李四（49%）; 王五基金 0.5％") == ["张三", "李四", "王五基金"]
    assert split_names("") == []


def test_a_name_is_meant_by_code_name_or_a_part_of_one_name_alone() -> None:
    firms = [FIRM, OTHER]
    assert meant("91Y", firms) == "91Y"
    assert meant("昆山乙光科技", firms) == "91Y"
    assert meant("乙光", firms) == "91Y"
    assert meant("昆山", firms) is None
    assert meant("丙", firms) is None


@given(st.text(max_size=20))
def test_the_core_of_a_name_stays_what_it_is(name: str) -> None:
    assert core(core(name)) == core(name) or core(name)
