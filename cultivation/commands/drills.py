"""`audit drill` and `audit clock`: what is done for the record's own sake."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from cultivation import review
from cultivation.commands.anchors import EXISTING, anchor_file, check_signed
from cultivation.commands.context import (
    Context,
    command,
    dry,
    dry_run_option,
    pass_command_context,
    with_password,
)
from cultivation.commands.notice import said
from cultivation.language import _


@command(
    "clock",
    _("Record why the clock stands earlier than the last entry, so that work can go on."),
    'cultivation audit clock --reason "机房时钟曾快一年，已校准"',
)
@click.option("--reason", required=True, metavar="TEXT", help=_("The cause."))
@dry_run_option
@pass_command_context
def clock(context: Context, reason: str, dry_run: bool) -> None:
    """Explain a clock that was set back."""
    made = review.explain_clock(context.record, context.actor, said(reason, "--reason"), dry_run)
    sentence = _("Entry {seq}: from here on entries are recorded from {recorded_at} on.")
    click.echo(dry(sentence.format(seq=made.seq, recorded_at=made.recorded_at), dry_run))


@command(
    "drill",
    _("Restore a backup aside, prove it against anchors, do its steps again, and record that it was done."),
    "cultivation audit drill cultivation_backup.db --anchor anchor_2017.json\n"
    "cultivation audit drill postgresql://owner@server/restored --anchor minutes_2017.txt",
)
@click.argument("backup", metavar="FILE|URL")
@click.option(
    "--anchor",
    "anchors",
    multiple=True,
    type=EXISTING,
    metavar="FILE",
    help=_("A file from audit anchor, or a text with lines from the minutes; may be repeated."),
)
@click.option(
    "--public-key", type=EXISTING, metavar="FILE", help=_("The public key with which the anchors are signed.")
)
@dry_run_option
@pass_command_context
def drill(
    context: Context, backup: str, anchors: Sequence[Path], public_key: Path | None, dry_run: bool
) -> None:
    """Try a restore."""
    from cultivation.record.restore import restored_aside
    from cultivation.review.drill import Drill
    from cultivation.review.drill import drill as try_restore

    files = [anchor_file(path) for path in anchors]
    for file in files:
        check_signed(file, public_key)
    known = [each for file in files for each in file.anchors]
    with restored_aside(with_password(backup) if "://" in backup else backup) as restored:
        name = restored.description if "://" in backup else Path(backup).name
        found = try_restore(context.record, context.actor, Drill(name, restored, known), dry_run)
    sentence = _(
        "The backup {file} is in order: {entries} entries; {steps} steps came out again. "
        "Entries recorded since: {missing}"
    )
    numbers = {"entries": found.entries, "steps": found.steps, "missing": found.missing}
    click.echo(dry(sentence.format(file=found.file, **numbers), dry_run))
    if found.anchored:
        click.echo(_("It goes on from the anchor of entry {entry}.").format(entry=found.anchored))
    else:
        context.say(_("No anchor reaches into it: give the newest one with --anchor."))
