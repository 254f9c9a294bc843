"""From a ranking and the members of the year before to entries, stays, exits and the reserve list.

The rule is that of index providers' ground rules (buffer of 90/110 around 100, for instance FTSE UK
Index Series): deletions first, then insertions, then balancing by rank on the side that is too long or
too short, so that the pool holds exactly `capacity` members, or all eligible enterprises if fewer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

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
    NOT_SELECTED = "not_selected"
    INELIGIBLE = "ineligible"
    OVERRIDDEN = "overridden"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An enterprise as the selection sees it: its place, or None where it is not eligible."""

    id: str
    name: str
    rank: int | None
    applied: bool = True


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
    candidates: Sequence[Candidate], members: Mapping[str, str], policy: PoolPolicy
) -> tuple[Line, ...]:
    """Propose what happens to each candidate and each member (id to name).

    Lines come by place, then the unranked by id; members that did not apply are among the latter.
    """
    applied = {candidate.id for candidate in candidates}
    absent = [
        Candidate(key, name, None, applied=False) for key, name in members.items() if key not in applied
    ]
    everyone = [*candidates, *absent]
    ranked = sorted((each for each in everyone if each.rank is not None), key=_rank)
    unranked = sorted((each for each in everyone if each.rank is None), key=lambda each: each.id)
    lines = number_reserve(_select(ranked, members, policy), policy.reserve)
    return (*lines, *(_unranked_line(each, each.id in members) for each in unranked))


def _rank(candidate: Candidate) -> int:
    assert candidate.rank is not None
    return candidate.rank


def _select(ranked: Sequence[Candidate], members: Collection[str], policy: PoolPolicy) -> list[Line]:
    """Decide on the eligible: deletions, insertions, balancing."""
    reasons = {each.id: _first_reason(_rank(each), each.id in members, policy) for each in ranked}
    inside = [each.id for each in ranked if reasons[each.id] in INSIDE]
    surplus = len(inside) - policy.capacity
    if surplus > 0:  # newcomers are never taken back: they number at most enter_rank <= capacity
        staying = [key for key in inside if key in members]
        for key in staying[-surplus:]:
            reasons[key] = Reason.LEFT_TO_BALANCE
    waiting = (each.id for each in ranked if reasons[each.id] is Reason.NOT_SELECTED)
    for key, _vacancy in zip(waiting, range(-surplus), strict=False):
        reasons[key] = Reason.ENTERED_TO_FILL
    return [
        Line(each.id, each.name, each.rank, ACTIONS[reasons[each.id]], reasons[each.id]) for each in ranked
    ]


def _first_reason(rank: int, is_member: bool, policy: PoolPolicy) -> Reason:
    """Return what the place alone says, before balancing."""
    if is_member:
        if rank > policy.stay_rank:
            return Reason.LEFT_ON_RANK
        return Reason.STAYED if rank <= policy.capacity else Reason.STAYED_IN_BUFFER
    return Reason.ENTERED_ON_RANK if rank <= policy.enter_rank else Reason.NOT_SELECTED


def number_reserve(lines: Iterable[Line], length: int) -> list[Line]:
    """Number the best eligible outside the pool; those that just left may be called back, too.

    Enterprises that the leading group turned down or took out are not called back.
    """
    result, place = [], 0
    for line in lines:
        waits = line.rank is not None and not line.in_pool and not line.override and place < length
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


INSIDE = (Reason.ENTERED_ON_RANK, Reason.ENTERED_TO_FILL, Reason.STAYED, Reason.STAYED_IN_BUFFER)
ACTIONS = {
    **dict.fromkeys((Reason.ENTERED_ON_RANK, Reason.ENTERED_TO_FILL), Action.ENTER),
    **dict.fromkeys((Reason.STAYED, Reason.STAYED_IN_BUFFER), Action.STAY),
    **dict.fromkeys((Reason.LEFT_ON_RANK, Reason.LEFT_TO_BALANCE), Action.EXIT),
    Reason.NOT_SELECTED: Action.NONE,
}
