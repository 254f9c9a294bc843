"""However a rule set is spoilt, the answer is a rule set or mistakes, each a sentence; never a crash."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as some

from cultivation.core.rules.loading import load_rules, read_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application
from cultivation.core.scoring.assessment import assess_all
from cultivation.core.scoring.ranking import rank
from cultivation.core.wording.rule_changes import differences
from cultivation.core.wording.rule_page import markdown, rule_page
from tests.core.rules.edits import EVERYTHING, KUNSHAN
from tests.properties import examples

WORD = re.compile(r"[A-Za-z_]\w*|-?\d+(?:\.\d+)?|[\[\]{}:,]")
ORIGINAL = load_rules(EVERYTHING.encode(), "everything.yaml").rules
JUNK = (
    "",
    "x",
    "0",
    "-1",
    "1e9",
    "null",
    "[]",
    "{}",
    "true",
    "size",
    "sales",
    "rd_to_sales",
    "a b",
    "'",
    "：",
    "%",
)


@settings(max_examples=examples(200))
@given(some.sampled_from((EVERYTHING, KUNSHAN)), some.data())
def test_a_spoilt_word_never_crashes_the_check(text: str, data: some.DataObject) -> None:
    words = list(WORD.finditer(text))
    for _ in range(data.draw(some.integers(1, 2))):
        word = words[data.draw(some.integers(0, len(words) - 1))]
        text = text[: word.start()] + data.draw(some.sampled_from(JUNK)) + text[word.end() :]
    rules, mistakes = read_rules(text.encode())
    assert rules is not None or mistakes
    for mistake in mistakes:
        assert mistake.sentence() and 1 <= mistake.line <= text.count("\n") + 1
    if rules is not None and not mistakes:
        _use(rules)


def _use(rules: RuleSet) -> None:
    """Do with an accepted rule set what the program does: show it, compare it, score a blank by it."""
    assert markdown(rule_page(rules))
    assert differences(rules, rules) == []
    differences(rules, ORIGINAL)
    [found] = assess_all([Application("A", "A", {})], rules, date(2025, 12, 31))
    assert rank([found], rules)


@settings(max_examples=examples(200))
@given(some.sampled_from((EVERYTHING, KUNSHAN)), some.data())
def test_a_missing_line_never_crashes_the_check(text: str, data: some.DataObject) -> None:
    lines = text.splitlines()
    for _ in range(data.draw(some.integers(1, 3))):
        del lines[data.draw(some.integers(0, len(lines) - 1))]
    rules, mistakes = read_rules("\n".join(lines).encode())
    assert rules is not None or all(mistake.sentence() for mistake in mistakes)
    if rules is not None and not mistakes:
        _use(rules)
