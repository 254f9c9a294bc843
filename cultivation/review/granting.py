"""Accounts and their roles: opened, granted, confirmed by a second person, ended.

At the first start nobody is there to confirm: whoever sets the record up makes the first security
administrator, who can then make the two other administrators and nothing else. From then on the roles that
decide, audit or administrate take two persons, of whom each is security or audit administrator.
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Sequence
from dataclasses import asdict

from cultivation.core.roles import BY_TWO_PERSONS, GRANTING, Grant, Role, same_name
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.grants import (
    Granter,
    administrators_missing,
    granter_of,
    last_of_its_kind,
    problems_of_account,
    problems_of_grant,
)
from cultivation.queries.prerequisites import same_person, same_session
from cultivation.record.accounts import RoleRow
from cultivation.record.actors import Person
from cultivation.record.entries import (
    AccessSealed,
    AccountClosed,
    AccountOpened,
    IdentitiesRequired,
    RoleAsked,
    RoleEnded,
    RoleGranted,
)
from cultivation.record.store import Record, Writer
from cultivation.review.inputs import check_said

LETTERS, LENGTH = string.ascii_lowercase, 16


def open_account(
    record: Record, actor: str, name: str, unit: str, dry_run: bool = False, account: str = ""
) -> str:
    """Open an account for a person; return its id, which is random and says nothing of the person.

    `account` is the id where the step is done again.
    """
    check_said(person=name, unit=unit)
    name, unit = " ".join(name.split()), " ".join(unit.split())
    with record.writing(actor, dry_run) as writer:
        granter = granter_of(writer, writer.person)
        twins = [
            each.id
            for each in writer.accounts()
            if each.closed is None and same_name(each.name, name) and same_name(each.unit, unit)
        ]
        problems = [] if granter.is_first else granter.problems(frozenset({Role.SECURITY_ADMIN}))
        if twins:
            sentence = _("{name} of {unit} has the account {account}; write what tells the two apart.")
            problems.append(sentence.format(name=name, unit=unit, account=twins[0]))
        _refuse(problems)
        drawn = account or "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))
        writer.append(AccountOpened(account=drawn, name=name, unit=unit))
    return drawn


def close_account(record: Record, actor: str, account: str, reason: str, dry_run: bool = False) -> None:
    """Close an account: every role of it ends, and what it asked or was asked for."""
    check_said(reason=reason)
    with record.writing(actor, dry_run) as writer:
        roles = [each for each in writer.account_roles() if each.account == account]
        problems = granter_of(writer, writer.person).problems(frozenset({Role.SECURITY_ADMIN}))
        problems += problems_of_account(writer, account)
        problems += [text for each in roles if (text := last_of_its_kind(writer, each))]
        _refuse(problems)
        writer.append(AccountClosed(account=account, reason=reason))


def grant_role(record: Record, actor: str, grant: Grant, document: str, dry_run: bool = False) -> int:
    """Grant a role that one person may grant, or at the first start an administrator's; return the entry."""
    check_said(document=document)
    with record.writing(actor, dry_run) as writer:
        granter = granter_of(writer, writer.person)
        problems = _who_may_grant(writer, granter, grant)
        _refuse([*problems, *problems_of_grant(writer, grant)])
        return writer.append(RoleGranted(**asdict(grant), document=document)).seq


def _who_may_grant(writer: Writer, granter: Granter, grant: Grant) -> list[str]:
    missing = administrators_missing(writer)
    if not missing:
        problems = granter.problems(frozenset({Role.SECURITY_ADMIN}))
        if grant.role in BY_TWO_PERSONS:
            problems.append(_("This role takes two persons: ask for it, and let another confirm it."))
        return problems
    if granter.is_first:
        if grant.role is Role.SECURITY_ADMIN:
            return []
        return [_("Nobody administrates accounts yet: first grant the role of security administrator.")]
    problems = granter.problems(frozenset({Role.SECURITY_ADMIN}))
    if grant.role not in missing:
        problems.append(
            _("Until there are three administrators, only those that are missing can be granted a role.")
        )
    return problems


def ask_role(record: Record, actor: str, grant: Grant, document: str, dry_run: bool = False) -> int:
    """Ask for a role that takes two persons; return the entry that the other one confirms."""
    check_said(document=document)
    with record.writing(actor, dry_run) as writer:
        problems = granter_of(writer, writer.person).problems(GRANTING)
        if administrators_missing(writer):
            problems.append(
                _("Until there are three administrators, only those that are missing can be granted a role.")
            )
        elif grant.role not in BY_TWO_PERSONS:
            problems.append(_("This role takes one person only: grant it."))
        _refuse([*problems, *problems_of_grant(writer, grant)])
        return writer.append(RoleAsked(**asdict(grant), document=document)).seq


def confirm_role(record: Record, actor: str, asked: int, dry_run: bool = False) -> Grant:
    """Confirm, as another person, a role that was asked for by an entry; return it."""
    with record.writing(actor, dry_run) as writer:
        row = _waiting(writer, asked)
        granter = granter_of(writer, writer.person)
        asker = next(each for each in writer.entries_of(RoleAsked) if each.seq == asked)
        problems = granter.problems(GRANTING)
        problems += _two_persons(Person(asker.actor, asker.by), writer.person)
        _refuse([*problems, *problems_of_grant(writer, row.grant, asked)])
        writer.append(RoleGranted(**asdict(row.grant), document=row.document, asked=asked))
        return row.grant


def _waiting(writer: Writer, asked: int) -> RoleRow:
    found = next((each for each in writer.account_roles() if each.seq == asked and each.waits), None)
    if found is None:
        raise Refused(_("By entry {number} nobody asked for a role that still waits.").format(number=asked))
    return found


def _two_persons(asker: Person, confirmer: Person) -> list[str]:
    if same_person(asker, confirmer) or same_session(asker, confirmer):
        return [_("{name} asked for it; another person must confirm it.").format(name=asker.name)]
    return []


def end_role(record: Record, actor: str, grant: Grant, reason: str, dry_run: bool = False) -> None:
    """End a role, or turn down one that still waits for a second person."""
    check_said(reason=reason)
    with record.writing(actor, dry_run) as writer:
        rows = [each for each in writer.account_roles() if each.counts or each.waits]
        row = next((each for each in rows if each.grant == grant), None)
        problems = granter_of(writer, writer.person).problems(GRANTING)
        if row is None:
            problems.append(_("The account {account} has no such role.").format(account=grant.account))
        elif text := last_of_its_kind(writer, row):
            problems.append(text)
        _refuse(problems)
        assert row is not None
        writer.append(RoleEnded(**asdict(grant), began=row.seq, reason=reason))


def require_identities(record: Record, actor: str, dry_run: bool = False) -> bool:
    """Ask for proof of who takes a step from here on; return False where that is so already."""
    with record.writing(actor, dry_run) as writer:
        if writer.identities_required():
            return False
        problems = granter_of(writer, writer.person).problems(frozenset({Role.SECURITY_ADMIN}))
        if administrators_missing(writer):
            problems.append(
                _("First there must be three administrators: else nobody could grant a role afterwards.")
            )
        _refuse(problems)
        writer.append(IdentitiesRequired())
        return True


def seal_access(record: Record, actor: str, first: str, until: str, events: int, head: str) -> int:
    """Record the head of the log of logins from one moment to another; return the entry."""
    return seal_days(record, actor, [AccessSealed(first=first, until=until, events=events, head=head)])[0]


def seal_days(record: Record, actor: str, seals: Sequence[AccessSealed]) -> list[int]:
    """Record the heads of several days, one after the other; return the entries."""
    made = []
    with record.writing(actor) as writer:
        sealed = max((each.content.until for each in writer.entries_of(AccessSealed)), default="")
        for each in seals:
            assert each.first <= each.until and each.events >= 0 and len(each.head) == 64
            if each.first < sealed:
                sentence = _("The log of logins is sealed until {moment}; a seal begins no earlier.")
                raise Refused(sentence.format(moment=sealed))
            made.append(writer.append(each).seq)
            sealed = each.until
    return made


def _refuse(problems: Sequence[str]) -> None:
    """Refuse with all that is wrong, in one go."""
    if problems:
        raise Refused("\n".join(dict.fromkeys(problems)))
