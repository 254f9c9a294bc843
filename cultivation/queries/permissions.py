"""Who may take a step: for faces, which offer what is permitted and name the roles where it is not.

The table of what each role may put on record is `record.permissions.ROLES`; it is asked again whenever an
entry is appended, so what a face shows decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from cultivation.core.roles import Role
from cultivation.queries.accounts import grants_of
from cultivation.record.entries import (
    AppealDismissed,
    AppealUpheld,
    ApplicationCorrected,
    CertificatesIssued,
    ClockSetBack,
    ConsistencyChecked,
    Content,
    DecisionReversed,
    DifferenceSettled,
    EntriesSetAside,
    ExpertsListed,
    LinesSealed,
    MarksReceived,
    NoticeGiven,
    ObjectionFiled,
    ObjectionResolved,
    OpinionsRequested,
    PanelAssigned,
    ReversalProposed,
    RoleGranted,
    SupportCancelled,
    VisitRecorded,
    VisitsDrawn,
    WorkbookReceived,
    YearDecided,
    YearOpened,
    YearProposed,
    YearScored,
)
from cultivation.record.permissions import ROLES
from cultivation.record.reader import Reader
from cultivation.steps import Act

# What each step puts on record; the other acts only look, or say something about a step.
RECORDS: Mapping[Act, type[Content]] = {
    Act.OPEN: YearOpened,
    Act.OPEN_NEXT: YearOpened,
    Act.INTAKE: WorkbookReceived,
    Act.CORRECT: ApplicationCorrected,
    Act.SETTLE_DIFFERENCES: DifferenceSettled,
    Act.SCORE: YearScored,
    Act.CHECK_CONSISTENCY: ConsistencyChecked,
    Act.DRAW_VISITS: VisitsDrawn,
    Act.RECORD_VISITS: VisitRecorded,
    Act.REQUEST_OPINIONS: OpinionsRequested,
    Act.LIST_EXPERTS: ExpertsListed,
    Act.ASSIGN: PanelAssigned,
    Act.TAKE_MARKS: MarksReceived,
    Act.PROPOSE: YearProposed,
    Act.GIVE_NOTICE: NoticeGiven,
    Act.RESOLVE: ObjectionResolved,
    Act.TAKE_UP: ObjectionFiled,
    Act.DECIDE: YearDecided,
    Act.SEAL: LinesSealed,
    Act.ANSWER_APPEAL: AppealDismissed,
    Act.APPROVE_CORRECTION: AppealUpheld,
    Act.ISSUE_CERTIFICATES: CertificatesIssued,
    Act.PROPOSE_REVERSAL: ReversalProposed,
    Act.APPROVE_REVERSAL: DecisionReversed,
    Act.CANCEL_SUPPORT: SupportCancelled,
    Act.SET_ASIDE: EntriesSetAside,
    Act.EXPLAIN_CLOCK: ClockSetBack,
    Act.GRANT_ROLE: RoleGranted,
}


def roles_for(act: Act) -> frozenset[Role]:
    """Return the roles of which one is needed for a step; none for what everybody may do."""
    kind = RECORDS.get(act)
    return ROLES[kind] if kind else frozenset()


def may_take(reader: Reader, account: str, act: Act, year: int | None = None) -> bool:
    """Tell whether an account has a role for a step, in a year where the step is of one."""
    roles = roles_for(act)
    return not roles or any(
        grant.role in roles and (year is None or grant.year in (None, year))
        for grant in grants_of(reader, account)
    )
