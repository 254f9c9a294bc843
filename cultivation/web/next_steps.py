"""What a year waits for, in words for people who look: each step by its name."""

from __future__ import annotations

from cultivation.language import N_, _
from cultivation.steps import Act, Step

NAMES: dict[Act, str] = {
    Act.MAKE_RECORD: N_("the record has to be made first"),
    Act.VERIFY_RECORD: N_("the whole record should be verified"),
    Act.REBUILD_TABLES: N_("the tables have to be rebuilt from the log"),
    Act.OPEN: N_("the year has to be opened"),
    Act.OPEN_NEXT: N_("the review of {year} to be opened"),
    Act.INTAKE: N_("applications"),
    Act.CORRECT: N_("a correction with evidence"),
    Act.SETTLE_DIFFERENCES: N_("the settlement of differences to registers"),
    Act.SCORE: N_("the scoring"),
    Act.DRAW_VISITS: N_("the draw of visits"),
    Act.RECORD_VISITS: N_("the results of visits"),
    Act.REQUEST_OPINIONS: N_("the request for opinions of zones and departments"),
    Act.SHOW_DUE: N_("the opinions of zones and departments"),
    Act.CHECK_CONSISTENCY: N_("the search for doubtful figures"),
    Act.PROPOSE: N_("the proposal"),
    Act.GIVE_NOTICE: N_("the public notice"),
    Act.RESOLVE: N_("the answer to objection {number}"),
    Act.TAKE_UP: N_("the objections that came in by the pages, to be taken up"),
    Act.LIST_GROUP: N_("the list of the leading group"),
    Act.RECORD_MEETING: N_("the vote of the leading group"),
    Act.DECIDE: N_("the decision of the leading group"),
    Act.PROPOSE_REVERSAL: N_("the proposal to reverse the decision"),
    Act.APPROVE_REVERSAL: N_("the approval of the reversal by another person"),
    Act.ANSWER_APPEAL: N_("the answer to appeal {number}"),
    Act.APPROVE_CORRECTION: N_("the approval of the correction on appeal {number} by another person"),
    Act.ISSUE_CERTIFICATES: N_("the certificates"),
    Act.SEAL: N_("the seal on the results"),
    Act.WRITE_SHORTLIST: N_("the shortlist to be printed and signed"),
    Act.LIST_EXPERTS: N_("the list of experts"),
    Act.ASSIGN: N_("the assignment of experts"),
    Act.TAKE_MARKS: N_("the experts' marks"),
    Act.SHOW_PANEL: N_("the experts' marks"),
    Act.NAME_OFFICE: N_("name and address of the office in the settings of the workspace"),
}

ASSESSED = N_("the assessment by the office")
OUTSIDE: dict[Act, str] = {
    Act.INTAKE: NAMES[Act.INTAKE],
    Act.OPEN_NEXT: NAMES[Act.OPEN_NEXT],
    Act.SHOW_PANEL: NAMES[Act.SHOW_PANEL],
    Act.SCORE: ASSESSED,
    Act.SETTLE_DIFFERENCES: ASSESSED,
    Act.DRAW_VISITS: ASSESSED,
    Act.RECORD_VISITS: ASSESSED,
    Act.REQUEST_OPINIONS: ASSESSED,
    Act.SHOW_DUE: ASSESSED,
    Act.PROPOSE: ASSESSED,
    Act.RESOLVE: NAMES[Act.DECIDE],
    Act.TAKE_UP: NAMES[Act.DECIDE],
    Act.RECORD_MEETING: NAMES[Act.DECIDE],
    Act.DECIDE: NAMES[Act.DECIDE],
    Act.APPROVE_REVERSAL: NAMES[Act.DECIDE],
}


def waits_for(step: Step) -> str:
    """Name a step as what is waited for; empty where there is nothing that a reader could do."""
    if step.act not in NAMES:
        return ""
    return _(NAMES[step.act]).format(year=step.year or "", number=step.number or "")


def waits_for_outside(step: Step) -> str:
    """Name a step for applicants and experts, without what concerns another of them or the office alone."""
    return _(OUTSIDE[step.act]).format(year=step.year or "") if step.act in OUTSIDE else ""
