"""The clock explained: entries bear earlier times from here on, and the record says why."""

from __future__ import annotations

from cultivation.errors import Refused
from cultivation.language import _
from cultivation.record.entries import ClockSetBack
from cultivation.record.log import Entry
from cultivation.record.store import Record
from cultivation.review.inputs import check_said


def explain_clock(record: Record, actor: str, reason: str, dry_run: bool = False) -> Entry:
    """Record why the clock stands earlier than the last entry; refused where it does not."""
    check_said(reason=reason)
    with record.writing(actor, dry_run) as writer:
        last = next(iter(writer.entries(limit=1, newest_first=True)), None)
        made = writer.append(ClockSetBack(previous=last.recorded_at if last else "", reason=reason))
        if last is None or made.recorded_at >= last.recorded_at:
            raise Refused(_("The clock is not behind the last entry: there is nothing to explain."))
    return made
