"""What the leading group decided otherwise than proposed; each override has its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cultivation.core.pool.proposal import Action, Line, Reason, number_reserve

EXCLUDED = (Reason.INELIGIBLE, Reason.LEFT_INELIGIBLE)


@dataclass(frozen=True, slots=True)
class Override:
    """The action for one enterprise in place of the proposed one."""

    id: str
    action: Action
    reason: str


def possible(line: Line, action: Action) -> bool:
    """Tell whether `action` can be meant: members stay or exit, others enter or do not."""
    return action in ((Action.STAY, Action.EXIT) if line.was_member else (Action.ENTER, Action.NONE))


def meant(line: Line, asked: Action) -> Action | None:
    """Return the action that is meant, None where it cannot be: to exit turns a newcomer down."""
    action = Action.NONE if asked is Action.EXIT and not line.was_member else asked
    if action in (Action.ENTER, Action.STAY) and line.reason in EXCLUDED:
        return None
    return action if possible(line, action) else None


def apply_overrides(lines: Sequence[Line], overrides: Iterable[Override], reserve: int) -> tuple[Line, ...]:
    """Return the lines with the overrides in place, and the reserve list of this length numbered anew.

    An override that changes nothing is left out.
    """
    wanted = {override.id: override for override in overrides}
    decided = [_overridden(line, wanted.get(line.id)) for line in lines]
    return tuple(number_reserve(decided, reserve)) if wanted else tuple(lines)


def _overridden(line: Line, override: Override | None) -> Line:
    if override is None or override.action is line.action:
        return line
    return replace(
        line, action=override.action, reason=Reason.OVERRIDDEN, reserve_place=None, override=override.reason
    )
