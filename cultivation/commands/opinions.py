"""`opinions`: what zones recommend and departments object to, by workbooks that go out and come back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from cultivation import review
from cultivation.commands.context import (
    DATE,
    YEAR,
    Context,
    as_of_option,
    command,
    dry,
    dry_run_option,
    file_option,
    format_option,
    pass_command_context,
)
from cultivation.commands.intake_files import every_file, limits_of
from cultivation.commands.output_files import write_folder
from cultivation.commands.printing import needs_a_look, print_findings, print_result
from cultivation.commands.program import OPINIONS_COMMANDS, lazy_group
from cultivation.core.opinions.answers import Answer
from cultivation.core.opinions.bodies import Body
from cultivation.core.opinions.working_days import Calendar, deadline
from cultivation.errors import Refused
from cultivation.intake.formats.readers import Readers
from cultivation.intake.formats.sources import files_at
from cultivation.language import _, current, join_names
from cultivation.queries.opinions import (
    check_requested,
    contradiction_text,
    not_asked,
    not_asked_sentences,
    opinions_of,
    silence_text,
)
from cultivation.queries.opinions_asked import OPEN, bodies_asked
from cultivation.queries.year import Year, year_in

opinions = lazy_group(
    "opinions", OPINIONS_COMMANDS, _("Opinions of zones and departments: request, import, close, list.")
)
NO_FILE_NAME = re.compile(r'[\x00-\x1f<>:"/\\|?*.]+')


@command(
    "request",
    _("Ask the zones and departments that the rules name: a workbook for each, and a deadline on record."),
    "cultivation opinions request 2016 -o opinions_2016\n"
    "cultivation opinions request 2016 -o opinions_2016 --until 2017-02-20",
)
@click.argument("year", type=YEAR)
@file_option(_("A new folder for the workbooks."), "FOLDER")
@click.option("--on", type=DATE, metavar="DATE", help=_("The day of the request; default: today."))
@click.option(
    "--until",
    type=DATE,
    metavar="DATE",
    help=_("The last day to answer; default: the working days of the rule set."),
)
@dry_run_option
@pass_command_context
def request(
    context: Context, year: int, output: Path, on: datetime | None, until: datetime | None, dry_run: bool
) -> None:
    """Ask for opinions."""
    day = on.date() if on else date.today()
    with context.record.reading() as reader:
        own = year_in(reader, year)
        answers = {key: given.answers for key, given in opinions_of(own).given.items()}
        last = until.date() if until else _deadline(context, own, day)
        if until:
            _tell_free_day(context, last)
        rules, bodies = own.rules, opinions_of(own).bodies
    done = review.request_opinions(context.record, context.actor, year, day, last, True)
    files = {
        _file_name(year, bodies[key]): _workbook(
            year, rules.id, bodies[key], done.until, firms, answers.get(key, {})
        )
        for key, firms in done.asked.items()
    }
    if not dry_run:
        write_folder(output, files)
        done = review.request_opinions(context.record, context.actor, year, day, last)
    told = _("{number} workbooks: {names}. Answers are due by {until}.").format(
        number=len(files),
        names=join_names(bodies[key].label.text(current()) for key in done.asked),
        until=last,
    )
    click.echo(dry(told, dry_run))
    if done.repeats:
        context.say(_("This was on record already; nothing was added."))
    context.say(_("Next, when they come back: cultivation opinions import {year} FOLDER").format(year=year))


def _deadline(context: Context, year: Year, day: date) -> date:
    days = year.rules.opinions.days if year.rules.opinions else 0
    return deadline(day, days, calendar_of(context))


def calendar_of(context: Context) -> Calendar:
    """Return which days are worked: by the workspace's file, else as published."""
    from cultivation.intake.values.calendar import FILE, calendar_text, read_calendar, working_days

    path = context.workspace.directory / FILE
    text = calendar_text(path.read_bytes(), str(path)) if path.is_file() else ""
    return working_days(read_calendar(text, str(path)))


def _tell_free_day(context: Context, last: date) -> None:
    """Say that a deadline that was given is no working day; of a year without a calendar say nothing."""
    try:
        is_worked = calendar_of(context)(last)
    except Refused:
        return
    if not is_worked:
        context.say(_("{until} is not a working day; nobody may be there to answer.").format(until=last))


def _file_name(year: int, body: Body) -> str:
    name = NO_FILE_NAME.sub("_", body.label.text(current()))[:60]
    return f"{body.kind}_{name}_{year}.xlsx"


def _workbook(
    year: int, rule_set: str, body: Body, until: date, firms: Any, answers: Mapping[str, Answer]
) -> bytes:
    from cultivation.intake.opinions.workbook import OpinionSheet, write_opinion_sheet

    sheet = OpinionSheet(year, rule_set, body, until, sorted(firms.items()), answers)
    return write_opinion_sheet(sheet, current())


@command(
    "import",
    _("Read the workbooks of zones and departments. Of a file with errors nothing is recorded."),
    "cultivation opinions import 2016 returned/\ncultivation opinions import 2016 zone_玉山镇_2016.xlsx",
)
@click.argument("year", type=YEAR)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--on", type=DATE, metavar="DATE", help=_("The day on which they came; default: today."))
@dry_run_option
@format_option
@click.pass_context
def import_(
    ctx: click.Context, year: int, paths: Sequence[Path], on: datetime | None, dry_run: bool, form: str
) -> None:
    """Take in opinions."""
    context = ctx.ensure_object(Context)
    limits = limits_of(context.workspace.limits)
    files = files_at(list(every_file(paths)), limits)
    with Readers(limits) as readers:
        came = on.date() if on else None
        results = review.import_opinions(context.record, context.actor, year, files, dry_run, readers, came)
    headers = [_("file"), _("from"), _("accepted"), _("yes"), _("findings")]
    rows = [
        [
            each.name,
            each.body.label.text(current()) if each.body else "",
            len(each.answers),
            sum(answer.yes for answer in each.answers.values()),
            len(each.findings),
        ]
        for each in results
    ]
    findings = [finding for each in results for finding in each.findings]
    print_result(form, headers, rows, {"year": year, "files": [each.to_json() for each in results]})
    if form == "table":
        print_findings(findings, context.verbose)
    taken, known = sum(each.is_taken for each in results), sum(not each.is_new for each in results)
    sentence = _("{taken} of {number} files are on record.").format(taken=taken + known, number=len(results))
    if known:
        sentence = _("{taken} of {number} files are on record, {known} from before.").format(
            taken=taken + known, number=len(results), known=known
        )
    context.say(dry(sentence, dry_run))
    if taken and not dry_run:
        context.say(_("Next: cultivation due {year}, then cultivation score {year}").format(year=year))
    ctx.exit(1 if needs_a_look(findings) else 0)


@command(
    "close",
    _("Put on record, after the deadline, who did not answer: silence counts as the rules say."),
    "cultivation opinions close 2016",
)
@click.argument("year", type=YEAR)
@click.option("--on", type=DATE, metavar="DATE", help=_("The day; default: today."))
@dry_run_option
@format_option
@pass_command_context
def close(context: Context, year: int, on: datetime | None, dry_run: bool, form: str) -> None:
    """End the time to answer."""
    day = on.date() if on else date.today()
    done = review.close_opinions(context.record, context.actor, year, day, dry_run)
    headers = [_("silent"), _("counts as")]
    rows = [[each.label.text(current()), silence_text(each)] for each in done.silent]
    data = {"year": year, "until": done.until.isoformat(), "silent": [each.key for each in done.silent]}
    print_result(form, headers, rows, data)
    if done.repeats:
        context.say(_("This was on record already; nothing was added."))
        return
    context.say(dry(_("Silence of {number} is on record.").format(number=len(done.silent)), dry_run))
    context.say(_("Next: cultivation score {year}").format(year=year))


@command(
    "list",
    _("Who was asked and answered what, and where two departments contradict each other."),
    "cultivation opinions list 2016",
)
@click.argument("year", type=YEAR)
@as_of_option
@format_option
@pass_command_context
def list_(context: Context, year: int, as_of: datetime | None, form: str) -> None:
    """Show opinions."""
    with context.record.reading(as_of) as reader:
        own = year_in(reader, year)
        found = check_requested(own)
        names = {key: name for firms in found.asked.values() for key, name in firms.items()}
        names |= own.reader.names_of(year)
        asked, missing, unheard = bodies_asked(own), not_asked(own), not_asked_sentences(own)
    rows = [[each.label, each.number, each.yes, each.answer] for each in asked]
    told = [contradiction_text(each, found.bodies, names) for each in found.contradictions]
    contradictions = [
        {
            "enterprise": each.enterprise,
            "ground": each.ground,
            "objecting": each.objecting,
            "denying": each.denying,
        }
        for each in found.contradictions
    ]
    until = found.until.isoformat() if found.until else None
    closed = found.closed is not None
    print_result(
        form,
        [_("asked"), _("enterprises"), _("yes"), _("answer")],
        rows,
        {
            "year": year,
            "until": until,
            "closed": closed,
            "bodies": [each.to_json() for each in asked],
            "contradictions": contradictions,
            "not_asked": [
                {"body": key, "enterprise": firm} for key, firms in missing.items() for firm in firms
            ],
        },
    )
    if form == "table":
        for sentence in (*told, *unheard):
            click.echo(sentence)
    if missing:
        context.say(_("Next: cultivation opinions request {year} -o FOLDER").format(year=year))
    if not closed and any(each.state == OPEN for each in asked):
        context.say(_("Answers are due by {until}.").format(until=until))


__all__ = ["close", "import_", "list_", "opinions", "request"]
