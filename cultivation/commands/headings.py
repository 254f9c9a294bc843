"""`headings`: what a column of an office's tables stands for, said once and used again."""

from __future__ import annotations

import click

from cultivation import review
from cultivation.commands.context import (
    Context,
    command,
    dry,
    dry_run_option,
    format_option,
    pass_command_context,
)
from cultivation.commands.printing import print_result
from cultivation.commands.program import HEADINGS_COMMANDS, lazy_group
from cultivation.errors import UsageMistake
from cultivation.language import _
from cultivation.queries.headings import headings_explained
from cultivation.queries.year import State

headings = lazy_group(
    "headings", HEADINGS_COMMANDS, _("What headings of tables stand for: said once, used from then on.")
)


@command(
    "list",
    _("What was said of headings, and by whom."),
    "cultivation headings list",
)
@format_option
@pass_command_context
def list_(context: Context, form: str) -> None:
    """List what is on record."""
    with context.record.reading() as reader:
        state = State(reader)
        told = [(each, each.label(state)) for each in headings_explained(reader).values()]
    headers = [_("heading"), _("field"), _("said in the review of"), _("who")]
    rows = [[each.heading, label, each.year, each.actor] for each, label in told]
    print_result(form, headers, rows, {"headings": [each.to_json(label) for each, label in told]})
    if not told and form == "table":
        context.say(_("No headings are explained yet. First: cultivation headings set YEAR HEADING FIELD"))


@command(
    "set",
    _("Say which field a heading stands for, or with --unused that it stands for none."),
    "cultivation headings set 2016 主营业务收入 revenue\ncultivation headings set 2016 合并收入 --unused",
)
@click.argument("year", type=int)
@click.argument("heading")
@click.argument("field", required=False)
@click.option("--unused", is_flag=True, help=_("The column stands for none of the fields."))
@dry_run_option
@pass_command_context
def set_(context: Context, year: int, heading: str, field: str | None, unused: bool, dry_run: bool) -> None:
    """Say what a heading stands for."""
    if (field is None) != unused:
        raise UsageMistake(_("Give either a field or --unused."))
    told = review.explain_heading(context.record, context.actor, year, heading, field, dry_run)
    with context.record.reading() as reader:
        label = told.label(State(reader))
    click.echo(dry(f"{told.heading}: {label}", dry_run))
    context.say(_("It applies to every file from now on. Files received earlier are not read again."))


@command(
    "remove",
    _("Take back what was said of a heading."),
    "cultivation headings remove 主营业务收入",
)
@click.argument("heading")
@dry_run_option
@pass_command_context
def remove(context: Context, heading: str, dry_run: bool) -> None:
    """Take it back."""
    told = review.forget_heading(context.record, context.actor, heading, dry_run)
    context.say(dry(_("{heading} is read by the rules alone again.").format(heading=told.heading), dry_run))
