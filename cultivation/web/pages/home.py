"""What waits for who asks, and where each year stands; administrators are led to their own room."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import RedirectResponse, Response

from cultivation.core.roles import Role, role_text
from cultivation.language import _, join_names
from cultivation.queries.status import status_of
from cultivation.queries.veto_lists import matches
from cultivation.queries.waiting import waiting_for
from cultivation.queries.year import State
from cultivation.web.asking import Asked
from cultivation.web.showing import page

ROOMS = {
    Role.SECURITY_ADMIN: "/accounts",
    Role.AUDIT_ADMIN: "/access",
    Role.SYSTEM_ADMIN: "/system",
}


def home(asked: Asked, state: State) -> Response:
    """Show what there is to do, then the years, the latest first."""
    for grant in asked.grants:
        if grant.role in ROOMS:
            return RedirectResponse(ROOMS[grant.role], 303)
    sees_years = asked.may("years")
    on_lists = matches(state.reader) if asked.may("lists") else []
    found = [status_of(each, on_lists) for each in reversed(state.years)] if sees_years else []
    names = {each.id: f"{each.name} ({each.id})" for each in on_lists}

    def names_of(keys: Sequence[str]) -> str:
        return join_names(names[key] for key in keys)

    return page(
        asked,
        "home.html",
        found=found,
        names_of=names_of,
        waiting=waiting_for(found, asked.grants),
        roles=list(dict.fromkeys(role_text(each.role) for each in asked.grants)),
        remarks=_remarks(asked),
        open_years=set(state.review_years),
        may_begin=asked.is_free,
    )


def _remarks(asked: Asked) -> list[str]:
    """Say what the pages have not got yet for a role, so that nobody looks for it."""
    roles = {each.role for each in asked.grants}
    said = []
    if not roles and not asked.is_free:
        said.append(_("No role is granted to you yet. Ask the security administrator."))
    if Role.EXPERT in roles:
        said.append(
            _("The pages for marking are not there yet. Use the marking workbook from the secretary.")
        )
    if roles & {Role.FIRM, Role.DISTRICT}:
        said.append(
            _("Applications cannot be submitted here yet. Send the workbook to the clerk, as before.")
        )
    return said
