"""The experts' review as JSON; exact ratios as texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cultivation.canonical import exact_text
from cultivation.core.panel.aggregation import MarkedCell
from cultivation.core.panel.experts import Conflict
from cultivation.core.panel.results import cell_record
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.rounding import units_text
from cultivation.queries.panel import Panel, assigned
from cultivation.queries.panel_progress import PanelProgress


def conflict_json(each: Conflict, names: Mapping[str, str]) -> dict[str, object]:
    """Return the shape of the contract for a conflict; `names` are those of the enterprises."""
    return {
        "expert": each.expert,
        "id": each.enterprise,
        "name": names.get(each.enterprise, ""),
        "kind": each.kind,
        "bars": each.bars,
        "evidence": each.evidence,
        "field": each.field,
    }


def assignment_json(
    panel: Panel, names: Mapping[str, str], loads: Mapping[str, int], changed: tuple[int, int]
) -> dict[str, Any]:
    """Return the shape of the contract for who marks whom; `changed` counts the pairs added and gone."""
    assignment = assigned(panel)
    return {
        "year": panel.year,
        "each": assignment.each,
        **({"panels": dict(assignment.of_panels)} if assignment.of_panels else {}),
        "firms": [
            {
                "id": firm,
                "name": names[firm],
                "number": assignment.numbers[firm],
                "experts": list(experts),
            }
            for firm, experts in panel.assigned().items()
        ],
        "experts": [
            {
                "key": key,
                "name": person.name,
                "label": assignment.labels[key],
                "load": loads[key],
                **({"panel": person.panel} if person.panel else {}),
            }
            for key, person in panel.experts.items()
        ],
        "added": changed[0],
        "gone": changed[1],
    }


def _how(rules: RuleSet) -> dict[str, Any]:
    """Return how marks count: of the only panel, or each of several with its name."""
    how = {
        key: {"aggregate": rule.aggregate, "calibrate": rule.calibrate, "ridge": str(rule.ridge)}
        for key, rule in rules.panel_rules.items()
    }
    if not rules.panels:
        return how[""]
    names = {key: {"zh": each.zh, "en": each.en} for key, each in rules.panels.items()}
    return {"panels": [{"id": key, "name": names[key], **each} for key, each in how.items()]}


def standing_json(found: PanelProgress, cells: list[MarkedCell]) -> dict[str, Any]:
    """Return the shape of the contract for how the review stands, with the marks that are asked for."""
    labels = found.panel.assignment.labels if found.panel.assignment else {}
    precision = found.rules.precision
    return {
        "year": found.year,
        **_how(found.rules),
        "experts": [
            {
                "key": each.expert,
                "name": found.panel.experts[each.expert].name,
                "label": labels.get(each.expert),
                **({"panel": panel} if (panel := found.panel.experts[each.expert].panel) else {}),
                "firms": each.firms,
                "asked": each.asked,
                "given": each.given,
                "leniency": exact_text(found.result.leniency.get(each.expert)),
                "file": each.file,
            }
            for each in found.progress
        ],
        "groups": [sorted(labels[key] for key in group) for group in found.result.groups],
        "marks": [
            {**cell_record(cell, labels), "name": found.names.get(cell.enterprise, "")} for cell in cells
        ],
        "moved": [
            {
                "id": each.id,
                "name": each.name,
                "raw_place": each.raw_place,
                "calibrated_place": each.calibrated_place,
                "raw_total": units_text(each.raw_total, precision),
                "calibrated_total": units_text(each.calibrated_total, precision),
            }
            for each in found.moved
        ],
    }
