"""What the page tells is no guess: whatever the open values turn out to be, the program agrees."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from cultivation.core.rules.formulas import Kind, Name, compile_formula
from cultivation.core.rules.loading import load_file, load_rules
from cultivation.core.scoring.assessment import assess
from cultivation.outputs.self_check.formulas import formula_tree
from tests.browsing import CHROMIUM

from .applications import drawn
from .conftest import Opened
from .test_exactness import CUTOFF, GEOMETRIC, compare, in_page

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
OPEN = "open"
FORMULAS = (
    "p and q",
    "p or q",
    "not p or q",
    "known(p)",
    "known(p) and q",
    "first_known(p, q)",
    "when(p, q, False)",
    "when(p, True, q) or q",
    "count(p, q) == 1",
    "p == q",
)
NAMES = {key: Name(Kind.TRUTH, may_be_undefined=True) for key in "pq"}
RUN = """([trees, given]) => trees.map((tree) => given.map((values) => {
  const read = (value) => (value === "open" ? Rules.OPEN : value);
  const found = Rules.run(tree, new Map(Object.entries(values).map(([key, value]) => [key, read(value)])));
  return found === Rules.OPEN ? "open" : found;
}))"""
Given = dict[str, Any]


def filled(given: Given) -> Iterator[Given]:
    """Yield what the values may turn out to be."""
    choices = [[True, False, None] if each == OPEN else [each] for each in given.values()]
    for values in product(*choices):
        yield dict(zip(given, values, strict=True))


def test_a_formula_tells_only_what_holds_whatever_the_open_values_are(opened: Opened) -> None:
    given: list[Given] = [{"p": p, "q": q} for p, q in product([True, False, None, OPEN], repeat=2)]
    with opened(load_file(GEOMETRIC)) as page:
        found = page.evaluate(RUN, [[formula_tree(each) for each in FORMULAS], given])
    told = 0
    for formula, answers in zip(FORMULAS, found, strict=True):
        evaluate = compile_formula(formula, NAMES).evaluate
        for values, answer in zip(given, answers, strict=True):
            possible = {evaluate(each) for each in filled(values)}
            assert answer == OPEN or possible == {answer}, (formula, values)
            assert answer != OPEN or OPEN in values.values(), (formula, values)
            told += answer != OPEN and OPEN in values.values()
    assert told > 10  # False and an open value is False


@pytest.mark.parametrize("mark", ["above", "at_least"])
def test_a_total_on_the_pass_mark_and_beside_it(mark: str, opened: Opened) -> None:
    rules = load_file(GEOMETRIC).rules
    several = drawn(rules, CUTOFF, 40, "mark")
    totals = [assess(each.application, rules, CUTOFF).total for each in several]
    middle = sorted(set(totals))[len(set(totals)) // 2]
    text = GEOMETRIC.read_text("utf-8")
    changed = text.replace("  at_least: 25\n", f"  {mark}: {middle * rules.precision}\n")
    assert changed != text and len(set(totals)) > 20
    loaded = load_rules(changed.encode(), "mark.yaml")
    with opened(loaded) as page:
        made = in_page(page, [dict(each.typed) for each in several])
    for one, found in zip(several, made, strict=True):
        compare(found, assess(one.application, loaded.rules, CUTOFF), loaded.rules)
    reached = [dict(found["conditions"])["total"] for found in made]
    beyond = [each > middle if mark == "above" else each >= middle for each in totals]
    assert reached == beyond and True in reached and False in reached
