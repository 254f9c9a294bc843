"""What waits for a person: the next step of each year that one of the roles held may take."""

from __future__ import annotations

from collections.abc import Iterable

from cultivation.core.roles import Grant
from cultivation.queries.permissions import roles_for
from cultivation.steps import Step


def waiting_for(steps: Iterable[Step], grants: Iterable[Grant]) -> list[Step]:
    """Return which of the next steps of the years are a person's to take, in their order."""
    held = list(grants)
    return [each for each in steps if _is_mine(each, held)]


def _is_mine(step: Step, held: Iterable[Grant]) -> bool:
    roles = roles_for(step.act)
    return any(each.role in roles and each.year in (None, step.year) for each in held)
