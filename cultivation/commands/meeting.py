"""`meeting`: the leading group, the book of its meeting, what it voted, the minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cultivation import review
from cultivation.commands.context import (
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
from cultivation.commands.decision import paired_overrides
from cultivation.commands.intake_files import limits_of
from cultivation.commands.output_files import form_of, write_file, write_whole
from cultivation.commands.printing import needs_a_look, print_findings, print_result
from cultivation.commands.program import MEETING_COMMANDS, lazy_group
from cultivation.commands.stale import say_stale
from cultivation.core.pool.meeting import Meeting
from cultivation.errors import UsageMistake
from cultivation.intake.formats.readers import Readers
from cultivation.intake.formats.sources import Source
from cultivation.language import _, current
from cultivation.queries.meeting import outcome_text_of, question_of, tally_text, vote_rule
from cultivation.queries.meetings import group_of
from cultivation.queries.standing import Titles
from cultivation.queries.year import State, Year, year_in
from cultivation.review.decision import resolve_overrides

if TYPE_CHECKING:
    from cultivation.queries.meeting_book import MeetingBook
    from cultivation.queries.minutes import Minutes

meeting = lazy_group(
    "meeting", MEETING_COMMANDS, _("The leading group's meeting: who votes, book, votes, minutes.")
)


@command(
    "group",
    _("Import who belongs to the leading group: name, office, who is in the chair. Without FILE: show it."),
    _(
        "cultivation meeting group group.xlsx --template   # an empty list to fill in\n"
        "cultivation meeting group group.xlsx\n"
        "cultivation meeting group --add 周敏 --office 市财政局局长\n"
        "cultivation meeting group"
    ),
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--template", is_flag=True, help=_("Write an empty list to FILE instead."))
@click.option(
    "--add", "added", metavar="NAME", help=_("Add one person to the list, or change the office of one in it.")
)
@click.option("--office", default="", metavar="TEXT", help=_("With --add: the office of this person."))
@click.option("--chair", is_flag=True, help=_("With --add: this person takes the chair."))
@dry_run_option
@format_option
@click.pass_context
def group(
    ctx: click.Context,
    file: Path | None,
    template: bool,
    added: str | None,
    office: str,
    chair: bool,
    dry_run: bool,
    form: str,
) -> None:
    """List the group, take a list, add one person, or write an empty list."""
    context = ctx.ensure_object(Context)
    if added is None and (office or chair):
        raise UsageMistake(_("--office and --chair belong to --add."))
    if added is not None:
        if file is not None or template:
            raise UsageMistake(_("Give a FILE or --add, one of them."))
        joined = review.add_to_group(context.record, context.actor, added, office, chair, dry_run)
        _print_group(form, joined)
        _say_taken(context, True, joined.repeats, dry_run)
        return
    if template:
        _write_list(file)
        return
    if file is None:
        with context.record.reading() as reader:
            _print_group(form, review.GroupTaken(group_of(reader), ()))
        return
    limits = limits_of(context.workspace.limits)
    given = Source(file, file.name).incoming(limits)
    with Readers(limits) as readers:
        taken = review.list_group(context.record, context.actor, given, dry_run, readers)
    _print_group(form, taken)
    if form == "table":
        print_findings(taken.findings, context.verbose)
    _say_taken(context, bool(taken.group), taken.repeats, dry_run)
    ctx.exit(1 if needs_a_look(taken.findings) else 0)


def _write_list(file: Path | None) -> None:
    from cultivation.intake.meeting.group import write_group_list

    if file is None:
        raise UsageMistake(_("Name the file to write."))
    if file.exists():
        raise UsageMistake(_("{file} already exists; name another file.").format(file=file))
    write_file(file, write_group_list(current()))
    click.echo(_("{file} is written.").format(file=file))


def _print_group(form: str, taken: review.GroupTaken) -> None:
    headers = [_("person"), _("office"), _("role in the group")]
    rows = [[each.name, each.office, _("chair") if each.chair else ""] for each in taken.group]
    data = {
        "group": [each.to_record() for each in taken.group],
        "findings": [each.to_json() for each in taken.findings],
    }
    print_result(form, headers, rows, data)


def _say_taken(context: Context, taken: bool, repeats: bool, dry_run: bool) -> None:
    """Tell whether anything was put on record."""
    if repeats:
        context.say(_("This was on record already; nothing was added."))
    elif taken:
        context.say(dry(_("It is on record."), dry_run))
    else:
        context.say(_("Nothing was recorded; correct the file and try again."))


@command(
    "book",
    _("Write the book of the meeting: agenda, contested cases, what is asked for; and the sheet to fill in."),
    "cultivation meeting book 2017 -o book_2017.html --sheet meeting_2017.xlsx\n"
    'cultivation meeting book 2017 -o book_2017.docx --override 昆山辉铄=exit --reason "已迁出本市"',
)
@click.argument("year", type=YEAR)
@file_option(_("The file to write: .html for the projector, or .docx."))
@click.option(
    "--sheet",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=_("Write the sheet on which the meeting is taken down, too: .xlsx."),
)
@click.option(
    "--override",
    "overrides",
    multiple=True,
    metavar="ENTERPRISE=ACTION",
    help=_("Another outcome that is asked for: enter, stay or exit. Each needs a --reason."),
)
@click.option(
    "--reason", "reasons", multiple=True, metavar="TEXT", help=_("Why; one for each --override, in order.")
)
@pass_command_context
def book(
    context: Context,
    year: int,
    output: Path,
    sheet: Path | None,
    overrides: Sequence[str],
    reasons: Sequence[str],
) -> None:
    """Write the book."""
    from cultivation.outputs.meeting.sheet import sheet_of
    from cultivation.queries.meeting_book import meeting_book

    make = form_of(output, {".html": _book_page, ".docx": _book_docx})
    wanted = paired_overrides(overrides, reasons)
    with context.record.reading() as reader:
        own = State(reader).year(year)
        asked = resolve_overrides(reader, own.lines, wanted)
        made = meeting_book(own, Titles.of(context.workspace), asked)
        filled = sheet_of(own, ((each.line, each.asked) for each in made.cases)) if sheet else b""
        say_stale(context, reader, year)
    write_whole(output, make(made))
    click.echo(_("{file} is written.").format(file=output))
    if sheet:
        write_file(sheet, filled)
        click.echo(_("{file} is written.").format(file=sheet))
        context.say(
            _("After the meeting: cultivation meeting record {year} {file}").format(year=year, file=sheet)
        )


def _book_page(made: MeetingBook) -> bytes:
    from cultivation.outputs.meeting.page import book_page

    return book_page(made)


def _book_docx(made: MeetingBook) -> bytes:
    from cultivation.outputs.meeting.word import book_docx

    return book_docx(made)


@command(
    "record",
    _(
        "Put a meeting on record from its sheet: who was present, recusals, votes. Nothing is "
        "recorded while anything is wrong."
    ),
    "cultivation meeting record 2017 meeting_2017.xlsx",
)
@click.argument("year", type=YEAR)
@click.argument("file", type=click.Path(path_type=Path))
@dry_run_option
@format_option
@click.pass_context
def record(ctx: click.Context, year: int, file: Path, dry_run: bool, form: str) -> None:
    """Take a meeting down."""
    context = ctx.ensure_object(Context)
    limits = limits_of(context.workspace.limits)
    given = Source(file, file.name).incoming(limits)
    with Readers(limits) as readers:
        taken = review.record_meeting(context.record, context.actor, year, given, dry_run, readers)
    with context.record.reading() as reader:
        rows = _vote_rows(year_in(reader, year), taken.meeting) if taken.meeting else []
    data: dict[str, Any] = {
        "year": year,
        "meeting": taken.meeting.to_record() if taken.meeting else None,
        "findings": [each.to_json() for each in taken.findings],
    }
    print_result(form, [_("voted on"), _("votes"), _("outcome")], rows, data)
    if form == "table":
        print_findings(taken.findings, context.verbose)
    _say_taken(context, taken.meeting is not None, taken.repeats, dry_run)
    if taken.meeting and not dry_run:
        context.say(_("Next: cultivation meeting minutes {year} -o minutes_{year}.docx").format(year=year))
    ctx.exit(1 if needs_a_look(taken.findings) else 0)


def _vote_rows(year: Year, it: Meeting) -> list[list[object]]:
    rule = vote_rule(year)
    return [
        [
            question_of(each, year.line_of.get(each.enterprise)),
            "" if each.tally is None else tally_text(each),
            outcome_text_of(each, rule),
        ]
        for each in it.cases
    ]


@command(
    "minutes",
    _("Write the minutes of the last meeting over a year: presence, quorum, recusals, votes; to sign."),
    "cultivation meeting minutes 2017 -o minutes_2017.docx",
)
@click.argument("year", type=YEAR)
@file_option(_("The file to write: .docx or .html."))
@as_of_option
@pass_command_context
def minutes(context: Context, year: int, output: Path, as_of: datetime | None) -> None:
    """Write the minutes."""
    from cultivation.queries.minutes import minutes as gather

    make = form_of(output, {".docx": _minutes_docx, ".html": _minutes_page})
    with context.record.reading(as_of) as reader:
        made = gather(State(reader).year(year), Titles.of(context.workspace))
    write_whole(output, make(made))
    click.echo(_("{file} is written.").format(file=output))


def _minutes_docx(made: Minutes) -> bytes:
    from cultivation.outputs.meeting.word import minutes_docx

    return minutes_docx(made)


def _minutes_page(made: Minutes) -> bytes:
    from cultivation.outputs.meeting.page import minutes_page

    return minutes_page(made)
