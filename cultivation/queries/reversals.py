"""A reversal of a decision that one person wants and another has not approved yet."""

from __future__ import annotations

from cultivation.queries.events import entries_of_year
from cultivation.queries.year import Year
from cultivation.record.entries import Recorded, ReversalProposed


def pending_reversal(year: Year) -> Recorded[ReversalProposed] | None:
    """Return the last reversal that is proposed of the decision that stands."""
    proposed = entries_of_year(year, ReversalProposed)
    if not proposed or proposed[-1].content.decision != year.review_year.decided_seq:
        return None
    return proposed[-1]
