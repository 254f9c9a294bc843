"""The meeting on the wall: one contested case at a time, large; an override and what it comes to at once."""

from __future__ import annotations

from starlette.responses import Response

from cultivation.core.pool.lines import Action
from cultivation.core.pool.overrides import Override, meant
from cultivation.core.wording.reasons import action_text
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.meeting_cases import consequences, contested, contested_case
from cultivation.queries.prerequisites import check_proposed, check_undecided
from cultivation.queries.year import State, Year
from cultivation.web.asking import Asked
from cultivation.web.pages.years import of_year, outline_of
from cultivation.web.showing import page

ACTIONS = ("", str(Action.ENTER), str(Action.STAY), str(Action.EXIT))


def view(asked: Asked, state: State) -> Response:
    """Show one of the contested cases, or any enterprise that is named, and an override that is tried."""
    year = asked.year(state)
    check_undecided(year.review_year)
    check_proposed(year.review_year)
    found = contested(year, outline_of(asked, year), ())
    keys = found.keys
    at = min(asked.number("case") or 1, max(len(keys), 1))
    key = asked.text("firm") or (keys[at - 1] if keys else "")
    if key and key not in year.line_of:
        raise Refused(_("No enterprise with the code '{code}' is proposed.").format(code=key[:40]))
    wanted = asked.choice("try", ACTIONS)
    return page(
        asked,
        "projector.html",
        case=contested_case(year, found, key) if key else None,
        at=keys.index(key) + 1 if key in keys else 0,
        cases=[(number, each, year.line_of[each].name) for number, each in enumerate(keys, start=1)],
        key=key,
        ways=_ways(year, key) if key else [],
        wanted=wanted,
        come_to=_tried(year, key, wanted) if key and wanted else (),
        **of_year(year),
    )


def _ways(year: Year, key: str) -> list[tuple[str, str]]:
    """Return what may be decided otherwise of an enterprise."""
    line = year.line_of[key]
    possible = ((each, meant(line, each)) for each in (Action.ENTER, Action.STAY, Action.EXIT))
    return [
        (str(each), action_text(each)) for each, way in possible if way is not None and way is not line.action
    ]


def _tried(year: Year, key: str, wanted: str) -> tuple[str, ...]:
    """Say what an override would come to; one that cannot be meant comes to nothing."""
    action = meant(year.line_of[key], Action(wanted))
    if action is None:
        return (_("That cannot be decided of this enterprise."),)
    return tuple(consequences(year, [Override(key, action, "-")]))
