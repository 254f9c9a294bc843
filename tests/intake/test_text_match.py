from __future__ import annotations

from decimal import Decimal

import pytest

from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, FiledValue
from cultivation.core.scoring.batch import Batch, Block, FieldColumn, batch_from_record
from cultivation.core.scoring.word_match import split_phrases
from cultivation.intake.applications.text_match import Matcher, level_of


def application(industry: str | None, product: str, technology: str = "", key: str = "1") -> Application:
    values = {"industry": industry, "main_product": product, "core_technology": technology or None}
    return Application(key, key, {name: FiledValue(value) for name, value in values.items()})


def batch(*applications: Application) -> Batch:
    return batch_from_record({"file": "", "applications": [each.to_record() for each in applications]})


def match(rules: RuleSet, *applications: Application) -> list[FiledValue]:
    added = Matcher(rules).add_matches(batch(*applications))
    return [added.application(place, rules).values["industry_match"] for place in range(len(added))]


def test_the_words_of_the_rules_are_a_full_match(kunshan: RuleSet) -> None:
    (value,) = match(kunshan, application("equipment", "包装纸箱", "伺服电机、减速器"))
    assert value.value == "strong"
    assert value.note == {
        "similarity": "1.0000",
        "phrase": "伺服电机",
        "reference": "伺服电机",
        "terms": ["伺服电", "服电机", "伺服", "服电", "电机"],
    }
    assert (value.sheet, value.cell) == ("", "")


def test_part_of_a_reference_is_part_of_a_match(kunshan: RuleSet) -> None:
    (value,) = match(kunshan, application("new_energy", "电池管理设备"))
    assert value.value == "partial"
    assert value.note["reference"] == "新能源汽车动力电池管理系统"
    assert value.note["terms"][0] == "电池管"
    assert Decimal("0.07") <= Decimal(value.note["similarity"]) < Decimal("0.45")


def test_only_the_references_of_the_own_industry_count(kunshan: RuleSet) -> None:
    own, other = match(kunshan, application("equipment", "工业机器人"), application("display", "工业机器人"))
    assert (own.value, other.value) == ("strong", "none")


@pytest.mark.parametrize("industry", ["other", None])
def test_an_industry_without_references(kunshan: RuleSet, industry: str | None) -> None:
    (value,) = match(kunshan, application(industry, "工业机器人"))
    assert value.value == "none"
    assert value.note == {"similarity": "0.0000", "phrase": "", "reference": "", "terms": []}


@pytest.mark.parametrize("text", ["", "。，、", "☃☃☃"])
def test_texts_that_say_nothing(kunshan: RuleSet, text: str) -> None:
    assert match(kunshan, application("equipment", text))[0].value == "none"


def test_other_applicants_never_matter(kunshan: RuleSet) -> None:
    one = application("materials", "高性能膜与导电银浆", "陶瓷基片烧结")
    crowd = [application("materials", f"高性能膜{number}号", key=str(number)) for number in range(50)]
    assert match(kunshan, one)[0] == match(kunshan, *crowd, one)[-1]


def test_width_case_and_punctuation_do_not_matter(kunshan: RuleSet) -> None:
    for text in ("芯片级封装（CSP）", "芯片级封装csp", "芯片级封装 ＣＳＰ"):
        assert match(kunshan, application("software", text))[0].note["similarity"] == "1.0000"


def test_phrases() -> None:
    assert split_phrases("OLED、柔性面板及模组；驱动芯片/测试，以及 封装。") == [
        "OLED",
        "柔性面板",
        "模组",
        "驱动芯片",
        "测试",
        "封装",
    ]


def test_thresholds_belong_to_the_level_above(kunshan: RuleSet) -> None:
    rule = kunshan.text_matches["industry_match"]
    levels = {text: level_of(Decimal(text), rule) for text in ("0.4500", "0.4499", "0.0700", "0.0699", "0")}
    assert list(levels.values()) == ["strong", "partial", "partial", "none", "none"]


def test_each_application_gets_its_own(kunshan: RuleSet) -> None:
    applications = [application("equipment", "减速器", key="1"), application("equipment", "家具", key="2")]
    added = Matcher(kunshan).add_matches(batch(*applications))
    assert (added.ids, added.texts("industry_match")) == (["1", "2"], ["strong", "none"])
    assert "industry_match" not in batch(*applications).fields
    assert Matcher(kunshan).add_matches(batch()) == batch()


def test_applications_that_say_the_same_share_one_note(kunshan: RuleSet) -> None:
    products = FieldColumn(["减速器", "家具", "减速器"])
    columns = {"industry": FieldColumn(["equipment"] * 3), "main_product": products}
    one_block = Batch("", ["1", "2", "3"], ["1", "2", "3"], (Block("", [1, 2, 3], columns),))
    (block,) = Matcher(kunshan).add_matches(one_block).blocks
    record = block.columns["industry_match"].to_record()
    assert (record["note_of"], len(record["notes"])) == ([0, 1, 0], 2)


@pytest.mark.parametrize(
    "text", ["高性能仓储配送与报关服务", "高性能办公家具", "新型化纤面料织造的研发与产业化"]
)
def test_general_words_bring_nobody_near(kunshan: RuleSet, text: str) -> None:
    for industry in kunshan.text_matches["industry_match"].references:
        (value,) = match(kunshan, application(industry, text))
        assert value.value == "none", (industry, value.note)


def test_words_that_no_reference_has_count_against_a_phrase(kunshan: RuleSet) -> None:
    alone, among = match(
        kunshan, application("equipment", "减速器"), application("equipment", "减速器仓储配送报关代理")
    )
    assert alone.note["similarity"] == "1.0000"
    assert among.value != "strong"
