"""Precision and recall of the industry fit on texts that were labelled by hand, beside the similarity of before.

`industry_fit.csv`: what a firm might file, the industry that it files under, perhaps its code, and the level that
a reader of the plan gives: `strong` where section 4 names it, `partial` where it belongs to the industry unnamed,
`none`. The half of a text is decided by its digest, not by us: odd SHA-256 of "industry|text|code" is the test. The
words of the rules were chosen by the plan and the development half; the same persons wrote texts and words.
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
from cultivation.intake.applications.text_match import Matcher
from cultivation.resources import shipped

LEVELS = ("strong", "partial", "none")
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
    for title, levels in (("fits", ("strong", "partial")), ("named", ("strong",))):
        precision, recall = quality(found, levels)
        lines.append(f"{title}: precision {precision:.3f}, recall {recall:.3f}")
    return "\n".join(lines)


def test_the_halves_are_decided_by_the_texts() -> None:
    rows = labelled()
    for row in rows:
        odd = int(hashlib.sha256(f"{row.industry}|{row.text}|{row.code}".encode()).hexdigest(), 16) % 2
        assert row.half == ("test" if odd else "development"), row
    assert len({(row.industry, row.text) for row in rows}) == len(rows) >= 200
    assert min(Counter(row.half for row in rows).values()) >= 100


@pytest.mark.parametrize("half", ["development", "test"])
def test_precision_and_recall(words: RuleSet, kunshan: RuleSet, half: str) -> None:
    found, before = confusion(words, half), confusion(kunshan, half)
    print(f"\n{shown(f'words, {half}', found)}\n{shown(f'similarity, {half}', before)}")
    for levels in (("strong", "partial"), ("strong",)):
        precision, recall = quality(found, levels)
        assert precision >= 0.95, shown(half, found)
        assert recall >= 0.90, shown(half, found)
        assert precision > quality(before, levels)[0]
        assert recall > quality(before, levels)[1]
