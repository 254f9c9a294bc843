"""The rows of a proposal as data for `table.js`, which shows those in sight: the texts that the page has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from starlette.responses import Response

from cultivation.core.pool.proposal import Action
from cultivation.core.wording.reasons import action_text
from cultivation.language import _
from cultivation.outputs.html import percent_text, signed_text
from cultivation.queries.proposal import MOST_FIRST, Placed, cuts_of
from cultivation.queries.report.data import ReportData
from cultivation.queries.report.figures import choice_keys
from cultivation.queries.year import State
from cultivation.web.asking import Asked
from cultivation.web.pages.years import lines_of, outline_of

JSON = "application/json"


def rows(asked: Asked, state: State) -> Response:
    """Return all rows of a year; they are filtered and put in order where they are shown."""
    year = asked.year(state)

    def make() -> bytes:
        data = outline_of(asked, year)
        return orjson.dumps(rows_json(data, lines_of(asked, year)))

    return Response(asked.keep_of(year, "rows", make), media_type=JSON)


def rows_json(data: ReportData, lines: Sequence[Placed]) -> dict[str, Any]:
    """Return the rows by place, each reason once, and the words in which a row is told."""
    reasons: dict[str, int] = {}
    keys = choice_keys(data)
    return {
        "rows": [_row(data, each, reasons.setdefault(_told(each), len(reasons)), keys) for each in lines],
        "reasons": list(reasons),
        "choices": keys,
        "cuts": cuts_of(data.base),
        "outcomes": {str(action): action_text(action) for action in Action},
        "most_first": MOST_FIRST,
        "scored": _("scored"),
        "to_verify": _("To be verified"),
        "shown": _("{shown} of {all} enterprises"),
    }


def _row(data: ReportData, each: Placed, reason: int, keys: Sequence[str]) -> list[Any]:
    """Return a row: what is compared as numbers, what is shown as texts."""
    return [
        each.id,
        each.name,
        each.rank,
        each.gained,
        gained_text(data, each),
        each.units,
        each.total,
        each.action,
        each.share,
        "" if each.share is None else percent_text(each.share, 1),
        reason,
        int(each.is_grey),
        int(bool(each.to_verify)),
        int(bool(each.override)),
        each.dimensions,
        [each.choices.get(key, "") for key in keys],
    ]


def gained_text(data: ReportData, each: Placed) -> str:
    """Say how many places were gained; that it is new where there was a year before without it."""
    if each.gained is not None:
        return signed_text(each.gained)
    return _("new") if each.rank is not None and data.before else ""


def _told(each: Placed) -> str:
    if not each.override:
        return each.reason
    overridden = _("Decided by override: {reason}").format(reason=each.override)
    return f"{each.reason} {overridden}"
