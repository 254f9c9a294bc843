"""`audit oddities`: what a check of the record begins with."""

from __future__ import annotations

from datetime import datetime

import click

from cultivation.commands.context import Context, as_of_option, command, format_option, pass_command_context
from cultivation.commands.printing import print_json, print_result, print_table
from cultivation.commands.stale import say_stale
from cultivation.language import _
from cultivation.queries.oddities import oddities_of
from cultivation.queries.oddity_tables import sections_of
from cultivation.queries.year import State


@command(
    "oddities",
    _(
        "What a check of the record begins with: corrections by person, overrides, dates, names that are "
        "alike. None of it need be wrong."
    ),
    "cultivation audit oddities\ncultivation audit oddities -o oddities.json",
)
@as_of_option
@format_option
@pass_command_context
def oddities(context: Context, as_of: datetime | None, form: str) -> None:
    """List what to look at."""
    with context.record.reading(as_of) as reader:
        found = oddities_of(State(reader))
        say_stale(context, reader)
    sections = sections_of(found)
    if form == "json":
        print_json(found.to_json())
    elif form == "csv":
        rows = [[each.title, *row] for each in sections for row in each.rows]
        width = max(map(len, rows), default=1)
        padded = [row + [""] * (width - len(row)) for row in rows]
        print_result("csv", [_("kind"), *([""] * (width - 1))], padded, None)
    else:
        for each in sections:
            if each.rows:
                print_table(each.headings, each.rows, each.title)
        for title in (each.title for each in sections if not each.rows):
            click.echo(_("{title}: nothing was found.").format(title=title))
    context.say(_("None of these need be wrong. Each entry: cultivation audit log --format json"))
