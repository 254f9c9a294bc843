"""From a ranking and the members of the year before to entries, stays, exits and the reserve list.

The rule is that of index providers' ground rules (buffer of 90/110 around 100, for instance FTSE UK
Index Series): deletions first, then insertions, then balancing by rank on the side that is too long or
too short, so that the pool holds exactly `capacity` members, or all who may be members if fewer. Quotas
are kept to by the best pool within them (pool.quotas).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from cultivation.core.pool.binding_quotas import with_quotas
from cultivation.core.pool.lines import (
    ACTIONS,
    BY_PLACE,
    INSIDE,
    KEPT_OUT,
    Action,
    Candidate,
    Line,
    Past,
    QuotaStatus,
    Reason,
)
from cultivation.core.pool.quota_search import keep_to_quotas
from cultivation.core.rules.model import PoolPolicy

__all__ = [
    "NOTHING_PAST",
    "UNKNOWN",
    "Action",
    "Candidate",
    "Line",
    "Past",
    "QuotaStatus",
    "Reason",
    "number_reserve",
    "propose",
]

UNKNOWN = Past()
NOTHING_PAST: Mapping[str, Past] = MappingProxyType({})


def propose(
    candidates: Sequence[Candidate],
    members: Mapping[str, str],
    policy: PoolPolicy,
    past: Mapping[str, Past] = NOTHING_PAST,
) -> tuple[Line, ...]:
    """Propose what happens to each candidate and each member (id to name), with what is past by id.

    Lines come by place, then the unranked by id; members that did not apply are among the latter. Raise
    conflict.Impossible where no pool keeps to the quotas.
    """
    applied = {candidate.id for candidate in candidates}
    absent = [
        Candidate(key, name, None, applied=False) for key, name in members.items() if key not in applied
    ]
    everyone = [*candidates, *absent]
    ranked = sorted((each for each in everyone if each.rank is not None), key=_rank)
    unranked = sorted((each for each in everyone if each.rank is None), key=lambda each: each.id)
    lines = number_reserve(_select(ranked, members, policy, past), policy.reserve)
    lines += [_unranked_line(each, each.id in members) for each in unranked]
    return with_quotas(lines, {each.id: each.groups for each in everyone}, policy)


def who_matter(
    ranked: Iterable[Candidate], members: Collection[str], policy: PoolPolicy, past: Mapping[str, Past]
) -> list[Candidate]:
    """Return those of the others, by place, on whom it can depend whether one more is in the pool.

    Without quotas these are the first down to the last place that anything is said of, all members, and as
    many newcomers behind as could fill the pool. Who is kept out takes no place.
    """
    if policy.quotas:
        return list(ranked)
    first = max(policy.capacity, policy.enter_rank, policy.stay_rank) + 1
    found: list[Candidate] = []
    places = newcomers = 0
    for each in ranked:
        is_member = each.id in members
        enough = newcomers > policy.capacity and not is_member
        if enough or _kept_out(each, is_member, policy, past.get(each.id, UNKNOWN)):
            continue
        places += 1
        newcomers += places > first and not is_member
        found.append(each)
    return found


def takes_a_place(candidate: Candidate, is_member: bool, policy: PoolPolicy, past: Past) -> bool:
    """Tell whether it counts among the places; who is kept out whatever its place takes none."""
    return _kept_out(candidate, is_member, policy, past) is None


def _rank(candidate: Candidate) -> int:
    assert candidate.rank is not None
    return candidate.rank


def _select(
    ranked: Sequence[Candidate], members: Collection[str], policy: PoolPolicy, past: Mapping[str, Past]
) -> list[Line]:
    """Decide on the eligible; who is kept out whatever the place takes none from those behind."""
    reasons: dict[str, Reason] = {}
    free: list[tuple[int, Candidate]] = []
    for each in ranked:
        known = past.get(each.id, UNKNOWN)
        if kept_out := _kept_out(each, each.id in members, policy, known):
            reasons[each.id] = kept_out
        else:
            free.append((len(free) + 1, each))
            reasons[each.id] = _by_place(len(free), each.id in members, policy, known)
    _balance([each.id for _place, each in free], members, reasons, policy)
    if policy.quotas:
        may_be = [(place, each) for place, each in free if reasons[each.id] not in KEPT_OUT]
        reasons |= keep_to_quotas(may_be, members, policy, reasons)
    return [
        Line(each.id, each.name, each.rank, ACTIONS[reasons[each.id]], reasons[each.id]) for each in ranked
    ]


def _balance(
    free: Sequence[str], members: Collection[str], reasons: dict[str, Reason], policy: PoolPolicy
) -> None:
    """Bring the pool to its capacity: balancing by rank, then the bound on newcomers."""
    inside = [key for key in free if reasons[key] in INSIDE]
    surplus = len(inside) - policy.capacity
    if surplus > 0:  # newcomers are never taken back: they number at most enter_rank <= capacity
        staying = [key for key in inside if key in members]
        for key in staying[-surplus:]:
            reasons[key] = Reason.LEFT_TO_BALANCE
    waiting = (key for key in free if reasons[key] is Reason.NOT_SELECTED)
    for key, _vacancy in zip(waiting, range(-surplus), strict=False):
        reasons[key] = Reason.ENTERED_TO_FILL
    if policy.most_newcomers is not None:
        _bound_newcomers(free, reasons, policy.most_newcomers)


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


def _kept_out(candidate: Candidate, is_member: bool, policy: PoolPolicy, past: Past) -> Reason | None:
    """Return what keeps an enterprise out whatever its place, if anything does."""
    if past.vetoed:
        return Reason.LEFT_VETOED if is_member else Reason.VETOED
    if past.barred and not is_member:
        return Reason.BARRED
    if _is_low(candidate, policy):
        return Reason.LEFT_BELOW_MINIMUM if is_member else Reason.BELOW_MINIMUM
    if is_member and policy.term_years is not None and past.reviews >= policy.term_years:
        return Reason.LEFT_TERM_OVER
    return None


def _by_place(place: int, is_member: bool, policy: PoolPolicy, past: Past) -> Reason:
    """Return what its place says of one alone, before balancing."""
    if not is_member:
        return Reason.ENTERED_ON_RANK if place <= policy.enter_rank else Reason.NOT_SELECTED
    if place > policy.stay_rank:
        return Reason.LEFT_ON_RANK
    return Reason.STAYED if place <= policy.capacity else _in_buffer(policy, past)


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
    return line if line.reserve_place is None else replace(line, reserve_place=None)


def _unranked_line(candidate: Candidate, is_member: bool) -> Line:
    if not is_member:
        return Line(candidate.id, candidate.name, None, Action.NONE, Reason.INELIGIBLE)
    reason = Reason.LEFT_INELIGIBLE if candidate.applied else Reason.LEFT_NO_APPLICATION
    return Line(candidate.id, candidate.name, None, Action.EXIT, reason)
