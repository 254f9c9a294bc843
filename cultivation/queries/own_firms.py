"""What an applicant or its district may know of the outcome of a review, from the notice on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cultivation.core.wording.own_outcomes import own_reason_text
from cultivation.core.wording.reasons import outcome_text, reason_text
from cultivation.queries.events import notice_of
from cultivation.queries.year import Year


@dataclass(frozen=True, slots=True)
class OwnOutcome:
    """What a year made of a firm, as its applicant is told; points and place only where a setting says so."""

    year: int
    action: str
    outcome: str
    reason: str
    document: str | None
    place: int | None = None
    total: str | None = None


def is_published(year: Year, today: date) -> bool:
    """Tell whether the outcomes of a year are public: its notice has begun, or it is decided."""
    notice = notice_of(year)
    return year.is_decided or (notice is not None and notice.first <= today)


def own_outcome(year: Year, enterprise: str, today: date, with_points: bool) -> OwnOutcome | None:
    """Return what a year made of a firm; None before the notice, and where it made nothing of it."""
    line = year.line_of.get(enterprise)
    if line is None or not is_published(year, today):
        return None
    score = year.scores.get(enterprise)
    grounds = score.gates_failed if score else ()
    say = reason_text if with_points else own_reason_text
    return OwnOutcome(
        year.number,
        str(line.action),
        outcome_text(line.action, year.is_decided),
        say(line, year.rules, grounds),
        year.review_year.decision_document,
        line.rank if with_points else None,
        year.table.points(score.total) if with_points and score else None,
    )
