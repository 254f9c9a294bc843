"""`monitor`: members and applicants beside the targets of the city's plan."""

from __future__ import annotations

from datetime import datetime

import click

from cultivation.commands.context import Context, as_of_option, command, format_option, pass_command_context
from cultivation.commands.printing import print_result, print_table
from cultivation.language import _
from cultivation.queries.monitor import latest_with_applications
from cultivation.queries.monitor import monitor as monitor_of
from cultivation.queries.monitor_json import monitor_json
from cultivation.queries.monitor_tables import (
    groups_table,
    monitor_sentences,
    monitor_title,
    targets_table,
    zone_targets_table,
)
from cultivation.queries.year import year_in


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
    print_result(form, *groups_table(found, by == "zone"), monitor_json(found), monitor_title(found))
    if form == "table":
        print_table(*targets_table(found), _("Targets of the plan"))
        zones = zone_targets_table(found)
        if zones[1]:
            print_table(*zones, _("Targets of zones"))
        for sentence in monitor_sentences(found):
            click.echo(f"  {sentence}")
