"""Quotas as they stand in a proposal or decision, and which of them explain the outcome of an enterprise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from cultivation.core.pool.lines import BY_QUOTA, KEPT_OUT, Line, QuotaStatus, Reason
from cultivation.core.rules.policy import PoolPolicy

Groups = Mapping[str, tuple[str, ...]]


def quota_statuses(lines: Iterable[Line], groups: Groups, policy: PoolPolicy) -> list[list[QuotaStatus]]:
    """Return how each quota stands with each choice that it names or that somebody has, by choice."""
    free = [line for line in lines if line.rank is not None and line.reason not in KEPT_OUT]
    found = []
    for number, quota in enumerate(policy.quotas):
        there = Counter(groups[line.id][number] for line in free)
        inside = Counter(groups[line.id][number] for line in free if line.in_pool)
        choices = sorted({*there, *quota.at_least, *quota.at_most})
        found.append(
            [
                QuotaStatus(
                    quota.within, key, inside[key], quota.least_of(key, there[key]), quota.most_of(key)
                )
                for key in choices
            ]
        )
    return found


def with_quotas(lines: Sequence[Line], groups: Groups, policy: PoolPolicy) -> tuple[Line, ...]:
    """Return the lines with the quotas that explain those whose outcome rests on quotas."""
    if not policy.quotas:
        return tuple(lines)
    held = quota_statuses(lines, groups, policy)
    free = [line.id for line in lines if line.rank is not None and line.reason not in KEPT_OUT]
    first = set(free[: policy.enter_rank])  # whom places alone would have brought in
    return tuple(
        replace(line, quotas=_explaining(line, groups.get(line.id, ()), held, line.id in first))
        for line in lines
    )


def _explaining(
    line: Line, groups: tuple[str, ...], held: Sequence[Sequence[QuotaStatus]], is_first: bool
) -> tuple[QuotaStatus, ...]:
    """Return the full quotas that keep it out or the scarce ones that bring it in; else those elsewhere.

    Who is on the reserve list by its place alone is not explained by quotas of others.
    """
    if line.reason not in (*BY_QUOTA, Reason.RESERVED):
        return ()
    full, scarce = (lambda each: each.is_full), (lambda each: each.is_scarce)
    here, elsewhere = (scarce, full) if line.in_pool else (full, scarce)
    own = _those(here, held, lambda number, each: each.choice == groups[number])
    if own or (line.reason is Reason.RESERVED and not is_first):
        return own
    return _those(elsewhere, held, lambda number, each: each.choice != groups[number])


def _those(
    wanted: Callable[[QuotaStatus], bool],
    held: Sequence[Sequence[QuotaStatus]],
    where: Callable[[int, QuotaStatus], bool],
) -> tuple[QuotaStatus, ...]:
    return tuple(
        each
        for number, several in enumerate(held)
        for each in several
        if wanted(each) and where(number, each)
    )
