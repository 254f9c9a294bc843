"""The receipts of objections that came in by the pages: all that a decision must know of the access store."""

from __future__ import annotations

from sqlalchemy import select

from cultivation.access.store import Store
from cultivation.access.tables import objection


def receipts_in(store: Store, year: int) -> tuple[str, ...]:
    """Return the numbers of all objections to a year that came in, the earliest first."""
    if not store.is_made:
        return ()
    with store.looking() as connection:
        query = select(objection.c.number).where(objection.c.year == year)
        return tuple(connection.execute(query.order_by(objection.c.at, objection.c.number)).scalars())
