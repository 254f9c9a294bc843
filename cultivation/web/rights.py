"""Who may see and do what: one right a part of the site, and the decision for a person, purely from roles.

What stands here is the table of docs/access.md, which is made from it. A right that a role has for own rows
only is exercised by a page of its own (`pages.own_rows`), so a page that shows everybody cannot show it to
who may see one firm.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from cultivation.canonical import visible
from cultivation.core.roles import ADMINISTRATORS, Grant, Role
from cultivation.language import N_


class Decision(StrEnum):
    """What comes of asking: the page, the page of the own rows, or none."""

    ALLOWED = "allowed"
    OWN = "own"
    FORBIDDEN = "forbidden"  # 403: the page is there, for others
    HIDDEN = "hidden"  # 404: as if it were not there


class Whose(StrEnum):
    """For whom an address is apart from roles."""

    ANYBODY = "anybody"  # the door itself
    FIRST = "first"  # whoever has the printed code, until there are accounts
    ENTERED = "entered"  # everybody who proved who they are, whatever the roles
    ROLES = "roles"


@dataclass(frozen=True, slots=True)
class Right:
    """A row of the table: which roles have it for everything, and which for their own rows."""

    key: str
    label: str
    all_rows: frozenset[Role] = frozenset()
    own_rows: frozenset[Role] = frozenset()
    whose: Whose = Whose.ROLES

    @property
    def roles(self) -> frozenset[Role]:
        """Return all roles that have it in some way."""
        return self.all_rows | self.own_rows


@dataclass(frozen=True, slots=True)
class Row:
    """A firm in a year, as far as it matters to whose it is; `units` are names of its unit made `visible`."""

    enterprise: str
    units: frozenset[str] = field(default_factory=frozenset)


def _of(key: str, label: str, *roles: Role, own: Iterable[Role] = ()) -> Right:
    return Right(key, label, frozenset(roles), frozenset(own))


APPLICANTS = (Role.FIRM, Role.DISTRICT)
REVIEW = (Role.PROPOSER, Role.APPROVER, Role.OBSERVER, Role.AUDITOR)
PERSONAL_ROLES = frozenset({Role.CLERK, Role.PROPOSER, Role.APPROVER, Role.AUDITOR})

EXPERTS_NAMED = frozenset({Role.SECRETARY, Role.PROPOSER, Role.APPROVER, Role.AUDITOR})

DOOR = Right("door", N_("the door, the invitation, styles"), whose=Whose.ANYBODY)
PUBLIC = Right("public", N_("public notices, objections, proofs of results"), whose=Whose.ANYBODY)
FIRST_START = Right("first_start", N_("the first security administrator"), whose=Whose.FIRST)
OWN_ACCOUNT = Right("own_account", N_("home, own account, confirming who it is"), whose=Whose.ENTERED)
YEARS = _of("years", N_("years: where they stand"), *(each for each in Role if each not in ADMINISTRATORS))
FIRMS = _of("firms", N_("enterprises and applications"), Role.CLERK, Role.SECRETARY, *REVIEW, own=APPLICANTS)
FILES = _of("files", N_("workbooks as received"), Role.CLERK, Role.PROPOSER, Role.APPROVER, Role.AUDITOR)
RECEIVED = _of(
    "received",
    N_("files submitted, with answers and receipts"),
    *(Role.CLERK, Role.PROPOSER, Role.APPROVER, Role.AUDITOR),
    own=APPLICANTS,
)
SUBMITTING = _of("submitting", N_("submitting applications"), Role.CLERK, own=APPLICANTS)
CORRECTING = _of("correcting", N_("correcting values, settling findings, explaining headings"), Role.CLERK)
OPINING = _of("opining", N_("giving the opinion asked of one's unit"), Role.CLERK, own=(Role.DISTRICT,))
INTAKE = _of("intake", N_("intake ledger, papers of applicants, opinions, what is due"), Role.CLERK, *REVIEW)
LISTS = _of("lists", N_("lists of authorities and registers"), Role.CLERK, *REVIEW)
POINTS = _of("points", N_("points, checks and visits"), Role.CLERK, *REVIEW)
PANEL = _of("panel", N_("experts' review: looking"), Role.SECRETARY, *REVIEW)
PANELLING = _of("panelling", N_("experts' review: list, assignment, opening and closing"), Role.SECRETARY)
MARKS = _of("marks", N_("own marks"), Role.EXPERT)
PROPOSAL = _of("proposal", N_("proposal and papers"), Role.CLERK, Role.SECRETARY, *REVIEW)
WHY = _of("why", N_("why"), Role.CLERK, Role.SECRETARY, *REVIEW, own=APPLICANTS)
OBJECTIONS = _of("objections", N_("objections and appeals"), Role.CLERK, *REVIEW, own=APPLICANTS)
PROPOSING = _of("proposing", N_("proposing, giving notice, answering objections"), Role.PROPOSER)
TAKING_UP = _of("taking_up", N_("objections received: taking up"), Role.CLERK)
DECISION = _of("decision", N_("decision: looking"), *REVIEW)
DECIDING = _of("deciding", N_("decision: taking it"), Role.APPROVER)
SCORING = _of("scoring", N_("opening and scoring a year"), Role.CLERK)
VOTING = _of("voting", N_("the leading group and its votes: recording"), Role.CLERK, Role.SECRETARY)
MEETING = _of("meeting", N_("the leading group's meeting"), Role.CLERK, Role.SECRETARY, *REVIEW)
DOSSIER = _of("dossier", N_("dossier, with personal fields"), *sorted(PERSONAL_ROLES))
WHAT_IF = _of("what_if", N_("rehearsal"), *REVIEW)
RULES = _of("rules", N_("rule sets"), Role.CLERK, Role.SECRETARY, *REVIEW)
POOL = _of("pool", N_("pool, certificates, support, schemes, report card"), Role.CLERK, *REVIEW)
CHANGING_POOL = _of("changing_pool", N_("pool between reviews: changing"), Role.APPROVER)
RECORD = _of("record", N_("record and its proofs"), Role.AUDITOR)
JOBS = _of("jobs", N_("jobs ordered by oneself"), Role.CLERK, Role.SECRETARY, *REVIEW)
ACCOUNTS = _of("accounts", N_("accounts and roles: looking"), Role.SECURITY_ADMIN, Role.AUDITOR)
GRANTING = _of("granting", N_("accounts and roles: changing"), Role.SECURITY_ADMIN)
CONFIRMING = _of("confirming", N_("confirming or turning down a role"), Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
ACCESS = _of("access", N_("log of logins"), Role.AUDIT_ADMIN)
SYSTEM = _of("system", N_("system"), Role.SYSTEM_ADMIN)

RIGHTS = (
    *(
        DOOR,
        PUBLIC,
        FIRST_START,
        OWN_ACCOUNT,
        YEARS,
        FIRMS,
        FILES,
        RECEIVED,
        SUBMITTING,
        CORRECTING,
        OPINING,
        INTAKE,
        LISTS,
        POINTS,
        PANEL,
        PANELLING,
        MARKS,
        PROPOSAL,
        WHY,
        OBJECTIONS,
        TAKING_UP,
        SCORING,
        PROPOSING,
        MEETING,
        VOTING,
        DECISION,
        DECIDING,
        DOSSIER,
        WHAT_IF,
        RULES,
        POOL,
        CHANGING_POOL,
    ),
    *(RECORD, JOBS, ACCOUNTS, GRANTING, CONFIRMING, ACCESS, SYSTEM),
)
# Of a workspace without accounts: whoever typed the printed code sees what is about enterprises, as before.
WRITING = {
    *(
        SUBMITTING,
        CORRECTING,
        OPINING,
        TAKING_UP,
        SCORING,
        PANELLING,
        MARKS,
        PROPOSING,
        VOTING,
        DECIDING,
        CHANGING_POOL,
    ),
}
WITHOUT_ACCOUNTS = frozenset(RIGHTS) - WRITING - {ACCESS, SYSTEM, ACCOUNTS, GRANTING, CONFIRMING}


def decide_without_accounts(right: Right) -> Decision:
    """Say what whoever has the printed code gets while there are no accounts."""
    return Decision.ALLOWED if right in WITHOUT_ACCOUNTS else Decision.HIDDEN


def decide(right: Right, grants: Iterable[Grant], year: int | None = None) -> Decision:
    """Say what a person with some roles gets at an address, of a year where the address names one."""
    if right.whose is Whose.FIRST:
        return Decision.HIDDEN
    if right.whose is not Whose.ROLES:
        return Decision.ALLOWED
    fitting = {each.role for each in grants if year is None or each.year in (None, year)}
    if fitting & right.all_rows:
        return Decision.ALLOWED
    return Decision.OWN if fitting & right.own_rows else Decision.FORBIDDEN


def is_own(row: Row, grants: Iterable[Grant]) -> bool:
    """Tell whether a row is that of a firm or district that a person stands for."""
    return any(
        (each.role is Role.FIRM and each.enterprise == row.enterprise)
        or (each.role is Role.DISTRICT and bool(each.unit) and visible(each.unit or "") in row.units)
        for each in grants
    )


def sees_experts(grants: Iterable[Grant], year: int) -> bool:
    """Tell whether somebody may see which expert gave which mark."""
    return any(each.role in EXPERTS_NAMED and each.year in (None, year) for each in grants)


def sees_persons(grants: Iterable[Grant]) -> bool:
    """Tell whether somebody may see personal fields of applications."""
    return any(each.role in PERSONAL_ROLES for each in grants)
