"""A register split and merged at random comes to one state; every row to what the exact assessment says."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import reduce
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from cultivation.core.rules.loading import load_file
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, FiledValue
from cultivation.core.scoring.assessment import assess_all
from cultivation.core.scoring.ranking import rank
from cultivation.core.screening import cohorts as among
from cultivation.core.screening.cohorts import Cohorts
from cultivation.core.screening.scoring import Plan, score_batch
from cultivation.core.screening.state import State, state_from_record
from cultivation.engines.arrow_columns import parts_of
from cultivation.engines.layout import layout_of
from cultivation.resources import shipped
from tests.core.scoring.test_exactness import CUTOFF, application, firms, loaded, rule_sets, turned
from tests.core.scoring.test_kernel import random_application
from tests.engines.registers import table_of
from tests.properties import examples

Told = dict[str, dict[str, Any]]


def screened(
    applications: Sequence[Application], plan: Plan, cuts: Sequence[int], chance: random.Random
) -> tuple[Told, State]:
    """Return what is told of each row, and the state, of batches that are cut there and merged at random."""
    table = table_of(applications, plan.rules)
    columns = layout_of(table.schema, plan.rules, "register").columns
    ends = sorted({0, len(applications), *cuts})
    batches = [
        parts_of(batch, plan.rules, plan.cutoff, columns, start + 1)
        for start, end in pairwise(ends)
        for batch in table.slice(start, end - start).combine_chunks().to_batches()
    ]
    known: Cohorts = {}
    for level in range(1, among.passes(plan.rules) + 1):
        gathered = [
            among.gather(each.applications(range(len(each.ids))), plan.rules, plan.cutoff, known, level)
            for each in batches
        ]
        chance.shuffle(gathered)
        found: Cohorts = reduce(lambda one, other: among.merged(one, other, plan.rules), gathered, {})
        known = among.from_record(among.to_record({**known, **found}))
    told: Told = {}
    states = []
    for each in batches:
        scored, state = score_batch(each, plan, known)
        states.append(state)
        for row, key in enumerate(each.ids):
            told[key] = {
                "points": {criterion: int(units[row]) for criterion, units in scored.points.items()},
                "total": int(scored.total[row]),
                "eligible": bool(scored.eligible[row]),
            }
    while len(states) > 1:  # neighbours or not, in any order
        one, other = (states.pop(chance.randrange(len(states))) for _ in range(2))
        states.append(one.merge(other, plan.rules, plan.most))
    return told, states[0]


def check(applications: Sequence[Application], plan: Plan, chance: random.Random) -> None:
    assessments = assess_all(applications, plan.rules, plan.cutoff)
    cuts = [chance.randint(0, len(applications)) for _ in range(chance.randint(0, 4))]
    told, state = screened(applications, plan, cuts, chance)
    whole_told, whole = screened(applications, plan, [], chance)
    assert told == whole_told
    assert state.to_record() == {**whole.to_record(), "exact": state.exact}
    assert state_from_record(state.to_record(), plan.rules).to_record() == state.to_record()
    for each in assessments:
        truth = {"points": dict(each.points), "total": each.total, "eligible": each.eligible}
        assert told[each.id] == truth
    ranked = [each for each in rank(assessments, plan.rules) if each.rank]
    assert [each.id for each in state.best] == [each.assessment.id for each in ranked[: plan.most]]
    assert state.eligible == len(ranked)
    for total, times in state.by_total.items():
        assert times == sum(each.assessment.total == total for each in ranked)


@settings(max_examples=examples(30))
@given(some.data(), some.randoms(use_true_random=False), some.integers(1, 5))
def test_rows_on_edges_split_and_merged(data: some.DataObject, chance: random.Random, most: int) -> None:
    written = data.draw(rule_sets())
    turned(data, written)
    written["ties"] = [
        {
            "by": data.draw(some.sampled_from(["f0", "ratio", "total:sum"])),
            "order": data.draw(some.sampled_from(["ascending", "descending"])),
        },
        {"by": "code", "order": data.draw(some.sampled_from(["ascending", "descending"]))},
    ]
    rows = data.draw(firms(written)) * data.draw(some.integers(1, 3))
    applications = [application(*each) for each in enumerate(rows)]
    check(chance.sample(applications, len(applications)), Plan(loaded(written), CUTOFF, most), chance)


def known_by_code(application: Application, rules: RuleSet) -> Application:
    code = {rules.identifier.field: FiledValue(application.id)}
    return replace(application, values={**application.values, **code})


SHORT = ("hnte_2016", "kunshan_top100_2016", "patents_rd_panel", "zjtx_sme_2026")


def shown_rule_sets() -> list[Any]:
    """Return all rule sets that ship; most are left to `make soak`."""
    paths = sorted(shipped("scoring_rules").glob("*.yaml"))
    return [pytest.param(each, marks=[] if each.stem in SHORT else pytest.mark.thorough) for each in paths]


@pytest.mark.parametrize("path", shown_rule_sets(), ids=lambda path: path.stem)
def test_shipped_rule_sets(path: Any) -> None:
    rules = load_file(path).rules
    chance = random.Random(path.stem)
    applications = [known_by_code(random_application(number, rules, chance), rules) for number in range(30)]
    check(applications, Plan(rules, CUTOFF, 10), chance)


RELATIVE = {
    "i1": {"cohort": "min_max", "of": "f0", "zh": "甲", "en": "1"},
    "i2": {"cohort": "percentile_rank", "of": "i1", "zh": "乙", "en": "2"},
    "i3": {"formula": "f1 / highest(f1)", "zh": "丙", "en": "3"},
    "i4": {"formula": "i3 - mean(i3, where=f0 > median(f0))", "zh": "丁", "en": "4"},
    "i5": {"cohort": "z_score", "of": "f2", "zh": "戊", "en": "5"},
    "i6": {"cohort": "topsis", "parts": {"f0": 1, "f1": -2}, "zh": "己", "en": "6"},
    "i7": {"cohort": "rank", "of": "i4", "zh": "庚", "en": "7"},
}


def relative_rules(chance: random.Random) -> RuleSet:
    criteria = {
        f"c{number}": {
            "zh": "项",
            "en": "item",
            "maximum": 10,
            "indicator": key,
            "when_undefined": chance.choice(["zero", "median", "ineligible"]),
            "method": "goalposts",
            "points": [[-1, 0], [chance.randint(1, 9), 10]],
            "source": {"document": "d"},
        }
        for number, key in enumerate(RELATIVE)
    }
    written = {
        "id": "random",
        "version": "1",
        "valid_from": "2020-01-01",
        "name": {"zh": "随机", "en": "random"},
        "sources": {"d": {"zh": "文", "en": "text"}},
        "identifier": {"field": "code", "kind": "free_text"},
        "name_field": "name",
        "precision": 0.1,
        "fields": {
            "code": {"type": "identifier", "zh": "码", "en": "code"},
            "name": {"type": "text", "zh": "名", "en": "name"},
            **{
                f: {"type": "number", "blank": "unknown", "zh": f"值{f}", "en": f} for f in ("f0", "f1", "f2")
            },
        },
        "indicators": RELATIVE,
        "dimensions": {"d": {"zh": "组", "en": "group", "maximum": 70, "criteria": criteria}},
        "ties": [{"by": "i2", "order": "descending"}, {"by": "code", "order": "ascending"}],
    }
    return loaded(written)


@pytest.mark.parametrize("seed", range(2))
def test_values_among_all_are_those_of_the_whole_register(seed: int) -> None:
    chance = random.Random(seed)
    rules = relative_rules(chance)
    assert among.passes(rules) > 2
    rows = [
        {f: None if chance.random() < 0.1 else _decimal(chance) for f in ("f0", "f1", "f2")}
        for _ in range(40)
    ]
    check([application(*each) for each in enumerate(rows)], Plan(rules, CUTOFF, 7), chance)


def _decimal(chance: random.Random) -> Any:
    return Decimal(chance.randint(0, 40)) / 4
