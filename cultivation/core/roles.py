"""Who may be what: the roles, what each is limited to, and which of them one person must not hold together.

The three administrators (of the system, of security, of the audit) hold no business role, so that nobody who
manages accounts or logs can also move an enterprise; who audits writes nothing (三权分立, GB/T 22239-2019).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from cultivation.canonical import visible
from cultivation.language import N_, _

DOTS = "·•‧∙⋅・.。"


class Role(StrEnum):
    """What a person may be for the cultivation pool."""

    FIRM = "firm"
    DISTRICT = "district"
    CLERK = "clerk"
    SECRETARY = "secretary"
    EXPERT = "expert"
    PROPOSER = "proposer"
    APPROVER = "approver"
    OBSERVER = "observer"
    AUDITOR = "auditor"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"


ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
WRITING = frozenset(Role) - {Role.OBSERVER, Role.AUDITOR}
BY_TWO_PERSONS = frozenset({Role.PROPOSER, Role.APPROVER, Role.AUDITOR}) | ADMINISTRATORS
GRANTING = frozenset({Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
# Of the same year: who marks has no part in what is marked, and sees no other mark and no place meanwhile.
NOT_WITH_EXPERT = WRITING - ADMINISTRATORS - {Role.EXPERT} | {Role.OBSERVER}
SCOPES = ("year", "unit", "enterprise", "expert")
NEEDED: dict[Role, frozenset[str]] = {
    Role.FIRM: frozenset({"enterprise"}),
    Role.DISTRICT: frozenset({"unit"}),
    Role.EXPERT: frozenset({"year", "expert"}),
}
OF_A_YEAR = frozenset({Role.CLERK, Role.SECRETARY, Role.PROPOSER, Role.APPROVER, Role.OBSERVER})
NAMES: dict[Role, str] = {
    Role.FIRM: N_("firm"),
    Role.DISTRICT: N_("district or town"),
    Role.CLERK: N_("clerk"),
    Role.SECRETARY: N_("secretary of the review"),
    Role.EXPERT: N_("expert"),
    Role.PROPOSER: N_("proposer"),
    Role.APPROVER: N_("approver"),
    Role.OBSERVER: N_("observer of the leading group"),
    Role.AUDITOR: N_("auditor"),
    Role.SYSTEM_ADMIN: N_("system administrator"),
    Role.SECURITY_ADMIN: N_("security administrator"),
    Role.AUDIT_ADMIN: N_("audit administrator"),
}


def role_text(role: str) -> str:
    """Return the name of a role; of one of a later version, its code."""
    return _(NAMES[Role(role)]) if role in set(Role) else role


@dataclass(frozen=True, slots=True)
class Grant:
    """A role of an account, and what it is limited to; a year that is None means every year."""

    account: str
    role: Role
    year: int | None = None
    unit: str | None = None
    enterprise: str | None = None
    expert: str | None = None


def scope_needed(role: Role) -> frozenset[str]:
    """Return which limits a role must have."""
    return NEEDED.get(role, frozenset())


def scope_possible(role: Role) -> frozenset[str]:
    """Return which limits a role can have."""
    return scope_needed(role) | (frozenset({"year"}) if role in OF_A_YEAR else frozenset())


def incompatible(one: Grant, other: Grant) -> bool:
    """Tell whether one person must not hold both."""
    roles = {one.role, other.role}
    if len(roles) == 1:
        return False
    if roles & ADMINISTRATORS:
        return True
    if Role.AUDITOR in roles:
        return bool(roles & WRITING)
    return Role.EXPERT in roles and bool(roles & NOT_WITH_EXPERT) and _share_a_year(one, other)


def _share_a_year(one: Grant, other: Grant) -> bool:
    return None in (one.year, other.year) or one.year == other.year


def conflicts(new: Grant, held: Iterable[Grant]) -> list[Grant]:
    """Return which of the roles that a person holds forbid a new one."""
    return [each for each in held if incompatible(new, each)]


def same_name(one: str, other: str) -> bool:
    """Tell whether two names are one to the eye: width, spaces and capitals make no other person.

    Nor does the dot between two parts of a name, for which keyboards have several.
    """
    return _to_the_eye(one) == _to_the_eye(other)


def _to_the_eye(name: str) -> str:
    return visible(name).casefold().translate(dict.fromkeys(map(ord, DOTS)))
