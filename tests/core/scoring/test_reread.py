"""Choices that two rule sets call by other ids are told by their labels."""

from __future__ import annotations

from cultivation.core.rules.loading import load_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.reread import renamed_choices, reread
from cultivation.resources import shipped

TEXT = (shipped("scoring_rules") / "kunshan_top100_2016.yaml").read_text("utf-8")


def rules(*changes: tuple[str, str]) -> RuleSet:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return load_rules(text.encode(), "changed.yaml").rules


OWN = rules()
RENAMED = rules(
    ("    provincial: {zh", "    of_province: {zh"),
    ("provincial:", "of_province:"),
    ("    huaqiao: {zh: 花桥经济开发区", "    hq: {zh: 花桥"),
    (", huaqiao]", ", hq]"),
)
RECORD = {
    "id": "91320583MA1MCKQX4P",
    "name": "甲",
    "values": {
        key: {"value": value}
        for key, value in (("rd_institution", "provincial"), ("zone", "huaqiao"), ("industry", "display"))
    },
}


def test_a_choice_with_another_id_is_found_by_its_label_or_alias() -> None:
    assert renamed_choices(OWN, OWN) == {"zone": {}, "industry": {}, "rd_institution": {}}
    renamed = renamed_choices(OWN, RENAMED)
    assert renamed["rd_institution"] == {"provincial": "of_province"}
    assert renamed["zone"] == {"huaqiao": "hq"}
    values = reread(RECORD, RENAMED, renamed).values
    assert [values[key].value for key in RECORD["values"]] == ["of_province", "hq", "display"]


def test_what_no_label_fits_is_unlisted_or_nothing() -> None:
    less = rules(
        ("    zhouzhuang: {zh: 周庄镇, en: Zhouzhuang, aliases: [周庄]}\n", ""),
        (", zhouzhuang]", "]"),
        ("smart_grid: {zhouzhuang: 4, ", "smart_grid: {"),
        (
            "    suzhou: {zh: 苏州市级, en: Suzhou, aliases: [苏州级, 苏州市]}",
            "    region: {zh: 大区级, en: region}",
        ),
        ("suzhou:", "region:"),
    )
    assert renamed_choices(OWN, less)["zone"] == {"zhouzhuang": "other"}
    assert renamed_choices(OWN, less)["rd_institution"] == {"suzhou": None}
