"""Between two reviews: remove, call-up, rename."""

from __future__ import annotations

from datetime import date, datetime

import click

from cultivation import review
from cultivation.commands.context import DATE, Context, command, dry, dry_run_option, pass_command_context
from cultivation.commands.notice import said
from cultivation.core.pool.exit_causes import CAUSES
from cultivation.language import _

document_option = click.option(
    "--document", required=True, metavar="NUMBER", help=_("The number of the deciding document.")
)
on_option = click.option(
    "--on", type=DATE, metavar="DATE", help=_("The date of the decision; default: today.")
)


def day_of(on: datetime | None) -> date:
    """Return the day that is meant, today unless given."""
    return on.date() if on else date.today()


@command(
    "remove",
    _("Remove a member from the pool between two reviews, by decision and for a stated cause."),
    "cultivation remove 昆山辉铄 --cause own_request --document 昆新兴〔2017〕8号",
)
@click.argument("enterprise")
@click.option("--cause", required=True, type=click.Choice(tuple(CAUSES)), help=_("The cause."))
@document_option
@on_option
@dry_run_option
@pass_command_context
def remove(
    context: Context, enterprise: str, cause: str, document: str, on: datetime | None, dry_run: bool
) -> None:
    """Remove a member."""
    number = said(document, "--document")
    done = review.remove_member(context.record, context.actor, enterprise, cause, number, day_of(on), dry_run)
    text = _("{name} is removed: {cause}. {number} members are left.").format(
        name=done.name, cause=_(CAUSES[cause]), number=done.members
    )
    click.echo(dry(text, dry_run))
    context.say(_("Next: cultivation call-up --document NUMBER"))


@command(
    "call-up",
    _("Bring the next enterprise on the reserve list into the pool, in place of a removed member."),
    "cultivation call-up --document 昆新兴〔2017〕9号\n"
    'cultivation call-up 昆山晟舟 --document 昆新兴〔2017〕9号 --reason "前一名放弃"',
)
@click.argument("enterprise", required=False)
@document_option
@on_option
@click.option(
    "--reason", default="", metavar="TEXT", help=_("Why other enterprises on the list are passed over.")
)
@dry_run_option
@pass_command_context
def call_up(
    context: Context, enterprise: str | None, document: str, on: datetime | None, reason: str, dry_run: bool
) -> None:
    """Call up from the reserve list."""
    number = said(document, "--document")
    done = review.call_up(
        context.record, context.actor, enterprise, number, day_of(on), reason.strip(), dry_run
    )
    text = _("{name} is called up from the reserve list. There are {number} members.").format(
        name=done.name, number=done.members
    )
    click.echo(dry(text, dry_run))
    context.say(_("Next: cultivation pool"))


@command(
    "rename",
    _("Record a new name of an enterprise; its code and history stay the same."),
    "cultivation rename 昆山辉铄 昆山辉铄智能科技有限公司 --document 工商变更通知书",
)
@click.argument("enterprise")
@click.argument("name")
@document_option
@on_option
@dry_run_option
@pass_command_context
def rename(
    context: Context, enterprise: str, name: str, document: str, on: datetime | None, dry_run: bool
) -> None:
    """Rename an enterprise."""
    number, new = said(document, "--document"), said(name, "NAME")
    key, old = review.rename(context.record, context.actor, enterprise, new, number, day_of(on), dry_run)
    click.echo(dry(_("{old} is now {new}.").format(old=old, new=new), dry_run))
    context.say(_("To see it: cultivation history {code}").format(code=key))
