"""No feature of the language is forgotten by the self-check: it is computed there, said there, or elsewhere.

What is computed stands, other than by default, in a rule set whose every value the page is compared in
(test_exactness.py); what is said has an edit here after which the page says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from pydantic import BaseModel

from cultivation import language
from cultivation.core.rules import model, value_functions
from cultivation.core.rules.criteria import Criterion, Dimension, PassRule, TotalRule
from cultivation.core.rules.formulas import FUNCTIONS, LENIENT_FUNCTIONS
from cultivation.core.rules.loading import load_file, load_rules
from cultivation.outputs.self_check.page import self_check_page
from cultivation.resources import PACKAGE

from .test_exactness import FILES

TEMPLATES = PACKAGE / "outputs" / "templates"
POINTS = (model.RuleSet, model.FieldRule, model.Indicator, Criterion, Dimension, TotalRule, PassRule)
FUNCTION_MODELS = tuple(
    each
    for each in vars(value_functions).values()
    if isinstance(each, type) and issubclass(each, BaseModel) and each.__module__ == value_functions.__name__
)
# Nothing of these changes what an application gets: names, sources, who is asked, who enters.
ELSEWHERE = {
    "RuleSet": "id standard version valid_from valid_until name note sources vocabularies identifier "
    "name_field units choices groupings lists ties opinions evidence visits pool registers",
    "FieldRule": "zh en aliases list panel",
    "Indicator": "zh en unit",
    "Criterion": "zh en source maximum bonus",  # a maximum bounds nothing by itself, nor does a bonus
    "Dimension": "zh en on_top",  # it adds to the total as each does
    "PassRule": "source",
    "TotalRule": "maximum",  # only of geometric means, and there it is the rule set's
}
# What an indicator beside all needs is the office's: such an indicator is open, and the page says why.
BESIDE_ALL = "cohort of within order deviation parts"
SAID = {
    "TotalRule": {
        "order": ("total: {order: ascending}\n", "fewer points are better"),
        "share_of_best": ("total: {share_of_best: true}\n", "share of the best total"),
    },
    "RuleSet": {
        "classes": (
            "classes:\n  classes:\n    a: {up_to: 0.2, zh: 甲, en: Class A}\n    b: {zh: 乙, en: Class B}\n"
            "  source: {document: guidelines}\n",
            "classes: Class A, Class B",
        ),
        "rank_within": ("rank_within: technology\n", "each class of this field: Field of technology"),
        "places": ("places: shared\n", "shares a place"),
        "panel": ("panel: {aggregate: mean}\n", "given by experts"),
        "panels": ("", "marked by: technical experts"),  # as it ships
        "text_matches": ("", "the office compares the texts"),
    },
    "Indicator": dict.fromkeys(BESIDE_ALL.split(), ("", "depends on the other applicants")),
    "Criterion": {"median_within": ("", "replaced by the median")},
}
HAS = {  # rule sets that have it as they ship, where no edit is needed
    "panels": "hnte_2016_panels",
    "text_matches": "kunshan_top100_2016",
    **dict.fromkeys(BESIDE_ALL.split(), "city_quality_enterprises"),
    "median_within": "everything",
}
BASES = {base for each in FUNCTION_MODELS for base in each.__bases__}  # nothing is made of these themselves
WHOLE = [each for each in FUNCTION_MODELS if each not in BASES]
ALL = [(each.__name__, key) for each in (*POINTS, *WHOLE) for key in each.model_fields]


def elsewhere(of: str, key: str) -> bool:
    return key in ELSEWHERE.get(of, "").split()


@cache
def used() -> frozenset[tuple[str, str]]:
    """Return what is set, other than by default, in the rule sets that the page is compared in."""
    return frozenset(pair for path in FILES for pair in _used(load_file(path).rules))


def _used(part: Any) -> Iterator[tuple[str, str]]:
    if isinstance(part, BaseModel):
        for key, field in type(part).model_fields.items():
            value = getattr(part, key)
            if value != field.get_default(call_default_factory=True):
                yield type(part).__name__, key
                yield from _used(value)
    elif isinstance(part, dict):
        for each in part.values():
            yield from _used(each)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from _used(each)


@pytest.mark.parametrize(("of", "key"), ALL, ids=[".".join(each) for each in ALL])
def test_each_feature_is_computed_or_said_or_changes_nothing(of: str, key: str) -> None:
    """A feature that is new is used in no rule set that is compared, and stands in no list: it fails here."""
    told = key in SAID.get(of, {})
    assert [elsewhere(of, key), told].count(True) <= 1
    assert elsewhere(of, key) or told or (of, key) in used()


@pytest.mark.parametrize(("of", "key"), [(of, key) for of, keys in SAID.items() for key in keys])
def test_what_is_not_computed_is_said_on_the_page(of: str, key: str) -> None:
    added, sentence = SAID[of][key]
    name = HAS.get(key, "hnte_2016")
    path = next(each for each in FILES if each.stem == name)
    loaded = load_rules(path.read_bytes() + b"\n" + added.encode(), path.name)
    assert sentence in shown(loaded)
    if added:
        assert sentence not in shown(load_file(path)) or key == "panel"


def shown(loaded: Any) -> str:
    with language.speaking("en"):
        return self_check_page(loaded).decode("utf-8").replace("\\u2212", "−")


def test_the_page_knows_every_function_of_formulas() -> None:
    script = (TEMPLATES / "self_check_rules.js").read_text("utf-8")
    names = set(re.findall(r"[{,]?\s*\"?(\w+)\"?(?::|\()", script))
    assert {*FUNCTIONS, *LENIENT_FUNCTIONS} <= names
