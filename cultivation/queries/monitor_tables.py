"""The plan monitor as tables and sentences; each face shows them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from cultivation.canonical import exact_text
from cultivation.core.wording.values import number_text
from cultivation.language import N_, _, current
from cultivation.queries.monitor import Figures, IndustryFigures, Monitor, TargetProgress, ZoneFigures
from cultivation.queries.monitor_json import contradictions

Table = tuple[list[str], list[list[Any]]]
EXTENTS = {
    "part": N_("part of the city's total"),
    "like": N_("comparable ratio"),
    "none": N_("not measured"),
}


def monitor_title(found: Monitor) -> str:
    """Say which plan, and which year."""
    plan = found.plan.name.text(current())
    return _("{plan}: {year}, money in 万元").format(plan=plan, year=found.year)


def groups_table(found: Monitor, by_zone: bool) -> Table:
    """Return members and applicants by industry beside its target, or by zone in their groups."""
    headers = [_("group"), _("zone")] if by_zone else [_("industry")]
    for who in (_("pool members"), _("applicants")):
        headers += [
            _("{who}: firms").format(who=who),
            _("{who}: output").format(who=who),
            _("{who}: R&D").format(who=who),
            _("{who}: R&D ratio").format(who=who),
            _("{who}: patents").format(who=who),
        ]
    sums = [*_cells(found.members), *_cells(found.applicants)]
    if by_zone:
        return headers, [*(_zone_row(each) for each in found.zones), [_("all"), "", *sums]]
    headers += [_("target {year}").format(year=found.plan.target_year), _("applicants in the target")]
    return headers, [*(_industry_row(each) for each in found.industries), [_("all"), *sums, "", ""]]


def _cells(figures: Figures) -> list[Any]:
    return [
        figures.firms,
        f"{figures.output:,}",
        f"{figures.rd:,}",
        _percent(figures.rd_ratio),
        figures.patents,
    ]


def _industry_row(each: IndustryFigures) -> list[Any]:
    target = each.output_target
    share = None if target is None else Fraction(each.applicants.output) / Fraction(target)
    wanted = "" if target is None else f"{target:,}"
    label = each.label.text(current())
    return [label, *_cells(each.members), *_cells(each.applicants), wanted, _percent(share)]


def _zone_row(each: ZoneFigures) -> list[Any]:
    group = each.group.text(current()) if each.group else ""
    return [group, each.label.text(current()), *_cells(each.members), *_cells(each.applicants)]


def _percent(value: Fraction | None) -> str:
    return "" if value is None else number_text(exact_text(value) or "", "%")


def targets_table(found: Monitor) -> Table:
    """Return a row for each target of the plan, beside what is measured."""
    headers = [
        _("target by {year}").format(year=found.plan.target_year),
        _("section"),
        _("base {year}").format(year=found.plan.base_year),
        _("aim"),
        _("aim {year}").format(year=found.year),
        _("pool members"),
        _("applicants"),
        _("so far"),
        _("whole city"),
        _("measured as"),
    ]
    return headers, [_target_row(each) for each in found.targets]


def monitor_sentences(found: Monitor) -> list[str]:
    """Say where the plan contradicts itself, what measures differ, and whose figures are missing."""
    said = [*contradictions(found), *dict.fromkeys(each.note.text(current()) for each in found.targets)]
    if not found.decided:
        sentence = _("{year} is not decided yet; members are those of the previous pool.")
        said.append(sentence.format(year=found.year))
    if found.without_application:
        said.append(
            _("{number} members did not apply in {year}; their figures are missing.").format(
                number=len(found.without_application), year=found.year
            )
        )
    return said


def _target_row(each: TargetProgress) -> list[Any]:
    target = each.target
    return [
        target.text(current()),
        target.section,
        _value(each.base, target.unit),
        _value(target.at_least, target.unit),
        _value(each.this_year, target.unit),
        _value(each.members, target.unit),
        _value(each.applicants, target.unit),
        _far(each),
        _reported(each),
        _(EXTENTS[target.extent]),
    ]


def _reported(each: TargetProgress) -> str:
    """Show the last figure of the whole city, with its year."""
    if each.reported is None:
        return ""
    year, reported = each.reported
    return _("{value} ({year})").format(value=_value(reported.value, each.target.unit), year=year)


def zone_targets_table(found: Monitor) -> Table:
    """Return what is wanted of each zone, where the targets say so."""
    headers = [_("target"), _("zone"), _("aim"), _("applicants"), _("so far")]
    rows = [
        [
            *(each.target.text(current()), zone.label.text(current())),
            *(_value(zone.at_least, each.target.unit), _value(zone.applicants, each.target.unit)),
            "" if zone.reached is None else _("reached") if zone.reached else _("not reached"),
        ]
        for each in found.targets
        for zone in each.zones
    ]
    return headers, rows


def _far(each: TargetProgress) -> str:
    """Say how far the applicants are: whether a ratio is reached, else the share that they contribute."""
    if each.reached is None:
        return _percent(each.share)
    return _("reached") if each.reached else _("not reached")


def _value(value: Decimal | Fraction | None, unit: str) -> str:
    return "" if value is None else number_text(exact_text(value) or "", unit)
