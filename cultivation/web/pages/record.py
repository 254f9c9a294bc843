"""The record: its log, an entry with its documents, and the proofs that can be asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial

from starlette.responses import Response

from cultivation.language import _
from cultivation.queries.dossier.identity import identity_of
from cultivation.queries.entry_names import BY_KIND, about, how_made, kind_text
from cultivation.queries.log import LogFilter, entries_wanted
from cultivation.queries.oddities import oddities_of
from cultivation.queries.oddity_tables import Corrector, EntryNumber, FirmOfYear, sections_of
from cultivation.queries.year import State
from cultivation.record.actors import ACTING, acting_of
from cultivation.record.entries import ApplicationCorrected
from cultivation.record.log import Entry
from cultivation.web.asking import Asked, NotFound
from cultivation.web.pages.sheet import attachment
from cultivation.web.showing import page

AT_ONCE = 50
DIGITS = 12  # of a digest that is shown


def log(asked: Asked, state: State) -> Response:
    """List the entries that are wanted, the newest first."""
    text, day = asked.text("firm"), asked.day("day")
    kinds = {"": "", **{kind: kind_text(kind) for kind in BY_KIND}}
    wanted = LogFilter(
        identity_of(state.reader, text) if text else None,
        asked.text("who"),
        asked.choice("kind", kinds),
        asked.number("year", 1900, 9999),
        asked.day("from") or day,
        asked.day("until") or day,
    )
    part = entries_wanted(state.reader, wanted, AT_ONCE, asked.number("before"))
    return page(
        asked,
        "log.html",
        part=part,
        wanted=wanted,
        kinds=kinds,
        kind_text=kind_text,
        about_of=_about,
        local=local,
        years=list(state.review_years),
    )


def _about(payload: Mapping[str, object]) -> str:
    """Say what an entry is about; of a digest the beginning is enough to know it by."""
    said = about(payload)
    return said[:DIGITS] if re.fullmatch("[0-9a-f]{60}", said) else said


def local(recorded_at: str) -> str:
    """Show a moment of the log by the clock of this machine."""
    return f"{datetime.fromisoformat(recorded_at).astimezone():%Y-%m-%d %H:%M:%S}"


def entry(asked: Asked, state: State) -> Response:
    """Show one entry: what it says, its documents, its place in the chain."""
    found = _entry(asked, state)
    payload = {key: value for key, value in found.payload.items() if key not in ("documents", ACTING)}
    said = json.dumps(payload, ensure_ascii=False, indent=2)
    documents = _documents(found)
    is_last = next(iter(state.reader.entries(after=found.seq, limit=1)), None) is None
    return page(
        asked,
        "entry.html",
        found=found,
        said=said,
        documents=documents,
        name=kind_text(found.kind),
        by=acting_of(found.payload),
        how=how_made(acting_of(found.payload)),
        is_last=is_last,
        local=local,
    )


def document(asked: Asked, state: State) -> Response:
    """Return a document of an entry, to keep."""
    digest = asked.parts["sha256"]
    for each in _documents(_entry(asked, state)):
        if each["sha256"] == digest:
            return attachment(state.reader.document(digest), each["name"])
    raise NotFound(_("This entry has no such document."))


def _documents(found: Entry) -> list[dict[str, str]]:
    return list(found.payload.get("documents", ()))


def _entry(asked: Asked, state: State) -> Entry:
    text = asked.parts["entry"]
    if text.isascii() and text.isdecimal() and 0 < len(text) < 10:
        found = next(iter(state.reader.entries(after=int(text) - 1, limit=1)), None)
        if found is not None and found.seq == int(text):
            return found
    raise NotFound(_("There is no entry {number} on record.").format(number=text[:20]))


def oddities(asked: Asked, state: State) -> Response:
    """Show what an auditor looks at first."""
    sections = sections_of(oddities_of(state))
    return page(asked, "oddities.html", sections=sections, place_of=partial(_place_of, asked))


def _place_of(asked: Asked, cell: object) -> str:
    """Return where a cell of such a table leads, empty for most."""
    match cell:
        case EntryNumber():
            return asked.at("record", int(cell))
        case Corrector():
            return asked.at("record", who=str(cell), kind=ApplicationCorrected.KIND)
        case FirmOfYear():
            return asked.at("years", cell.year, "why", cell.code)
    return ""


def proofs(asked: Asked, state: State) -> Response:
    """Offer to verify the record, and to do its years again."""
    last = next(iter(state.reader.entries(limit=1, newest_first=True)), None)
    return page(asked, "proofs.html", last=last, local=local)
