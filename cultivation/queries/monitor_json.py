"""The plan monitor as JSON: exact texts, ratios as p/q where decimals do not end."""

from __future__ import annotations

from typing import Any

from cultivation.canonical import exact_text
from cultivation.core.wording.values import number_text
from cultivation.language import _, current
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
        "zones": [
            {
                "zone": each.zone,
                "label": each.label.text(current()),
                "group": each.group.text(current()) if each.group else None,
                "members": _figures_json(each.members),
                "applicants": _figures_json(each.applicants),
            }
            for each in found.zones
        ],
        "growth_of_base_year": found.growth,
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
        "talents": figures.talents,
    }


def _target_json(each: TargetProgress) -> dict[str, Any]:
    target = each.target
    return {
        "target": each.key,
        "label": target.text(current()),
        "industry": target.industry,
        "at_least": exact_text(target.at_least),
        "base": exact_text(each.base),
        "base_stated": exact_text(target.base),
        "base_computed": exact_text(target.course.rate) if target.course else None,
        "contradiction": target.course.note.text(current()) if target.course else None,
        "this_year": exact_text(each.this_year),
        "reported": None
        if each.reported is None
        else {
            "year": each.reported[0],
            "value": exact_text(each.reported[1].value),
            "source": each.reported[1].source,
        },
        "zones": [
            {
                "zone": zone.zone,
                "label": zone.label.text(current()),
                "at_least": exact_text(zone.at_least),
                "applicants": exact_text(zone.applicants),
                "reached": zone.reached,
            }
            for zone in each.zones
        ],
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


def contradictions(found: Monitor) -> list[str]:
    """Say of each figure of the base year that the plan contradicts which is used, and how to choose."""
    sentences = []
    for each in found.targets:
        course = each.target.course
        if course is not None:
            other = each.target.base if found.growth == "computed" else course.rate
            values = {
                "target": each.target.text(current()),
                "used": number_text(exact_text(each.base) or "", each.target.unit),
                "other": number_text(exact_text(other) or "", each.target.unit),
                "note": course.note.text(current()),
            }
            sentences.append(
                _(
                    "{target}: {note} {used} is used here; for {other} instead, set growth under [plan] in "
                    "cultivation.toml."
                ).format(**values)
            )
    return sentences
