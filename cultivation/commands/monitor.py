"""`monitor`: members and applicants beside the targets of the city's plan."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import click

from cultivation.canonical import exact_text
from cultivation.commands.context import Context, as_of_option, command, format_option, pass_command_context
from cultivation.commands.printing import print_result, print_table
from cultivation.core.wording.values import number_text
from cultivation.language import N_, _, current
from cultivation.queries.monitor import (
    Figures,
    IndustryFigures,
    Monitor,
    TargetProgress,
    ZoneFigures,
    latest_with_applications,
)
from cultivation.queries.monitor import monitor as monitor_of
from cultivation.queries.monitor_json import contradictions, monitor_json
from cultivation.queries.year import year_in

MONEY = "万元"
EXTENTS = {
    "part": N_("part of the city's total"),
    "like": N_("comparable ratio"),
    "none": N_("not measured"),
}


@command(
    "monitor",
    _("Members' and applicants' output, R&D and patents by industry, beside the targets of the city's plan."),
    "cultivation monitor\ncultivation monitor 2017 --by zone\ncultivation monitor 2017 --format json",
)
@click.argument("year", type=int, required=False)
@click.option(
    "--by",
    type=click.Choice(("industry", "zone")),
    default="industry",
    help=_("Rows of industries, or of zones in their groups."),
)
@as_of_option
@format_option
@pass_command_context
def monitor(context: Context, year: int | None, by: str, as_of: datetime | None, form: str) -> None:
    """Show the plan monitor."""
    with context.record.reading(as_of) as reader:
        chosen = year_in(reader, year) if year else latest_with_applications(reader)
        folders = [context.workspace.directory / "rules" / "targets"]
        found = monitor_of(chosen, folders, context.workspace.plan.get("growth", "stated"))
    plan, language = found.plan, current()
    by_zone = by == "zone"
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
        rows = [*(_zone_row(each) for each in found.zones), [_("all"), "", *sums]]
    else:
        headers += [_("target {year}").format(year=plan.target_year), _("applicants in the target")]
        rows = [*(_industry_row(each) for each in found.industries), [_("all"), *sums, "", ""]]
    title = _("{plan}: {year}, money in 万元").format(plan=plan.name.text(language), year=found.year)
    print_result(form, headers, rows, monitor_json(found), title)
    if form == "table":
        _print_targets(found)


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


def _print_targets(found: Monitor) -> None:
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
    rows = [_target_row(each) for each in found.targets]
    print_table(headers, rows, _("Targets of the plan"))
    _print_zone_targets(found)
    for sentence in contradictions(found):
        click.echo(f"  {sentence}")
    for note in dict.fromkeys(each.note.text(current()) for each in found.targets):
        click.echo(f"  {note}")
    if not found.decided:
        click.echo(
            _("  {year} is not decided yet; members are those of the previous pool.").format(year=found.year)
        )
    if found.without_application:
        click.echo(
            _("  {number} members did not apply in {year}; their figures are missing.").format(
                number=len(found.without_application), year=found.year
            )
        )


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


def _print_zone_targets(found: Monitor) -> None:
    """Print what is wanted of each zone, where the targets say so."""
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
    if rows:
        print_table(headers, rows, _("Targets of zones"))


def _far(each: TargetProgress) -> str:
    """Say how far the applicants are: whether a ratio is reached, else the share that they contribute."""
    if each.reached is None:
        return _percent(each.share)
    return _("reached") if each.reached else _("not reached")


def _value(value: Decimal | Fraction | None, unit: str) -> str:
    return "" if value is None else number_text(exact_text(value) or "", unit)
