"""What each kind of entry says: a frozen class for each. Unknown kinds stay plain entries of the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from cultivation.record.actors import ACTING, By, acting_of
from cultivation.record.entries.accounts import (
    AccessSealed,
    AccountClosed,
    AccountOpened,
    IdentitiesRequired,
    RoleAsked,
    RoleEnded,
    RoleGranted,
    TokenIssued,
    TokenRevoked,
)
from cultivation.record.entries.audit import ClockSetBack, EntriesSetAside, RestoreDrilled
from cultivation.record.entries.content import Content, NamedDocument
from cultivation.record.entries.evidence import EvidenceReceived, VisitRecorded, VisitsDrawn
from cultivation.record.entries.findings import AboutFinding, FindingContested, FindingSettled
from cultivation.record.entries.meeting import GroupListed, MeetingRecorded
from cultivation.record.entries.membership import (
    DemonstrationsSelected,
    EnterpriseMerged,
    EnterpriseRecoded,
    EnterpriseRenamed,
    EnterpriseSplit,
    EnterpriseSucceeded,
    MemberCalledUp,
    MemberRemoved,
    MemberResumed,
    MembershipPaused,
    MemberSuspended,
    PlanSet,
    SchemeUpdated,
    SchemeUpdatesAsked,
    SupportApproved,
    SupportCancelled,
    SupportImported,
    SupportReturned,
    VetoListImported,
    ZoneAnswered,
    ZoneNotified,
)
from cultivation.record.entries.opinions import OpinionReceived, OpinionsClosed, OpinionsRequested
from cultivation.record.entries.registers import DifferenceSettled, RegisterImported
from cultivation.record.entries.review import (
    AnalysisKept,
    ConsistencyChecked,
    ExpertsListed,
    FlagVerified,
    MarkingClosed,
    MarkingOpened,
    MarksAggregated,
    MarksReceived,
    NoConflictDeclared,
    PanelAssigned,
    RankingChallenged,
    RecusalDeclared,
    RobustnessComputed,
)
from cultivation.record.entries.year import (
    AppealDismissed,
    AppealFiled,
    AppealUpheld,
    ApplicationCorrected,
    ApplicationWithdrawn,
    CertificatesIssued,
    CertificateVoided,
    CorrectionProposed,
    DecisionReversed,
    FilingWindowSet,
    HeadingExplained,
    LinesSealed,
    NoticeGiven,
    ObjectionFiled,
    ObjectionResolved,
    OfYear,
    OverrideSaid,
    PoolChanged,
    PoolOpened,
    ReceiptDeclined,
    ReversalProposed,
    WorkbookReceived,
    WorkspaceCreated,
    YearClosed,
    YearDecided,
    YearOpened,
    YearProposed,
    YearScored,
)
from cultivation.record.log import Entry

ContentT = TypeVar("ContentT", bound=Content)


@dataclass(frozen=True, slots=True)
class Recorded(Generic[ContentT]):
    """An entry with what it says: who recorded it, when, and with which hash."""

    seq: int
    recorded_at: str
    actor: str
    hash: str
    content: ContentT
    by: By | None = None  # how it came to be; entries of earlier versions do not say

    @property
    def kind(self) -> str:
        """Return the kind of the entry."""
        return self.content.KIND


def recorded(entry: Entry) -> Recorded[Any] | None:
    """Return an entry of the log with what it says; None where the kind is of a later version."""
    made_of = KINDS.get(entry.kind)
    if made_of is None:
        return None
    return recorded_as(made_of, entry)


def recorded_as(kind: type[ContentT], entry: Entry) -> Recorded[ContentT]:
    """Return an entry of a known kind with what it says."""
    said = {name: value for name, value in entry.payload.items() if name != ACTING}
    content = kind.from_payload(said)
    by = acting_of(entry.payload)
    return Recorded(entry.seq, entry.recorded_at, entry.actor, entry.hash, content, by)


def _kinds(base: type[Content]) -> dict[str, type[Content]]:
    found = {base.KIND: base} if "KIND" in vars(base) else {}
    for each in base.__subclasses__():
        found |= _kinds(each)
    return found


KINDS = _kinds(Content)
SUCCESSIONS: tuple[type[EnterpriseSucceeded], ...] = (EnterpriseRecoded, EnterpriseMerged, EnterpriseSplit)

__all__ = [
    "KINDS",
    "SUCCESSIONS",
    "AboutFinding",
    "AccessSealed",
    "AccountClosed",
    "AccountOpened",
    "AnalysisKept",
    "AppealDismissed",
    "AppealFiled",
    "AppealUpheld",
    "ApplicationCorrected",
    "ApplicationWithdrawn",
    "CertificateVoided",
    "CertificatesIssued",
    "ClockSetBack",
    "ConsistencyChecked",
    "Content",
    "ContentT",
    "CorrectionProposed",
    "DecisionReversed",
    "DemonstrationsSelected",
    "DifferenceSettled",
    "EnterpriseMerged",
    "EnterpriseRecoded",
    "EnterpriseRenamed",
    "EnterpriseSplit",
    "EnterpriseSucceeded",
    "EntriesSetAside",
    "EvidenceReceived",
    "ExpertsListed",
    "FilingWindowSet",
    "FindingContested",
    "FindingSettled",
    "FlagVerified",
    "GroupListed",
    "HeadingExplained",
    "IdentitiesRequired",
    "LinesSealed",
    "MarkingClosed",
    "MarkingOpened",
    "MarksAggregated",
    "MarksReceived",
    "MeetingRecorded",
    "MemberCalledUp",
    "MemberRemoved",
    "MemberResumed",
    "MemberSuspended",
    "MembershipPaused",
    "NamedDocument",
    "NoConflictDeclared",
    "NoticeGiven",
    "ObjectionFiled",
    "ObjectionResolved",
    "OfYear",
    "OpinionReceived",
    "OpinionsClosed",
    "OpinionsRequested",
    "OverrideSaid",
    "PanelAssigned",
    "PlanSet",
    "PoolChanged",
    "PoolOpened",
    "RankingChallenged",
    "ReceiptDeclined",
    "Recorded",
    "RecusalDeclared",
    "RegisterImported",
    "RestoreDrilled",
    "ReversalProposed",
    "RobustnessComputed",
    "RoleAsked",
    "RoleEnded",
    "RoleGranted",
    "SchemeUpdated",
    "SchemeUpdatesAsked",
    "SupportApproved",
    "SupportCancelled",
    "SupportImported",
    "SupportReturned",
    "TokenIssued",
    "TokenRevoked",
    "VetoListImported",
    "VisitRecorded",
    "VisitsDrawn",
    "WorkbookReceived",
    "WorkspaceCreated",
    "YearClosed",
    "YearDecided",
    "YearOpened",
    "YearProposed",
    "YearScored",
    "ZoneAnswered",
    "ZoneNotified",
    "recorded",
    "recorded_as",
]
