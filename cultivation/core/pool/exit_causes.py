"""Why a member leaves between two reviews. The causes are those of real pools' rules (docs/year.md)."""

from __future__ import annotations

from cultivation.language import N_

CAUSES = {
    "graduation": N_("graduated: reached the title that the pool prepares for"),
    "expired_term": N_("the term in the pool is over"),
    "dissolved": N_("dissolved or deregistered"),
    "relocation": N_("moved out of the city"),
    "own_request": N_("at its own request"),
    "no_report": N_("did not report or take part in the re-review"),
    "failed_re_review": N_("did not pass the re-review"),
    "unqualified": N_("no longer meets the terms of entry"),
    "stopped": N_("stopped operating for more than a year"),
    "commitments": N_("did not keep its commitments"),
    "accident": N_("major safety accident"),
    "quality": N_("major quality accident"),
    "environment": N_("serious environmental violation"),
    "tax": N_("tax evasion or fraud"),
    "dishonest_debtor": N_("on the list of dishonest debtors"),
    "abnormal_operation": N_("on the list of abnormal operations"),
    "misconduct": N_("research misconduct"),
    "falsification": N_("false figures in an application"),
}

BARRING = ("falsification", "misconduct")  # who is removed for these may not come back for some years
