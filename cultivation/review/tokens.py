"""Tokens by which programs of other systems act: issued for an account, limited, expiring, revoked.

A role that takes two persons must not come to one through a token: for these the holder of the account issues
it. What decides, marks or administrates accounts is for persons and goes with no token.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from cultivation.core.roles import BY_TWO_PERSONS, Role, role_text
from cultivation.errors import Refused
from cultivation.language import _, join_names
from cultivation.queries.grants import granter_of, problems_of_account
from cultivation.record.entries import TokenIssued, TokenRevoked
from cultivation.record.permissions import held_by
from cultivation.record.store import Record, Writer
from cultivation.record.tokens import token_of
from cultivation.review.inputs import check_said

if TYPE_CHECKING:
    from cultivation.access.signing_in import Access
    from cultivation.access.tokens import NewToken

TOKEN_ROLES = (
    *(Role.FIRM, Role.DISTRICT, Role.CLERK, Role.SECRETARY, Role.OBSERVER),
    *(Role.AUDITOR, Role.SYSTEM_ADMIN),
)
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class TokenSaid:
    """What a token is to be: for which account, for what, with which of its roles, until which day."""

    account: str
    purpose: str
    roles: tuple[str, ...]
    last_day: date
    document: str
    year: int | None = None


def hand_out_token(record: Record, actor: str, access: Access, said: TokenSaid) -> NewToken:
    """Make a token: its limits go on record, its secret into the access store; return it, to be shown once.

    It lasts until the end of its last day, by the clock of this machine.
    """
    ends = datetime.combine(said.last_day + timedelta(days=1), time.min).astimezone(UTC)
    content = TokenIssued(
        token=secrets.token_hex(8),
        account=said.account,
        purpose=said.purpose,
        roles=tuple(dict.fromkeys(said.roles)),
        year=said.year,
        until=ends.isoformat(),
        document=said.document,
    )
    issue_token(record, actor, content, dry_run=True)  # before the first of two steps
    new = access.new_token(content.token, ends)
    try:
        issue_token(record, actor, content)
    except BaseException:
        access.drop_token(new.number)
        raise
    access.token_issued(new.number, said.account, _account_of(record))
    return new


def take_back_token(record: Record, actor: str, access: Access, number: str, reason: str) -> None:
    """Revoke a token, and forget its secret."""
    with record.reading() as reader:
        found = token_of(reader, number)
    revoke_token(record, actor, number, reason)
    if found is not None and access.store.is_made:
        access.drop_token(number, found.account, _account_of(record))


def _account_of(record: Record) -> str:
    return (record.by.account or "") if record.by is not None else ""


def issue_token(record: Record, actor: str, said: TokenIssued, dry_run: bool = False) -> int:
    """Let a program act for an account; return the entry. All that is wrong is said in one go."""
    check_said(purpose=said.purpose, document=said.document)
    with record.writing(actor, dry_run) as writer:
        problems = [*problems_of_account(writer, said.account), *_problems_of_roles(writer, said)]
        problems += _problems_of_time(writer, said)
        problems += _who_may(writer, said.account, said.roles)
        if token_of(writer, said.token) is not None:
            problems.append(_("There is a token with this number already."))
        if problems:
            raise Refused("\n".join(dict.fromkeys(problems)))
        return writer.append(said).seq


def _problems_of_roles(writer: Writer, said: TokenIssued) -> list[str]:
    if not said.roles:
        return [_("Say which roles of the account the token has.")]
    held = [
        each for each in held_by(writer, said.account) if said.year is None or each.year in (None, said.year)
    ]
    found = []
    for role in said.roles:
        if role not in TOKEN_ROLES:
            sentence = _("No token has the role {role}: a person must log in. There are: {roles}.")
            names = join_names(role_text(each) for each in TOKEN_ROLES)
            found.append(sentence.format(role=role_text(role), roles=names))
        elif not any(each.role == role for each in held):
            sentence = _("The account {account} does not have the role {role}, or not of this year.")
            found.append(sentence.format(account=said.account, role=role_text(role)))
    return found


def _problems_of_time(writer: Writer, said: TokenIssued) -> list[str]:
    """A token ends within a year; where the step is done again nobody knows what time it was."""
    now, until = writer.moment, datetime.fromisoformat(said.until)
    if now is None or now < until <= now.astimezone(UTC) + LONGEST:
        return []
    return [_("A token ends in the future, within a year.")]


def _who_may(writer: Writer, account: str, roles: Collection[str]) -> list[str]:
    """The security administrator; where a role takes two persons, the holder of the account alone."""
    if not BY_TWO_PERSONS & {*roles}:
        return granter_of(writer, writer.person).problems(frozenset({Role.SECURITY_ADMIN}))
    by = writer.person.by
    if by is not None and by.account == account:
        return []
    return [_("A token with a role that takes two persons is issued by the holder of the account alone.")]


def revoke_token(record: Record, actor: str, number: str, reason: str, dry_run: bool = False) -> None:
    """Have a token end; the security administrator may do so, and the holder of its account."""
    check_said(reason=reason)
    with record.writing(actor, dry_run) as writer:
        found = token_of(writer, number)
        if found is None or found.revoked is not None:
            raise Refused(_("There is no token {number} in force.").format(number=number[:40]))
        by = writer.person.by
        if by is None or by.account != found.account:
            problems = granter_of(writer, writer.person).problems(frozenset({Role.SECURITY_ADMIN}))
            if problems:
                raise Refused("\n".join(problems))
        writer.append(TokenRevoked(token=number, reason=reason))
