"""Votes are counted exactly: examples of docs/meeting.md, and every small count against plain fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from pydantic import ValidationError

from cultivation.core.pool.voting import Tally, has_quorum, is_won, needed, quorum_of
from cultivation.core.rules.vote_rule import VoteRule


def rule(**said: Any) -> VoteRule:
    return VoteRule.model_validate(said)


@pytest.mark.parametrize(
    ("entitled", "present", "expected"),
    [(7, 5, True), (7, 4, False), (6, 5, True), (3, 2, True), (0, 0, False)],
)
def test_two_thirds_are_a_quorum(entitled: int, present: int, expected: bool) -> None:
    assert has_quorum(entitled, present, rule()) is expected


@pytest.mark.parametrize(
    ("said", "tally", "won", "least"),
    [
        ({}, Tally(7, 6, 3, 3, 0), False, 4),
        ({}, Tally(7, 5, 3, 1, 1), True, 3),
        ({}, Tally(7, 5, 2, 0, 3), False, 3),
        ({"of": "votes"}, Tally(7, 5, 2, 1, 2), True, 2),
        ({"at_least": "2/3"}, Tally(3, 3, 2, 1, 0), True, 2),
        ({"at_least": "2/3"}, Tally(7, 7, 4, 3, 0), False, 5),
        ({"of": "group"}, Tally(7, 5, 3, 2, 0), False, 4),
        ({"at_least": "2/3", "of": "votes"}, Tally(5, 5, 0, 0, 5), False, 1),  # nobody is for it
        ({"quorum": "1/2"}, Tally(7, 3, 3, 0, 0), False, 2),  # without a quorum nothing is won
    ],
)
def test_the_examples_of_the_page(said: dict[str, Any], tally: Tally, won: bool, least: int) -> None:
    assert (is_won(tally, rule(**said)), needed(tally, rule(**said))) == (won, least)


@pytest.mark.parametrize(
    "said", [{"more_than": "1/2"}, {"at_least": "2/3"}, {"more_than": 0.6}, {"at_least": 1}]
)
@pytest.mark.parametrize("of", ["present", "votes", "group"])
def test_every_small_count_is_as_plain_fractions_say(said: dict[str, Any], of: str) -> None:
    (word, text), made = next(iter(said.items())), rule(**{k: str(v) for k, v in said.items()}, of=of)
    share = Fraction(str(text))
    for entitled, (yes, no, abstained) in product(range(1, 8), product(range(5), repeat=3)):
        present = yes + no + abstained
        if present > entitled:
            continue
        tally = Tally(entitled, present, yes, no, abstained)
        base = {"present": present, "votes": yes + no, "group": entitled}[of]
        enough = present * 3 >= entitled * 2
        wins = yes > 0 and (yes > share * base if word == "more_than" else yes >= share * base)
        assert is_won(tally, made) is (enough and wins), tally
        assert tally.adds_up
        assert has_quorum(entitled, quorum_of(entitled, made), made)
        assert not has_quorum(entitled, quorum_of(entitled, made) - 1, made)


@pytest.mark.parametrize(
    "said",
    [
        {"quorum": "0"},
        {"quorum": "3/2"},
        {"quorum": "1/0"},
        {"quorum": "two thirds"},
        {"quorum": True},
        {"more_than": "1/3"},
        {"at_least": "1/2"},
        {"more_than": "1/2", "at_least": "2/3"},
        {"of": "members"},
    ],
)
def test_what_cannot_be_meant_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        rule(**said)
