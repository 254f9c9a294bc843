"""What stands in the way of an account or a role: all of it, as sentences."""

from __future__ import annotations

from dataclasses import dataclass

from cultivation.core.roles import (
    ADMINISTRATORS,
    SCOPES,
    Grant,
    Role,
    conflicts,
    role_text,
    same_name,
    scope_needed,
    scope_possible,
)
from cultivation.language import N_, _, join_names
from cultivation.record.accounts import AccountRow
from cultivation.record.accounts import RoleRow as Row
from cultivation.record.actors import Person
from cultivation.record.entries import ExpertsListed
from cultivation.record.permissions import held_by
from cultivation.record.reader import Reader

SCOPE_NAMES = {
    "year": N_("year"),
    "unit": N_("area"),
    "enterprise": N_("enterprise"),
    "expert": N_("expert"),
}


@dataclass(frozen=True, slots=True)
class Granter:
    """Who manages accounts: the roles held; `is_first` while there has been no security administrator.

    `is_free` is who takes the step without proof, for a reason on record.
    """

    name: str
    roles: frozenset[Role]
    is_first: bool
    is_free: bool

    def problems(self, needed: frozenset[Role]) -> list[str]:
        """Say which role is missing."""
        if self.is_free or self.roles & needed:
            return []
        names = join_names(role_text(role) for role in sorted(needed, key=list(Role).index))
        sentence = _("{name} has no role that permits this. One of these is needed: {roles}.")
        return [sentence.format(name=self.name, roles=names)]


def granter_of(reader: Reader, person: Person) -> Granter:
    """Return who acts: by account, else, as long as no proof is asked for, by the name of an open account."""
    by = person.by
    is_free = bool(by and by.account is None and by.unauthenticated and reader.identities_required())
    is_first = not any(
        each.role == Role.SECURITY_ADMIN and each.granted_seq for each in reader.account_roles()
    )
    roles = frozenset(grant.role for own in _accounts_of(reader, person) for grant in held_by(reader, own))
    return Granter(person.name, roles, is_first, is_free)


def _accounts_of(reader: Reader, person: Person) -> list[str]:
    if person.by and person.by.account:
        return [person.by.account]
    if reader.identities_required():
        return []
    return [each.id for each in open_accounts(reader) if same_name(each.name, person.name)]


def open_accounts(reader: Reader) -> list[AccountRow]:
    """Return the accounts that are not closed."""
    return [each for each in reader.accounts() if each.closed is None]


def administrators_missing(reader: Reader) -> frozenset[Role]:
    """Return which administrators there never were: until there were all three, it is the first start."""
    been = {each.role for each in reader.account_roles() if each.granted_seq is not None}
    return frozenset(role for role in ADMINISTRATORS if role not in been)


def problems_of_account(reader: Reader, account: str) -> list[str]:
    """Say that there is no such account, or that it is closed."""
    if any(each.id == account for each in open_accounts(reader)):
        return []
    return [_("The account {account} is not open.").format(account=account)]


def problems_of_grant(reader: Reader, grant: Grant, asked: int | None = None) -> list[str]:
    """Say what speaks against a role; `asked` is the entry that asked for it and does not count."""
    rows = [each for each in reader.account_roles() if (each.counts or each.waits) and each.seq != asked]
    own = [each.grant for each in rows if each.account == grant.account]
    found = [*problems_of_account(reader, grant.account), *_problems_of_scope(grant)]
    if grant in own:
        found.append(_("The account has this role, or it was asked for, already."))
    for each in conflicts(grant, own):
        sentence = _("One person must not be {role} and {other}.")
        found.append(sentence.format(role=role_text(grant.role), other=role_text(each.role)))
    return [*found, *_problems_of_expert(reader, grant, rows), *_problems_of_names(reader, grant, rows)]


def _problems_of_expert(reader: Reader, grant: Grant, rows: list[Row]) -> list[str]:
    """An account stands for one expert of the year's list, where there is one, and nobody else's does."""
    if grant.role is not Role.EXPERT or grant.year is None or not grant.expert:
        return []
    listed = [each for each in reader.entries_of(ExpertsListed) if each.content.year == grant.year]
    said = reader.document_json(listed[-1].content.json_digest)["experts"] if listed else []
    found = []
    if said and grant.expert not in {each["key"] for each in said}:
        known = join_names(each["key"] for each in said)
        sentence = _("{expert} is not on the list of experts of {year}. There are: {known}")
        found.append(sentence.format(expert=grant.expert, year=grant.year, known=known))
    same = (Role.EXPERT, grant.year, grant.expert)
    for each in rows:
        other = each.grant
        if (other.role, other.year, other.expert) == same and other.account != grant.account:
            sentence = _("The account {account} stands for this expert already.")
            found.append(sentence.format(account=other.account))
    return found


def _problems_of_scope(grant: Grant) -> list[str]:
    found, role = [], role_text(grant.role)
    for name in SCOPES:
        value = getattr(grant, name)
        if value is None and name in scope_needed(grant.role):
            sentence = _("The role {role} needs to be limited: {limit} is missing.")
            found.append(sentence.format(role=role, limit=_(SCOPE_NAMES[name])))
        if value is not None and name not in scope_possible(grant.role):
            sentence = _("The role {role} cannot be limited by {limit}.")
            found.append(sentence.format(role=role, limit=_(SCOPE_NAMES[name])))
    return found


def _problems_of_names(reader: Reader, grant: Grant, rows: list[Row]) -> list[str]:
    """The three administrators are three persons: also two accounts of one name are one."""
    names = {each.id: each.name for each in reader.accounts()}
    if grant.role not in ADMINISTRATORS or grant.account not in names:
        return []
    name = names[grant.account]
    others = {
        each.role
        for each in rows
        if each.role in ADMINISTRATORS and each.role != grant.role and each.account != grant.account
        if same_name(names[each.account], name)
    }
    sentence = _("{name} is {role} by another account; the administrators are three persons.")
    return [sentence.format(name=name, role=role_text(role)) for role in sorted(others)]


def last_of_its_kind(reader: Reader, row: Row) -> str:
    """Say that a role cannot end, where it is that of the last administrator of its kind."""
    rows = [each for each in reader.account_roles() if each.counts and each.role == row.role]
    if row.role not in ADMINISTRATORS or [each.seq for each in rows] != [row.seq]:
        return ""
    return _("This is the only {role}. First another must be granted the role.").format(
        role=role_text(row.role)
    )
