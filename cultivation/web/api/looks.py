"""What programs read: the answers of the queries in the shapes that the command line prints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from cultivation.errors import CultivationError
from cultivation.language import _
from cultivation.queries.appeals import appeals_of
from cultivation.queries.applications import STATES, Filing, filed_by, filings_of
from cultivation.queries.due import due_of
from cultivation.queries.enterprise_names import matches_name
from cultivation.queries.events import Objection, notice_of, objections_of
from cultivation.queries.filed_zones import filed_zones
from cultivation.queries.flags import flags_of
from cultivation.queries.history import history_of
from cultivation.queries.ledger import ledger_of
from cultivation.queries.pool import pool_after, pool_on
from cultivation.queries.received_files import ReceivedFile, received_files
from cultivation.queries.status import status_of
from cultivation.queries.verification import counts_of, difference_json, differences, is_doubt
from cultivation.queries.veto_lists import matches
from cultivation.queries.why import explained, why_in_short
from cultivation.queries.why_json import why_json
from cultivation.queries.year import State, Year
from cultivation.record.log import Entry
from cultivation.record.rows import ApplicationRow
from cultivation.web.api.problems import step_json
from cultivation.web.asking import Asked, BadParameter, NotFound
from cultivation.web.pages.applications import without
from cultivation.web.pages.years import lines_of

MOST = 500  # rows of an answer
Json = dict[str, Any]


def years(asked: Asked, state: State) -> Json:
    """Return where each year stands."""
    on_lists = matches(state.reader) if asked.may("lists") else []
    return {"years": [_year(asked, each, on_lists) for each in state.years]}


def year(asked: Asked, state: State) -> Json:
    """Return where one year stands."""
    wanted = asked.year(state)
    return _year(asked, wanted, matches(state.reader) if asked.may("lists", wanted.number) else [])


def _year(asked: Asked, year: Year, on_lists: list[Any]) -> Json:
    """Who sees no other's rows is told what is public: neither counts, nor names, nor objections."""
    status = status_of(year, on_lists)
    said = {**status.to_json(), "next": step_json(status.next)}
    if asked.may("firms", year.number, all_rows=True):
        return said
    kept = ("year", "rule_set", "version", "cutoff", "state", "notice", "appeals_until")
    decision = said["decision"] and {name: said["decision"][name] for name in ("document", "date")}
    return {**{name: said[name] for name in kept}, "decision": decision}


def pool(asked: Asked, state: State) -> Json:
    """Return the members after a year's decision, or on a day."""
    number, day = asked.number("year"), asked.day("on")
    if number is not None and day is not None:
        raise BadParameter(_("Ask for the pool after a year's decision, or on a day, not both."))
    if number is not None and number not in state.review_years:
        raise NotFound(_("There is no review year {year} on record.").format(year=number))
    if day is not None:
        members = [
            {"id": each.id, "name": each.name, "since": each.since, "rank": None}
            for each in pool_on(state.reader, day.isoformat())
        ]
        return {"year": None, "on": day.isoformat(), "members": members}
    found = pool_after(state, number)
    return {"year": found.year, "on": None, "members": [each.to_json() for each in found.members]}


def firms(asked: Asked, state: State) -> Json:
    """Return the enterprises whose code or name is looked for."""
    text, reader = asked.text("find"), state.reader
    found = reader.find_enterprises(text) if text else list(reader.enterprises().items())
    return paged(asked, "firms", [{"id": code, "name": name} for code, name in found])


def firm(asked: Asked, state: State) -> Json:
    """Return one enterprise through the years, those that who asks may not see left out."""
    found = history_of(state.reader, asked.firm(state)[0])
    hidden = {each.number for each in state.years if not asked.sees_year("firms", each)}
    return replace(
        found,
        years=tuple(each for each in found.years if each.year not in hidden),
        events=tuple(each for each in found.events if each.year not in hidden),
    ).to_json()


def applications(asked: Asked, state: State) -> Json:
    """Return the applications of a year by state."""
    return listed(asked, asked.year(state), lambda _each: True)


def listed(asked: Asked, year: Year, meant: Callable[[Filing], bool]) -> Json:
    """Return those applications that may be shown and are looked for."""
    filings: tuple[Filing, ...] = asked.keep_of(year, "filings", lambda: filings_of(year))
    wanted, text = asked.choice("state", ("", *STATES)), asked.text("find")
    found = [
        each
        for each in filings
        if meant(each) and wanted in ("", each.state) and matches_name(text, each.name, each.id)
    ]
    return {"year": year.number, **paged(asked, "applications", [_filing(each) for each in found])}


def _filing(each: Filing) -> Json:
    names = ("id", "name", "state", "file", "entry", "doubts", "corrections", "told")
    return {name: getattr(each, name) for name in names}


def application(asked: Asked, state: State) -> Json:
    """Return every value of an application, as filed and as it counts, with its cell."""
    year, (code, name) = asked.year(state), asked.firm(state)
    row = year.row(code)
    if row is None:
        raise NotFound(_("{name} did not apply in {year}.").format(name=name, year=year.number))
    return one_application(asked, year, row)


def one_application(asked: Asked, year: Year, row: ApplicationRow) -> Json:
    """Return an application without what who asks may not see: persons, and to applicants marks."""
    hidden = set() if asked.sees_persons else set(asked.desk.web.personal_fields)
    if not asked.may("firms", year.number, all_rows=True):
        hidden |= set(row.marks)
    filed = without(filed_by(year, row), hidden)
    names = ("field", "label", "filed", "counts", "sheet", "cell", "remark", "is_corrected")
    return {
        "year": year.number,
        "id": row.enterprise_id,
        "name": row.name,
        "file": row.file,
        "entry": row.seq,
        "values": [{name: getattr(each, name) for name in names} for each in filed.values],
        "findings": [each.to_json() for each in filed.findings],
    }


def files(asked: Asked, state: State) -> Json:
    """Return the files of a year, the latest first."""
    year = asked.year(state)
    return {"year": year.number, **paged(asked, "files", [file_line(each) for each in received(asked, year)])}


def received(asked: Asked, year: Year) -> tuple[ReceivedFile, ...]:
    """Return the files of a year, kept until something touches it."""
    return asked.keep_of(year, "received files", lambda: received_files(year))


def file_line(each: ReceivedFile) -> Json:
    """Return a file on record: its entry is its receipt."""
    said = each.entry.content
    return {
        "entry": each.entry.seq,
        "name": each.name,
        "sha256": each.sha256,
        "received_at": each.entry.recorded_at,
        "filed_for": each.filed_for,
        "accepted": said.accepted,
        "rejected": said.rejected,
        "doubts": each.doubts,
    }


def file(asked: Asked, state: State) -> Json:
    """Return what was found in a file when it came in."""
    return one_file(asked, received(asked, asked.year(state)))


def one_file(asked: Asked, among: tuple[ReceivedFile, ...]) -> Json:
    """Return one of the files that who asks may see; of others it is not even said that they exist."""
    for each in among:
        if str(each.entry.seq) == asked.parts["entry"]:
            return {**file_line(each), "findings": [one.to_json() for one in each.findings]}
    raise NotFound(_("There is no such page."))


def proposal(asked: Asked, state: State) -> Json:
    """Return everybody of a scored year by place, with outcome and reason."""
    year = asked.year(state)
    stands = year.review_year
    return {
        "year": year.number,
        "state": stands.state,
        "scores_digest": stands.scores_digest,
        "proposal_digest": stands.proposal_digest,
        "lines": [each.to_json() for each in lines_of(asked, year)],
    }


def why(asked: Asked, state: State) -> Json:
    """Return why an enterprise is where it is; `whole` adds what would have turned it, and the changes."""
    year, (code, name) = asked.year(state), asked.firm(state)
    whole = asked.choice("whole", ("", "yes", "no")) == "yes"
    try:
        if whole:
            answer = asked.keep_of(
                year, ("whole", code), lambda: explained(year.reader, code, year.number)[1]
            )
        else:
            answer = asked.keep_of(year, ("why", code, name), lambda: why_in_short(year, code, name))
    except CultivationError as error:
        if error.step is None:
            raise NotFound(error.message) from None
        raise
    hidden = () if asked.sees_persons else asked.desk.web.personal_fields
    sources = [each for each in answer.sources if each["field"] not in hidden]
    return {**why_json(replace(answer, sources=sources)), "appeals": _appeals(year, lambda one: one == code)}


def _appeals(year: Year, meant: Callable[[str], bool]) -> list[Json]:
    return [each.to_json() for each in appeals_of(year) if meant(each.enterprise)]


def objections(asked: Asked, state: State) -> Json:
    """Return what was objected to and appealed against; who did stands in the log alone."""
    return concerning(asked.year(state), lambda _code: True)


def concerning(year: Year, meant: Callable[[str], bool]) -> Json:
    """Return the objections and appeals that concern some enterprises."""
    notice = notice_of(year)
    return {
        "year": year.number,
        "notice": notice and notice.to_json(),
        "objections": [_objection(each) for each in objections_of(year) if meant(each.enterprise)],
        "appeals": _appeals(year, meant),
    }


def _objection(each: Objection) -> Json:
    names = ("number", "enterprise", "text", "upheld", "answer")
    return {**{name: getattr(each, name) for name in names}, "papers": list(each.evidence)}


def registers(asked: Asked, state: State) -> Json:
    """Return claims beside registers: what differs or is ambiguous, or all comparisons."""
    year = asked.year(state)
    found = list(differences(year))
    shown = (
        found if asked.choice("among", ("", "all")) == "all" else [each for each in found if is_doubt(each)]
    )
    counts = dict(sorted(counts_of(found).items()))
    return {
        "year": year.number,
        "counts": counts,
        "differences": [difference_json(each, year) for each in shown],
    }


def checks(asked: Asked, state: State) -> Json:
    """Return the figures that deserve a look on site; null where nobody has looked for them."""
    found = flags_of(asked.year(state))
    year = asked.year(state).number
    return {"year": year, "flags": None if found is None else [asdict(each) for each in found]}


def ledger(asked: Asked, state: State) -> Json:
    """Return who has submitted and who has not, by zone."""
    year, readers = asked.year(state), asked.desk.readers
    zones = asked.keep_of(year, "ledger", lambda: ledger_of(year, (), filed_zones(year, readers)))
    return {"year": year.number, "zones": [each.to_json() for each in zones]}


def due(asked: Asked, state: State) -> Json:
    """Return what is due in a year, seen from a day; default: today."""
    year, on = asked.year(state), asked.day("on") or date.today()
    owed = asked.keep_of(year, "due", lambda: due_of(year))
    return {"year": year.number, "on": on.isoformat(), "due": [each.to_json(on) for each in owed]}


def log(asked: Asked, state: State) -> Json:
    """Return entries of the record from a number on, in their order, with the head of the chain."""
    after, most = asked.number("after", 0) or 0, asked.number("most", 1, MOST) or MOST
    entries = list(state.reader.entries(after=after, limit=most))
    return {"head": state.reader.head(), "entries": [entry_json(each) for each in entries]}


def entry(asked: Asked, state: State) -> Json:
    """Return one entry of the record."""
    text = asked.parts["entry"]
    if text.isascii() and text.isdecimal() and 0 < len(text) < 10:
        found = next(iter(state.reader.entries(after=int(text) - 1, limit=1)), None)
        if found is not None and found.seq == int(text):
            return entry_json(found)
    raise NotFound(_("There is no entry {number} on record.").format(number=text[:20]))


def entry_json(each: Entry) -> Json:
    """Return an entry as `audit log` prints it."""
    names = ("seq", "recorded_at", "actor", "kind", "payload", "prev", "hash")
    return {name: getattr(each, name) for name in names}


def paged(asked: Asked, name: str, found: list[Json]) -> Json:
    """Return some of the rows: `number` is how many there are, `at` the first of those returned."""
    at, most = asked.number("at", 0) or 0, asked.number("most", 1, MOST) or MOST
    return {"number": len(found), "at": at, name: found[at : at + most]}
