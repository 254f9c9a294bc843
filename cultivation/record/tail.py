"""The end of the log, checked before anything is appended: a chain that is broken there is not built upon."""

from __future__ import annotations

from sqlalchemy import Connection, text

from cultivation.errors import EnvironmentTrouble
from cultivation.language import _
from cultivation.record.verify import Fault, Walk, walk_log
from cultivation.record.watch import known_until
from cultivation.steps import Act, Step

HASH = text("SELECT hash FROM log WHERE seq = :seq")


def check_tail(connection: Connection) -> None:
    """Compute again the hashes of the last entry and of those that came since the last known to be right."""
    last = connection.exec_driver_sql("SELECT max(seq) FROM log").scalar() or 0
    before = max(min(known_until(connection), last) - 1, 0)
    walk = Walk(entries=before)
    if before:
        walk.head = str(connection.execute(HASH, {"seq": before}).scalar())
    try:
        walk_log(connection, walk)
    except Fault as fault:
        sentence = _("{reason} It was not written by this program, and nothing is built on it.")
        raise EnvironmentTrouble(
            sentence.format(reason=fault.reason), step=Step(Act.SET_ASIDE, number=fault.broken_at)
        ) from fault
