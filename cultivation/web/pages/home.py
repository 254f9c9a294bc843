"""What waits for who asks, and where each year stands; administrators are led to their own room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import RedirectResponse, Response

from cultivation.core.roles import Role, role_text
from cultivation.core.rules.model import Label
from cultivation.language import _, join_names
from cultivation.queries.demonstrations import Selection
from cultivation.queries.events import Notice
from cultivation.queries.status import YearStatus, status_of
from cultivation.queries.veto_lists import matches
from cultivation.queries.waiting import waiting_for
from cultivation.queries.year import State
from cultivation.record.rows import ReviewYear
from cultivation.steps import Step
from cultivation.web.asking import Asked
from cultivation.web.pages.own_marking import marking_text
from cultivation.web.pages.whose import waits_text
from cultivation.web.showing import page

ROOMS = {
    Role.SECURITY_ADMIN: "/accounts",
    Role.AUDIT_ADMIN: "/access",
    Role.SYSTEM_ADMIN: "/system",
}


@dataclass(frozen=True)
class Card:
    """Where a year stands, as values that outlast the reading: `listed` are the names on lists."""

    stands: ReviewYear
    rules: Label
    is_decided: bool
    decision: Mapping[str, Any] | None
    state_text: str
    next: Step
    applications: int
    members: int | None
    demonstrations: Selection | None
    notice: Notice | None
    open_objections: tuple[int, ...]
    listed: str


def _cards(state: State, with_lists: bool) -> list[Card]:
    """Return all years, the latest first; of a page that everybody opens first, this is what costs most."""
    on_lists = matches(state.reader) if with_lists else []
    names = {each.id: f"{each.name} ({each.id})" for each in on_lists}
    return [_card(status_of(each, on_lists), names) for each in reversed(state.years)]


def _card(status: YearStatus, names: Mapping[str, str]) -> Card:
    year = status.year
    return Card(
        year.review_year,
        year.rules.name,
        year.is_decided,
        year.decision,
        status.state_text,
        status.next,
        status.applications,
        status.members,
        status.demonstrations,
        status.notice,
        status.open_objections,
        join_names(names[key] for key in status.listed),
    )


def home(asked: Asked, state: State) -> Response:
    """Show what there is to do, then the years, the latest first."""
    for grant in asked.grants:
        if grant.role in ROOMS:
            return RedirectResponse(ROOMS[grant.role], 303)
    sees_years = asked.may("years")
    with_lists = asked.may("lists")
    found: list[Card] = (
        asked.keep(state, ("cards", with_lists), lambda: _cards(state, with_lists)) if sees_years else []
    )
    next_of = {each.stands.year: each.next for each in found}
    return page(
        asked,
        "home.html",
        found=found,
        waits={
            each.number: waits_text(asked, each, next_of[each.number]) for each in state.years if sees_years
        },
        waiting=waiting_for([each.next for each in found], asked.grants),
        own_marking=[
            (each.year, marking_text(asked, state.year(each.year)))
            for each in asked.grants
            if each.role is Role.EXPERT and each.year in state.review_years
        ],
        roles=list(dict.fromkeys(role_text(each.role) for each in asked.grants)),
        remarks=_remarks(asked),
        open_years=set(state.review_years),
        may_begin=asked.is_free,
    )


def _remarks(asked: Asked) -> list[str]:
    """Say what keeps somebody from seeing anything."""
    roles = {each.role for each in asked.grants}
    said = []
    if not roles and not asked.is_free:
        said.append(_("No role is granted to you yet. Ask the security administrator."))
    return said
