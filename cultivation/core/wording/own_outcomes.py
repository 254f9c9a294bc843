"""What an applicant is told of its own outcome without points and places: the ground, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from cultivation.core.pool.proposal import Line, Reason
from cultivation.core.rules.model import RuleSet
from cultivation.core.wording.reasons import grounds_text, only_list
from cultivation.language import N_, _

SENTENCES: dict[Reason, str] = {
    Reason.ENTERED_ON_RANK: N_("enters on its place in the ranking"),
    Reason.ENTERED_TO_FILL: N_("enters on its place in the ranking, to fill the pool"),
    Reason.STAYED: N_("stays on its place in the ranking"),
    Reason.STAYED_IN_BUFFER: N_("stays: members keep their membership within the buffer"),
    Reason.LEFT_ON_RANK: N_("leaves: its place in the ranking is no longer enough for members"),
    Reason.LEFT_TO_BALANCE: N_("leaves: the pool returns to its size, and its place in the ranking is last"),
    Reason.LEFT_INELIGIBLE: N_("leaves, not eligible: {grounds}"),
    Reason.LEFT_NO_APPLICATION: N_("leaves, no application this year"),
    Reason.RESERVED: N_("is on the reserve list"),
    Reason.LEFT_BELOW_MINIMUM: N_("leaves: the total is below the minimum"),
    Reason.LEFT_TERM_OVER: N_("leaves: the full term in the pool is over"),
    Reason.LEFT_BUFFER_OVER: N_("leaves: too many consecutive reviews in the buffer"),
    Reason.STAYED_ON_WATCH: N_("stays in the buffer for the last time"),
    Reason.STAYED_BY_TURNOVER: N_("stays: the number of newcomers in a year is limited"),
    Reason.TURNOVER_REACHED: N_("not selected: the number of newcomers in a year is limited"),
    Reason.BELOW_MINIMUM: N_("not selected: the total is below the minimum"),
    Reason.BARRED: N_("not selected: barred after removal for falsification or misconduct"),
    Reason.VETOED: N_("not selected: on a list that excludes{lists}"),
    Reason.LEFT_VETOED: N_("leaves: on a list that excludes{lists}"),
    Reason.ENTERED_BY_QUOTA: N_("enters by the quotas"),
    Reason.STAYED_BY_QUOTA: N_("stays by the quotas"),
    Reason.LEFT_BY_QUOTA: N_("leaves by the quotas"),
    Reason.QUOTA_FULL: N_("not selected: the quotas leave no room"),
    Reason.NOT_SELECTED: N_("not selected: its place in the ranking was not enough"),
    Reason.INELIGIBLE: N_("not eligible: {grounds}"),
    Reason.OVERRIDDEN: N_("the leading group decided otherwise than proposed"),
}


def own_reason_text(line: Line, rules: RuleSet, grounds: Sequence[str] = ()) -> str:
    """Say to an applicant why, without naming points, places or others."""
    sentence = _(SENTENCES[line.reason])
    return sentence.format(grounds=grounds_text(grounds, rules), lists=only_list(rules))
