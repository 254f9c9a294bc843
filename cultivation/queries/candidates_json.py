"""Candidates as JSON."""

from __future__ import annotations

from typing import Any

from cultivation.canonical import exact_text
from cultivation.core.rules.rounding import units_text
from cultivation.core.wording.standing import condition_text
from cultivation.queries.candidates import Candidate, Candidates


def candidates_json(found: Candidates) -> dict[str, Any]:
    """Return the shape of the contract."""
    precision = found.rules.precision
    return {
        "year": found.year,
        "rule_set": found.rules.id,
        "source": found.source,
        "listed": found.listed,
        "applied": found.applied,
        "without_code": found.without_code,
        "last_newcomer": None if found.line is None else units_text(found.line, precision),
        "candidates": [_candidate_json(each, found) for each in found.firms],
    }


def _candidate_json(each: Candidate, found: Candidates) -> dict[str, Any]:
    rules, points = found.rules, each.standing.points
    return {
        "id": each.id,
        "name": each.name,
        "state": each.standing.state.value,
        "member": each.member,
        "may_be": list(each.may_be),
        "points": None if points is None else [units_text(one, rules.precision) for one in points],
        "beside_last_newcomer": each.reach and each.reach.value,
        "conditions": [
            {
                "condition": one.key,
                "label": condition_text(one.key, rules),
                "state": one.state.value,
                "unknown": list(one.unknown),
            }
            for one in each.standing.conditions
        ],
        "known": {
            key: {"value": exact_text(value.value), "cell": value.cell or None, "from": each.origins.get(key)}
            for key, value in each.application.values.items()
            if value.value is not None
        },
    }
