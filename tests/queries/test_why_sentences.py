"""The sentences of why, with the numbers of the town (see test_why.py for how they come about)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from cultivation.core.explanation.why import WouldChange
from cultivation.core.explanation.year_on_year import Rivals, Share, Split
from cultivation.queries.why import Why, YearOnYear, why
from cultivation.queries.why_sentences import change_sentences, sentences, turning, without_turning
from tests.queries.town import Town

NOBODY = Rivals((), (), (), ())


@pytest.fixture
def dongli(town: Town) -> Iterator[Why]:
    with town.at() as reader:
        yield why(reader, "DONGLI", 2017)


def test_a_year_with_a_year_before(dongli: Why) -> None:
    assert sentences(dongli, 2) == [
        "64.00 of 100 points, place 2.",
        "Cut line: the last in the pool has 64.00 points (place 2).",
        "In 2016: 40.00 points, place 5.",
        "Of the change of +24.00 points, own data account for +21.75, rules for +2.25, "
        "competitors for +0.00.",
        "Rose by 3 places: own data +2, rules +0, competitors +1.",
        "Overtook: Chenhui Pharma, Enze Code, Biyun Cloud.",
        "13.01 points fewer on one of these would have kept it out: R&D ratio.",
        "Decided by No. 8 of 2018-03-01: proposed by 王芳, approved by 李强.",
    ]


def test_a_tie_says_what_separated(town: Town) -> None:
    with town.at("proposed") as reader:
        found = why(reader, "DONGLI", 2016)
        assert sentences(found, 1) == [
            "40.00 of 100 points, place 5.",
            "Equal points with the previous place; separated by Invention patents.",
            "Cut line: the last in the pool has 46.00 points (place 3).",
            "6.01 points more on one of these would have brought it in: R&D ratio and others (2 criteria).",
        ]
        assert turning(found) == [
            "6.01 points more on one of these would have brought it in: R&D ratio, Invention patents."
        ]
        assert without_turning(found) == [
            "No change of only one of these would have changed the outcome: Major safety accident."
        ]


def test_whoever_has_no_place_is_not_given_one(town: Town) -> None:
    with town.at("scored") as reader:
        assert sentences(why(reader, "FENGLIN", 2016), 2) == []
        assert sentences(why(reader, "ANLAN", 2016), 2) == ["80.00 of 100 points, place 1."]


def moved(own: int, rules: int, others: int) -> YearOnYear:
    shares = (Share(Fraction(each), Fraction(each)) for each in (own, rules, others))
    change = Decimal(own + rules + others)
    return YearOnYear(2016, Decimal(50) + change, Decimal(50), 9, [], Split(*shares, ()), NOBODY)


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ((2, 0, -1), "Rose by 1 places: own data +2, rules +0, competitors −1."),
        ((-2, 1, 0), "Fell by 1 places: own data −2, rules +1, competitors +0 (+ is up)."),
        ((2, -1, -1), "Same place: own data +2, rules −1, competitors −1 (+ is up)."),
    ],
)
def test_places_rise_fall_or_stay(shares: tuple[int, int, int], said: str) -> None:
    assert change_sentences(moved(*shares))[1].replace("-", "−") == said


def test_without_a_place_then_there_are_no_places_to_compare(dongli: Why) -> None:
    assert dongli.year_on_year is not None
    unplaced = replace(dongli.year_on_year, rank_before=None, rivals=None)
    said = sentences(replace(dongli, year_on_year=unplaced), 2)
    assert "In 2016: 40.00 points, without a place." in said
    assert not any(each.startswith(("Rose", "Fell", "Same", "Overtook")) for each in said)
    unsplit = replace(dongli, year_on_year=replace(unplaced, split=None))
    assert not any(each.startswith("Of the change") for each in sentences(unsplit, 2))


def test_what_turns_it_is_said_where_anything_does(dongli: Why) -> None:
    assert turning(replace(dongli, would_change=None)) == []
    fewer = replace(dongli, would_change=WouldChange(-5, ("patents",)))
    assert turning(fewer) == ["0.05 points fewer on one of these would have kept it out: Invention patents."]
