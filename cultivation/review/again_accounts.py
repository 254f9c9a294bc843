"""Accounts opened and roles granted again, as their entries say: so it is proved that the rules were kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cultivation import review
from cultivation.core.roles import Grant, Role
from cultivation.record.entries import (
    AccessSealed,
    AccountClosed,
    AccountOpened,
    IdentitiesRequired,
    Recorded,
    RoleAsked,
    RoleEnded,
    RoleGranted,
    TokenIssued,
    TokenRevoked,
)

if TYPE_CHECKING:
    from cultivation.review.again import Again, Step


def _grant(said: RoleAsked | RoleGranted | RoleEnded) -> Grant:
    return Grant(said.account, Role(said.role), said.year, said.unit, said.enterprise, said.expert)


def _open(again: Again, entry: Recorded[AccountOpened]) -> None:
    said = entry.content
    review.open_account(again.record, entry.actor, said.name, said.unit, account=said.account)


def _close(again: Again, entry: Recorded[AccountClosed]) -> None:
    review.close_account(again.record, entry.actor, entry.content.account, entry.content.reason)


def _ask(again: Again, entry: Recorded[RoleAsked]) -> None:
    review.ask_role(again.record, entry.actor, _grant(entry.content), entry.content.document)


def _give(again: Again, entry: Recorded[RoleGranted]) -> None:
    said = entry.content
    if said.asked is None:
        review.grant_role(again.record, entry.actor, _grant(said), said.document)
    else:
        review.confirm_role(again.record, entry.actor, said.asked)


def _end(again: Again, entry: Recorded[RoleEnded]) -> None:
    review.end_role(again.record, entry.actor, _grant(entry.content), entry.content.reason)


def _require(again: Again, entry: Recorded[IdentitiesRequired]) -> None:
    review.require_identities(again.record, entry.actor)


def _issue(again: Again, entry: Recorded[TokenIssued]) -> None:
    review.issue_token(again.record, entry.actor, entry.content)


def _revoke(again: Again, entry: Recorded[TokenRevoked]) -> None:
    review.revoke_token(again.record, entry.actor, entry.content.token, entry.content.reason)


def _seal(again: Again, entry: Recorded[AccessSealed]) -> None:
    said = entry.content
    review.seal_access(again.record, entry.actor, said.first, said.until, said.events, said.head)


ACCOUNTS_AGAIN: dict[str, Step] = {
    AccountOpened.KIND: _open,
    AccountClosed.KIND: _close,
    RoleAsked.KIND: _ask,
    RoleGranted.KIND: _give,
    RoleEnded.KIND: _end,
    IdentitiesRequired.KIND: _require,
    TokenIssued.KIND: _issue,
    TokenRevoked.KIND: _revoke,
    AccessSealed.KIND: _seal,
}
