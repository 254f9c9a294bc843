"""Who is logged in on the command line: a token of eight hours in the user's folder, one a store."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cultivation.canonical import digest
from cultivation.errors import EnvironmentTrouble
from cultivation.language import _

if TYPE_CHECKING:
    from cultivation.access.means import People
    from cultivation.access.outcomes import Outcome
    from cultivation.access.sessions import Session
    from cultivation.access.signing_in import Access
    from cultivation.commands.context import Context

CLI = "cli"  # the way in which sessions of the command line begin
PRIVATE, PRIVATE_FOLDER = 0o600, 0o700


def access_room(context: Context) -> Access:
    """Open the access room of the workspace."""
    from cultivation.queries.people import PeopleOnRecord

    return _room(context, PeopleOnRecord(context.record))


def _room(context: Context, people: People | None = None) -> Access:
    from cultivation.access.signing_in import access_of

    workspace = context.workspace
    return access_of(workspace, context.url_in(workspace), lambda: datetime.now(UTC), people)


def session_of_user(context: Context) -> Session | None:
    """Return the session of who is logged in on this machine, None where nobody is.

    What an account acts as is asked of the record; `Session.account`, `strength` and `on_record` go there.
    """
    from cultivation.access.sessions import Session

    access = _room(context)  # the record may not be there yet
    try:
        found = access.session_of(kept_token(access))
        return found if isinstance(found, Session) and found.is_full and found.via == CLI else None
    finally:
        access.store.dispose()


def shut(context: Context, account: str, closed: bool) -> None:
    """End the sessions of an account that has lost a role; one that is closed loses its invitations, too."""
    access = access_room(context)
    try:
        if access.store.is_made:
            step = access.shut if closed else access.end_sessions
            step(account, access.session_of(kept_token(access)).account)
    finally:
        access.store.dispose()


def invited_by_second(context: Context, account: str) -> Outcome | None:
    """Have who confirms a role hand over the invitation of an account; None without an access store."""
    access = access_room(context)
    try:
        if not access.store.is_made:
            return None
        session = session_of_user(context)
        return access.invite_by_second(account, session.account if session is not None else "")
    finally:
        access.store.dispose()


def token_file(access: Access) -> Path:
    """Return the file of the token: one for each access store, in the folder of the user's settings."""
    where = access.store.url.render_as_string(hide_password=True)
    if access.store.url.get_backend_name() == "sqlite":
        where = str(Path(access.store.url.database or "").resolve())
    return Path(click.get_app_dir("cultivation")) / f"session_{digest(where.encode())[:16]}"


def kept_token(access: Access) -> str:
    """Return the token that is kept, empty where none is; a file that others can read is not believed."""
    path = token_file(access)
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            sentence = _("Others can read {file}. Delete it, log in again, and find out who read it.")
            raise EnvironmentTrouble(sentence.format(file=path))
        return path.read_text("ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return ""
    except OSError as error:
        sentence = _("The file {file} cannot be read: {problem}")
        raise EnvironmentTrouble(sentence.format(file=path, problem=error.strerror or error)) from None


def keep_token(access: Access, token: str) -> None:
    """Keep a token where only this user reads it."""
    path = token_file(access)
    try:
        path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            path.unlink()
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(token + "\n")
    except OSError as error:
        sentence = _("The file {file} cannot be written: {problem}")
        raise EnvironmentTrouble(sentence.format(file=path, problem=error.strerror or error)) from None


def forget_token(access: Access) -> None:
    """Delete the token that is kept."""
    with suppress(FileNotFoundError):
        token_file(access).unlink()
