"""Marking is opened and closed; experts declare that they have no other conflict of interest."""

from __future__ import annotations

from datetime import date

from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.last_entries import panel_entry
from cultivation.queries.marking import (
    Marking,
    Phase,
    acting_expert,
    check_assigned,
    check_open,
    has_declared,
    marking_of,
)
from cultivation.queries.panel import assigned, check_marking_open, find_expert, listed, panel_of
from cultivation.queries.prerequisites import check_undecided
from cultivation.queries.year import year_in
from cultivation.record.entries import MarkingClosed, MarkingOpened, NoConflictDeclared
from cultivation.record.store import Record
from cultivation.review.expected import check_entry
from cultivation.review.inputs import check_said


def open_marking(
    record: Record,
    actor: str,
    year: int,
    until: date | None = None,
    shows_others: bool = False,
    dry_run: bool = False,
    expected: int | None = None,
) -> Marking:
    """Show experts whom they mark, from here on; again after a closing. `until` is told, not enforced.

    With `shows_others` they see after the closing what the marks of all come to, without names.
    `expected` is the last change of the panel that was seen (`panel_entry`).
    """
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        check_marking_open(own)
        check_entry(expected, panel_entry(own))
        panel = listed(panel_of(own))
        check_assigned(panel)
        now = marking_of(own, panel)
        day = until.isoformat() if until else None
        if now.phase is Phase.OPEN and (now.until, now.shows_others) == (until, shows_others):
            return now
        writer.append(MarkingOpened(year=year, until=day, shows_others=shows_others))
    return Marking(Phase.OPEN, until=until, shows_others=shows_others)


def close_marking(
    record: Record, actor: str, year: int, reason: str, dry_run: bool = False, expected: int | None = None
) -> None:
    """Take no more marks from here on; experts read the reason. It can be opened again."""
    check_said(reason=reason)
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        check_entry(expected, panel_entry(own))
        if marking_of(own, listed(panel_of(own))).phase is not Phase.OPEN:
            raise Refused(_("The marking of {year} is not open.").format(year=year))
        writer.append(MarkingClosed(year=year, reason=reason.strip()))


def declare_no_conflict(record: Record, actor: str, year: int, expert: str, dry_run: bool = False) -> bool:
    """Record that an expert has no other conflict with whom the assignment gives; False where it stands."""
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        panel = listed(panel_of(own))
        digest = assigned(panel).digest
        by_expert = acting_expert(writer, writer.person, year) is not None
        check_open(own, marking_of(own, panel), by_expert)
        key = find_expert(panel, expert).key
        if has_declared(own, panel, key):
            return False
        writer.append(NoConflictDeclared(year=year, expert=key, assignment_digest=digest))
    return True
