"""`audit seal`, `audit prove`, `audit certificate`: one root, each enterprise's proof, a check code."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from cultivation import review
from cultivation.commands.context import (
    Context,
    as_of_option,
    command,
    dry,
    dry_run_option,
    file_option,
    format_option,
    pass_command_context,
)
from cultivation.commands.output_files import write_whole
from cultivation.commands.printing import print_json, print_table
from cultivation.errors import UsageMistake
from cultivation.language import _


@command(
    "seal",
    _("Put the results of a year under one root, and print the line to be published with them."),
    "cultivation audit seal 2018",
)
@click.argument("year", type=int)
@dry_run_option
@format_option
@pass_command_context
def seal(context: Context, year: int, dry_run: bool, form: str) -> None:
    """Seal the proposal, or the decision once there is one."""
    made = review.seal_lines(context.record, context.actor, year, dry_run=dry_run)
    if form == "json":
        print_json(made.to_json())
    else:
        click.echo(dry(made.text, dry_run))
    context.say(_("Publish this line with the results; then give each enterprise its proof."))


@command(
    "prove",
    _("Write a web page with which one enterprise checks its own result, offline."),
    "cultivation audit prove 昆山辉铄 2018 -o proof.html",
)
@click.argument("enterprise")
@click.argument("year", type=int)
@file_option(_("The file to write."))
@pass_command_context
def prove(context: Context, enterprise: str, year: int, output: Path) -> None:
    """Write the proof of one enterprise."""
    from cultivation.outputs.proof.page import proof_page
    from cultivation.queries.appeals import sentences_for
    from cultivation.queries.seals import proof_of
    from cultivation.queries.year import year_in

    if output.suffix.lower() not in (".html", ".htm"):
        raise UsageMistake(
            _("{file}: the output is a web page; the file name must end in .html.").format(file=output)
        )
    with context.record.reading() as reader:
        own = year_in(reader, year)
        proof = proof_of(own, enterprise)
        since = sentences_for(own, json.loads(proof.line)["enterprise"])
        content = proof_page(proof, own.rules, since)
    write_whole(output, content)
    click.echo(_("{file} is written.").format(file=output))
    context.say(_("Give it to this enterprise alone: it shows its points and reason."))


@command(
    "certificate",
    _("Tell whether a certificate is valid, by the check code that is printed on it."),
    "cultivation audit certificate ABCD-EFGH-IJKL-MNOP-QRST",
)
@click.argument("code")
@as_of_option
@format_option
@pass_command_context
def certificate(context: Context, code: str, as_of: datetime | None, form: str) -> None:
    """Look a certificate up by its check code."""
    from cultivation.queries.certificates import STATES, UNKNOWN, VALID, certificate_by_code

    with context.record.reading(as_of) as reader:
        found = certificate_by_code(reader, code)
    state = found.state if found else UNKNOWN
    if form == "json":
        print_json({"state": state, "certificate": found.to_json() if found else None})
    elif found is None:
        click.echo(_(STATES[UNKNOWN]))
    else:
        rows = [(_("state"), found.state_text), (_("number"), found.number), (_("year"), found.year)]
        rows += [(_("enterprise"), f"{found.name} ({found.enterprise})"), (_("issued on"), found.on)]
        print_table([_("certificate"), ""], rows)
    if state != VALID:
        raise click.exceptions.Exit(1)
