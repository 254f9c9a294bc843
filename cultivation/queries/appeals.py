"""Appeals against a decision: single cases, heard after it, that are dismissed or corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cultivation.language import N_, _
from cultivation.queries.events import entries_of_year
from cultivation.queries.year import Year
from cultivation.record.entries import (
    AppealDismissed,
    AppealFiled,
    AppealUpheld,
    CorrectionProposed,
    Recorded,
)

ENTER, LEAVE, RECORD = "enter", "leave", "record"  # what a correction does
OPEN, PENDING, DISMISSED, UPHELD = "open", "pending", "dismissed", "upheld"
STATES = {
    OPEN: N_("not answered yet"),
    PENDING: N_("waits for the approval of another person"),
    DISMISSED: N_("dismissed"),
    UPHELD: N_("upheld"),
}


@dataclass(frozen=True, slots=True)
class Appeal:
    """An appeal, with what is proposed and what became of it, each as its entry says."""

    filed: Recorded[AppealFiled]
    stands: bool
    proposed: Recorded[CorrectionProposed] | None = None
    dismissed: Recorded[AppealDismissed] | None = None
    upheld: Recorded[AppealUpheld] | None = None

    @property
    def number(self) -> int:
        """Return its number within the year."""
        return self.filed.content.number

    @property
    def enterprise(self) -> str:
        """Return the code of the enterprise that it concerns."""
        return self.filed.content.enterprise

    @property
    def code(self) -> str:
        """Return the code that the enterprise had when the appeal was upheld, else when it was filed."""
        return self.upheld.content.enterprise if self.upheld is not None else self.enterprise

    @property
    def is_open(self) -> bool:
        """Tell whether an answer is due: none was given, and the decision that it is against stands."""
        return self.stands and self.upheld is None and self.dismissed is None

    @property
    def state(self) -> str:
        """Return how far it is."""
        if self.upheld is not None:
            return UPHELD
        if self.dismissed is not None:
            return DISMISSED
        return OPEN if self.proposed is None else PENDING

    @property
    def action(self) -> str:
        """Return what the correction does or would do; empty where there is none."""
        if self.upheld is not None:
            return action_of(self.upheld.content)
        return self.proposed.content.action if self.proposed is not None and self.is_open else ""

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract; who filed it is in the log alone."""
        answer = self.upheld or self.dismissed or (self.proposed if self.is_open else None)
        said = answer.content if answer else None
        return {
            "number": self.number,
            "enterprise": self.enterprise,
            "text": self.filed.content.text,
            "on": self.filed.content.on,
            "papers": [each.name for each in self.filed.content.documents],
            "state": self.state,
            "stands": self.stands,
            "action": self.action,
            "document": said.document if said else "",
            "reason": said.reason if said else "",
            "answered_on": said.on if said and self.state in (DISMISSED, UPHELD) else "",
            "total": getattr(said, "total", None),
            "sentence": sentence(self),
        }


def appeals_of(year: Year) -> list[Appeal]:
    """Return the appeals of a year by number; those against a decision that was reversed are moot."""
    decision = year.review_year.decided_seq
    proposed = {each.content.number: each for each in entries_of_year(year, CorrectionProposed)}
    dismissed = {each.content.number: each for each in entries_of_year(year, AppealDismissed)}
    upheld = {each.content.number: each for each in entries_of_year(year, AppealUpheld)}
    return [
        Appeal(
            each,
            each.content.decision == decision,
            proposed.get(each.content.number),
            dismissed.get(each.content.number),
            upheld.get(each.content.number),
        )
        for each in entries_of_year(year, AppealFiled)
    ]


def appeals_for(year: Year, enterprise: str) -> list[Appeal]:
    """Return the appeals that concern one enterprise."""
    return [each for each in appeals_of(year) if each.enterprise == enterprise]


def action_of(said: AppealUpheld) -> str:
    """Return what a correction did: enter, leave, or the record alone."""
    return ENTER if said.entered else LEAVE if said.left else RECORD


def last_day(year: Year) -> date | None:
    """Return the last day to appeal by the rules; None where they name no number of days, or undecided."""
    decision = year.decision
    days = year.rules.pool.appeal_days if decision else None
    if not days or decision is None:
        return None
    return date.fromisoformat(decision["date"]) + timedelta(days=days)


def sentences_for(year: Year, enterprise: str) -> list[str]:
    """Say what became of the appeals of one enterprise; those that became moot are left out."""
    return [sentence(each) for each in appeals_for(year, enterprise) if each.stands]


def state_text(appeal: Appeal) -> str:
    """Name how far an appeal is."""
    return _(STATES[appeal.state]) if appeal.stands else _("moot: the decision was reversed")


def sentence(appeal: Appeal) -> str:
    """Say in one sentence what an appeal came to."""
    if (upheld := appeal.upheld) is not None:
        said, action = upheld.content, action_of(upheld.content)
        text = _(UPHELD_SENTENCES[action]).format(
            number=appeal.number, document=said.document, on=said.on, reason=_bare(said.reason)
        )
        return _with_points(text, said.total)
    if (dismissed := appeal.dismissed) is not None:
        said_no = dismissed.content
        return _("Appeal {number} was dismissed by {document} of {on}: {reason}.").format(
            number=appeal.number, document=said_no.document, on=said_no.on, reason=_bare(said_no.reason)
        )
    if not appeal.stands:
        return _("Appeal {number} was against a decision that was reversed.").format(number=appeal.number)
    if appeal.proposed is not None:
        return _("Appeal {number} waits for the approval of another person.").format(number=appeal.number)
    return _("Appeal {number} of {on} is not answered yet.").format(
        number=appeal.number, on=appeal.filed.content.on
    )


UPHELD_SENTENCES = {
    ENTER: N_("On appeal {number} it entered the pool by {document} of {on}: {reason}."),
    LEAVE: N_("On appeal {number} it left the pool by {document} of {on}: {reason}."),
    RECORD: N_("On appeal {number} its record was corrected by {document} of {on}: {reason}."),
}


def _with_points(text: str, total: str | None) -> str:
    if total is None:
        return text
    return _("{sentence} The right total is {total}.").format(sentence=text, total=total)


def _bare(text: str) -> str:
    """Return a text without its full stop: the sentence around it has one."""
    return text.rstrip("。.；; ")


def remark_of(appeals: Sequence[Appeal]) -> str:
    """Say in a few words, for a table, that an enterprise entered or was corrected on appeal."""
    done = [each for each in appeals if each.upheld is not None]
    if not done or done[-1].upheld is None:
        return ""
    return _(REMARKS[done[-1].action]).format(document=done[-1].upheld.content.document)


REMARKS = {
    ENTER: N_("entered on appeal ({document})"),
    LEAVE: N_("left on appeal ({document})"),
    RECORD: N_("corrected on appeal ({document})"),
}
