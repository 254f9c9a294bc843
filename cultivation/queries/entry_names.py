"""Names of the entries of the log, and of what happened to an enterprise, in words."""

from __future__ import annotations

from collections.abc import Mapping

from cultivation.core.roles import role_text
from cultivation.language import N_, _, join_clauses
from cultivation.record.actors import NO_PROOF, By
from cultivation.record.entries import (
    AccessSealed,
    AccountClosed,
    AccountOpened,
    AppealDismissed,
    AppealFiled,
    AppealUpheld,
    ApplicationCorrected,
    ApplicationWithdrawn,
    CertificatesIssued,
    CertificateVoided,
    ClockSetBack,
    ConsistencyChecked,
    Content,
    CorrectionProposed,
    DecisionReversed,
    DemonstrationsSelected,
    DifferenceSettled,
    EnterpriseMerged,
    EnterpriseRecoded,
    EnterpriseRenamed,
    EnterpriseSplit,
    EntriesSetAside,
    EvidenceReceived,
    ExpertsListed,
    FilingWindowSet,
    FindingContested,
    FindingSettled,
    FlagVerified,
    GroupListed,
    HeadingExplained,
    IdentitiesRequired,
    LinesSealed,
    MarkingClosed,
    MarkingOpened,
    MarksAggregated,
    MarksReceived,
    MeetingRecorded,
    MemberCalledUp,
    MemberRemoved,
    MemberResumed,
    MemberSuspended,
    NoConflictDeclared,
    NoticeGiven,
    ObjectionFiled,
    ObjectionResolved,
    OpinionReceived,
    OpinionsClosed,
    OpinionsRequested,
    PanelAssigned,
    PlanSet,
    PoolOpened,
    RankingChallenged,
    ReceiptDeclined,
    RecusalDeclared,
    RegisterImported,
    RestoreDrilled,
    ReversalProposed,
    RobustnessComputed,
    RoleAsked,
    RoleEnded,
    RoleGranted,
    SchemeUpdated,
    SchemeUpdatesAsked,
    SupportApproved,
    SupportCancelled,
    SupportImported,
    SupportReturned,
    TokenIssued,
    TokenRevoked,
    VetoListImported,
    VisitRecorded,
    VisitsDrawn,
    WorkbookReceived,
    WorkspaceCreated,
    YearClosed,
    YearDecided,
    YearOpened,
    YearProposed,
    YearScored,
    ZoneAnswered,
    ZoneNotified,
)

SUPPORT_GIVEN = "support_given"  # each measure of a list is an event of its own
ENTERED, LEFT, CORRECTED = "entered_on_appeal", "left_on_appeal", "corrected_on_appeal"
APPEAL_EVENTS = {(True, False): ENTERED, (False, True): LEFT, (False, False): CORRECTED}  # entered, left
NAMES: dict[type[Content], str] = {
    WorkspaceCreated: N_("workspace created"),
    PoolOpened: N_("pool opened"),
    EntriesSetAside: N_("broken entries set aside"),
    YearOpened: N_("year opened"),
    WorkbookReceived: N_("workbook received"),
    ApplicationCorrected: N_("application corrected"),
    YearScored: N_("year scored"),
    YearProposed: N_("proposal made"),
    YearDecided: N_("decision made"),
    LinesSealed: N_("result sealed"),
    AppealFiled: N_("appeal filed"),
    AppealDismissed: N_("appeal dismissed"),
    CorrectionProposed: N_("correction on appeal proposed"),
    AppealUpheld: N_("corrected on appeal"),
    CertificatesIssued: N_("certificates issued"),
    CertificateVoided: N_("certificate voided"),
    DemonstrationsSelected: N_("demonstration enterprises selected"),
    SupportImported: N_("support measures imported"),
    SupportCancelled: N_("support measure cancelled"),
    SupportApproved: N_("support approved"),
    SupportReturned: N_("support paid back"),
    FilingWindowSet: N_("filing window set"),
    PlanSet: N_("cultivation plans set"),
    SchemeUpdatesAsked: N_("updates of schemes asked for"),
    SchemeUpdated: N_("update of schemes received"),
    ZoneNotified: N_("zone notified"),
    ZoneAnswered: N_("answer of a zone received"),
    YearClosed: N_("year closed"),
    ReversalProposed: N_("reversal proposed"),
    DecisionReversed: N_("decision reversed"),
    ApplicationWithdrawn: N_("application withdrawn"),
    FindingContested: N_("finding contested"),
    FindingSettled: N_("finding settled"),
    RobustnessComputed: N_("robustness computed"),
    RankingChallenged: N_("ranking challenged"),
    ConsistencyChecked: N_("consistency checked"),
    FlagVerified: N_("visit recorded"),
    EvidenceReceived: N_("evidence received"),
    VisitsDrawn: N_("visits settled"),
    VisitRecorded: N_("visit recorded from its form"),
    NoticeGiven: N_("notice given"),
    ObjectionFiled: N_("objection filed"),
    ObjectionResolved: N_("objection resolved"),
    ReceiptDeclined: N_("objection not taken up"),
    MemberRemoved: N_("member removed"),
    MemberCalledUp: N_("member called up"),
    MemberSuspended: N_("member suspended"),
    MemberResumed: N_("suspension ended"),
    EnterpriseRenamed: N_("enterprise renamed"),
    EnterpriseRecoded: N_("new code of an enterprise"),
    EnterpriseMerged: N_("enterprise merged"),
    EnterpriseSplit: N_("enterprise split"),
    ExpertsListed: N_("experts listed"),
    RecusalDeclared: N_("recusal recorded"),
    PanelAssigned: N_("panel assigned"),
    MarkingOpened: N_("marking opened"),
    MarkingClosed: N_("marking closed"),
    NoConflictDeclared: N_("no other conflict declared"),
    MarksReceived: N_("marks received"),
    MarksAggregated: N_("marks combined"),
    OpinionsRequested: N_("opinions requested"),
    OpinionReceived: N_("opinion received"),
    OpinionsClosed: N_("opinions closed"),
    GroupListed: N_("leading group listed"),
    MeetingRecorded: N_("meeting recorded"),
    HeadingExplained: N_("heading explained"),
    VetoListImported: N_("list of an authority imported"),
    RegisterImported: N_("register imported"),
    DifferenceSettled: N_("difference settled"),
    ClockSetBack: N_("clock set back"),
    RestoreDrilled: N_("restore drill done"),
    AccountOpened: N_("account opened"),
    AccountClosed: N_("account closed"),
    RoleAsked: N_("role asked for"),
    RoleGranted: N_("role granted"),
    RoleEnded: N_("role ended"),
    IdentitiesRequired: N_("identities required"),
    TokenIssued: N_("token of a program issued"),
    TokenRevoked: N_("token of a program revoked"),
    AccessSealed: N_("log of logins sealed"),
}
EVENTS = {
    MemberRemoved.KIND: N_("removed from the pool"),
    MemberCalledUp.KIND: N_("called up from the reserve list"),
    EnterpriseRenamed.KIND: N_("renamed"),
    ApplicationWithdrawn.KIND: N_("application withdrawn"),
    EnterpriseRecoded.KIND: N_("new code"),
    EnterpriseMerged.KIND: N_("merged into another"),
    EnterpriseSplit.KIND: N_("split"),
    MemberSuspended.KIND: N_("suspended"),
    MemberResumed.KIND: N_("suspension ended"),
    DemonstrationsSelected.KIND: N_("demonstration enterprise"),
    SUPPORT_GIVEN: N_("support"),
    SupportCancelled.KIND: N_("support cancelled"),
    SupportApproved.KIND: N_("support approved"),
    SupportReturned.KIND: N_("support paid back"),
    PlanSet.KIND: N_("cultivation plan"),
    AppealFiled.KIND: N_("appeal filed"),
    AppealDismissed.KIND: N_("appeal dismissed"),
    ENTERED: N_("entered the pool on appeal"),
    LEFT: N_("left the pool on appeal"),
    CORRECTED: N_("record corrected on appeal"),
}
BY_KIND = {each.KIND: name for each, name in NAMES.items()}
ABOUT = (
    "pool",
    "file",
    "heading",
    "document",
    "enterprise",
    "rule_set",
    "expert",
    "scores_digest",
    "role",
    "account",
)


def kind_text(kind: str) -> str:
    """Return the name of a kind of entry; of a newer version's, its code."""
    return _(BY_KIND.get(kind, kind))


def event_text(kind: str) -> str:
    """Say what happened to an enterprise."""
    return _(EVENTS[kind])


def about(payload: Mapping[str, object]) -> str:
    """Return what an entry is about: the first of file, document, enterprise ... that it names."""
    return next((str(payload[key])[:60] for key in ABOUT if key in payload), "")


def how_made(by: By | None) -> str:
    """Say by which way, with which proof and account an entry was made; nothing where it does not say."""
    if by is None:
        return ""
    proof = _("name only") if by.strength == NO_PROOF else by.strength
    parts = (by.via, proof, role_text(by.role or ""), by.account or by.login or "")
    said = join_clauses(part for part in parts if part)
    if by.unauthenticated:
        return _("{how}; without login: {reason}").format(how=said, reason=by.unauthenticated)
    return said
