"""Quotas in a proposal: the best pool within them, and whether they made the difference for an enterprise."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from cultivation.core.pool.lines import ENTERS, STAYS, Candidate, Reason
from cultivation.core.pool.quota_conflict import Impossible, conflict_of
from cultivation.core.pool.quotas import Option, best_pool, bounds_of
from cultivation.core.rules.policy import PoolPolicy


def keep_to_quotas(
    free: Sequence[tuple[int, Candidate]],
    members: Collection[str],
    policy: PoolPolicy,
    without: Mapping[str, Reason],
) -> dict[str, Reason]:
    """Return the reason of each who may be in the pool; `free` come by place, with the place that counts.

    `without` says what the policy does without quotas: where they change nothing for an enterprise its
    reason stays. Raise Impossible where no pool keeps to them.
    """
    points = _whole([each.total or Decimal(0) for _place, each in free])
    options = [
        _option(place, each, whole, each.id in members, policy)
        for (place, each), whole in zip(free, points, strict=True)
    ]
    bounds = bounds_of(options, policy)
    inside = best_pool(options, bounds, policy)
    if inside is None:
        raise Impossible(conflict_of(options, bounds))
    return {each.id: _reason(each, each.id in inside, without[each.id]) for each in options}


def _option(place: int, candidate: Candidate, points: int, is_member: bool, policy: PoolPolicy) -> Option:
    by_place = place <= (policy.stay_rank if is_member else policy.enter_rank)
    return Option(candidate.id, points, not is_member, candidate.groups, by_place)


def _whole(totals: Sequence[Decimal]) -> list[int]:
    """Return totals as whole numbers of their smallest step."""
    step = min((int(total.as_tuple().exponent) for total in totals), default=0)
    return [int(total.scaleb(-min(step, 0))) for total in totals]


def _reason(option: Option, inside: bool, without: Reason) -> Reason:
    if inside == (without in (*ENTERS, *STAYS)):
        return without
    if inside:
        return Reason.ENTERED_BY_QUOTA if option.newcomer else Reason.STAYED_BY_QUOTA
    return Reason.QUOTA_FULL if option.newcomer else Reason.LEFT_BY_QUOTA
