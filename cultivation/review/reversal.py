"""A decision is reversed by two persons: one proposes it, with document and reason, another approves it."""

from __future__ import annotations

from datetime import date

from cultivation.core.pool.membership import PoolChange
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.prerequisites import check_two_persons
from cultivation.queries.reversals import pending_reversal
from cultivation.queries.year import Year, year_in
from cultivation.record.actors import Person
from cultivation.record.entries import DecisionReversed, ReversalProposed
from cultivation.record.store import Record
from cultivation.review.dates import check_not_future
from cultivation.review.expected import check_entry
from cultivation.review.inputs import check_said
from cultivation.steps import Act, Step


def propose_reversal(
    record: Record,
    actor: str,
    year: int,
    document: str,
    reason: str,
    on: date,
    dry_run: bool = False,
    expected: int | None = None,
) -> None:
    """Propose to reverse the last decision; the members stay who they are until it is approved.

    `expected` is the entry of the decision that was seen: another one is refused.
    """
    check_said(document=document, reason=reason)
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        last = _reversible(own)
        check_entry(expected, last.seq)
        check_not_future(writer, on)
        if on.isoformat() < last.on:
            raise Refused(_("The pool was changed on {last}; {on} is earlier.").format(last=last.on, on=on))
        said = ReversalProposed(
            year=year, decision=last.seq, document=document, reason=reason, on=on.isoformat()
        )
        before = pending_reversal(own)
        if before is None or (before.content.to_payload(), before.actor) != (said.to_payload(), actor):
            writer.append(said)


def approve_reversal(
    record: Record, actor: str, year: int, dry_run: bool = False, expected: int | None = None
) -> int:
    """Reverse the last decision as another person proposed it; return how many members there are then.

    The year is to be proposed and decided anew. `expected` is the entry of the proposed reversal that was
    seen: another one is refused.
    """
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        last = _reversible(own)
        proposed = pending_reversal(own)
        if proposed is None:
            raise Refused(
                _("Nobody has proposed to reverse the decision of {year}.").format(year=year),
                step=Step(Act.PROPOSE_REVERSAL, year),
            )
        check_two_persons(Person(proposed.actor, proposed.by), writer.person)
        check_entry(expected, proposed.seq)
        writer.append(
            DecisionReversed(
                year=year,
                decision=last.seq,
                entered=tuple(last.left),
                left=tuple(last.entered),
                document=proposed.content.document,
                reason=proposed.content.reason,
                on=proposed.content.on,
                proposer=proposed.actor,
            )
        )
        return len(writer.members())


def _reversible(year: Year) -> PoolChange:
    """Return the change by the year's decision; refuse where it is not the last, or the year is closed."""
    decision = year.review_year.decided_seq
    if decision is None:
        raise Refused(_("{year} is not decided; there is nothing to reverse.").format(year=year.number))
    if year.review_year.state == "closed":
        raise Refused(_("The year {year} is closed; its decision stands.").format(year=year.number))
    last = max(year.reader.changes(), key=lambda change: change.seq)
    if last.seq != decision:
        raise Refused(
            _(
                "The pool was changed on {on}, after the decision of {year}; only the last "
                "change of the pool can be reversed. For further changes use remove, "
                "call-up and the next review."
            ).format(on=last.on, year=year.number)
        )
    return last
