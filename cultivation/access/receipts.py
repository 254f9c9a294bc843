"""The receipts of objections that came in by the pages: all that a decision must know of the access store."""

from __future__ import annotations

from sqlalchemy import select

from cultivation.access.store import Store, store_of
from cultivation.access.tables import objection
from cultivation.workspace import Workspace


def receipts_in(store: Store, year: int) -> tuple[str, ...]:
    """Return the numbers of all objections to a year that came in, the earliest first."""
    if not store.is_made:
        return ()
    with store.looking() as connection:
        query = select(objection.c.number).where(objection.c.year == year)
        return tuple(connection.execute(query.order_by(objection.c.at, objection.c.number)).scalars())


def receipts_of(workspace: Workspace, record_url: str, year: int) -> tuple[str, ...]:
    """Return the same of the access store of a workspace; one that is not there has none."""
    store = store_of(workspace, record_url)
    try:
        return receipts_in(store, year)
    finally:
        store.dispose()
