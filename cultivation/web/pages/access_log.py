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
from cultivation.access.log import Event, Seal
from cultivation.language import N_, _, join_names
from cultivation.outputs.delimited import row_of_texts
from cultivation.queries.accounts import accounts_of, requests_of
from cultivation.record.entries import AccessSealed
from cultivation.record.reader import Reader
from cultivation.web.asking import Asked
from cultivation.web.pages.accounts import grant_text
from cultivation.web.pages.resets import resets_shown
from cultivation.web.pages.sheet import attachment
from cultivation.web.showing import page

AT_ONCE = 100
KINDS = {
    "entered": N_("entered"),
    "left": N_("left"),
    "password": N_("password was right"),
    "password_too_old": N_("password too old"),
    "failed": N_("failed"),
    "refused": N_("refused"),
    "stepped_up": N_("confirmed who it is"),
    "invited": N_("invited"),
    "redeemed": N_("took the invitation"),
    "reset_asked": N_("reset asked for"),
    "reset_refused": N_("reset turned down"),
    "reset": N_("reset"),
    "shut": N_("all sessions ended"),
    "session_ended": N_("session ended"),
    "factor_added": N_("second factor added"),
    "factor_removed": N_("second factor removed"),
    "password_changed": N_("password changed"),
    "recovery_codes_made": N_("recovery codes made"),
    "log_purged": N_("days deleted from the log"),
}


def event_text(kind: str) -> str:
    """Name a kind of event; of one of a later version, its code."""
    return _(KINDS[kind]) if kind in KINDS else kind


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
        event_text=event_text,
        details_text=details_text,
        moment_of=datetime.fromisoformat,
        seals=seals[::-1][:10],
        open_days=access.unsealed_days(last),
        damages=damages,
        places=join_names(f"{each.seq or each.day} ({each.problem})" for each in damages or ()),
        requests=requests,
        resets=resets_shown(asked, names),
        grant_text=grant_text,
    )


def details_text(event: Event) -> str:
    """Write what else an event says."""
    said = event.details if isinstance(event.details, dict) else {"": event.details}
    return " ".join(f"{key}={value}" for key, value in said.items())


def _wanted(asked: Asked) -> Iterator[Event]:
    """Yield the events that the address asks for, in their order."""
    kind, day = asked.choice("kind", ("", *KINDS)), asked.day("day")
    for each in asked.desk.door.access.events(asked.text("account") or None):
        if kind in ("", each.kind) and (
            day is None or datetime.fromisoformat(each.at).astimezone().date() == day
        ):
            yield each


def seals_of(reader: Reader) -> list[Seal]:
    """Return the seals that are on record, in their order."""
    said = [each.content for each in reader.entries_of(AccessSealed)]
    return [Seal(each.first, each.until, each.events, each.head) for each in said]


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
    for each in _wanted(asked):
        cells = [each.seq, each.at, event_text(each.kind), each.account, each.address, details_text(each)]
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
