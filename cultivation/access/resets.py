"""A reset or first invitation of who decides, audits or administrates: one asks for it, another confirms it.

Else whoever has the slip could enter as the approver, and be the second of two persons.
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
    """What waits for a second person: of which account, by which account and session, since when.

    `login` is the login name that a first invitation gives.
    """

    account: str
    by: str
    session: str
    at: datetime
    login: str = ""


def ask(connection: Connection, account: str, by: str, session: str, now: datetime, login: str = "") -> None:
    """Write down who asks; a later one takes the place of an earlier one."""
    said = {"by": by, "session": session, **({"login": login} if login else {})}
    factors.keep(connection, account, RESET_ASKED, json.dumps(said), now)


def asked(connection: Connection, now: datetime) -> list[ResetAsked]:
    """Return what waits, the earliest first; after seven days it does no more."""
    waits = (secret.c.kind == RESET_ASKED, secret.c.made > moment_text(now - factors.SLIP_LASTS))
    query = select(secret).where(*waits).order_by(secret.c.made, secret.c.account)
    return [
        ResetAsked(row.account, **json.loads(row.content), at=moment_of(row.made))
        for row in connection.execute(query)
    ]
