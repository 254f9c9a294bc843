"""From a ranking and the members of the year before to entries, stays, exits and the reserve list.

The rule is that of index providers' ground rules (buffer of 90/110 around 100, for instance FTSE UK
Index Series): deletions first, then insertions, then balancing by rank on the side that is too long or
too short, so that the pool holds exactly `capacity` members, or all eligible enterprises if fewer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from cultivation.rules.model import PoolPolicy


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
    INELIGIBLE = "ineligible"
    OVERRIDDEN = "overridden"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An enterprise as the selection sees it: its place, or None where it is not eligible, and its total."""

    id: str
    name: str
    rank: int | None
    applied: bool = True
    total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """What earlier years say of an enterprise: reviews as a member, the last of them in the buffer running,
    and whether it may not return yet.
    """

    reviews: int = 0
    in_buffer: int = 0
    barred: bool = False


UNKNOWN = Past()
NOTHING_PAST: Mapping[str, Past] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Line:
    """One enterprise in a proposal. `override` is the leading group's reason, where it decided otherwise."""

    id: str
    name: str
    rank: int | None
    action: Action
    reason: Reason
    reserve_place: int | None = None
    override: str = ""

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


def propose(
    candidates: Sequence[Candidate],
    members: Mapping[str, str],
    policy: PoolPolicy,
    past: Mapping[str, Past] = NOTHING_PAST,
) -> tuple[Line, ...]:
    """Propose what happens to each candidate and each member (id to name), with what is past by id.

    Lines come by place, then the unranked by id; members that did not apply are among the latter.
    """
    applied = {candidate.id for candidate in candidates}
    absent = [
        Candidate(key, name, None, applied=False) for key, name in members.items() if key not in applied
    ]
    everyone = [*candidates, *absent]
    ranked = sorted((each for each in everyone if each.rank is not None), key=_rank)
    unranked = sorted((each for each in everyone if each.rank is None), key=lambda each: each.id)
    lines = number_reserve(_select(ranked, members, policy, past), policy.reserve)
    return (*lines, *(_unranked_line(each, each.id in members) for each in unranked))


def _rank(candidate: Candidate) -> int:
    assert candidate.rank is not None
    return candidate.rank


def _select(
    ranked: Sequence[Candidate], members: Collection[str], policy: PoolPolicy, past: Mapping[str, Past]
) -> list[Line]:
    """Decide on the eligible: deletions, insertions, balancing, then the bound on newcomers."""
    reasons = {
        each.id: _first_reason(each, each.id in members, policy, past.get(each.id, UNKNOWN))
        for each in ranked
    }
    inside = [each.id for each in ranked if reasons[each.id] in INSIDE]
    surplus = len(inside) - policy.capacity
    if surplus > 0:  # newcomers are never taken back: they number at most enter_rank <= capacity
        staying = [key for key in inside if key in members]
        for key in staying[-surplus:]:
            reasons[key] = Reason.LEFT_TO_BALANCE
    waiting = (each.id for each in ranked if reasons[each.id] is Reason.NOT_SELECTED)
    for key, _vacancy in zip(waiting, range(-surplus), strict=False):
        reasons[key] = Reason.ENTERED_TO_FILL
    if policy.most_newcomers is not None:
        _bound_newcomers([each.id for each in ranked], reasons, policy.most_newcomers)
    return [
        Line(each.id, each.name, each.rank, ACTIONS[reasons[each.id]], reasons[each.id]) for each in ranked
    ]


def _bound_newcomers(ranked: Sequence[str], reasons: dict[str, Reason], most: int) -> None:
    """Let the lowest newcomers too many give way, one for one, to the best members that left by their place.

    Index providers bound the turnover so (CSI 300: at most 10 %). Where nobody is left to stay in their
    place, newcomers enter all the same: places are not kept free.
    """
    entering = [key for key in ranked if ACTIONS[reasons[key]] is Action.ENTER]
    leaving = [key for key in ranked if reasons[key] in BY_PLACE]
    too_many = reversed(entering[most:])
    for newcomer, member in zip(too_many, leaving, strict=False):
        reasons[newcomer], reasons[member] = Reason.TURNOVER_REACHED, Reason.STAYED_BY_TURNOVER


def _first_reason(candidate: Candidate, is_member: bool, policy: PoolPolicy, past: Past) -> Reason:
    """Return what place, total and past say of one alone, before balancing."""
    rank, low = _rank(candidate), _is_low(candidate, policy)
    if not is_member:
        if past.barred or low:
            return Reason.BARRED if past.barred else Reason.BELOW_MINIMUM
        return Reason.ENTERED_ON_RANK if rank <= policy.enter_rank else Reason.NOT_SELECTED
    if low:
        return Reason.LEFT_BELOW_MINIMUM
    if policy.term_years is not None and past.reviews >= policy.term_years:
        return Reason.LEFT_TERM_OVER
    if rank > policy.stay_rank:
        return Reason.LEFT_ON_RANK
    return Reason.STAYED if rank <= policy.capacity else _in_buffer(policy, past)


def _is_low(candidate: Candidate, policy: PoolPolicy) -> bool:
    """Tell whether the total is below the minimum; one that is not known is."""
    if policy.minimum_score is None:
        return False
    return candidate.total is None or candidate.total < policy.minimum_score


def _in_buffer(policy: PoolPolicy, past: Past) -> Reason:
    """Return what happens to a member in the buffer, who may have been there before."""
    if policy.buffer_years is None or past.in_buffer + 1 < policy.buffer_years:
        return Reason.STAYED_IN_BUFFER
    return Reason.LEFT_BUFFER_OVER if past.in_buffer >= policy.buffer_years else Reason.STAYED_ON_WATCH


def number_reserve(lines: Iterable[Line], length: int) -> list[Line]:
    """Number the best eligible outside the pool; those that just left may be called back, too.

    Enterprises that the leading group turned down or took out are not called back, nor those that anything
    but their place keeps out.
    """
    result, place = [], 0
    for line in lines:
        waits = line.rank is not None and not line.in_pool and not line.override and place < length
        waits = waits and line.reason not in KEPT_OUT
        place += waits
        result.append(_waiting(line, place) if waits else _not_waiting(line))
    return result


def _waiting(line: Line, place: int) -> Line:
    if line.action is Action.EXIT:
        return replace(line, reserve_place=place)
    return replace(line, action=Action.RESERVE, reason=Reason.RESERVED, reserve_place=place)


def _not_waiting(line: Line) -> Line:
    if line.reason is Reason.RESERVED:
        return replace(line, action=Action.NONE, reason=Reason.NOT_SELECTED, reserve_place=None)
    return replace(line, reserve_place=None)


def _unranked_line(candidate: Candidate, is_member: bool) -> Line:
    if not is_member:
        return Line(candidate.id, candidate.name, None, Action.NONE, Reason.INELIGIBLE)
    reason = Reason.LEFT_INELIGIBLE if candidate.applied else Reason.LEFT_NO_APPLICATION
    return Line(candidate.id, candidate.name, None, Action.EXIT, reason)


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
)
STAYS = (Reason.STAYED, Reason.STAYED_IN_BUFFER, Reason.STAYED_ON_WATCH, Reason.STAYED_BY_TURNOVER)
LEAVES = (*BY_PLACE, Reason.LEFT_BELOW_MINIMUM, Reason.LEFT_TERM_OVER, Reason.LEFT_BUFFER_OVER)
OUTSIDE = (Reason.NOT_SELECTED, Reason.TURNOVER_REACHED, Reason.BELOW_MINIMUM, Reason.BARRED)
ACTIONS = {
    **dict.fromkeys((Reason.ENTERED_ON_RANK, Reason.ENTERED_TO_FILL), Action.ENTER),
    **dict.fromkeys(STAYS, Action.STAY),
    **dict.fromkeys(LEAVES, Action.EXIT),
    **dict.fromkeys(OUTSIDE, Action.NONE),
}
