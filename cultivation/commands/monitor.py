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
    latest_with_applications,
)
from cultivation.queries.monitor import monitor as monitor_of
from cultivation.queries.monitor_json import monitor_json
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
    "cultivation monitor\ncultivation monitor 2017 --format json",
)
@click.argument("year", type=int, required=False)
@as_of_option
@format_option
@pass_command_context
def monitor(context: Context, year: int | None, as_of: datetime | None, form: str) -> None:
    """Show the plan monitor."""
    with context.record.reading(as_of) as reader:
        chosen = year_in(reader, year) if year else latest_with_applications(reader)
        found = monitor_of(chosen, [context.workspace.directory / "rules" / "targets"])
    plan, language = found.plan, current()
    headers = [_("industry")]
    for who in (_("pool members"), _("applicants")):
        headers += [
            _("{who}: firms").format(who=who),
            _("{who}: output").format(who=who),
            _("{who}: R&D").format(who=who),
            _("{who}: R&D ratio").format(who=who),
            _("{who}: patents").format(who=who),
        ]
    headers += [_("target {year}").format(year=plan.target_year), _("applicants in the target")]
    rows = [_industry_row(each) for each in found.industries]
    rows.append([_("all"), *_cells(found.members), *_cells(found.applicants), "", ""])
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


def _percent(value: Fraction | None) -> str:
    return "" if value is None else number_text(exact_text(value) or "", "%")


def _print_targets(found: Monitor) -> None:
    headers = [
        _("target by {year}").format(year=found.plan.target_year),
        _("section"),
        _("aim"),
        _("pool members"),
        _("applicants"),
        _("so far"),
        _("measured as"),
    ]
    rows = [_target_row(each) for each in found.targets]
    print_table(headers, rows, _("Targets of the plan"))
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
        _value(target.at_least, target.unit),
        _value(each.members, target.unit),
        _value(each.applicants, target.unit),
        _far(each),
        _(EXTENTS[target.extent]),
    ]


def _far(each: TargetProgress) -> str:
    """Say how far the applicants are: whether a ratio is reached, else the share that they contribute."""
    if each.reached is None:
        return _percent(each.share)
    return _("reached") if each.reached else _("not reached")


def _value(value: Decimal | Fraction | None, unit: str) -> str:
    return "" if value is None else number_text(exact_text(value) or "", unit)
