"""The further pools of the workspace, to read: the years and the members of the one that is chosen.

A further pool is worked in by serving it itself, since its persons and roles are on its own record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.responses import Response

from cultivation.language import _
from cultivation.pools import pool_ids, pool_in
from cultivation.queries.pool import PoolAfter, pool_after
from cultivation.queries.pools import Pool, pool_of
from cultivation.queries.status import YearStatus, status_of
from cultivation.queries.year import State
from cultivation.record.passwords import with_password
from cultivation.record.reader import Reader
from cultivation.record.store import Record
from cultivation.web.asking import Asked, NotFound
from cultivation.web.showing import page
from cultivation.workspace import Workspace, read_workspace

ONE = 1  # connection to another pool's record


@dataclass(frozen=True)
class Look:
    """One pool as it is shown: its years, the latest first, and its members."""

    pool: Pool
    years: Sequence[YearStatus]
    members: PoolAfter


def pools(asked: Asked, _state: State) -> Response:
    """List the further pools; show one."""
    workspace = read_workspace(asked.desk.folder)
    known = pool_ids(workspace)
    wanted = asked.text("pool") or (known[0] if known else "")
    if wanted and wanted not in known:
        raise NotFound(_("There is no pool '{pool}' in this workspace.").format(pool=wanted[:60]))
    names = [_name(workspace, each, asked) for each in known]
    if not wanted:
        return page(asked, "pools.html", pools=names, shown=None)
    with _reading(workspace, wanted, asked) as reader:
        return page(asked, "pools.html", pools=names, shown=_look(pool_of(reader), reader))


def _look(pool: Pool, reader: Reader) -> Look:
    state = State(reader)
    years = [status_of(each, ()) for each in reversed(state.years)]
    return Look(pool, years, pool_after(state, None))


def _name(workspace: Workspace, pool: str, asked: Asked) -> Pool:
    with _reading(workspace, pool, asked) as reader:
        return pool_of(reader)


@contextmanager
def _reading(workspace: Workspace, pool: str, asked: Asked) -> Iterator[Reader]:
    """Open the record of a further pool, which cannot be written to from here."""
    own = pool_in(workspace, pool)
    password = own.database_password()
    url = with_password(own.database_url, password) if password else own.database_url
    record = Record(url, lambda: datetime.now(UTC), connections=ONE, readonly=True)
    try:
        with record.reading(asked.as_of) as reader:
            yield reader
    finally:
        record.dispose()
