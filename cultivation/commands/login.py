"""`login` and `logout`: prove at the command line who you are, for eight hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cultivation.commands.context import Context, command, pass_command_context
from cultivation.commands.logged_in import access_room, forget_token, keep_token, kept_token
from cultivation.errors import Refused
from cultivation.language import _

if TYPE_CHECKING:
    from cultivation.access.outcomes import Outcome
    from cultivation.access.sessions import Client
    from cultivation.access.signing_in import Access


@command(
    "login",
    _("Prove who you are, for the next eight hours on this machine."),
    "cultivation login\ncultivation login wang",
)
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--recovery", is_flag=True, help=_("Use a recovery code in place of the second factor."))
@pass_command_context
def login(context: Context, name: str | None, recovery: bool) -> None:
    """Ask for login name, password and code, and keep a token that only this user reads."""
    from cultivation.access.outcomes import sentence_of
    from cultivation.access.sessions import Client

    access = access_room(context)
    try:
        if not access.in_use:
            raise Refused(_("There are no accounts in this workspace yet."))
        client = Client("command line", "cultivation login")
        outcome = _prove(access, name or click.prompt(_("Login name"), err=True), recovery, client)
        if not outcome.secret:
            raise Refused(sentence_of(outcome))
        _leave_earlier(access, client)
        keep_token(access, outcome.secret)
        context.say(
            _("You are logged in as {name} for eight hours.").format(name=access.login_name(outcome.account))
        )
    finally:
        access.store.dispose()


def _prove(access: Access, name: str, recovery: bool, client: Client) -> Outcome:
    """Ask for what proves the person, step by step; the secret is that of a full session alone."""
    from cultivation.access.outcomes import Said, sentence_of

    password = click.prompt(_("Password"), hide_input=True, err=True)
    half = access.begin(name, password, client)
    if half.said is Said.ENROL_NEEDED:
        raise Refused(_("Set up a second factor in the workbench first; then you can log in here."))
    if half.said is not Said.SECOND_NEEDED:
        raise Refused(sentence_of(half))
    if not recovery and access.profile(half.account).totp_made is None:
        raise Refused(
            _(
                "This account has no app with codes, and a passkey needs a browser: set up an app under My "
                "account in the workbench, or use a recovery code: cultivation login --recovery"
            )
        )
    code = click.prompt(_("Recovery code") if recovery else _("Code of six digits from the app"), err=True)
    step = access.recover if recovery else access.second_factor
    outcome = step(half.secret, code, client, "cli")
    if outcome.said is Said.NEW_PASSWORD_NEEDED:
        raise Refused(_("The password is older than 90 days; set a new one in the workbench."))
    if outcome.said is not Said.ENTERED:
        raise Refused(sentence_of(outcome))
    return outcome


def _leave_earlier(access: Access, client: Client) -> None:
    token = kept_token(access)
    if token:
        access.leave(token, client)


@command("logout", _("End what `login` began on this machine."), "cultivation logout")
@pass_command_context
def logout(context: Context) -> None:
    """End the session and delete its token."""
    from cultivation.access.sessions import Client

    access = access_room(context)
    try:
        token = kept_token(access)
        if token:
            access.leave(token, Client("command line", "cultivation logout"))
        forget_token(access)
        context.say(_("You are logged out.") if token else _("Nobody was logged in."))
    finally:
        access.store.dispose()
