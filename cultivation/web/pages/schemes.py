"""Cultivation schemes of members: all of them, and one."""

from __future__ import annotations

from datetime import date

from starlette.responses import Response

from cultivation.language import _
from cultivation.queries.schemes_json import (
    overdue_table,
    overview_of,
    owed_text,
    schemes_table,
    targets_table,
    tasks_table,
    titled,
    watched_text,
)
from cultivation.queries.year import State
from cultivation.web.asking import Asked, NotFound
from cultivation.web.pages.cultivating import Part
from cultivation.web.showing import page

AMONG = ("", "owed", "watched", "without")


def schemes(asked: Asked, state: State) -> Response:
    """List the schemes of members; who owes an update, who is on the watch list, who has none."""
    among, today = asked.choice("among", AMONG), date.today()
    found = overview_of(state, today)
    groups = {
        "": list(found.schemes),
        "owed": [each for each in found.schemes if found.owed_by(each)],
        "watched": [each for each in found.schemes if found.is_watched(each)],
        "without": [each for each in found.schemes if not each.targets and not each.tasks],
    }
    names = (_("All"), _("Update owed"), _("On the watch list"), _("No scheme yet"))
    headers, rows = schemes_table(found)
    shown = {each.enterprise for each in groups[among]}
    kept = [row for row in rows if row[0] in shown]
    return page(
        asked,
        "schemes.html",
        members=len(found.schemes),
        part=Part(_("Schemes of members"), (headers, kept), tuple(("schemes", str(row[0])) for row in kept)),
        overdue=Part(_("Tasks that are overdue"), overdue_table(found)),
        groups=[(key, name, len(groups[key])) for key, name in zip(AMONG, names, strict=True)],
        among=among,
        today=today,
    )


def scheme(asked: Asked, state: State) -> Response:
    """Show the scheme of one member."""
    key, name = asked.firm(state)
    today = date.today()
    found = overview_of(state, today, [key])
    if not found.schemes:
        raise NotFound(_("{name} is not a member of the pool; schemes are for members.").format(name=name))
    one = found.schemes[-1]
    said = [owed_text(each, today) for each in found.owed_by(one)]
    said += [watched_text(each) for each in found.watched if each.stay == one.stay]
    parts = (Part(_("Targets"), targets_table(one, state)), Part(_("Tasks"), tasks_table(one, found)))
    return page(asked, "scheme.html", scheme=one, name=titled(one), said=said, parts=parts, today=today)
