"""`received`: objections that came in by the pages: listed, taken up, declined."""

from __future__ import annotations

import click

from cultivation import review
from cultivation.commands.access import room_of
from cultivation.commands.context import (
    Context,
    command,
    dry,
    dry_run_option,
    format_option,
    pass_command_context,
)
from cultivation.commands.notice import said, say_repeated
from cultivation.commands.printing import print_result
from cultivation.commands.program import RECEIVED_COMMANDS, lazy_group
from cultivation.language import _
from cultivation.queries.filing_window import local_minute
from cultivation.queries.receipts import declined_receipts, objection_by_receipt
from cultivation.queries.year import State

received = lazy_group("received", RECEIVED_COMMANDS, _("Objections that came in by the pages."))
receipt_argument = click.argument("receipt")


@command(
    "list",
    _("List the objections to a year that came in by the pages, and what became of each."),
    "cultivation received list 2016",
)
@click.argument("year", type=int)
@format_option
@pass_command_context
def list_(context: Context, year: int, form: str) -> None:
    """List them."""
    with context.record.reading() as reader:
        own = State(reader).year(year)
        taken, declined = objection_by_receipt(own), declined_receipts(own)
    with room_of(context) as access:
        found = access.received(access.receipts(year))
    rows, data = [], []
    for each in found:
        number = taken[each.number].number if each.number in taken else None
        state = "declined" if each.number in declined else "waiting" if number is None else "taken_up"
        words = {
            "declined": _("declined"),
            "waiting": _("waits"),
            "taken_up": _("objection {number}").format(number=number),
        }
        rows.append([each.number, local_minute(each.at), each.sent.enterprise, each.sent.by, words[state]])
        told = {"receipt": each.number, "at": each.at.isoformat(), "enterprise": each.sent.enterprise}
        said_there = {"by": each.sent.by, "contact": each.sent.contact, "text": each.sent.text}
        files = [name for _sha256, name in each.files]
        data.append({**told, **said_there, "files": files, "state": state, "objection": number})
    headers = [_("receipt"), _("received at"), _("enterprise"), _("by"), _("state")]
    print_result(form, headers, rows, {"year": year, "received": data})


@command(
    "take-up",
    _("Put an objection that came in on record, with its files."),
    "cultivation received take-up 2016 2016-K3MP-7RQ2 --enterprise 昆山辉铄",
)
@click.argument("year", type=int)
@receipt_argument
@click.option(
    "--enterprise",
    default="",
    metavar="NAME",
    help=_("Which enterprise is meant, where none is named."),
)
@dry_run_option
@pass_command_context
def take_up(context: Context, year: int, receipt: str, enterprise: str, dry_run: bool) -> None:
    """Take one up."""
    with room_of(context) as access:
        done = review.take_up(
            context.record, context.actor, access, year, receipt.upper(), enterprise.strip(), dry_run
        )
    text = _("Objection {number} is on record.").format(number=done.objection.number)
    click.echo(dry(text, dry_run and not done.repeats))
    say_repeated(context, done.repeats)


@command(
    "decline",
    _("Say why an objection that came in is not taken up; who sent it reads the reason."),
    'cultivation received decline 2016 2016-K3MP-7RQ2 --reason "与名单无关"',
)
@click.argument("year", type=int)
@receipt_argument
@click.option("--reason", required=True, metavar="TEXT", help=_("The reason."))
@dry_run_option
@pass_command_context
def decline(context: Context, year: int, receipt: str, reason: str, dry_run: bool) -> None:
    """Decline one."""
    text = said(reason, "--reason")
    with room_of(context) as access:
        found = review.received_as(access, year, receipt.upper())
    review.decline_receipt(context.record, context.actor, year, found.number, text, dry_run)
    click.echo(dry(_("{receipt} is declined.").format(receipt=found.number), dry_run))
