"""Precision and recall of the industry fit on texts labelled by hand, beside the similarity of before.

`industry_fit.csv`: what a firm might file, the industry that it files under, perhaps its code, and the level
that a reader of the plan gives: `strong` where section 4 names it, `partial` where it belongs to the industry
unnamed, `none`. 401 texts were made up, and their half is decided by a digest: a text whose SHA-256 of
"industry|text|code" is odd is the test. The words of the rules were chosen by the plan and the development
half; but the same person wrote texts and words, which flatters. So two parts are of products that listed
firms name themselves, without codes: `listed_1` was tried once (precision 1, recall 0.62) and the words
widened after it; `listed_2` was tried after that, and no word was changed for it.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from cultivation.core.rules.loading import load_file
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, FiledValue
from cultivation.core.scoring.batch import batch_from_record
from cultivation.core.wording.why import note_text
from cultivation.intake.applications.text_match import Matcher
from cultivation.language import activate
from cultivation.resources import shipped

LEVELS = ("strong", "partial", "none")
FITS = ("strong", "partial")
Confusion = Counter[tuple[str, str]]


class Labelled(NamedTuple):
    half: str
    industry: str
    level: str
    text: str
    code: str


def labelled() -> list[Labelled]:
    with (Path(__file__).parent / "industry_fit.csv").open(encoding="utf-8", newline="") as file:
        return [Labelled(**row) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def words() -> RuleSet:
    return load_file(shipped("scoring_rules") / "kunshan_top100_2016_words.yaml").rules


def values(rules: RuleSet, rows: Iterable[Labelled]) -> list[FiledValue]:
    """What intake computes for each text."""
    applications = [
        Application(
            str(place),
            "",
            {
                "industry": FiledValue(row.industry),
                "main_product": FiledValue(row.text),
                "national_industry": FiledValue(row.code or None),
            },
        ).to_record()
        for place, row in enumerate(rows)
    ]
    batch = Matcher(rules).add_matches(batch_from_record({"file": "", "applications": applications}))
    return [batch.application(place, rules).values["industry_match"] for place in range(len(batch))]


def confusion(rules: RuleSet, half: str) -> Confusion:
    rows = [row for row in labelled() if row.half == half]
    return Counter(
        (row.level, str(value.value)) for row, value in zip(rows, values(rules, rows), strict=True)
    )


def quality(found: Confusion, levels: tuple[str, ...]) -> tuple[float, float]:
    """Return precision and recall of the levels taken together."""
    right = sum(number for (wanted, got), number in found.items() if wanted in levels and got in levels)
    given = sum(number for (_wanted, got), number in found.items() if got in levels)
    due = sum(number for (wanted, _got), number in found.items() if wanted in levels)
    return right / given, right / due


def shown(name: str, found: Confusion) -> str:
    lines = [f"{name}: labelled down, found across", f"{'':10}" + "".join(f"{each:>9}" for each in LEVELS)]
    lines += [f"{each:10}" + "".join(f"{found[each, got]:9}" for got in LEVELS) for each in LEVELS]
    for title, levels in (("fits", FITS), ("named", ("strong",))):
        precision, recall = quality(found, levels)
        lines.append(f"{title}: precision {precision:.3f}, recall {recall:.3f}")
    return "\n".join(lines)


def test_the_halves_are_decided_by_the_texts() -> None:
    made_up = [row for row in labelled() if not row.half.startswith("listed")]
    for row in made_up:
        odd = int(hashlib.sha256(f"{row.industry}|{row.text}|{row.code}".encode()).hexdigest(), 16) % 2
        assert row.half == ("test" if odd else "development"), row
    assert len({(row.industry, row.text) for row in labelled()}) == len(labelled())
    assert len(made_up) >= 200
    assert min(Counter(row.half for row in made_up).values()) >= 100


@pytest.mark.parametrize(
    ("half", "least_precision", "least_recall"),
    [("development", 0.95, 0.90), ("test", 0.95, 0.90), ("listed_1", 0.95, 0.90), ("listed_2", 0.95, 0.70)],
)
def test_precision_and_recall(
    words: RuleSet, kunshan: RuleSet, half: str, least_precision: float, least_recall: float
) -> None:
    found, before = confusion(words, half), confusion(kunshan, half)
    print(f"\n{shown(f'words, {half}', found)}\n{shown(f'similarity, {half}', before)}")
    precision, recall = quality(found, FITS)
    assert precision >= least_precision, shown(half, found)
    assert recall >= least_recall, shown(half, found)
    assert precision > quality(before, FITS)[0]
    assert recall > quality(before, FITS)[1]


def test_what_the_plan_names_is_strong(words: RuleSet) -> None:
    precision, recall = quality(confusion(words, "test"), ("strong",))
    assert precision >= 0.95
    assert recall >= 0.90


def test_what_was_misjudged(words: RuleSet) -> None:
    for industry, text, level in (
        ("biomedicine", "生物光子应用仪器", "strong"),
        ("software", "电子商务平台", "strong"),
        ("equipment", "工程机械", "strong"),
        ("energy_saving", "高效节能电器", "strong"),
        ("equipment", "减速带", "none"),
        ("materials", "环保材料包装袋", "none"),
        ("software", "软件园物业服务", "none"),
    ):
        (value,) = values(words, [Labelled("", industry, level, text, "")])
        assert value.value == level, (text, value.note)


def test_the_code_beside_the_words(words: RuleSet) -> None:
    for text, code, level, side in (
        ("光学检测治具", "C3974 显示器件制造", "partial", "for"),
        ("液晶面板", "C3974 显示器件制造", "strong", "for"),
        ("液晶面板", "F5177 通讯设备批发", "none", "against"),
        ("液晶面板", "3360", "strong", ""),
        ("办公家具", "3974", "none", "for"),
        ("", "3974", "none", "for"),
    ):
        (value,) = values(words, [Labelled("", "display", level, text, code)])
        assert value.value == level, (text, value.note)
        assert value.note["code_side"] == side


def test_only_the_match_differs_from_the_rules_it_is_made_of(words: RuleSet) -> None:
    lists = load_file(shipped("scoring_rules") / "kunshan_top100_2016_lists.yaml").rules
    theirs, own = lists.model_dump(), words.model_dump()
    for part in ("id", "version", "text_matches"):
        assert theirs.pop(part) != own.pop(part)
    assert own["sources"].pop("industry_codes")
    for each in (theirs, own):
        del each["dimensions"]["industry_fit"]["criteria"]["industry_match"]["source"]
    assert own == theirs


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("液晶面板", "C3974", "'液晶面板' contains the reference '液晶面板'; industry code 3974 is listed"),
        (
            "液晶屏批发",
            "",
            "'液晶屏批发' contains the reference '液晶屏', but '批发' rules it out; no industry code",
        ),
        ("液晶屏", "5177", "industry code 5177 belongs to another trade, so words do not count"),
        (
            "办公家具",
            "3360",
            "no reference found; '办公家具' contains the excluded word '家具'; industry code 3360",
        ),
        ("铆钉", "", "no reference found; no industry code filed"),
    ],
)
def test_a_clerk_sees_why(words: RuleSet, text: str, code: str, said: str) -> None:
    activate("en")
    (value,) = values(words, [Labelled("", "display", "", text, code)])
    assert said in note_text({"note": value.note})
