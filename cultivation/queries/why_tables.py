"""The tables of "why": one shape for the terminal and for a page; headers, then rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cultivation.core.wording.values import value_text
from cultivation.core.wording.why import decided_by_text, flip_row, note_text, shown_value
from cultivation.core.wording.year_on_year import places_text, signed_points, value_label
from cultivation.language import _, current
from cultivation.queries.why import Why

Table = tuple[list[str], list[list[Any]]]


def points_table(answer: Why) -> Table:
    """Return each criterion with its value, points and what it lost, and how it moved."""
    before = {each.criterion: each for each in answer.year_on_year.changes} if answer.year_on_year else {}
    points, rules = answer.table.points, answer.rules
    rows = []
    for each in answer.contributions:
        change = before.get(each.criterion)
        moved = f"{change.now - change.before:+}" if change and change.now != change.before else ""
        value = shown_value(rules, rules.criteria[each.criterion], answer.score, answer.sources)
        label = rules.criterion_label(each.criterion).text(current())
        rows.append([label, value, points(each.points), points(each.maximum), points(each.lost), moved])
    headers = [_("criterion"), _("value"), _("points"), _("maximum"), _("lost"), _("change to last year")]
    return headers, rows


def own_values_table(answer: Why) -> Table | None:
    """Return what each of the own values made, the greatest share of points first; None where none did."""
    change = answer.year_on_year
    if change is None or change.split is None or not change.split.own_values:
        return None
    ordered = sorted(change.split.own_values, key=lambda each: (-abs(each[1].total), each[0]))
    rows = [
        [value_label(name, answer.rules), signed_points(share.total), places_text(share.places)]
        for name, share in ordered
    ]
    headers = [_("own data"), _("points"), _("places gained")]
    return (headers, rows) if change.has_both_places else (headers[:2], [row[:2] for row in rows])


def neighbours_table(answer: Why) -> Table:
    """Return those next to it by place, with what put each behind the place before."""
    total = answer.score.total if answer.score else 0
    rows = [
        [
            each.rank,
            each.name,
            answer.table.points(each.total),
            f"{(each.total - total) * answer.rules.precision:+}",
            decided_by_text(each.decided_by, answer.rules),
        ]
        for each in answer.neighbours
    ]
    headers = [_("place"), _("enterprise"), _("total"), _("difference"), _("separated by")]
    return headers, rows


def flips_table(answer: Why) -> Table | None:
    """Return the smallest change of each value that turns the outcome; None where none does."""
    rows = [flip_row(each, answer.rules) for each in answer.flips if each.value is not None]
    headers = [_("field"), _("filed"), _("value that changes the outcome"), _("change")]
    return (headers, rows) if rows else None


def shown_sources(answer: Why) -> list[Mapping[str, Any]]:
    """Return the sources of what was filed; what was left empty has none."""
    return [source for source in answer.sources if source["value"] is not None]


def sources_table(answer: Why) -> Table:
    """Return each value that was filed, with file, sheet and cell."""
    rows = [
        [
            answer.rules.label_of(source["field"]).text(current()),
            value_text(answer.rules, source["field"], source["value"]),
            source["file"],
            source["sheet"],
            source["cell"],
            note_text(source),
        ]
        for source in shown_sources(answer)
    ]
    return [_("field"), _("value"), _("file"), _("sheet"), _("cell"), _("remark")], rows
