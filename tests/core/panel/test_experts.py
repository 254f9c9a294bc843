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


# Who is named in a text that an office wrote, told by hand. Each is the whole of a field.
NAMED = {
    "赵六（60%）、钱七（40%）": "赵六 钱七",
    "孙九60% 吴十40%": "孙九 吴十",
    "孙九 60%  吴十 40%": "孙九 吴十",
    "孙九60%吴十40%": "孙九 吴十",
    "冯二:30%；陈三:70%": "冯二 陈三",
    "冯二：30% 陈三：70%": "冯二 陈三",
    "自然人股东：蒋五，沈六": "蒋五 沈六",
    "股东为：蒋五，沈六": "蒋五 沈六",
    "朱八 1200万元、尤九 800万元": "朱八 尤九",
    "朱八1,200.5万股，尤九800万股": "朱八 尤九",
    "测试大学持股30%、施二持股70%": "测试大学 施二",
    "施二持股比例70%": "施二",
    "施二出资700万元，占70%": "施二",
    "施二认缴700万元": "施二",
    "严五和华六": "严五 华六",
    "严五、华六及金七": "严五 华六 金七",
    "严五以及华六": "严五 华六",
    "严五与华六各50％": "严五 华六",
    "孔三 曹四": "孔三 曹四",
    "孔三\u3000曹四": "孔三 曹四",
    "孔三/曹四": "孔三 曹四",
    "孔三\n曹四": "孔三 曹四",
    "董事长孔三、总经理曹四": "孔三 曹四",
    "孔三（董事长）": "孔三",
    "孔三先生": "孔三",
    "何 十": "何十",
    "阿卜杜·热合曼": "阿卜杜热合曼",
    "张三等5人": "张三",
    "张三（代李四持股）": "张三 李四",
    "李四\u200b51％": "李四",
    "张和平": "张和平",
    "中和（昆山）投资有限公司30%": "中和（昆山）投资有限公司",
    "JOHN SMITH 50%, 王五 50%": "johnsmith 王五",
}


@pytest.mark.parametrize("text", NAMED)
@pytest.mark.parametrize("kind", ["legal_representative", "shareholder"])
def test_everybody_named_in_a_text_is_barred(text: str, kind: str) -> None:
    firm = Named("91Z", ("昆山丙云软件有限公司",), ((kind, "field", text),))
    for name in NAMED[text].split():
        assert barred(conflicts([Expert("E", name, "某大学")], [firm])) == {("E", "91Z")}, name
        employed = conflicts([Expert("E", "王甲乙", name)], [firm])
        assert bool(barred(employed)) == (kind == "shareholder"), name


@pytest.mark.parametrize("text", NAMED)
def test_somebody_else_is_not_taken_for_one_who_is_named(text: str) -> None:
    firm = Named("91Z", ("昆山丙云软件有限公司",), (("shareholder", "field", text),))
    for name in ("十", "三", "平", "张和", "股东", "Smith", "和平", "王甲乙"):
        assert not conflicts([Expert("E", name, "某大学", ("某协会",))], [firm]), name


@pytest.mark.parametrize(
    "relation",
    [
        "昆山甲星科技有限公司独立董事",
        "在昆山甲星科技有限公司持股5%",
        "昆山甲星科技有限公司（顾问）",
        "持有昆山甲星科技 5%",
        "配偶李四",
        "配偶：李四",
    ],
)
def test_a_relation_in_a_sentence_bars(relation: str) -> None:
    assert barred(conflicts([Expert("E", "王五", "某大学", (relation,))], [FIRM, OTHER])) == {("E", "91X")}


@pytest.mark.parametrize(
    "employer", ["某大学、东海投资有限公司", "东海投资有限公司（退休返聘）", "东海投资 研发部"]
)
def test_one_of_several_employers_among_the_shareholders_bars(employer: str) -> None:
    assert kinds(Expert("E", "王五", employer)) == {"employer_shareholder": True}
