"""Who types the command: a person who has logged in, else a name, and how an entry will say that."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cultivation.canonical import without_surrogates
from cultivation.commands.logged_in import session_of_user
from cultivation.core.roles import same_name
from cultivation.errors import EnvironmentTrouble, UsageMistake
from cultivation.language import _
from cultivation.record.actors import NO_PROOF, By

if TYPE_CHECKING:
    from cultivation.commands.context import Context

CLI = "cli"


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """An account whose owner has proved to be there: with which strength, in which session."""

    account: str
    name: str
    strength: str
    session: str | None = None


def _logged_in(context: Context) -> LoggedIn | None:
    """Return who has logged in on this machine; who has no open account any more is nobody."""
    session = session_of_user(context)
    if session is None:
        return None
    from cultivation.queries.accounts import account_of

    with context.record.reading() as reader:
        account = account_of(reader, session.account)
    if account is None or not account.is_open:
        return None
    return LoggedIn(account.id, account.name, session.strength, session.on_record)


# A test puts its answer here.
logged_in: Callable[[Context], LoggedIn | None] = _logged_in


def who(context: Context) -> tuple[str, By]:
    """Return the name under which the command acts, and how it is known; refuse a name that is another's."""
    said, proof = _said(context), logged_in(context)
    reason = _words(context.settings.get("unauthenticated"))
    if proof is None:
        name, login = said or _login_name(), _login_or_none()
        return name, By(CLI, NO_PROOF, login=login, unauthenticated=reason or None)
    if said is not None and not same_name(said, proof.name):
        sentence = _("{name} is logged in. Leave --as out, or log in as {other}.")
        raise UsageMistake(sentence.format(name=proof.name, other=said))
    by = By(CLI, proof.strength, account=proof.account, login=_login_or_none(), session=proof.session)
    return proof.name, by


def _said(context: Context) -> str | None:
    """Return the name of --as, None where it is not given; one in which nothing stands is refused."""
    given = context.settings.get("actor")
    if given is None:
        return None
    name = _words(given)
    if not name:
        raise UsageMistake(_("--as needs a name."))
    return name


def _words(text: object) -> str:
    return " ".join(without_surrogates(str(text or "")).split())


def _login_name() -> str:
    name = _login_or_none()
    if not name:
        raise EnvironmentTrouble(
            _("The operator cannot be identified on this machine. Give a name: --as NAME")
        )
    return name


def _login_or_none() -> str | None:
    """Return the login name, as the record can keep it; None where the system knows none."""
    try:
        return _words(getpass.getuser()) or None
    except (OSError, KeyError, ImportError):
        return None
