"""Tokens of programs, for the security administrator: on the page of the account for which they act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from starlette.responses import RedirectResponse, Response

from cultivation import review
from cultivation.core.roles import BY_TWO_PERSONS, role_text
from cultivation.errors import CultivationError, Refused
from cultivation.language import _, join_names
from cultivation.record.tokens import tokens_of
from cultivation.review.tokens import LONGEST, TOKEN_ROLES, TokenSaid
from cultivation.web.asking import Asked, status_of
from cultivation.web.pages.accounts import account_named
from cultivation.web.pages.resets import said_in
from cultivation.web.showing import page

USUAL = timedelta(days=180)


def tokens(asked: Asked) -> Response:
    """Show the tokens of an account."""
    return tokens_page(asked)


def tokens_page(asked: Asked, error: CultivationError | None = None) -> Response:
    """Show the tokens, with why something was refused and what had been typed."""
    found, now = account_named(asked), datetime.now(UTC)
    with asked.desk.record.reading(asked.as_of) as reader:
        issued = [each for each in tokens_of(reader) if each.account == found.id]
    used = asked.desk.door.access.tokens_used()
    held = {each.role for each in found.grants}
    return page(
        asked,
        "tokens.html",
        status_of(error) if error else 200,
        account=found,
        tokens=[(each, each.revoked is None and not each.is_over(now)) for each in issued],
        used=used,
        roles_text=lambda roles: join_names(role_text(each) for each in sorted(roles)),
        roles=[(each, role_text(each)) for each in TOKEN_ROLES if each in held - BY_TWO_PERSONS],
        usual=(date.today() + USUAL).isoformat(),
        longest=(date.today() + LONGEST - timedelta(days=2)).isoformat(),
        error=error.message if error else "",
    )


def issue(asked: Asked) -> Response:
    """Issue a token, and show its secret once."""
    found = account_named(asked)
    record, name = asked.acting
    try:
        said = _said(asked.form, found.id, said_in(asked, "purpose"), said_in(asked, "document"))
        new = review.hand_out_token(record, name, asked.desk.door.access, said)
    except CultivationError as error:
        return tokens_page(asked, error)
    back = f"/accounts/{found.id}/tokens"
    return page(asked, "token.html", account=found, said=said, new=new, back=back)


def _said(form: Mapping[str, Any], account: str, purpose: str, document: str) -> TokenSaid:
    """Return the token that a form says."""
    problems = []
    try:
        until = date.fromisoformat(form.get("until", ""))
    except ValueError:
        problems.append(_("Say until which day the token lasts."))
    year = form.get("year", "").strip()
    if year and not (year.isascii() and year.isdecimal() and len(year) == 4):
        problems.append(_("A year is four digits."))
    if problems:
        raise Refused("\n".join(problems))
    roles = tuple(str(each) for each in TOKEN_ROLES if form.get(f"role_{each}") == "yes")
    return TokenSaid(account, purpose, roles, until, document, int(year) if year else None)


def revoke(asked: Asked) -> Response:
    """Revoke a token."""
    found = account_named(asked)
    record, name = asked.acting
    access = asked.desk.door.access
    try:
        review.take_back_token(record, name, access, said_in(asked, "number"), said_in(asked, "reason"))
    except CultivationError as error:
        return tokens_page(asked, error)
    return RedirectResponse(f"/accounts/{found.id}/tokens", 303)
