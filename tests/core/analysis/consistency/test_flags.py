"""Planted anomalies are found, in any order of rows, and few others."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.core.analysis.consistency.digits import (
    copied,
    first_digits,
    repeated,
    round_figures,
    significant,
)
from cultivation.core.analysis.consistency.figures import Firm, figures_of, money_fields
from cultivation.core.analysis.consistency.flags import LEAST_FIRMS, MOST_SHARE, Kind, check_consistency
from cultivation.core.analysis.consistency.peers import _beyond_chance, beside_peers, groups_of
from tests.properties import examples

from .planted import PLANTED, as_integers, cohort, rules

# The least that must be found of six cohorts; the measured rates stand in benchmarks/README.md.
FLOORS = {
    "revenue in yuan instead of 10,000 yuan": 6,
    "two digits of R&D swapped": 0,
    "R&D six times too high": 3,
    "staff an eighth": 5,
    "four figures copied from another": 6,
    "all amounts rounded to one digit": 6,
    "patents fifteen times and thirty more": 5,
    "last year's revenue an eighth": 5,
    "profit three times the revenue": 6,
    "same figures as last year": 6,
}


def test_planted_anomalies_are_found_and_few_others() -> None:
    found, false, clean = Counter[str](), 0, 0
    for seed in range(6):
        firms, where = cohort(seed, 300, list(PLANTED))
        flags = check_consistency(firms, rules()).flags
        flagged, partners = {each.id for each in flags}, {each.other for each in flags}
        found.update(name for key, name in where.items() if key in flagged)
        false += len(flagged - where.keys() - partners)
        clean += 300 - len(where)
    assert {name: found[name] >= least for name, least in FLOORS.items()} == dict.fromkeys(FLOORS, True), (
        found
    )
    assert false / clean < 0.04


def test_the_flag_names_the_figure_that_was_changed() -> None:
    firms, where = cohort(3, 300, list(PLANTED))
    keys = {name: key for key, name in where.items()}
    evidence = {
        each.id: {figure.name for figure in each.evidence} for each in check_consistency(firms, rules()).flags
    }
    assert evidence[keys["staff an eighth"]] & {"staff", "rd_staff_share"}
    assert evidence[keys["profit three times the revenue"]] & {"total_profit", "profit_margin"}
    assert evidence[keys["patents fifteen times and thirty more"]] & {
        "invention_patents",
        "patents_per_100_rd_staff",
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_and_a_repeat_change_nothing(seed: int) -> None:
    firms, _where = cohort(seed, 120, list(PLANTED))
    first = check_consistency(firms, rules())
    shuffled = list(firms)
    random.Random(seed).shuffle(shuffled)
    assert check_consistency(shuffled, rules()) == first
    assert check_consistency(firms, rules()) == first


def test_no_more_than_one_in_twenty_is_flagged_by_comparison() -> None:
    firms, _where = cohort(4, 200, ["staff an eighth"] * 60)
    found = check_consistency(firms, rules())
    compared = [each for each in found.flags if each.kind not in (Kind.COPIED, Kind.REPEATED, Kind.ROUND)]
    assert len({each.id for each in compared}) == len(compared) <= 200 * MOST_SHARE
    assert found.left_out > 0


def test_too_few_applications_say_nothing_but_of_digits() -> None:
    firms, where = cohort(1, LEAST_FIRMS - 1, ["same figures as last year"])
    found = check_consistency(firms, rules())
    assert not found.says_something and found.groups == ()
    assert [(each.id, each.kind) for each in found.flags] == [(next(iter(where)), Kind.REPEATED)]
    assert check_consistency([], rules()).flags == ()


def test_a_figure_that_is_missing_is_never_flagged() -> None:
    firms, _where = cohort(1, 60, [])
    gone = replace(
        firms[0], values={**firms[0].values, "staff": None}, texts={**firms[0].texts, "staff": None}
    )
    figures = figures_of([gone, *firms[1:]], rules())
    row, place = figures.ids.index(gone.id), figures.names.index("staff")
    assert beside_peers(figures).deviations[row, place] == 0


def test_groups_cover_everybody_and_are_marked_by_their_figures() -> None:
    firms, _where = cohort(2, 150, [])
    figures = figures_of(firms, rules())
    groups, labels = groups_of(figures)
    assert [each.size for each in groups] == np.bincount(labels).tolist()
    assert sum(each.size for each in groups) == 150
    for number, group in enumerate(groups):
        for name, sign in group.marks:
            middle = np.median(figures.scaled[labels == number, figures.names.index(name)])
            assert np.sign(middle) == sign


def firm(key: str, **texts: str) -> Firm:
    return Firm(key, key, {}, texts)


def test_copies_are_figures_of_four_digits_in_three_fields_that_few_share() -> None:
    fields = ("a", "b", "c", "d")
    one = firm("1", a="12.34", b="5678", c="1000", d="9.876")
    other = firm("2", a="12.34", b="5678", c="1000", d="9.876")
    alone = firm("3", a="12.34", b="5679", c="1000", d="1.111")
    assert copied([one, other, alone], fields) == {("1", "2"): ("a", "b", "d")}
    assert copied([one, other, *(firm(str(each), a="12.34") for each in range(4, 9))], fields) == {}


def test_repeated_figures_are_the_same_text_in_the_same_field() -> None:
    now = replace(
        firm("1", a="123", b="456", c="789", d="12"),
        texts_before={"a": "123", "b": "456", "c": "789", "d": "12"},
    )
    assert repeated(now, ("a", "b", "c", "d")) == ("a", "b", "c")
    assert repeated(replace(now, texts_before={"a": "123", "b": "456", "c": "790"}), ("a", "b", "c")) == ()


def test_round_amounts_are_told_only_where_others_are_not_round() -> None:
    firms, where = cohort(5, 60, ["all amounts rounded to one digit"])
    money = money_fields(rules())
    assert [key for key, _fields in round_figures(firms, money)] == list(where)
    everybody = [replace(each, texts=dict.fromkeys(money, "5000")) for each in firms]
    assert list(round_figures(everybody, money)) == []
    assert list(round_figures([as_integers(each) for each in firms[1:]], money)) == []


def test_benford_holds_for_powers_of_two_and_not_for_street_numbers() -> None:
    """The first digits of 2^n follow the law (a theorem); those of 1 to 999 are even."""
    powers = [firm(str(number), a=str(2**number)) for number in range(1000)]
    even = [firm(str(number), a=str(number)) for number in range(1, 1000)]
    few = powers[:299]
    (close,), (far,), (nothing,) = (first_digits(each, ["a"]) for each in (powers, even, few))
    assert close.deviation is not None and close.deviation < 0.002 and not close.odd
    assert far.deviation is not None and far.deviation == pytest.approx(0.0594, abs=1e-3) and far.odd
    assert nothing.deviation is None and not nothing.odd


@settings(max_examples=examples(200))
@given(st.decimals(allow_nan=False, allow_infinity=False, places=3))
def test_significant_digits_do_not_depend_on_sign_or_point(number: object) -> None:
    digits = significant(str(number))
    assert digits == significant(f"-{number}") and not digits.startswith("0") and not digits.endswith("0")


def test_counts_that_chance_alone_gives_are_no_flag() -> None:
    near = np.array([[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2]])
    bounded = _beyond_chance(np.array([12.0, -9.0, 3.0, 40.0]), np.array([2.0, 0.0, 0.0, np.nan]), near)
    assert bounded.tolist() == [2.0, 0.0, 0.0, 0.0]
    assert _beyond_chance(np.array([40.0]), np.array([99.0]), np.array([[0]])).tolist() == [0.0]
    many = _beyond_chance(np.array([40.0, 1.0]), np.array([99.0, 0.0]), np.array([[1], [0]]))
    assert many.tolist() == [40.0, 1.0]


def test_the_deviation_from_benfords_law_by_hand() -> None:
    """All 300 begin with 1: its share is 1 - 0.30103 too large, the others together 0.69897 too small."""
    firms = [firm(f"F{number}", a=f"1{number:03}") for number in range(300)]
    (found,) = first_digits(firms, ["a"])
    assert (found.figures, found.deviation) == (300, 0.155327)  # 1.39794 / 9
    assert found.odd
    (fewer,) = first_digits(firms[:299], ["a"])
    assert (fewer.figures, fewer.deviation) == (299, None)


def test_the_bound_of_chance_by_hand_to_six_places() -> None:
    """4 where 2 are usual: 2 of the root of 3 are 1.1547005."""
    near = np.array([[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2]])
    bounded = _beyond_chance(np.array([9.0, 0.5, -9.0, 0.0]), np.array([4.0, 2.0, 2.0, 2.0]), near)
    assert bounded.tolist() == [1.154701, 0.0, 0.0, 0.0]
