"""When experts may mark: assigned, opened and closed are steps of their own, each by an entry.

A year of which no entry opens or closes marking was reviewed by workbooks alone; its office takes them in
from the assignment on, as it always did. An expert who acts by an account waits for the opening.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cultivation.core.roles import Role
from cultivation.errors import Refused
from cultivation.language import N_, _
from cultivation.queries.events import entries_of_year, notice_of
from cultivation.queries.panel import Panel
from cultivation.queries.year import Year
from cultivation.record.actors import Person
from cultivation.record.entries import MarkingClosed, MarkingOpened, NoConflictDeclared, Recorded
from cultivation.record.permissions import held_by
from cultivation.record.reader import Reader
from cultivation.steps import Act, Step


class Phase(StrEnum):
    """How far the experts' review is."""

    NO_EXPERTS = "no_experts"
    LISTED = "listed"
    ASSIGNED = "assigned"
    OPEN = "open"
    CLOSED = "closed"


PHASES = {
    Phase.NO_EXPERTS: N_("no experts listed"),
    Phase.LISTED: N_("experts listed, not assigned"),
    Phase.ASSIGNED: N_("assigned, not open for marking"),
    Phase.OPEN: N_("open for marking"),
    Phase.CLOSED: N_("marking closed"),
}


@dataclass(frozen=True, slots=True)
class Marking:
    """Where marking stands: since which moment, the last day, why it was closed, what is shown then.

    `seq` is the entry that opened or closed it last, 0 where none did.
    """

    phase: Phase
    seq: int = 0
    since: str = ""
    until: date | None = None
    reason: str = ""
    shows_others: bool = False


def marking_of(year: Year, panel: Panel) -> Marking:
    """Return where the marking of a year stands."""
    if not panel.experts:
        return Marking(Phase.NO_EXPERTS)
    if panel.assignment is None:
        return Marking(Phase.LISTED)
    opened, closed = _last(year)
    if opened is None:
        if notice_of(year) is None and not year.is_decided:
            return Marking(Phase.ASSIGNED)
        return Marking(Phase.CLOSED, reason=_made_public(year))
    said = opened.content
    until = date.fromisoformat(said.until) if said.until else None
    if closed is not None and closed.seq > opened.seq:
        why = closed.content.reason
        return Marking(Phase.CLOSED, closed.seq, closed.recorded_at, until, why, said.shows_others)
    if notice_of(year) is not None or year.is_decided:
        return Marking(Phase.CLOSED, 0, "", until, _made_public(year), said.shows_others)
    return Marking(Phase.OPEN, opened.seq, opened.recorded_at, until, "", said.shows_others)


def _last(year: Year) -> tuple[Recorded[MarkingOpened] | None, Recorded[MarkingClosed] | None]:
    opened = entries_of_year(year, MarkingOpened)
    closed = entries_of_year(year, MarkingClosed)
    return opened[-1] if opened else None, closed[-1] if closed else None


def _made_public(year: Year) -> str:
    return _("The proposal of {year} is already public; marks are no longer accepted.").format(
        year=year.number
    )


def acting_expert(reader: Reader, person: Person, year: int) -> str | None:
    """Return as which expert of a year somebody acts by an account; None for everybody else."""
    by = person.by
    if by is None or by.account is None:
        return None
    own = [each for each in held_by(reader, by.account) if each.year in (None, year)]
    return next((each.expert for each in own if each.role is Role.EXPERT), None)


def check_marks_taken(year: Year, panel: Panel, person: Person) -> None:
    """Refuse marks after the closing; of an expert by account also before the opening and the declaration."""
    marking, own = marking_of(year, panel), acting_expert(year.reader, person, year.number)
    check_open(year, marking, own is not None)
    if own is not None and not has_declared(year, panel, own):
        raise Refused(
            _("First declare that you have no conflict of interest with the enterprises that you mark.")
        )


def check_open(year: Year, marking: Marking, by_expert: bool) -> None:
    """Refuse what experts do once marking is closed, and what they do by account before it is open."""
    if marking.phase is Phase.CLOSED:
        raise Refused(closed_text(year.number, marking))
    if by_expert and marking.phase is not Phase.OPEN:
        raise Refused(_("The marking of {year} is not open yet.").format(year=year.number))


def closed_text(year: int, marking: Marking) -> str:
    """Say that marking is closed, and why."""
    if not marking.seq:
        return marking.reason
    sentence = _("The marking of {year} is closed ({reason}). Ask the secretary of the review.")
    return sentence.format(year=year, reason=marking.reason.rstrip("。. "))


def check_assigned(panel: Panel) -> None:
    """Refuse to open what nobody is assigned to."""
    if panel.assignment is None:
        raise Refused(
            _("Nobody is assigned in {year} yet.").format(year=panel.year),
            step=Step(Act.ASSIGN, panel.year),
        )


def has_declared(year: Year, panel: Panel, expert: str) -> bool:
    """Tell whether an expert declared to have no other conflict with whom the present assignment gives.

    A later assignment that gives nobody new asks for nothing again.
    """
    if panel.assignment is None:
        return False
    said = [each.content for each in entries_of_year(year, NoConflictDeclared)]
    digests = [each.assignment_digest for each in said if each.expert == expert]
    if panel.assignment.digest in digests:
        return True
    own = set(panel.firms_of(expert))
    return any(own <= _given_by(year, each, expert) for each in digests)


def _given_by(year: Year, digest: str, expert: str) -> set[str]:
    """Return whom an assignment gave an expert."""
    firms = year.reader.document_json(digest)["firms"]
    return {firm for firm, each in firms.items() if expert in each["experts"]}
