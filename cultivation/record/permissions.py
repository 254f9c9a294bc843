"""Which role may put which kind of entry on record: one table, asked whenever an entry is appended.

So no step can forget to ask. Where the record requires no identities, whoever acts without an account is
free, as always; a person with an account may do what the account's roles permit and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from cultivation.core.roles import Grant, Role, role_text
from cultivation.errors import Refused
from cultivation.language import _, join_names
from cultivation.record.accounts import AccountRow
from cultivation.record.actors import NO_PROOF, By, Person
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
from cultivation.record.reader import Reader
from cultivation.record.tokens import token_of
from cultivation.steps import Act, Step

LIMITS = ("year", "enterprise", "expert")  # of a role, that an entry names
# What those whom it is about put on record themselves: the entry says for whom.
OF_OTHERS = (WorkbookReceived, ApplicationWithdrawn, FindingContested, OpinionReceived)
FREE: frozenset[Role] = frozenset()  # done by the program itself, or before anybody has an account
CLERK = frozenset({Role.CLERK})
APPLICANTS = CLERK | {Role.DISTRICT, Role.FIRM}
SECRETARY = frozenset({Role.SECRETARY})
MARKING = SECRETARY | {Role.EXPERT}
PROPOSER, APPROVER = frozenset({Role.PROPOSER}), frozenset({Role.APPROVER})
SYSTEM, SECURITY = frozenset({Role.SYSTEM_ADMIN}), frozenset({Role.SECURITY_ADMIN})
OWN_TOKENS = frozenset({Role.AUDITOR, Role.SYSTEM_ADMIN})  # whose holders make their own
EITHER_ADMINISTRATOR = SECURITY | {Role.AUDIT_ADMIN}
ROLES: Mapping[type[Content], frozenset[Role]] = {
    WorkspaceCreated: FREE,
    PoolOpened: CLERK,
    AccessSealed: FREE,
    YearOpened: CLERK,
    HeadingExplained: CLERK,
    FilingWindowSet: CLERK,
    WorkbookReceived: APPLICANTS,
    ApplicationCorrected: CLERK,
    ApplicationWithdrawn: APPLICANTS,
    FindingContested: APPLICANTS,
    FindingSettled: CLERK,
    VetoListImported: CLERK,
    OpinionsRequested: CLERK,
    OpinionReceived: CLERK | {Role.DISTRICT},
    OpinionsClosed: CLERK,
    RegisterImported: CLERK,
    DifferenceSettled: CLERK,
    YearScored: CLERK,
    RobustnessComputed: CLERK,
    RankingChallenged: CLERK,
    ConsistencyChecked: CLERK,
    FlagVerified: CLERK,
    EvidenceReceived: APPLICANTS,
    VisitsDrawn: CLERK,
    VisitRecorded: CLERK,
    ObjectionFiled: CLERK,
    ReceiptDeclined: CLERK,
    EnterpriseRenamed: CLERK,
    EnterpriseRecoded: CLERK,
    EnterpriseMerged: CLERK,
    EnterpriseSplit: CLERK,
    SupportImported: CLERK,
    SupportCancelled: CLERK,
    SupportApproved: APPROVER,
    SupportReturned: CLERK,
    PlanSet: CLERK,
    SchemeUpdatesAsked: CLERK,
    SchemeUpdated: CLERK,
    ZoneNotified: APPROVER,
    ZoneAnswered: CLERK,
    ExpertsListed: SECRETARY,
    RecusalDeclared: MARKING,
    PanelAssigned: SECRETARY,
    MarkingOpened: SECRETARY,
    MarkingClosed: SECRETARY,
    NoConflictDeclared: MARKING,
    MarksReceived: MARKING,
    MarksAggregated: MARKING,
    GroupListed: CLERK | SECRETARY,
    MeetingRecorded: CLERK | SECRETARY,
    YearProposed: PROPOSER,
    NoticeGiven: PROPOSER,
    ObjectionResolved: PROPOSER,
    ReversalProposed: PROPOSER | APPROVER,
    AppealFiled: CLERK,
    AppealDismissed: APPROVER,
    CorrectionProposed: PROPOSER | APPROVER,
    AppealUpheld: APPROVER,
    CertificatesIssued: PROPOSER | APPROVER,
    CertificateVoided: APPROVER,
    LinesSealed: PROPOSER | APPROVER,
    YearDecided: APPROVER,
    DecisionReversed: APPROVER,
    YearClosed: APPROVER,
    MemberRemoved: APPROVER,
    MemberCalledUp: APPROVER,
    MemberSuspended: APPROVER,
    MemberResumed: APPROVER,
    DemonstrationsSelected: APPROVER,
    EntriesSetAside: SYSTEM,
    ClockSetBack: SYSTEM,
    RestoreDrilled: SYSTEM,
    AccountOpened: SECURITY,
    AccountClosed: SECURITY,
    IdentitiesRequired: SECURITY,
    RoleAsked: EITHER_ADMINISTRATOR,
    RoleGranted: EITHER_ADMINISTRATOR,
    RoleEnded: EITHER_ADMINISTRATOR,
    TokenIssued: SECURITY | OWN_TOKENS,
    TokenRevoked: SECURITY | OWN_TOKENS,
}
BY_TOKEN: frozenset[type[Content]] = frozenset({WorkbookReceived})  # all else is done by a person


# what the program does by itself, but of persons only these
OF_PERSONS: Mapping[type[Content], frozenset[Role]] = {AccessSealed: frozenset({Role.AUDIT_ADMIN})}


def permitted(reader: Reader, person: Person, content: Content) -> By | None:
    """Return how an entry comes to be, with the role that permits it; refuse where none does."""
    by, roles = person.by, ROLES.get(type(content), FREE)
    if by is not None and by.account is not None:
        return _of_account(reader, person, by, content)
    if roles and not (by and by.unauthenticated) and reader.identities_required():
        raise no_proof()
    return by


def no_proof() -> Refused:
    """Return the refusal of a step whose taker is only a typed name."""
    return Refused(
        _("This record asks for proof of who takes this step: log in, or give a reason."),
        step=Step(Act.GO_UNAUTHENTICATED),
    )


def _of_account(reader: Reader, person: Person, by: By, content: Content) -> By:
    account = open_account_of(reader, person)
    roles = OF_PERSONS.get(type(content), ROLES.get(type(content), FREE))
    if by.token is not None and type(content) not in BY_TOKEN:
        raise Refused(_("A program cannot take this step by a token; a person must log in."))
    if not roles:
        return replace(by, unit=account.unit)
    fitting = [each for each in grants_by(reader, by) if _fits(each, by, roles, content)]
    if not fitting:
        names = join_names(role_text(role) for role in sorted(roles, key=list(Role).index))
        sentence = _("{name} has no role that permits this. One of these is needed: {roles}.")
        raise Refused(sentence.format(name=account.name, roles=names), step=Step(Act.GRANT_ROLE))
    return replace(by, unit=account.unit, role=str(fitting[0].role))


def open_account_of(reader: Reader, person: Person) -> AccountRow:
    """Return the account by which a person acts; refuse one that is closed, unproved, or of another name."""
    by = person.by
    assert by is not None
    found = next((each for each in reader.accounts() if each.id == by.account), None)
    if found is None or found.closed is not None:
        raise Refused(_("The account {account} is not open.").format(account=by.account))
    if by.strength == NO_PROOF:
        raise no_proof()
    if found.name != person.name:
        sentence = _("The account {account} is that of {name}, not of {other}.")
        raise Refused(sentence.format(account=found.id, name=found.name, other=person.name))
    return found


def held_by(reader: Reader, account: str) -> Iterable[Grant]:
    """Yield the roles that an account holds."""
    return (each.grant for each in reader.account_roles() if each.account == account and each.counts)


def grants_by(reader: Reader, by: By) -> list[Grant]:
    """Return the roles by which somebody acts: all of the account, or those to which a token is limited."""
    held = held_by(reader, by.account or "")
    if by.token is None:
        return list(held)
    found = token_of(reader, by.token)
    return found.narrowed(held) if found is not None and found.account == by.account else []


def _fits(grant: Grant, by: By, roles: frozenset[Role], content: Content) -> bool:
    limits = ((getattr(grant, name), getattr(content, name, None)) for name in LIMITS)
    return (
        grant.role in roles
        and by.role in (None, grant.role)
        and all(None in (limit, said) or limit == said for limit, said in limits)
        and (not isinstance(content, OF_OTHERS) or _stands_for(grant, content))
    )


def _stands_for(grant: Grant, content: Content) -> bool:
    """Tell whether an entry is that of the unit or the enterprise for which alone a role stands.

    A clerk takes in again what a unit submitted, and it stays that of the unit.
    """
    if isinstance(content, WorkbookReceived) and content.again is not None and grant.role is Role.CLERK:
        return True
    said = (getattr(content, "unit", None), getattr(content, "applicant", None))
    return (grant.unit, grant.enterprise) == said


def filing_for(reader: Reader, person: Person, year: int) -> list[Grant]:
    """Return the roles by which a person may hand in workbooks of a year; none of who has no account."""
    by = person.by
    if by is None or by.account is None:
        return []
    return [
        each
        for each in grants_by(reader, by)
        if each.role in ROLES[WorkbookReceived] and by.role in (None, each.role) and each.year in (None, year)
    ]
