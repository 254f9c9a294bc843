"""What decides between equal totals, and who enters, stays and leaves."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cultivation.core.rules.labels import Identifier, Number, Strict
from cultivation.core.rules.opinion_rule import RecommendQuota
from cultivation.core.rules.rounding import whole_part
from cultivation.core.rules.vote_rule import VoteRule

UNLIMITED = 1_000_000


class TieKey(Strict):
    """One key of the tie chain: a field or indicator, or the points of one part.

    These are written `dimension:NAME` and `criterion:NAME`; `total:sum` is the sum of the dimensions before
    the total is rounded and bounded.
    """

    by: str
    order: Literal["ascending", "descending"]

    @property
    def points_of(self) -> tuple[str, str] | None:
        """Return `dimension`, `criterion` or `total` and which, where points decide."""
        kind, mark, name = self.by.partition(":")
        return (kind, name) if mark else None


class Quota(Strict):
    """How many members one choice of the field `within` may have, at least and at most.

    `each_at_most` holds for every choice that `at_most` does not name. With `if_short: fewer` a choice of
    which fewer enterprises may be members than `at_least` asks for must have all of them.
    """

    within: str
    at_least: dict[str, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)
    at_most: dict[str, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)
    each_at_most: Annotated[int, Field(ge=0)] | None = None
    if_short: Literal["refuse", "fewer"] = "refuse"

    def least_of(self, choice: str, there: int) -> int:
        """Return how many members a choice must have, of so many who may be members; 0 where it need not."""
        least = self.at_least.get(choice, 0)
        return min(least, there) if self.if_short == "fewer" else least

    def most_of(self, choice: str) -> int | None:
        """Return how many members a choice may have; None where there is no bound."""
        return self.at_most.get(choice, self.each_at_most)


class ApplicantShare(Strict):
    """A capacity that is a share of all applicants, eligible or not, and `at_most` so many.

    `whole` says how a share that is no whole number is rounded.
    """

    share: Annotated[Decimal, Field(gt=0, le=1)]
    whole: Literal["down", "half_up", "up"] = "down"
    at_most: Annotated[int, Field(ge=1)] | None = None

    def capacity(self, applicants: int) -> int:
        """Return the places among so many applicants."""
        places = whole_part(Fraction(self.share) * applicants, self.whole)
        return places if self.at_most is None else min(places, self.at_most)


class PoolPolicy(Strict):
    """Who enters, stays and leaves: places down to which newcomers enter and members stay.

    With an `enter_rank` of 0 newcomers only fill what members leave free.

    Without a capacity there is no limit of places: every eligible enterprise is in. `of_applicants` makes it
    a share of all applicants, known once these are scored. With `notice_days` a
    proposal is made public for so many days at least before it is decided; with `appeal_days` an enterprise
    may appeal for so many days after the decision.

    `minimum_score` is needed to enter and to stay. Of newcomers beyond `most_newcomers` the lowest give way
    to the best members that left by their place. A member leaves after `term_years` reviews in the pool, and
    when it is in the buffer for one review more than `buffer_years` running. Who was removed for
    falsification or misconduct does not return for `barred_years`. Who stands on a list of `veto_lists`
    (a kind of list; `vetoes import`) neither enters nor stays. With `quotas` the pool is the best that keeps
    to them all (pool.quotas). With `vote` the leading group votes on the list and on each override before it
    is decided. With `recommend` a zone recommends so many applicants at most (section `opinions`).
    """

    capacity: Annotated[int, Field(ge=1)] = UNLIMITED
    of_applicants: ApplicantShare | None = None
    enter_rank: Annotated[int, Field(ge=0)] = UNLIMITED
    stay_rank: Annotated[int, Field(ge=1)] = UNLIMITED
    reserve: Annotated[int, Field(ge=0)] = 0
    notice_days: Annotated[int, Field(ge=0)] = 0
    appeal_days: Annotated[int, Field(ge=0)] = 0
    minimum_score: Number | None = None
    most_newcomers: Annotated[int, Field(ge=0)] | None = None
    term_years: Annotated[int, Field(ge=1)] | None = None
    buffer_years: Annotated[int, Field(ge=1)] | None = None
    barred_years: Annotated[int, Field(ge=0)] = 0
    veto_lists: tuple[Identifier, ...] = ()
    quotas: tuple[Quota, ...] = ()
    vote: VoteRule | None = None
    recommend: RecommendQuota | None = None

    @model_validator(mode="after")
    def _without_buffer(self) -> Self:
        """Let places that are not said be those of the capacity: no buffer."""
        if "capacity" in self.model_fields_set:
            for place in {"enter_rank", "stay_rank"} - self.model_fields_set:
                object.__setattr__(self, place, self.capacity)
        return self

    def among(self, applicants: int) -> PoolPolicy:
        """Return the policy with the capacity that it has among so many applicants."""
        if self.of_applicants is None:
            return self
        places = self.of_applicants.capacity(applicants)
        enter = 0 if self.enter_rank == 0 else places
        return self.model_copy(update={"capacity": places, "stay_rank": places, "enter_rank": enter})

    @property
    def by_place_alone(self) -> bool:
        """Tell whether places and capacity are all that decides."""
        more = (self.minimum_score, self.most_newcomers, self.term_years, self.buffer_years)
        if any(each is not None for each in more):
            return False
        return not (self.barred_years or self.veto_lists or self.quotas)

    @property
    def has_buffer(self) -> bool:
        """Tell whether newcomers need a better place than members."""
        return not self.enter_rank == self.capacity == self.stay_rank

    @property
    def unlimited(self) -> bool:
        """Tell whether every eligible enterprise is in."""
        return self.enter_rank >= UNLIMITED
