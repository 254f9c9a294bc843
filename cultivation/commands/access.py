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
from cultivation.core.roles import Role, role_text
from cultivation.errors import Refused, UsageMistake
from cultivation.language import _
from cultivation.queries.accounts import grants_of
from cultivation.steps import Act, Step

if TYPE_CHECKING:
    from cultivation.access.outcomes import Outcome
    from cultivation.access.signing_in import Access

access = lazy_group(
    "access", ACCESS_COMMANDS, _("How people prove who they are: invitations, sessions, the log of logins.")
)


@contextmanager
def room_of(context: Context) -> Iterator[Access]:
    """Open the access room for one command."""
    made = access_room(context)
    try:
        yield made
    finally:
        made.store.dispose()


def administrator(context: Context, role: Role, *others: Role) -> str:
    """Return the account that acts, empty where nobody is logged in; it has the role, or another of some.

    Once the record asks for proof, it must have the role; in need a reason is taken as in every step.
    """
    session = session_of_user(context)
    account = session.account if session is not None else ""
    with context.record.reading() as reader:
        if not reader.identities_required():
            return account
        if any(each.role in (role, *others) for each in grants_of(reader, account)):
            return account
    if account:
        sentence = _("This is done by the {role}; the account that is logged in has another role.")
        raise Refused(sentence.format(role=role_text(role)))
    if not context.settings.get("unauthenticated"):
        sentence = _(
            "This is done by the {role}, who must be logged in (cultivation login); in need a reason will do."
        )
        raise Refused(sentence.format(role=role_text(role)), step=Step(Act.GO_UNAUTHENTICATED))
    return ""


def _refuse(outcome: Outcome) -> None:
    from cultivation.access.outcomes import sentence_of

    if not outcome.is_good:
        raise Refused(sentence_of(outcome))


def hand_over(context: Context, outcome: Outcome, account: str) -> None:
    """Print the code of an invitation, for the person alone; or say that another person must confirm."""
    from cultivation.access.outcomes import Said, sentence_of

    if outcome.said is Said.SECOND_PERSON_NEEDED:
        context.say(sentence_of(outcome))
        sentence = _("Next, by another administrator: cultivation access reset {account}")
        context.say(sentence.format(account=account))
        return
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
    with room_of(context) as room:
        by = administrator(context, Role.SECURITY_ADMIN)
        session = session_of_user(context)
        outcome = room.invite(account, name, by, session.on_record if session and by else "")
        hand_over(context, outcome, account)


@command(
    "reset",
    _("Delete the password and factors of an account, end its sessions, and make an invitation."),
    "cultivation access reset kfqxwmzbtdhrsnoa",
)
@click.argument("account")
@pass_command_context
def reset(context: Context, account: str) -> None:
    """Reset."""
    with room_of(context) as room:
        waits = room.store.is_made and any(each.account == account for each in room.resets_asked())
        by = administrator(context, Role.SECURITY_ADMIN, *((Role.AUDIT_ADMIN,) if waits else ()))
        session = session_of_user(context)
        why = str(context.settings.get("unauthenticated") or "") if not by else ""
        outcome = room.reset(account, by, session.on_record if session and by else "", why)
        hand_over(context, outcome, account)


@command("sessions", _("Who is logged in, and since when."), "cultivation access sessions")
@format_option
@pass_command_context
def sessions(context: Context, form: str) -> None:
    """List the sessions."""
    with room_of(context) as room:
        administrator(context, Role.SECURITY_ADMIN)
        found = room.all_sessions() if room.store.is_made else []
    names = ("number", "account", "via", "strength", "begun", "seen", "address")
    data = [
        {**{name: str(getattr(each, name)) for name in names[:4]}, "begun": each.begun.isoformat()}
        | {"seen": each.seen.isoformat(), "address": each.address}
        for each in found
    ]
    headers = [_("number"), _("account"), _("way"), _("proved by"), _("begun"), _("seen"), _("address")]
    print_result(form, headers, [[each[name] for name in names] for each in data], data)


@command(
    "end",
    _("End a session by its number, or all of them."),
    "cultivation access end 392e5813f28a95b0\ncultivation access end --all",
)
@click.argument("number", required=False)
@click.option("--all", "every", is_flag=True, help=_("All sessions, as after a restore."))
@pass_command_context
def end(context: Context, number: str | None, every: bool) -> None:
    """End a session."""
    from cultivation.access.outcomes import Said

    if every == (number is not None):
        raise UsageMistake(_("Give the number of a session, or --all."))
    with room_of(context) as room:
        by = administrator(context, Role.SECURITY_ADMIN)
        if number is None:
            context.say(_("{number} sessions are ended.").format(number=room.end_every_session(by)))
            return
        if room.end_session(number, by).said is Said.NO_SESSION:
            raise Refused(_("There is no session {number}.").format(number=number))
    context.say(_("The session {number} is ended.").format(number=number))
