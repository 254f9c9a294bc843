"""`shortlist`: the ranked list of a year, to be signed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from cultivation.commands.context import (
    Context,
    as_of_option,
    command,
    dry,
    dry_run_option,
    file_option,
    pass_command_context,
)
from cultivation.commands.output_files import write_file
from cultivation.commands.stale import say_stale
from cultivation.language import _
from cultivation.queries.standing import Titles


@command(
    "shortlist",
    _("Write the ranked list of a year as an Excel workbook."),
    "cultivation shortlist 2016 -o shortlist_2016.xlsx",
)
@click.argument("year", type=int)
@file_option(_("The file to write."))
@as_of_option
@dry_run_option
@pass_command_context
def shortlist(context: Context, year: int, output: Path, as_of: datetime | None, dry_run: bool) -> None:
    """Write the shortlist."""
    from cultivation.outputs.shortlist.workbook import shortlist_of

    with context.record.reading(as_of) as reader:
        content = shortlist_of(reader, year, Titles.of(context.workspace))
        say_stale(context, reader, year)
    write_file(output, content, dry_run)
    text = _("{file} would be written.") if dry_run else _("{file} is written.")
    click.echo(dry(text.format(file=output), dry_run))
    context.say(_("Next: cultivation audit anchor -o anchor_{year}.json").format(year=year))
