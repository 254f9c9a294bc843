"""A database as one file and back again: of SQLite its online backup, of PostgreSQL what pg_dump writes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from cultivation.errors import EnvironmentTrouble, Refused
from cultivation.language import _

PRIVATE = 0o600
IN_QUERY = "options"
MADE_BY_SCHEMA = " SCHEMA - public "  # a line of the contents of a dump: that schema is there already


def dump(url: str, target: Path, schema: str = "") -> None:
    """Write a database, or one schema of it, as it stands at one moment, into a file for us alone."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        _copy(Path(parsed.database or ""), target)
        return
    own = schema or schema_of(parsed)
    _run("pg_dump", ["-Fc", "-x", "-f", str(target), "-n", own, _bare(parsed)], parsed)


def load(source: Path, url: str) -> None:
    """Put what `dump` wrote into a database in which there is nothing of the kind yet."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        target = Path(parsed.database or "")
        if target.exists():
            raise Refused(_("There is a file {file} already; nothing is overwritten.").format(file=target))
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))
        _copy(source, target)
        return
    contents = _run("pg_restore", ["-l", str(source)], parsed)
    kept = [line for line in contents.splitlines() if MADE_BY_SCHEMA not in f"{line} "]
    listing = source.with_name(f".{source.name}.list")
    listing.write_text("\n".join(kept) + "\n", "utf-8")
    try:
        place = ["-L", str(listing), "-d", _bare(parsed), str(source)]
        _run("pg_restore", ["-O", "-x", "-e", "-1", *place], parsed)  # all of it or nothing
    finally:
        listing.unlink()


def is_free(url: str, schema: str, table: str) -> bool:
    """Tell whether a database, or one schema of it, has no table of a name."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return not Path(parsed.database or "").exists()
    own = schema or schema_of(parsed)
    return not _asked(parsed, "SELECT to_regclass(:name) IS NOT NULL", name=f'"{own}".{table}')


def schema_of(url: URL) -> str:
    """Return the schema in which the tables of an address of PostgreSQL are."""
    said = str(url.query.get(IN_QUERY, ""))
    own = said.partition("search_path=")[2].split(",")[0].strip()
    return own or str(_asked(url, "SELECT current_schema()"))


def _asked(url: URL, question: str, **values: str) -> object:
    engine = create_engine(url.set(drivername="postgresql+psycopg"))
    try:
        with engine.connect() as connection:
            return connection.execute(text(question), values).scalar()
    except DBAPIError as error:
        problem = str(error.orig or error).strip().splitlines()[0]
        raise EnvironmentTrouble(
            _("The database cannot be used: {problem}").format(problem=problem)
        ) from None
    finally:
        engine.dispose()


def _copy(source: Path, target: Path) -> None:
    """Copy a file of SQLite while others may write to it: what comes of it is one state."""
    try:
        opened = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
        with closing(opened) as there, closing(sqlite3.connect(target)) as here:
            there.backup(here)
            here.execute("PRAGMA journal_mode = DELETE")  # so the file is whole by itself
    except sqlite3.Error as error:
        sentence = _("{file} cannot be copied: {problem}")
        raise EnvironmentTrouble(sentence.format(file=source, problem=error)) from None


def _bare(url: URL) -> str:
    """Return an address without password, which others could read in the list of processes."""
    bare = url.set(drivername="postgresql", password=None).difference_update_query([IN_QUERY])
    return bare.render_as_string(hide_password=False)


def _run(program: str, words: Sequence[str], url: URL) -> str:
    more: Mapping[str, str] = {"PGPASSWORD": str(url.password)} if url.password else {}
    try:
        done = subprocess.run(
            [program, *words], capture_output=True, text=True, check=False, env={**os.environ, **more}
        )
    except FileNotFoundError:
        sentence = _("{program} is not installed; it comes with the client of PostgreSQL.")
        raise EnvironmentTrouble(sentence.format(program=program)) from None
    if done.returncode:
        problem = (done.stderr.strip().splitlines() or ["?"])[0]
        sentence = _("{program} could not do it: {problem}")
        raise EnvironmentTrouble(sentence.format(program=program, problem=problem))
    return done.stdout
