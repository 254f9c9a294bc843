"""The report: a year on one page that opens from a USB stick, to look at, to search, and to print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cultivation.core.pool.proposal import Action, Line
from cultivation.core.wording.influence import index_texts, places_text
from cultivation.core.wording.methods import method_text
from cultivation.core.wording.reasons import action_text, reason_text
from cultivation.core.wording.rule_page import rule_page
from cultivation.core.wording.year_on_year import value_label
from cultivation.language import _, current, join_names
from cultivation.outputs.html import make_page, signed_text
from cultivation.outputs.report.drawings import NARROW_WIDTH, robustness_drawing, totals_drawing
from cultivation.outputs.report.firms import FirmsData
from cultivation.outputs.report.flow_drawings import NARROW, review_drawing, years_drawing
from cultivation.queries.analyses import are_outdated, indices_of, influences_of
from cultivation.queries.report.data import ReportData
from cultivation.queries.report.figures import (
    choice_figures,
    closest_calls,
    dimension_figures,
    is_grey,
    movers,
    near_the_line,
)
from cultivation.queries.report.gathering import report_data
from cultivation.queries.shortlist.figures import distribution
from cultivation.queries.standing import Titles
from cultivation.queries.year import year_in
from cultivation.record.reader import Reader

MOST_LISTED = 30  # of entries and exits; all are in the table of all firms
MOST_INFLUENCES = 8


def report_of(
    reader: Reader,
    year: int,
    folders: Sequence[Path] = (),
    titles: Titles = Titles(),  # noqa: B008 - frozen
) -> bytes:
    """Return the page of a scored year; the same state of the record gives the same bytes.

    `folders` are looked through for targets of a plan before those that ship; `titles` name the pool.
    """
    return write_report(report_data(year_in(reader, year), folders, titles))


def write_report(data: ReportData) -> bytes:
    """Return the page in the language spoken now; the same data give the same bytes."""
    base = data.base
    return make_page(
        "report.html",
        ("base.css", "report.css"),
        ("report.js",),
        **overview(data),
        **looked_into(data),
        dimensions=dimension_figures(data),
        choices=choice_figures(data),
        movers=mover_rows(data),
        page=rule_page(base.rules),
        firms=FirmsData(data).to_json(),
        texts=_script_texts(),
    )


def overview(data: ReportData) -> dict[str, Any]:
    """Return what the parts of the page show that tell of the year as a whole."""
    base = data.base
    return {
        "data": data,
        "base": base,
        "rules": base.rules,
        "name": base.rules.name.text(current()),
        "points": base.table.points,
        "label": lambda criterion: base.rules.criterion_label(criterion).text(current()),
        "outcomes": {str(action): action_text(action) for action in Action},
        "counts": {str(action): base.number_of(action) for action in Action},
        "eligible": sum(line.eligible for line in base.table.lines),
        "members_before": sum(line.was_member for line in base.lines),
        "members_after": sum(line.in_pool for line in base.lines),
        "reserve": sum(line.reserve_place is not None for line in base.lines),
        "overrides": [line for line in base.lines if line.override],
        "calls": closest_calls(data),
        "near": near_the_line(data),
        "grey": [line for line in data.ranked if is_grey(base.shares.get(line.id, 0))],
        "is_grey": is_grey,
        "lists": _lists(data),
        "reason": lambda line: reason_text(line, base.rules, _grounds(data, line)),
        "drawings": {
            "review": (review_drawing(data), review_drawing(data, NARROW)),
            "years": (years_drawing(data.flow), years_drawing(data.flow, NARROW)),
            "totals": (totals_drawing(data), totals_drawing(data, NARROW_WIDTH)),
            "robustness": (robustness_drawing(data), robustness_drawing(data, NARROW_WIDTH)),
        },
        "totals": distribution(base),
        "name_of": {line.id: line.name for line in base.table.lines},
    }


def looked_into(data: ReportData) -> dict[str, Any]:
    """Return what the part of the page shows that tells of what was looked into beside the points."""
    base = data.base
    return {
        "labels": lambda keys: join_names([base.rules.criterion_label(key).text(current()) for key in keys]),
        "sure": sum(share >= GREY_TOP for share in base.shares.values()),
        "influences": _influences(data),
        "influences_outdated": are_outdated(data.robustness),
        "left_out": _left_out(data),
        "method_text": method_text,
    }


GREY_TOP = 0.95


def _grounds(data: ReportData, line: Line) -> tuple[str, ...]:
    score = data.base.score_of.get(line.id)
    return score.gates_failed if score else ()


def _lists(data: ReportData) -> list[dict[str, Any]]:
    """Return entries, exits and the reserve list, each with its lines; the reserve list by its numbers."""
    lines = data.base.lines
    waiting = sorted(
        (line for line in lines if line.reserve_place is not None), key=lambda line: line.reserve_place or 0
    )
    parts: tuple[tuple[str, str, Sequence[Line]], ...] = (
        ("enter", _("Entries"), [line for line in lines if line.action is Action.ENTER]),
        ("exit", _("Exits"), [line for line in lines if line.action is Action.EXIT]),
        ("reserve", _("Reserve list"), waiting),
    )
    return [
        {"key": key, "title": title, "lines": several[:MOST_LISTED], "more": len(several[MOST_LISTED:])}
        for key, title, several in parts
    ]


def mover_rows(data: ReportData) -> list[dict[str, Any]]:
    """Return who moved most, with the exact shares of the places gained and the values behind them."""
    rows = []
    for line in movers(data.base):
        split = data.splits.get(line.id)
        own = sorted(split.own_values, key=lambda each: (-abs(each[1].places), each[0])) if split else []
        rows.append(
            {
                "line": line,
                "before": data.base.previous_ranks[line.id],
                "change": data.place_change(line),
                "shares": [float(each.places) for each in (split.own_data, split.rules, split.competitors)]
                if split
                else None,
                "values": [
                    f"{value_label(name, data.base.rules)} {signed_text(round(float(share.places), 1))}"
                    for name, share in own[:2]
                    if round(float(share.places), 1)
                ],
            }
        )
    return rows


def _influences(data: ReportData) -> list[dict[str, Any]]:
    """Return whose weight decides most on who is in the pool: with others and by itself, each an interval."""
    ordered = sorted(influences_of(data.robustness), key=lambda each: tuple(each["places"]))
    return [
        {
            "criterion": each["criterion"],
            "places": places_text(*each["places"]),
            "total": max(0.0, float(each["total"])),
            "first": max(0.0, float(each["first"])),
            "texts": [index_texts(index) for index in indices_of(each)],
        }
        for each in ordered[:MOST_INFLUENCES]
    ]


def _left_out(data: ReportData) -> list[Any]:
    """Return the criteria without which the pool would be another, those that move most first."""
    found = data.robustness["left_out"] if data.robustness else ()
    moving = [each for each in found if each["entering"] or each["leaving"]]
    return sorted(moving, key=lambda each: (-len(each["entering"]), each["criterion"]))[:MOST_INFLUENCES]


def _script_texts() -> dict[str, str]:
    """Return the sentences that the script fills in."""
    return {
        "place": _("Place"),
        "change": _("Change"),
        "enterprise": _("Enterprise"),
        "total": _("Total"),
        "outcome": _("Outcome"),
        "share": _("Draws inside"),
        "reason": _("Reason"),
        "all": _("All"),
        "shown": _("{shown} of {all} enterprises"),
        "newly": _("new"),
        "draft": _("scored, not yet proposed"),
        "total_line": _("{total} of {maximum} points, place {rank}."),
        "not_ranked": _("No place: not eligible."),
        "no_application": _("No application this year."),
        "before_line": _("In {year}: {total} points, place {rank}."),
        "above": _("{points} points above the last in the pool."),
        "below": _("{points} points below the last in the pool."),
        "tie": _("Equal points with the previous place; separated by {key}."),
        "share_line": _("In the pool in {share} of the draws with varied weights; places {low} to {high}."),
        "split_line": _("Of {places} places: own data {own}, rules {rules}, competitors {others}."),
        "override": _("Decided by override: {reason}"),
        "grounds": _("Not met"),
        "flags": _("To be verified on site"),
        "remarks": _("Remarks"),
        "criterion": _("Criterion"),
        "value": _("value"),
        "points": _("points"),
        "maximum": _("Maximum"),
        "lost": _("Lost"),
        "bar": _("as a bar"),
        "since": _("Since {year}"),
        "contributions": _("Where the points come from"),
        "sources": _("Where the figures come from"),
        "field": _("Field"),
        "sheet": _("Sheet"),
        "cell": _("Cell"),
        "remark": _("Remark"),
        "file": _("File: {file}"),
        "dark": _("Dark"),
        "light": _("Light"),
        "sort": _("Sort by {column}"),
    }
