"""`rules self-check`: a page with which firms compute their points, without network or office."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from cultivation.commands.context import DATE, Context, command, file_option, pass_command_context
from cultivation.commands.output_files import write_whole
from cultivation.commands.rule_files import rules_of
from cultivation.errors import UsageMistake
from cultivation.language import _


@command(
    "self-check",
    _("Write a web page with which a firm computes its own points, offline, and saves its application."),
    "cultivation rules self-check kunshan_top100_2016 -o self_check.html --cutoff 2018-12-31",
)
@click.argument("rule_set", metavar="FILE_OR_ID")
@file_option(_("The file to write."))
@click.option(
    "--cutoff",
    type=DATE,
    metavar="DATE",
    help=_("The data cut-off that the page begins with; default: none."),
)
@pass_command_context
def self_check(context: Context, rule_set: str, output: Path, cutoff: datetime | None) -> None:
    """Write the page."""
    from cultivation.outputs.self_check.page import self_check_page

    if output.suffix.lower() not in (".html", ".htm"):
        raise UsageMistake(
            _("{file}: the output is a web page; the file name must end in .html.").format(file=output)
        )
    loaded = rules_of(context, rule_set)
    write_whole(output, self_check_page(loaded, cutoff.date() if cutoff else None))
    click.echo(_("{file} is written.").format(file=output))
    context.say(
        _("Publish it beside the call for applications: firms open it in a browser, no network needed.")
    )
