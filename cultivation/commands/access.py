"""`access`: invitations, resets and sessions of accounts, and the log of logins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from cultivation.commands.context import Context, command, format_option, pass_command_context
from cultivation.commands.logged_in import access_room, session_of_user
from cultivation.commands.printing import print_result
from cultivation.commands.program import ACCESS_COMMANDS, lazy_group
from cultivation.errors import Refused
from cultivation.language import _

if TYPE_CHECKING:
    from cultivation.access.outcomes import Outcome
    from cultivation.access.signing_in import Access

access = lazy_group(
    "access", ACCESS_COMMANDS, _("How people prove who they are: invitations, sessions, the log of logins.")
)


@contextmanager
def _room(context: Context) -> Iterator[Access]:
    made = access_room(context)
    try:
        yield made
    finally:
        made.store.dispose()


def _who(context: Context) -> str:
    """Return the account that acts, empty where nobody is logged in."""
    session = session_of_user(context)
    return session.account if session is not None else ""


def _refuse(outcome: Outcome) -> None:
    from cultivation.access.outcomes import sentence_of

    if not outcome.is_good:
        raise Refused(sentence_of(outcome))


def _hand_over(context: Context, outcome: Outcome) -> None:
    """Print the code of an invitation: for the person alone, and never in an address."""
    _refuse(outcome)
    click.echo(outcome.codes[0])
    context.say(_("Hand this code over in person. It is entered at /invited, within seven days, once."))


@command(
    "invite",
    _("Make an invitation for an account; the code is printed once."),
    "cultivation access invite kfqxwmzbtdhrsnoa --login wangfang",
)
@click.argument("account")
@click.option("--login", "name", default="", help=_("The login name; default: the invited person chooses."))
@pass_command_context
def invite(context: Context, account: str, name: str) -> None:
    """Invite."""
    with _room(context) as room:
        _hand_over(context, room.invite(account, name, _who(context)))


@command(
    "reset",
    _("Delete the password and factors of an account, end its sessions, and make an invitation."),
    "cultivation access reset kfqxwmzbtdhrsnoa",
)
@click.argument("account")
@pass_command_context
def reset(context: Context, account: str) -> None:
    """Reset."""
    with _room(context) as room:
        _hand_over(context, room.reset(account, _who(context)))


@command("sessions", _("Who is logged in, and since when."), "cultivation access sessions")
@format_option
@pass_command_context
def sessions(context: Context, form: str) -> None:
    """List the sessions."""
    with _room(context) as room:
        found = room.all_sessions() if room.store.is_made else []
    names = ("number", "account", "via", "strength", "begun", "seen", "address")
    data = [
        {**{name: str(getattr(each, name)) for name in names[:4]}, "begun": each.begun.isoformat()}
        | {"seen": each.seen.isoformat(), "address": each.address}
        for each in found
    ]
    headers = [_("number"), _("account"), _("way"), _("proved by"), _("begun"), _("seen"), _("address")]
    print_result(form, headers, [[each[name] for name in names] for each in data], data)


@command("end", _("End a session by its number."), "cultivation access end 392e5813f28a95b0")
@click.argument("number")
@pass_command_context
def end(context: Context, number: str) -> None:
    """End a session."""
    from cultivation.access.outcomes import Said

    with _room(context) as room:
        if room.end_session(number, _who(context)).said is Said.NO_SESSION:
            raise Refused(_("There is no session {number}.").format(number=number))
    context.say(_("The session {number} is ended.").format(number=number))


@command(
    "log",
    _("The log of logins, checked: its chain must be whole."),
    "cultivation access log\ncultivation access log kfqxwmzbtdhrsnoa -o logins.csv",
)
@click.argument("account", required=False)
@format_option
@pass_command_context
def log(context: Context, account: str | None, form: str) -> None:
    """Show the access log; a damage is told on stderr, with exit code 1."""
    with _room(context) as room:
        is_made = room.store.is_made
        found = room.events(account) if is_made else []
        damages = room.verify_log() if is_made else []
    names = ("seq", "at", "kind", "account", "address", "details")
    data = [{name: getattr(each, name) for name in names} for each in found]
    headers = [_("number"), _("moment"), _("kind"), _("account"), _("address"), _("details")]
    print_result(form, headers, [list(each.values()) for each in data], data)
    if damages:
        places = ", ".join(f"{each.seq} ({each.problem})" for each in damages)
        raise Refused(_("The log of logins was changed at: {places}").format(places=places))
