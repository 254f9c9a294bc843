"""`access tokens`, `issue`, `revoke`: tokens by which programs of other systems act."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from cultivation import review
from cultivation.commands.access import room_of
from cultivation.commands.accounts import document_option, reason_option
from cultivation.commands.context import (
    DATE,
    YEAR,
    Context,
    command,
    format_option,
    pass_command_context,
)
from cultivation.commands.printing import print_result
from cultivation.core.roles import role_text
from cultivation.language import _, join_names
from cultivation.record.tokens import Token, tokens_of
from cultivation.review.tokens import TOKEN_ROLES, TokenSaid

ROLES = click.Choice([str(each) for each in TOKEN_ROLES])


@command("tokens", _("The tokens by which programs of other systems act."), "cultivation access tokens")
@format_option
@pass_command_context
def tokens(context: Context, form: str) -> None:
    """List the tokens; their secrets are nowhere."""
    with context.record.reading() as reader:
        found = tokens_of(reader)
    with room_of(context) as room:
        used = room.tokens_used() if room.store.is_made else {}
    now = datetime.now(UTC)
    data = [
        {
            "token": each.number,
            "account": each.account,
            "purpose": each.purpose,
            "roles": sorted(each.roles),
            "year": each.year,
            "until": each.until,
            "document": each.document,
            "issued": each.issued,
            "issued_by": each.issued_by,
            "revoked": each.revoked,
            "in_force": each.revoked is None and not each.is_over(now),
            "used": last.isoformat() if (last := used.get(each.number)) else None,
        }
        for each in found
    ]
    headers = [_("Token"), _("account"), _("what it is for"), _("roles"), _("year"), _("until"), _("state")]
    rows = [
        [
            *(
                each.number,
                each.account,
                each.purpose,
                join_names(role_text(one) for one in sorted(each.roles)),
            ),
            *(each.year, each.until[:10], state_text(each, now)),
        ]
        for each in found
    ]
    print_result(form, headers, rows, {"tokens": data})


def _roles(token: Token) -> str:
    return join_names(role_text(each) for each in sorted(token.roles))


def state_text(token: Token, now: datetime) -> str:
    """Say whether a token is in force."""
    if token.revoked is not None:
        return _("revoked")
    return _("expired") if token.is_over(now) else _("in force")


@command(
    "issue",
    _("Issue a token for a program of another system; its secret is printed once."),
    "cultivation access issue kfqxwmzbtdhrsnoa --role district --purpose 一体化平台 --until 2027-06-30 "
    "--document 昆数〔2026〕12号",
)
@click.argument("account")
@click.option(
    "--role",
    "roles",
    type=ROLES,
    multiple=True,
    required=True,
    help=_("A role of the account; repeat for several."),
)
@click.option("--purpose", required=True, metavar="TEXT", help=_("Which program it is for, and what for."))
@click.option("--until", required=True, type=DATE, metavar="DATE", help=_("The last day, within a year."))
@click.option("--year", type=YEAR, help=_("Only for this review year; default: for every year."))
@document_option
@pass_command_context
def issue(
    context: Context,
    account: str,
    roles: tuple[str, ...],
    purpose: str,
    until: datetime,
    year: int | None,
    document: str,
) -> None:
    """Issue a token."""
    said = TokenSaid(account, purpose, roles, until.date(), document, year)
    with room_of(context) as room:
        new = review.hand_out_token(context.record, context.actor, room, said)
    click.echo(new.secret)
    sentence = _("The token {number}. Its secret is shown only now; keep it where only the program reads it.")
    context.say(sentence.format(number=new.number))


@command(
    "revoke",
    _("Revoke a token; the program is let in no more."),
    "cultivation access revoke 392e5813f28a95b0 --reason 换新",
)
@click.argument("number")
@reason_option
@pass_command_context
def revoke(context: Context, number: str, reason: str) -> None:
    """Revoke a token."""
    with room_of(context) as room:
        review.take_back_token(context.record, context.actor, room, number, reason)
    context.say(_("The token {number} is revoked.").format(number=number))
