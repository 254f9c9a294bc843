"""The proposal or decision of a year as a table: filtered, in order, some rows at a time, or as a file."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence

from starlette.responses import Response

from cultivation.core.pool.proposal import Action
from cultivation.core.wording.reasons import action_text
from cultivation.language import _, current
from cultivation.outputs.delimited import row_of_texts
from cultivation.queries.proposal import (
    AMONG,
    MOST_FIRST,
    ORDERS,
    Placed,
    Sought,
    chosen,
    cuts_of,
    with_cuts,
)
from cultivation.queries.report.data import ReportData
from cultivation.queries.report.figures import choice_keys
from cultivation.queries.year import State
from cultivation.web.asking import Asked
from cultivation.web.pages.proposal_rows import gained_text
from cultivation.web.pages.years import lines_of, of_year, outline_of
from cultivation.web.showing import page

AT_ONCE = 100


def proposal(asked: Asked, state: State) -> Response:
    """Show the rows that are wanted."""
    wanted = asked.year(state)
    data = outline_of(asked, wanted)
    lines = lines_of(asked, wanted)
    sought = _sought(asked, data)
    found = chosen(lines, sought)
    pages = max(1, -(-len(found) // AT_ONCE))
    at = min(asked.number("page") or 1, pages)
    whole = asked.choice("rows", ("", "all")) == "all"
    shown = found if whole else found[(at - 1) * AT_ONCE : at * AT_ONCE]
    cuts = cuts_of(data.base) if sought.by_place else []
    return page(
        asked,
        "proposal.html",
        data=data,
        base=data.base,
        sought=sought,
        shown_lines=list(with_cuts(shown, cuts)),
        found=len(found),
        all=len(lines),
        at=at,
        pages=1 if whole else pages,
        whole=whole,
        groups=_groups(lines),
        choices=_choices(data),
        choice_names=[f"by_{key}" for key in choice_keys(data)],
        no_choices={f"by_{key}": None for key in choice_keys(data)},
        filters=dict(asked.hidden("page", "rows", "as_of")),
        outcomes={str(action): action_text(action) for action in Action},
        columns=6 + len(data.base.rules.dimensions) + bool(data.base.shares),
        gained=gained_text,
        most_first=MOST_FIRST,
        grey=sum(each.is_grey for each in lines),
        flagged=sum(bool(each.to_verify) for each in lines),
        **of_year(wanted),
    )


def _sought(asked: Asked, data: ReportData) -> Sought:
    """Return the filter that the address says."""
    rules, picked = data.base.rules, []
    for key in choice_keys(data):
        known = rules.choices[rules.fields[key].choices or ""]
        if choice := asked.choice(f"by_{key}", ("", *known)):
            picked.append((key, choice))
    return Sought(
        asked.text("find"),
        asked.choice("among", AMONG),
        tuple(picked),
        asked.choice("order", ORDERS, "place"),
        *(asked.choice(name, ("", "1")) == "1" for name in ("backwards", "grey", "flagged")),
    )


def _groups(lines: Sequence[Placed]) -> list[tuple[str, str, int]]:
    """Return the groups to choose from: key, name and number of each that somebody is in."""
    count = Counter(each.action for each in lines if each.action)
    groups = [("", _("All"), len(lines)), ("pool", _("In the pool"), sum(map(AMONG["pool"], lines)))]
    named = ((Action.ENTER, _("Entries")), (Action.STAY, _("Stays")), (Action.EXIT, _("Exits")))
    groups += [(str(action), name, count[action]) for action, name in named]
    groups += [
        ("reserve", _("Reserve list"), count[Action.RESERVE]),
        ("override", _("Decided by override"), sum(bool(each.override) for each in lines)),
    ]
    return [group for group in groups if group[2]]


def _choices(data: ReportData) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return each field to filter by: key, label, and its choices that somebody made."""
    rules, found = data.base.rules, []
    for key in choice_keys(data):
        made = {values.get(key) for values in data.base.values.values()}
        known = rules.choices[rules.fields[key].choices or ""]
        choices = [(choice, label.text(current())) for choice, label in known.items() if choice in made]
        if len(choices) > 1:
            found.append((key, data.base.label(key), choices))
    return found


def table(asked: Asked, state: State) -> Response:
    """Return the rows that are wanted as a file for Excel, all of them."""
    wanted = asked.year(state)
    data = outline_of(asked, wanted)
    lines = lines_of(asked, wanted)
    headers = [_("place"), _("code"), _("enterprise"), _("total"), _("outcome"), _("reason")]
    rows = [
        [each.rank, each.id, each.name, each.total, _outcome(each), each.reason]
        for each in chosen(lines, _sought(asked, data))
    ]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headers)
    writer.writerows(row_of_texts(row) for row in rows)
    name = f"attachment; filename=proposal_{wanted.number}.csv"
    content = text.getvalue().encode("utf-8-sig")
    return Response(content, media_type="text/csv; charset=utf-8", headers={"content-disposition": name})


def _outcome(each: Placed) -> str:
    return action_text(Action(each.action)) if each.action else _("scored, not yet proposed")
