"""When a vote of the leading group counts, and when it is won; all comparisons are of exact ratios.

Seven may vote, two thirds are the quorum: five must be there, as 5/7 >= 2/3 and 4/7 < 2/3. Of six present
more than half are four; three are not enough. Of three present, at least 2/3 are two.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from cultivation.core.rules.vote_rule import VoteRule


class Vote(StrEnum):
    """What one person said."""

    FOR = "for"
    AGAINST = "against"
    ABSTAINED = "abstained"


@dataclass(frozen=True, slots=True)
class Tally:
    """The count of one case: who may vote in it (nobody who is recused), who of them was there, the votes."""

    entitled: int
    present: int
    in_favour: int
    against: int
    abstained: int

    @property
    def adds_up(self) -> bool:
        """Tell whether everybody who was there and may vote is counted once."""
        return self.in_favour + self.against + self.abstained == self.present <= self.entitled


def has_quorum(entitled: int, present: int, rule: VoteRule) -> bool:
    """Tell whether enough of those who may vote are there; nobody is no quorum."""
    return entitled > 0 and Fraction(present, entitled) >= rule.quorum


def quorum_of(entitled: int, rule: VoteRule) -> int:
    """Return how many of so many must be there."""
    return -(-entitled * rule.quorum.numerator // rule.quorum.denominator)


def is_won(tally: Tally, rule: VoteRule) -> bool:
    """Tell whether a vote with a quorum is won."""
    if not has_quorum(tally.entitled, tally.present, rule):
        return False
    return tally.in_favour >= needed(tally, rule)


def needed(tally: Tally, rule: VoteRule) -> int:
    """Return the fewest votes in favour that win; one at least."""
    base = {
        "present": tally.present,
        "votes": tally.in_favour + tally.against,
        "group": tally.entitled,
    }[rule.of]
    if rule.more_than is not None:
        return int(rule.more_than * base) + 1
    assert rule.at_least is not None
    return max(1, -(-base * rule.at_least.numerator // rule.at_least.denominator))
