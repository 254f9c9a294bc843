"""The plan monitor as JSON: exact texts, ratios as p/q where decimals do not end."""

from __future__ import annotations

from typing import Any

from cultivation.canonical import exact_text
from cultivation.language import current
from cultivation.queries.monitor import Figures, Monitor, TargetProgress


def monitor_json(found: Monitor) -> dict[str, Any]:
    """Return the shape of the contract."""
    return {
        "year": found.year,
        "decided": found.decided,
        "plan": {
            "id": found.plan.id,
            "name": found.plan.name.text(current()),
            "base_year": found.plan.base_year,
            "target_year": found.plan.target_year,
        },
        "industries": [
            {
                "industry": each.industry,
                "label": each.label.text(current()),
                "members": _figures_json(each.members),
                "applicants": _figures_json(each.applicants),
                "output_target": exact_text(each.output_target),
            }
            for each in found.industries
        ],
        "members": _figures_json(found.members),
        "applicants": _figures_json(found.applicants),
        "members_without_application": list(found.without_application),
        "targets": [_target_json(each) for each in found.targets],
    }


def _figures_json(figures: Figures) -> dict[str, Any]:
    return {
        "firms": figures.firms,
        "output": exact_text(figures.output),
        "emerging_output": exact_text(figures.emerging_output),
        "rd": exact_text(figures.rd),
        "patents": figures.patents,
        "rd_ratio": exact_text(figures.rd_ratio),
        "rd_staff_share": exact_text(figures.rd_staff_share),
        "rd_institution_share": exact_text(figures.rd_institution_share),
        "growth": exact_text(figures.growth),
        "incomplete": figures.incomplete,
    }


def _target_json(each: TargetProgress) -> dict[str, Any]:
    target = each.target
    return {
        "target": each.key,
        "label": target.text(current()),
        "industry": target.industry,
        "at_least": exact_text(target.at_least),
        "base": exact_text(target.base),
        "unit": target.unit,
        "extent": target.extent,
        "section": target.section,
        "quotation": target.quotation,
        "note": each.note.text(current()),
        "members": exact_text(each.members),
        "applicants": exact_text(each.applicants),
        "share": exact_text(each.share),
        "reached": each.reached,
        "course": [
            {"year": year, "members": exact_text(members), "applicants": exact_text(applicants)}
            for year, members, applicants in each.course
        ],
    }
