"""A reset of who decides, audits or administrates: one administrator asks for it, another confirms it.

Else whoever resets could enter as the approver, and be the second of two persons.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from cultivation.access import factors
from cultivation.access.factors import RESET_ASKED
from cultivation.access.store import moment_of, moment_text
from cultivation.access.tables import secret


@dataclass(frozen=True, slots=True)
class ResetAsked:
    """A reset that waits for a second person: of which account, by which account and session, since when."""

    account: str
    by: str
    session: str
    at: datetime


def ask(connection: Connection, account: str, by: str, session: str, now: datetime) -> None:
    """Write down who asks; a later one takes the place of an earlier one."""
    factors.keep(connection, account, RESET_ASKED, json.dumps({"by": by, "session": session}), now)


def asked(connection: Connection, now: datetime) -> list[ResetAsked]:
    """Return what waits, the earliest first; after seven days it does no more."""
    waits = (secret.c.kind == RESET_ASKED, secret.c.made > moment_text(now - factors.SLIP_LASTS))
    query = select(secret).where(*waits).order_by(secret.c.made, secret.c.account)
    return [
        ResetAsked(row.account, **json.loads(row.content), at=moment_of(row.made))
        for row in connection.execute(query)
    ]
