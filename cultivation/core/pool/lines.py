"""The words of a proposal: candidates, lines, actions, reason codes, which reason means which action."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Action(StrEnum):
    """What a review does to an enterprise."""

    ENTER = "enter"
    STAY = "stay"
    EXIT = "exit"
    RESERVE = "reserve"
    NONE = "none"


class Reason(StrEnum):
    """Why; the sentence is made by `explanation.reasons`."""

    ENTERED_ON_RANK = "entered_on_rank"
    ENTERED_TO_FILL = "entered_to_fill"
    STAYED = "stayed"
    STAYED_IN_BUFFER = "stayed_in_buffer"
    LEFT_ON_RANK = "left_on_rank"
    LEFT_TO_BALANCE = "left_to_balance"
    LEFT_INELIGIBLE = "left_ineligible"
    LEFT_NO_APPLICATION = "left_no_application"
    RESERVED = "reserve"
    LEFT_BELOW_MINIMUM = "left_below_minimum"
    LEFT_TERM_OVER = "left_term_over"
    LEFT_BUFFER_OVER = "left_buffer_over"
    STAYED_ON_WATCH = "stayed_on_watch"
    STAYED_BY_TURNOVER = "stayed_by_turnover"
    TURNOVER_REACHED = "turnover_reached"
    BELOW_MINIMUM = "below_minimum"
    BARRED = "barred"
    NOT_SELECTED = "not_selected"
    VETOED = "vetoed"
    LEFT_VETOED = "left_vetoed"
    ENTERED_BY_QUOTA = "entered_by_quota"
    STAYED_BY_QUOTA = "stayed_by_quota"
    LEFT_BY_QUOTA = "left_by_quota"
    QUOTA_FULL = "quota_full"
    INELIGIBLE = "ineligible"
    OVERRIDDEN = "overridden"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An enterprise as the selection sees it: its place, or None where it is not eligible, and its total.

    `groups` are its choices in the fields of the quotas.
    """

    id: str
    name: str
    rank: int | None
    applied: bool = True
    total: Decimal | None = None
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """What earlier years say of an enterprise: reviews as a member, the last of them in the buffer running,
    whether it may not return yet, and whether it stands on a list that excludes.
    """

    reviews: int = 0
    in_buffer: int = 0
    barred: bool = False
    vetoed: bool = False


@dataclass(frozen=True, slots=True)
class QuotaStatus:
    """How many members have a choice in the field of a quota, and how many must and may."""

    within: str
    choice: str
    members: int
    least: int
    most: int | None

    @property
    def is_full(self) -> bool:
        """Tell whether no more may have it."""
        return self.most is not None and self.members >= self.most

    @property
    def is_kept(self) -> bool:
        """Tell whether there are neither too few members nor too many."""
        return self.members >= self.least and (self.most is None or self.members <= self.most)

    @property
    def is_scarce(self) -> bool:
        """Tell whether no fewer may have it."""
        return 0 < self.members <= self.least


@dataclass(frozen=True, slots=True)
class Line:
    """One enterprise in a proposal. `override` is the leading group's reason, where it decided otherwise.

    `quotas` are those that explain the reason, as they stand (pool.held.with_quotas), `votes` those of the
    group on an override: for, against, abstained. Neither is stored with it.
    """

    id: str
    name: str
    rank: int | None
    action: Action
    reason: Reason
    reserve_place: int | None = None
    override: str = ""
    quotas: tuple[QuotaStatus, ...] = ()
    votes: tuple[int, int, int] | None = None

    @property
    def in_pool(self) -> bool:
        """Tell whether the enterprise is in the pool afterwards."""
        return self.action in (Action.ENTER, Action.STAY)

    @property
    def was_member(self) -> bool:
        """Tell whether the enterprise was in the pool before."""
        return self.action in (Action.STAY, Action.EXIT)

    def to_record(self) -> dict[str, str | int | None]:
        """Return what is stored: the reason as a code, in no language."""
        return {
            "id": self.id,
            "name": self.name,
            "rank": self.rank,
            "action": str(self.action),
            "reason_code": str(self.reason),
            "reserve_place": self.reserve_place,
            "override": self.override,
        }


INSIDE = (
    Reason.ENTERED_ON_RANK,
    Reason.ENTERED_TO_FILL,
    Reason.STAYED,
    Reason.STAYED_IN_BUFFER,
    Reason.STAYED_ON_WATCH,
)
BY_PLACE = (Reason.LEFT_ON_RANK, Reason.LEFT_TO_BALANCE)
KEPT_OUT = (
    Reason.LEFT_BELOW_MINIMUM,
    Reason.LEFT_TERM_OVER,
    Reason.LEFT_BUFFER_OVER,
    Reason.BELOW_MINIMUM,
    Reason.BARRED,
    Reason.VETOED,
    Reason.LEFT_VETOED,
)
ENTERS = (Reason.ENTERED_ON_RANK, Reason.ENTERED_TO_FILL, Reason.ENTERED_BY_QUOTA)
STAYS = (
    Reason.STAYED,
    Reason.STAYED_IN_BUFFER,
    Reason.STAYED_ON_WATCH,
    Reason.STAYED_BY_TURNOVER,
    Reason.STAYED_BY_QUOTA,
)
LEAVES = (
    *BY_PLACE,
    Reason.LEFT_BELOW_MINIMUM,
    Reason.LEFT_TERM_OVER,
    Reason.LEFT_BUFFER_OVER,
    Reason.LEFT_BY_QUOTA,
    Reason.LEFT_VETOED,
)
OUTSIDE = (
    Reason.NOT_SELECTED,
    Reason.TURNOVER_REACHED,
    Reason.BELOW_MINIMUM,
    Reason.BARRED,
    Reason.QUOTA_FULL,
    Reason.VETOED,
)
ACTIONS = {
    **dict.fromkeys(ENTERS, Action.ENTER),
    **dict.fromkeys(STAYS, Action.STAY),
    **dict.fromkeys(LEAVES, Action.EXIT),
    **dict.fromkeys(OUTSIDE, Action.NONE),
}
BY_QUOTA = (Reason.ENTERED_BY_QUOTA, Reason.STAYED_BY_QUOTA, Reason.LEFT_BY_QUOTA, Reason.QUOTA_FULL)
