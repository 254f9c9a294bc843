"""The ladder as JSON."""

from __future__ import annotations

from typing import Any

from cultivation.canonical import exact_text
from cultivation.core.explanation.nearest import Change, Nearest
from cultivation.core.rules.rounding import units_text
from cultivation.core.wording.standing import condition_text
from cultivation.queries.ladder import Climb, Climbs, Step


def ladder_json(found: Climbs) -> dict[str, Any]:
    """Return the shape of the contract."""
    return {
        "year": found.year,
        "on": found.on.isoformat(),
        "ladder": found.ladder.id,
        "standards": [each.id for each in found.rules],
        "not_in_force": list(found.absent),
        "enterprises": [_climb_json(each) for each in found.firms],
    }


def _climb_json(climb: Climb) -> dict[str, Any]:
    return {
        "id": climb.id,
        "name": climb.name,
        "member": climb.member,
        "next": climb.next.rules.id if climb.next else None,
        "standards": [_step_json(each) for each in climb.steps],
    }


def _step_json(step: Step) -> dict[str, Any]:
    rules, points = step.rules, step.standing.points
    return {
        "rule_set": rules.id,
        "state": step.standing.state.value,
        "points": None if points is None else [units_text(each, rules.precision) for each in points],
        "conditions": [
            {
                "condition": each.key,
                "label": condition_text(each.key, rules),
                "state": each.state.value,
                "unknown": list(each.unknown),
                "changes": [
                    _change_json(change)
                    for change in (step.nearest.alone.get(each.key, ()) if step.nearest else ())
                ],
            }
            for each in step.standing.conditions
        ],
        "taken": {
            key: {
                "value": exact_text(step.application.values[key].value),
                "year": each.year,
                "field": each.field,
            }
            for key, each in step.origins.items()
        },
        "together": _together_json(step.nearest),
    }


def _together_json(found: Nearest | None) -> dict[str, Any] | None:
    """Return the changes that do together, None where none were looked for or found."""
    if found is None or found.rest is None:
        return None
    return {
        "changes": [_change_json(each) for each in found.together],
        "state": found.rest.state.value,
        "unknown": list(found.rest.unknown),
    }


def _change_json(change: Change) -> dict[str, Any]:
    return {"field": change.field, "now": exact_text(change.filed), "needed": exact_text(change.value)}
