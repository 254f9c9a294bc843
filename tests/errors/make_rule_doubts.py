"""Makes the town's rules with one thing changed for each doubt (python -m tests.errors.make_rule_doubts)."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "rules"
TOWN = Path(__file__).parents[1] / "queries" / "town.yaml"

PATENTS = """        indicator: patents
        maximum: 40
        method: goalposts
        points: [[0, 0], [20, 40]]
"""
JUDGED = """        zh: 产出
        en: Output
        maximum: 40
        method: judged
        between: [0, 40]
        mark: output
"""
POOL = "veto_lists: [tax]}"
VERSION = 'version: "1"\n'
ACCIDENT = "  accident: {type: yes_no, zh: 重大安全事故, en: Major safety accident}\n"


def _shares(vocabulary: str) -> tuple[str, str]:
    return "identifier: {", f"vocabularies: [{vocabulary}]\nidentifier: {{"


def _mark(filled_by: str) -> tuple[str, str]:
    who = f"filled_by: {filled_by}, " if filled_by else ""
    return (
        ACCIDENT,
        f"{ACCIDENT}  output: {{type: number, blank: unknown, {who}zh: 产出评分, en: Mark for the output}}\n",
    )


def _quota(text: str) -> tuple[str, str]:
    return POOL, f"veto_lists: [tax], quotas: [{{within: sector, {text}}}]}}"


# The changes for each code, and how the line begins on which it is told.
CASES: dict[str, tuple[list[tuple[str, str]], str]] = {
    "percentage_above_one": ([("[[0, 0], [0.10, 60]]", "[[0, 0], [10, 60]]")], "      rd_ratio:"),
    "to_do": ([(VERSION, f"{VERSION}# TODO the day from which it holds\n")], "# TODO"),
    "maximum_other_in_text": ([("zh: 投入\n", "zh: 投入（50分）\n")], "  input:"),
    "judged_without_panel": ([(PATENTS, JUDGED), _mark("expert")], "      patents:"),
    "judged_by_applicant": ([(PATENTS, JUDGED), _mark("")], "      patents:"),
    "quota_leaves_places": ([_quota("at_most: {optics: 1, software: 1, medicine: 0}")], "pool:"),
    "vocabulary_unknown": ([_shares("enterprises")], "vocabularies:"),
    "vocabulary_field_differs": (
        [
            _shares("enterprise"),
            ("  revenue: {type: number, unit: 万元,", "  revenue: {type: number, unit: 元,"),
            ("研发费用, en", "科研费用, en"),
            ("有效发明专利, en", "专利, en"),
            ("企业名称, en", "名称, en"),
        ],
        "  revenue:",
    ),
    "vocabulary_field_called": (
        [_shares("enterprise"), ("有效发明专利, en", "专利, en"), ("企业名称, en", "名称, en")],
        "  rd: {",
    ),
    "vocabulary_choice_called": (
        [
            _shares("kunshan"),
            (
                "  sector:\n    optics",
                "  industry:\n    display_panels: {zh: 新型平板显示, en: displays}\n    optics",
            ),
            ("choices: sector", "choices: industry"),
        ],
        "    display_panels:",
    ),
    # These are told with the applications of 2016.
    "nobody_scores": ([("[[0, 0], [20, 40]]", "[[1000, 0], [2000, 40]]")], "      patents:"),
    "everybody_scores": ([("[[0, 0], [20, 40]]", "[[-2000, 0], [-1000, 40]]")], "      patents:"),
    "quota_few_enterprises": ([_quota("at_least: {medicine: 2}")], "pool:"),
}


def text_of(code: str) -> str:
    """Return the text of the rule set that provokes a doubt."""
    text = TOWN.read_text("utf-8")
    for old, new in CASES[code][0]:
        assert old in text, old
        text = text.replace(old, new)
    return text


if __name__ == "__main__":
    for each in CASES:
        (FOLDER / f"{each}.yaml").write_text(text_of(each), "utf-8")
