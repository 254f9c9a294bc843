"""What an override would do at once: the pool, the reserve list and the quotas before it and after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cultivation.core.pool.binding_quotas import Groups, quota_statuses
from cultivation.core.pool.lines import Line, QuotaStatus
from cultivation.core.pool.overrides import Override, apply_overrides
from cultivation.core.rules.policy import PoolPolicy


@dataclass(frozen=True)
class Consequence:
    """The pool's size before and after, who changes, the reserve list after, and quotas that would be broken.

    `give_way` are those who would have to leave as well, where the pool would hold more than its capacity:
    the lowest places in it without an override. `first_in_reserve` is next in line where a place is free.
    """

    before: int
    after: int
    capacity: int | None
    changed: tuple[tuple[Line, Line], ...]
    reserve: tuple[Line, ...]
    broken: tuple[QuotaStatus, ...]
    give_way: tuple[Line, ...]
    first_in_reserve: Line | None


def consequence_of(
    lines: Sequence[Line], overrides: Sequence[Override], groups: Groups, policy: PoolPolicy
) -> Consequence:
    """Apply overrides to a proposal as the decision would, and compare."""
    after = apply_overrides(lines, overrides, policy.reserve)
    sizes = [sum(line.in_pool for line in each) for each in (lines, after)]
    was_broken = {(each.within, each.choice) for each in _broken(lines, groups, policy)}
    inside = [line for line in after if line.in_pool and line.rank is not None and not line.override]
    reserve = sorted((line for line in after if line.reserve_place is not None), key=_reserve_place)
    surplus = 0 if policy.unlimited else max(0, sizes[1] - policy.capacity)
    return Consequence(
        before=sizes[0],
        after=sizes[1],
        capacity=None if policy.unlimited else policy.capacity,
        changed=tuple(
            (old, new)
            for old, new in zip(lines, after, strict=True)
            if (old.action, old.reserve_place) != (new.action, new.reserve_place)
        ),
        reserve=tuple(reserve),
        broken=tuple(
            each for each in _broken(after, groups, policy) if (each.within, each.choice) not in was_broken
        ),
        give_way=tuple(sorted(inside, key=lambda line: -(line.rank or 0))[:surplus]),
        first_in_reserve=reserve[0] if reserve and sizes[1] < sizes[0] else None,
    )


def _reserve_place(line: Line) -> int:
    return line.reserve_place or 0


def _broken(lines: Sequence[Line], groups: Groups, policy: PoolPolicy) -> list[QuotaStatus]:
    held = quota_statuses(lines, groups, policy)
    return [each for several in held for each in several if not each.is_kept]
