"""Challengers against formulas written out by hand, published figures, and properties."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.core.analysis.robustness.challengers import LEAST_SHARE, challenge
from cultivation.core.analysis.robustness.reversal import is_relative, reversals
from cultivation.core.rules.loading import load_file, load_rules
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.core.wording.methods import METHODS
from cultivation.resources import shipped
from tests.core.explanation.years import application, panel
from tests.properties import examples

from .test_certainty import RULES, table_of, with_pool

rows = st.lists(
    st.tuples(st.integers(0, 3500), st.integers(0, 1500), st.integers(0, 3500), st.integers(0, 1500)),
    min_size=6,
    max_size=20,
)


def points_of(table: ScoreTable) -> np.ndarray:
    return np.array([[line.criteria[key] for key in RULES.criteria] for line in table.lines], float)


@settings(max_examples=examples(40), deadline=None)
@given(rows)
def test_effective_weights_add_up_and_are_covariances(several: list[tuple[int, ...]]) -> None:
    table = table_of(several)
    found = challenge(table, RULES)
    if not found.challengers:
        return
    points, totals = points_of(table), np.array([line.total for line in table.lines], float)
    if totals.var() == 0:
        return
    by_name = {each.criterion: each.effective for each in found.weights}
    for place, key in enumerate(RULES.criteria):
        if key in by_name:
            expected = np.cov(points[:, place], totals, bias=True)[0, 1] / totals.var()
            assert by_name[key] == pytest.approx(expected, abs=1e-4)
    assert sum(by_name.values()) == pytest.approx(1, abs=0.01)


def spearman(one: list[int], other: list[int]) -> float:
    """1 - 6 sum d^2 / (n (n^2 - 1)), for places without ties."""
    size = len(one)
    squares = sum((left - right) ** 2 for left, right in zip(one, other, strict=True))
    return 1 - 6 * squares / (size * (size**2 - 1))


def kendall(one: list[int], other: list[int]) -> float:
    """Concordant minus discordant pairs over all pairs."""
    size, sign = len(one), 0
    for left in range(size):
        for right in range(left):
            sign += 1 if (one[left] - one[right]) * (other[left] - other[right]) > 0 else -1
    return sign / (size * (size - 1) / 2)


@settings(max_examples=examples(30), deadline=None)
@given(rows, st.integers(1, 5))
def test_equal_weights_and_geometric_means_by_hand(several: list[tuple[int, ...]], capacity: int) -> None:
    rules, table = with_pool(capacity, capacity, capacity), table_of(several)
    found = challenge(table, rules)
    maxima = np.array([3500, 1500, 3500, 1500])
    shares = (points_of(table) / maxima).clip(LEAST_SHARE)
    if not found.challengers or found.constant:
        return
    scores = {
        "equal_weights": shares.mean(axis=1),
        "geometric_mean": (np.log(shares) * maxima / maxima.sum()).sum(axis=1),
    }
    for each in found.challengers:
        if each.method in scores:
            order = sorted(
                range(len(several)), key=lambda row: (-round(float(scores[each.method][row]), 12), row)
            )
            places = [order.index(row) + 1 for row in range(len(several))]
            own = list(range(1, len(several) + 1))
            assert each.spearman == pytest.approx(spearman(own, places), abs=1e-3)
            assert each.kendall == pytest.approx(kendall(own, places), abs=1e-3)
            best = min(capacity, len(several))
            assert each.overlap == sum(place <= best for place in places[:best])


def test_criteria_that_say_the_same_are_named() -> None:
    random = np.random.default_rng(5)
    several = []
    for _ in range(40):
        base = int(random.integers(0, 1400))
        several.append((base * 2, base, int(random.integers(0, 3500)), int(random.integers(0, 1500))))
    found = challenge(table_of(several), RULES)
    assert [(each[0], each[1]) for each in found.alike] == [("rd_growth", "rd_expenditure")]
    inflation = {each.criterion: each.inflation for each in found.weights}
    assert all(each is None or each > 100 for each in (inflation["rd_expenditure"], inflation["rd_growth"]))


def test_what_differs_names_the_criterion_that_our_weights_favour() -> None:
    random = np.random.default_rng(3)
    several = [tuple(int(random.integers(0, most)) for most in (3500, 1500, 3500, 1500)) for _ in range(60)]
    found = challenge(table_of(several), RULES)
    assert found.differing and all(each.criteria for each in found.differing)
    assert all(abs(each.elsewhere - each.rank) > 0 for each in found.differing)


def test_too_few_or_all_alike_give_no_challengers() -> None:
    assert challenge(table_of([(1, 2, 3, 4)] * 3), RULES).challengers == ()
    same = challenge(table_of([(1, 2, 3, 4)] * 9), RULES)
    assert same.challengers == () and set(same.constant) == set(RULES.criteria)
    assert challenge(table_of([]), RULES).ranked == ()


def test_points_earned_alone_never_reverse_and_medians_can() -> None:
    before = (None, "26", "30", "20")  # growth unknown, some 15 %, none, 50 %
    firms = [
        application(number, (5, Decimal(30), each and Decimal(each))) for number, each in enumerate(before)
    ]
    keys = [each.id for each in firms]
    assert not is_relative(panel().rules)
    cutoff = date(1984, 12, 31)
    assert not any(each.pairs for each in reversals(firms, panel().rules, cutoff, keys))
    text = (shipped("scoring_rules") / "patents_rd_panel.yaml").read_text("utf-8")
    text = text.replace(
        "[0.30, 15]]\n        when_undefined: zero", "[0.30, 15]]\n        when_undefined: median"
    )
    medians = load_rules(text.encode(), "medians.yaml").rules
    assert is_relative(medians)
    trials = reversals(firms, medians, cutoff, keys)
    assert len(trials) == 8 and any(each.pairs for each in trials)


def test_the_shipped_standards_that_look_at_others_are_known() -> None:
    relative = {
        path.stem
        for path in shipped("scoring_rules").iterdir()
        if path.name.endswith(".yaml") and is_relative(load_file(path).rules)
    }
    assert relative == {
        "city_quality_enterprises",
        "huaian_land_use_2024",
        "huangshi_top20_2023",
        "jingde_land_use_2022",
        "land_use_classes",
        "yibin_private_100",
    }


def test_each_challenger_has_its_words_and_its_figures_to_four_places() -> None:
    random = np.random.default_rng(3)
    several = [tuple(int(random.integers(0, most)) for most in (3500, 1500, 3500, 1500)) for _ in range(60)]
    table = table_of(several)
    found = challenge(table, RULES)
    assert [each.method for each in found.challengers] == list(METHODS)
    for each in found.challengers:
        assert (each.spearman, each.kendall) == (round(each.spearman, 4), round(each.kendall, 4))
    official = {line.id: line.rank for line in table.lines}
    assert [each.rank for each in found.differing] == [official[each.id] for each in found.differing]
    moved = [abs(each.elsewhere - each.rank) for each in found.differing]
    assert moved == sorted(moved, reverse=True)
