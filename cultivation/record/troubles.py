"""What databases complain about, as sentences for the person who runs the program."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, IntegrityError

from cultivation.errors import EnvironmentTrouble
from cultivation.language import N_, _
from cultivation.steps import Act, Step

# What the drivers say, in lower case; the first that fits gives the sentence, and what helps.
SENTENCES: tuple[tuple[tuple[str, ...], str, Step | None], ...] = (
    (
        ("database is locked", "lock timeout"),
        N_("The database {place} is being written by another program; wait until it is done and try again."),
        None,
    ),
    (
        ("readonly database", "read-only"),
        N_("The database {place} is read-only; get write access to it and its folder."),
        None,
    ),
    (
        ("permission denied", "must be owner"),
        N_("You have no right to do this in the database {place}: {problem}"),
        None,
    ),
    (
        ("unable to open database file",),
        N_(
            "The database {place} cannot be opened; check that its folder exists and that you may read it "
            "and write in its folder."
        ),
        None,
    ),
    (
        ("file is not a database", "unsupported file format"),
        N_("The file {place} is not a database; put back the right file, or name another."),
        Step(Act.NAME_DATABASE),
    ),
    (
        ("malformed", "could not decode to utf-8"),
        N_("The database {place} is damaged. Check the whole record, and restore a backup."),
        Step(Act.VERIFY_RECORD),
    ),
    (
        ("disk is full", "no space left"),
        N_(
            "The disk with the database {place} is full; this step left nothing. "
            "Free some space and try again."
        ),
        None,
    ),
    (
        ("disk i/o error",),
        N_(
            "The disk with the database {place} could not be read or written; it may be full. Free some "
            "space, and look at the log before you repeat the step."
        ),
        None,
    ),
    (
        ("password authentication failed", "no password supplied"),
        N_(
            "The database {place} did not accept the password, or was given none. Give it in "
            "CULTIVATION_DATABASE_PASSWORD, or in a file that database_password_file in cultivation.toml "
            "names."
        ),
        None,
    ),
    (
        (
            "connection refused",
            "connection failed",
            "could not translate host name",
            "failed to resolve host",
        ),
        N_("The database server at {place} cannot be reached: {problem}"),
        None,
    ),
)
OTHERWISE = N_("The database {place} refused: {problem}")


def place_of(url: URL) -> str:
    """Name a database for a person: the file, or the address without the password."""
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    return url.render_as_string(hide_password=True)


@contextmanager
def readable_troubles(url: URL) -> Iterator[None]:
    """Turn what the database complains about into sentences.

    A refusal by a guard or a foreign key is left as it is: only a mistake in the program causes it.
    """
    try:
        yield
    except (IntegrityError, sqlite3.IntegrityError):
        raise
    except (DBAPIError, sqlite3.Error) as error:
        problem = str(error.orig if isinstance(error, DBAPIError) else error)
        raise _trouble(problem, url) from error


def refuse_to_write(url: URL) -> NoReturn:
    """Say that the database may only be read."""
    raise _trouble("readonly database", url)


def _trouble(problem: str, url: URL) -> EnvironmentTrouble:
    said = problem.lower()
    known = ((text, step) for signs, text, step in SENTENCES if any(sign in said for sign in signs))
    sentence, step = next(known, (OTHERWISE, None))
    words = {"place": place_of(url), "problem": problem.strip().partition("\n")[0]}
    return EnvironmentTrouble(_(sentence).format(**words), step=step)
