"""Why a member leaves, as a public list says it: the kind of reason, without points, places or grounds."""

from __future__ import annotations

from cultivation.core.pool.lines import Reason
from cultivation.language import N_, _

NOT_GOOD_ENOUGH = N_("did not meet the requirements for staying")
OTHERWISE = N_("under the rules of the pool")
PUBLIC = {
    Reason.LEFT_ON_RANK: NOT_GOOD_ENOUGH,
    Reason.LEFT_TO_BALANCE: NOT_GOOD_ENOUGH,
    Reason.LEFT_BELOW_MINIMUM: NOT_GOOD_ENOUGH,
    Reason.LEFT_BUFFER_OVER: NOT_GOOD_ENOUGH,
    Reason.LEFT_VETOED: N_("a ground for exclusion was found"),
    Reason.LEFT_BY_QUOTA: N_("the places of its group are limited"),
    Reason.LEFT_INELIGIBLE: N_("no longer meets the terms of the pool"),
    Reason.LEFT_NO_APPLICATION: N_("did not take part in this year's review"),
    Reason.LEFT_TERM_OVER: N_("the term in the pool is over"),
    Reason.OVERRIDDEN: N_("by decision of the leading group"),
}


def public_reason(reason: Reason) -> str:
    """Name the kind of reason; one that is not known here is not guessed at."""
    return _(PUBLIC.get(reason, OTHERWISE))
