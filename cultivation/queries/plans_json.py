"""The plans of members as JSON; values as exact texts."""

from __future__ import annotations

from typing import Any

from cultivation.canonical import exact_text
from cultivation.language import current
from cultivation.queries.departures import leaving_text
from cultivation.queries.plans import MemberPlan, Progress, progress_text
from cultivation.queries.year import State


def plan_json(plan: MemberPlan, state: State, year: int | None = None) -> dict[str, Any]:
    """Return the shape of the contract, with the targets that start from a year, or all."""
    left = plan.stay.left
    return {
        "id": plan.stay.enterprise,
        "name": plan.name,
        "since": plan.stay.since,
        "ended": None if left is None else {"on": left.on, "why": leaving_text(state.reader, plan.stay)},
        "targets": [progress_json(each, state) for each in plan.starting_in(year)],
    }


def progress_json(progress: Progress, state: State) -> dict[str, Any]:
    """Return a target with the values since."""
    rules = state.year(progress.base_year).rules
    return {
        **progress.target.to_json(),
        "label": rules.label_of(progress.target.indicator).text(current()),
        "base_year": progress.base_year,
        "start": exact_text(progress.start),
        "values": [{"year": when, "value": exact_text(value)} for when, value in progress.values],
        "state": str(progress.state),
        "document": progress.document,
        "text": progress_text(progress, rules),
    }
