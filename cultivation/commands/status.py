"""Reading commands: status, pool, history, shortlist."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from cultivation.commands.context import (
    Context,
    as_of_option,
    command,
    dry,
    dry_run_option,
    file_option,
    format_option,
    pass_command_context,
)
from cultivation.commands.output_files import write_file, write_whole, writing_whole
from cultivation.commands.printing import print_result, print_table
from cultivation.commands.steps import worded
from cultivation.core.pool.exit_causes import CAUSES
from cultivation.core.pool.membership import fold
from cultivation.core.wording.reasons import action_text, reason_text
from cultivation.errors import Refused, UsageMistake
from cultivation.language import N_, _
from cultivation.queries import years
from cultivation.queries.benefits import benefits_of
from cultivation.queries.demonstrations import demonstrating, selection_of
from cultivation.queries.entry_names import event_text
from cultivation.queries.events import Event, codes_before, events_of, notice_of, objections_of, suspended
from cultivation.queries.veto_lists import Match, matches
from cultivation.record.entries import MemberRemoved
from cultivation.record.reader import Reader
from cultivation.record.rows import ReviewYear
from cultivation.steps import Act, Step

__all__ = ["history", "pool", "shortlist", "status", "write_file", "write_whole", "writing_whole"]

STATES = {
    "open": N_("open"),
    "collecting": N_("collecting"),
    "scored": N_("scored"),
    "panel": N_("experts' review"),
    "proposed": N_("proposed"),
    "noticed": N_("noticed"),
    "decided": N_("decided"),
    "closed": N_("closed"),
}
NEXT_STEPS = {
    "open": N_("cultivation intake {year} FOLDER"),
    "collecting": N_("cultivation score {year}"),
    "scored": N_("cultivation propose {year}"),
    "panel": N_("cultivation panel show {year}"),
    "proposed": N_("cultivation decide {year} --document NUMBER --as NAME"),
    "noticed": N_("cultivation decide {year} --document NUMBER --as NAME"),
    "decided": N_("cultivation shortlist {year} -o shortlist_{year}.xlsx"),
    "closed": N_("cultivation open {following}"),
}


@command(
    "status",
    _("Show the state of each review year, who did what, and the next step."),
    "cultivation status 2016",
)
@click.argument("year", type=int, required=False)
@as_of_option
@format_option
@pass_command_context
def status(context: Context, year: int | None, as_of: datetime | None, form: str) -> None:
    """Show the state of the years."""
    with context.record.reading(as_of) as reader:
        review_years = [years.opened(reader, year)] if year is not None else reader.years()
        on_lists = matches(reader)
        data = [_status(reader, each, on_lists) for each in review_years]
    headers = [
        _("year"),
        _("rule set"),
        _("cut-off"),
        _("state"),
        _("applications"),
        _("members"),
        _("demonstration enterprises"),
        _("next step"),
    ]
    rows = [
        [
            each["year"],
            each["rule_set"],
            each["cutoff"],
            _(STATES[str(each["state"])]),
            each["applications"],
            each["members"],
            len(each["demonstrations"]["enterprises"]) if each["demonstrations"] else None,
            each["next"],
        ]
        for each in data
    ]
    print_result(form, headers, rows, {"years": data})
    if on_lists:
        names = ", ".join(f"{each.name} ({each.id})" for each in on_lists)
        sentence = _("On a list (cultivation vetoes list): {names}")
        context.say(sentence.format(names=names))
    if not data:
        context.say(worded(Refused(_("No year is open yet."), step=Step(Act.OPEN))))


def _status(reader: Reader, year: ReviewYear, on_lists: Sequence[Match]) -> dict[str, Any]:
    decided = year.decided_seq is not None
    open_objections = [each.number for each in objections_of(reader, year.year) if each.upheld is None]
    return {
        "year": year.year,
        "rule_set": year.rule_set,
        "version": year.version,
        "cutoff": year.cutoff,
        "state": year.state,
        "applications": len(reader.applications(year.year)),
        "members": len(reader.members(year.year)) if decided else None,
        "scores_digest": year.scores_digest,
        "decision": years.decision(year),
        "notice": _notice(reader, year.year),
        "demonstrations": _demonstrations(reader, year.year),
        "open_objections": open_objections,
        "listed": [each.id for each in on_lists if year.year in each.years],
        "next": _next_step(year, open_objections),
    }


def _demonstrations(reader: Reader, year: int) -> dict[str, object] | None:
    found = selection_of(reader, year)
    if found is None:
        return None
    keys = ("enterprises", "top", "reason", "document", "on", "actor")
    return {key: getattr(found, key) for key in keys}


def _next_step(year: ReviewYear, open_objections: list[int]) -> str:
    """Return the command that comes next; a decision waits for the objections."""
    step = NEXT_STEPS[year.state]
    if open_objections and year.decided_seq is None:
        step = N_("cultivation resolve {year} {number} --upheld|--dismissed --text TEXT")
    return _(step).format(year=year.year, following=year.year + 1, number=min(open_objections, default=0))


def _notice(reader: Reader, year: int) -> dict[str, str] | None:
    found = notice_of(reader, year)
    return None if found is None else {"from": found.first.isoformat(), "until": found.last.isoformat()}


@command(
    "pool", _("The members of the pool, now or as a year's decision left it."), "cultivation pool --year 2017"
)
@click.option("--year", type=int, help=_("The pool after the decision of this year; default: the latest."))
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help=_("The pool on this day, by the dates of the decisions."),
)
@as_of_option
@format_option
@pass_command_context
def pool(context: Context, year: int | None, on: datetime | None, as_of: datetime | None, form: str) -> None:
    """List the members."""
    if year is not None and on is not None:
        raise UsageMistake(_("Give --year or --on, not both."))
    with context.record.reading(as_of) as reader:
        if on is not None:
            _print_pool_on(context, reader, on.date().isoformat(), form)
            return
        if year is not None and years.opened(reader, year).decided_seq is None:
            raise Refused(_("{year} is not decided yet.").format(year=year), step=Step(Act.DECIDE, year))
        decided = [each.year for each in reader.years() if each.decided_seq is not None]
        if year is None:
            year = max(decided, default=None)
        ranks = {line.id: line.rank for line in years.lines_of(reader, year)} if year else {}
        members: list[dict[str, Any]] = [
            {"id": member.id, "name": member.name, "since": member.since, "rank": ranks.get(member.id)}
            for member in (reader.members(year) if year else [])
        ]
        stopped, honoured = suspended(reader), demonstrating(reader, year) if year else set()
    for member in members:
        member["suspended"] = member["id"] in stopped
        member["demonstration"] = member["id"] in honoured
    members.sort(key=lambda member: (member["rank"] is None, member["rank"], member["id"]))
    headers = [_("place"), _("code"), _("enterprise"), _("member since"), _("remark")]
    rows = [[each["rank"], each["id"], each["name"], each["since"], _remark(each, year)] for each in members]
    print_result(form, headers, rows, {"year": year, "members": members})
    context.say(_("{number} members.").format(number=len(members)))


def _remark(member: dict[str, Any], year: int | None) -> str:
    remarks = [
        *([_("demonstration enterprise of {year}").format(year=year)] if member["demonstration"] else []),
        *([_("suspended")] if member["suspended"] else []),
    ]
    return ", ".join(remarks)


def _print_pool_on(context: Context, reader: Reader, day: str, form: str) -> None:
    """Fold the decisions made until a day."""
    since = fold(change for change in reader.changes() if change.on <= day)
    names = reader.enterprises()
    members = [{"id": key, "name": names[key], "since": since[key], "rank": None} for key in sorted(since)]
    rows = [[each["id"], each["name"], each["since"]] for each in members]
    headers = [_("code"), _("enterprise"), _("member since")]
    print_result(form, headers, rows, {"year": None, "on": day, "members": members})
    context.say(_("{number} members.").format(number=len(members)))


@command("history", _("One enterprise through the years."), "cultivation history 昆山辉铄")
@click.argument("enterprise")
@format_option
@pass_command_context
def history(context: Context, enterprise: str, form: str) -> None:
    """Show one enterprise through the years."""
    with context.record.reading() as reader:
        key, name = years.find_enterprise(reader, enterprise)
        codes = [key, *codes_before(reader, key)]
        rows_of = [
            row
            for code in codes
            for each in reader.history(code)
            for row in _history_row(reader, code, each.year)
        ]
        data = sorted(rows_of, key=lambda row: str(row["year"]))
        told = [each for code in codes for each in events_of(reader, code)] + benefits_of(reader, codes)
        events = [_event_json(each) for each in sorted(dict.fromkeys(told), key=lambda each: each.seq)]
    headers = [_("year"), _("enterprise"), _("place"), _("total"), _("outcome"), _("reason"), _("decision")]
    rows = [
        [
            each["year"],
            each["name"],
            each["rank"],
            each["total"],
            each["outcome"],
            each["reason"],
            each["document"],
        ]
        for each in data
    ]
    print_result(
        form, headers, rows, {"id": key, "name": name, "years": data, "events": events}, f"{name}  {key}"
    )
    if form == "table" and events:
        columns = [_("date"), _("what"), _("details"), _("document")]
        print_table(
            columns, [[each[k] for k in ("on", "text", "detail_text", "document")] for each in events]
        )


def _event_json(event: Event) -> dict[str, str]:
    detail = _(CAUSES[event.detail]) if event.kind == MemberRemoved.KIND else event.detail
    return {
        "kind": event.kind,
        "text": event_text(event.kind),
        "on": event.on or str(event.year),
        "document": event.document,
        "detail": event.detail,
        "detail_text": detail,
        "actor": event.actor,
    }


def _history_row(reader: Reader, key: str, year: int) -> list[dict[str, object]]:
    """Return the row of a year; none where a newer scoring has overtaken its proposal."""
    rules, table = years.rules_of(reader, year).rules, years.score_table_of(reader, year)
    line = next((each for each in years.lines_of(reader, year) if each.id == key), None)
    if line is None:
        return []
    score = next((each for each in table.lines if each.id == key), None)
    review_year = years.opened(reader, year)
    return [
        {
            "year": year,
            "name": line.name,
            "rank": line.rank,
            "total": table.points(score.total) if score else None,
            "action": str(line.action),
            "outcome": action_text(line.action),
            "reason_code": str(line.reason),
            "reason": reason_text(line, rules, score.gates_failed if score else ()),
            "document": review_year.decision_document,
        }
    ]


@command(
    "shortlist",
    _("Write the ranked list of a year as an Excel workbook."),
    "cultivation shortlist 2016 -o shortlist_2016.xlsx",
)
@click.argument("year", type=int)
@file_option(_("The file to write."))
@as_of_option
@dry_run_option
@pass_command_context
def shortlist(context: Context, year: int, output: Path, as_of: datetime | None, dry_run: bool) -> None:
    """Write the shortlist."""
    from cultivation.outputs.shortlist.workbook import shortlist_of

    with context.record.reading(as_of) as reader:
        content = shortlist_of(reader, year)
    write_file(output, content, dry_run)
    text = _("{file} would be written.") if dry_run else _("{file} is written.")
    click.echo(dry(text.format(file=output), dry_run))
    context.say(_("Next: cultivation audit anchor -o anchor_{year}.json").format(year=year))
