"""Where a review year stands: how far it is, who did what, what is open, and the step that comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cultivation.errors import Refused
from cultivation.language import N_, _
from cultivation.queries.appeals import PENDING, Appeal, appeals_of, last_day
from cultivation.queries.demonstrations import Selection, selection_of
from cultivation.queries.events import Notice, notice_of, objections_of
from cultivation.queries.reversals import pending_reversal
from cultivation.queries.seals import Seal, seal_of
from cultivation.queries.veto_lists import Match
from cultivation.queries.year import Year
from cultivation.steps import Act, Step

STATES = {
    "open": N_("open"),
    "collecting": N_("collecting"),
    "scored": N_("scored"),
    "panel": N_("experts' review"),
    "proposed": N_("proposed"),
    "noticed": N_("noticed"),
    "decided": N_("decided"),
    "closed": N_("closed"),
}
NEXT = {
    "open": Act.INTAKE,
    "collecting": Act.SCORE,
    "scored": Act.PROPOSE,
    "panel": Act.SHOW_PANEL,
    "proposed": Act.DECIDE,
    "noticed": Act.DECIDE,
    "decided": Act.WRITE_SHORTLIST,
}


@dataclass(frozen=True)
class YearStatus:
    """Where a year stands; `members` is None before the decision, `listed` are applicants on a list.

    `wanted` is what the rules ask for before the next step that every year has.
    """

    year: Year
    applications: int
    members: int | None
    notice: Notice | None
    demonstrations: Selection | None
    open_objections: tuple[int, ...]
    listed: tuple[str, ...]
    reversal_pending: bool
    seal: Seal | None
    open_appeals: tuple[Appeal, ...]
    appeals_until: date | None
    wanted: Step | None = None

    @property
    def state_text(self) -> str:
        """Name the state."""
        return _(STATES[self.year.review_year.state])

    @property
    def next(self) -> Step:
        """Return what comes next; a decision waits for objections, and for the vote of the rules."""
        year, state = self.year.number, self.year.review_year.state
        if self.open_objections and not self.year.is_decided:
            return Step(Act.RESOLVE, year, min(self.open_objections))
        if self.reversal_pending:
            return Step(Act.APPROVE_REVERSAL, year)
        if self.open_appeals:
            first = min(self.open_appeals, key=lambda each: each.number)
            act = Act.APPROVE_CORRECTION if first.state == PENDING else Act.ANSWER_APPEAL
            return Step(act, year, first.number)
        if state == "decided" and self.seal is None:
            return Step(Act.SEAL, year)
        if self.wanted is not None:
            return self.wanted
        if NEXT.get(state) is Act.DECIDE and _lacks_vote(self.year):
            return Step(Act.RECORD_MEETING, year)
        return Step(NEXT[state], year) if state in NEXT else Step(Act.OPEN_NEXT, year + 1)

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract; a face adds how the next step is done."""
        stands = self.year.review_year
        return {
            "year": stands.year,
            "rule_set": stands.rule_set,
            "version": stands.version,
            "cutoff": stands.cutoff,
            "state": stands.state,
            "applications": self.applications,
            "members": self.members,
            "scores_digest": stands.scores_digest,
            "decision": self.year.decision,
            "notice": self.notice and self.notice.to_json(),
            "demonstrations": self.demonstrations and self.demonstrations.to_json(),
            "open_objections": list(self.open_objections),
            "listed": list(self.listed),
            "seal": self.seal.text if self.seal else None,
            "open_appeals": [each.number for each in self.open_appeals],
            "appeals_until": self.appeals_until and self.appeals_until.isoformat(),
        }


def _lacks_vote(year: Year) -> bool:
    """Tell whether the rules want the leading group's vote, and it is not on record."""
    from cultivation.queries.meeting import lacks_vote

    return lacks_vote(year)


def _wanted(year: Year) -> Step | None:
    """Return the step that the rules want before the one that every year takes next."""
    state = year.review_year.state
    if state in ("collecting", "scored"):
        return opinions_wanted(year)
    if NEXT.get(state) is not Act.DECIDE:
        return None
    return _before_decision(year) or opinions_wanted(year)


def opinions_wanted(year: Year) -> Step | None:
    """Return what is to be done so that those whom the rules name are heard; None where they are."""
    from cultivation.queries.opinions import not_asked, open_answers, opinions_of  # late: most need none

    found = opinions_of(year)
    if not found.bodies:
        return None
    if found.request is None or not_asked(year):
        return Step(Act.REQUEST_OPINIONS, year.number)
    if found.closed is not None:
        return None
    return Step(Act.SHOW_DUE, year.number) if open_answers(year) else None


def _before_decision(year: Year) -> Step | None:
    """Return the step that the rules want before a decision: settled differences, visits with results."""
    from cultivation.queries.verification import check_settled
    from cultivation.queries.visits import check_visited

    try:
        check_settled(year)
        check_visited(year)
    except Refused as refused:
        return refused.step
    return None


def status_of(year: Year, on_lists: Sequence[Match]) -> YearStatus:
    """Tell where a year stands, and who of its applicants is among those on lists."""
    reader, number = year.reader, year.number
    return YearStatus(
        year,
        len(reader.names_of(number)),
        len(reader.members(number)) if year.is_decided else None,
        notice_of(year),
        selection_of(year),
        tuple(each.number for each in objections_of(year) if each.upheld is None),
        tuple(each.id for each in on_lists if number in each.years),
        pending_reversal(year) is not None,
        seal_of(year),
        tuple(each for each in appeals_of(year) if each.is_open),
        last_day(year),
        _wanted(year),
    )


def stale_text(year: Year) -> str:
    """Say that a year's points are older than its applications."""
    sentence = _(
        "Applications of {year} were received, corrected or withdrawn after the scoring; the points "
        "and places shown are from before."
    )
    return sentence.format(year=year.number)
