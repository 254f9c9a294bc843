"""What waits for a person: the next step of each year that one of the roles held may take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cultivation.core.roles import Grant
from cultivation.queries.permissions import roles_for
from cultivation.queries.status import YearStatus
from cultivation.steps import Step


def waiting_for(stands: Sequence[YearStatus], grants: Iterable[Grant]) -> list[Step]:
    """Return the steps that are a person's to take now, the latest year first."""
    held = list(grants)
    return [step for each in stands if _is_mine(step := each.next, held)]


def _is_mine(step: Step, held: Iterable[Grant]) -> bool:
    roles = roles_for(step.act)
    return any(each.role in roles and each.year in (None, step.year) for each in held)
