"""The log of logins, for the audit administrator: events, the chain, seals on record, files to keep."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import orjson
from starlette.responses import RedirectResponse, Response

from cultivation import review
from cultivation.access.log import Event
from cultivation.language import _, join_names
from cultivation.outputs.delimited import row_of_texts
from cultivation.queries.access_seals import seals_of
from cultivation.queries.accounts import accounts_of, requests_of
from cultivation.web.asking import Asked
from cultivation.web.pages.accounts import grant_text
from cultivation.web.pages.event_words import KINDS, details_text, kind_text
from cultivation.web.pages.resets import resets_shown
from cultivation.web.pages.sheet import attachment
from cultivation.web.showing import page

AT_ONCE = 100


def log(asked: Asked) -> Response:
    """Show the events that are wanted, the newest first, and how things stand with chain and seals."""
    access = asked.desk.door.access
    with asked.desk.record.reading() as reader:
        names = {each.id: each.name for each in accounts_of(reader)}
        seals, requests = seals_of(reader), requests_of(reader)
    found = list(_wanted(asked))
    before = asked.number("before") or len(found)
    last = max((seal.day for seal in seals), default=None)
    damages = access.verify_log(seals) if asked.choice("verify", ("", "1")) else None
    return page(
        asked,
        "access.html",
        events=found[:before][::-1][:AT_ONCE],
        number=len(found),
        earlier=max(0, min(before, len(found)) - AT_ONCE),
        names=names,
        kinds=KINDS,
        event_text=kind_text,
        details_text=lambda event: details_text(event, names),
        moment_of=datetime.fromisoformat,
        seals=seals[::-1][:10],
        open_days=access.unsealed_days(last),
        damages=damages,
        places=join_names(f"{each.seq or each.day} ({each.problem})" for each in damages or ()),
        requests=requests,
        resets=resets_shown(asked, names),
        grant_text=grant_text,
    )


def _wanted(asked: Asked) -> Iterator[Event]:
    """Yield the events that the address asks for, in their order."""
    kind, day = asked.choice("kind", ("", *KINDS)), asked.day("day")
    for each in asked.desk.door.access.events(asked.text("account") or None):
        if kind in ("", each.kind) and (
            day is None or datetime.fromisoformat(each.at).astimezone().date() == day
        ):
            yield each


def _row(event: Event) -> dict[str, Any]:
    names = ("seq", "at", "kind", "account", "address", "details", "prev", "hash")
    return {name: getattr(event, name) for name in names}


def as_lines(asked: Asked) -> Response:
    """Return the events that are wanted as lines of JSON, with what the chain needs."""
    content = b"".join(orjson.dumps(_row(each)) + b"\n" for each in _wanted(asked))
    return attachment(content, "access.jsonl", "application/x-ndjson")


def as_csv(asked: Asked) -> Response:
    """Return the events that are wanted as a table."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_("number"), _("moment"), _("kind"), _("account"), _("address"), _("details")])
    with asked.desk.record.reading() as reader:
        names = {each.id: each.name for each in accounts_of(reader)}
    for each in _wanted(asked):
        kind, details = kind_text(each.kind), details_text(each, names)
        cells = [each.seq, each.at, kind, each.account, each.address, details]
        writer.writerow(row_of_texts(cells))
    return attachment(text.getvalue().encode("utf-8-sig"), "access.csv", "text/csv; charset=utf-8")


def seal(asked: Asked) -> Response:
    """Put the seals of the days that have ended on record."""
    record, name = asked.acting
    access = asked.desk.door.access
    with asked.desk.record.reading() as reader:
        last = max((each.day for each in seals_of(reader)), default=None)
    for day in access.unsealed_days(last):
        if made := access.sealed(day):
            review.seal_access(record, name, made.first, made.until, made.events, made.head)
    return RedirectResponse("/access", 303)
