"""`scheme`: cultivation schemes of members, from the workbook that sets them to the yearly updates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
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
from cultivation.commands.membership import day_of, on_option
from cultivation.commands.output_files import form_of, write_file, write_folder, write_whole
from cultivation.commands.printing import needs_a_look, print_findings, print_result, print_table
from cultivation.commands.program import SCHEME_COMMANDS, lazy_group
from cultivation.commands.stale import say_if_stale
from cultivation.core.rules.scheme_rules import SchemeRules
from cultivation.errors import Refused, UsageMistake
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.readers import Readers
from cultivation.intake.formats.sources import files_at
from cultivation.intake.schemes.workbook import write_scheme_book
from cultivation.language import _, current
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.scheme_books import scheme_book, update_book, update_books
from cultivation.queries.schemes import find_scheme_rules
from cultivation.queries.schemes_json import (
    Overview,
    due_json,
    due_table,
    overdue_table,
    overview_json,
    overview_of,
    schemes_table,
    targets_table,
    tasks_table,
    titled,
    watched_text,
)
from cultivation.queries.to_raise import raise_json, raise_table, to_raise
from cultivation.queries.year import State, Year, year_in
from cultivation.record.documents import NewDocument
from cultivation.record.reader import Reader

scheme = lazy_group(
    "scheme", SCHEME_COMMANDS, _("Cultivation schemes of members: targets, tasks, yearly updates.")
)
NO_FILE_NAME = re.compile(r'[\x00-\x1f<>:"/\\|?*.]+')
day_option = click.option("--on", type=DATE, metavar="DATE", help=_("The day to count from; default: today."))


@command(
    "template",
    _("Write the workbook in which schemes are set, with what is on record."),
    "cultivation scheme template 2016 -o schemes_2016.xlsx\n"
    "cultivation scheme template 2016 昆山辉铄 -o scheme.xlsx",
)
@click.argument("year", type=YEAR)
@click.argument("enterprise", required=False)
@file_option(_("The file to write."))
@pass_command_context
def template(context: Context, year: int, enterprise: str | None, output: Path) -> None:
    """Write the template."""
    with context.record.reading() as reader:
        own = year_in(reader, year)
        _path, rules = find_scheme_rules(context.workspace.directory, own.rules)
        members = review.members_of_pool(reader, year, enterprise)
        content = write_scheme_book(scheme_book(own, rules, members), current())
    write_file(output, content)
    click.echo(_("{file} is written.").format(file=output))
    context.say(
        _("Next: fill it in, and cultivation scheme import {year} {file}").format(year=year, file=output)
    )


@command(
    "import",
    _("Read schemes from the workbook: targets and tasks. Of one with errors nothing is recorded."),
    "cultivation scheme import 2016 schemes_2016.xlsx --document 昆新兴〔2017〕9号",
)
@click.argument("year", type=YEAR)
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--document", default="", metavar="NUMBER", help=_("The document of the schemes."))
@on_option
@dry_run_option
@format_option
@click.pass_context
def import_(
    ctx: click.Context, year: int, path: Path, document: str, on: datetime | None, dry_run: bool, form: str
) -> None:
    """Take in schemes."""
    context = ctx.ensure_object(Context)
    limits = limits_of(context.workspace.limits)
    basis = review.SchemeBasis(_rules_file(context, year), document.strip(), day_of(on))
    (incoming,) = files_at([path], limits)
    with Readers(limits) as readers:
        done = review.import_schemes(context.record, context.actor, year, incoming, basis, dry_run, readers)
    rows = [[key, len(each.targets), len(each.tasks)] for key, each in sorted(done.firms.items())]
    data = {
        "year": year,
        "file": {"name": done.name, "sha256": done.sha256},
        "members": [
            {"id": key, "targets": len(each.targets), "tasks": len(each.tasks)}
            for key, each in sorted(done.firms.items())
        ],
        "findings": [each.to_json() for each in done.findings],
    }
    print_result(form, [_("code"), _("targets"), _("tasks")], rows, data)
    if form == "table":
        print_findings(done.findings, context.verbose)
    told = _("{targets} targets and {tasks} tasks of {number} members are on record.")
    context.say(dry(told.format(targets=done.targets, tasks=done.tasks, number=len(done.firms)), dry_run))
    if done.firms and not dry_run:
        context.say(_("Next: cultivation scheme ask YEAR -o FOLDER, when updates are due"))
    ctx.exit(1 if needs_a_look(done.findings) else 0)


def _rules_file(context: Context, year: int) -> NewDocument:
    """Return the file of scheme rules of a workspace."""
    with context.record.reading() as reader:
        path, _rules = find_scheme_rules(context.workspace.directory, year_in(reader, year).rules)
    return NewDocument(path.read_bytes(), path.name, "application/yaml")


@command(
    "show",
    _("Schemes of all members, or of one: targets, tasks, and how far they are."),
    "cultivation scheme show\ncultivation scheme show 昆山辉铄 --on 2018-06-30",
)
@click.argument("enterprise", required=False)
@day_option
@as_of_option
@format_option
@pass_command_context
def show(
    context: Context, enterprise: str | None, on: datetime | None, as_of: datetime | None, form: str
) -> None:
    """Show schemes."""
    with context.record.reading(as_of) as reader:
        state = State(reader)
        codes = None if enterprise is None else [find_enterprise(reader, enterprise)[0]]
        found = overview_of(state, day_of(on), codes)
        data = overview_json(found, state)
        if enterprise is None or form != "table" or not found.schemes:
            print_result(form, *schemes_table(found), data)
        else:
            for one in found.schemes:
                print_table(*targets_table(one, state), _("Targets of {name}").format(name=titled(one)))
                print_table(*tasks_table(one, found), _("Tasks of {name}").format(name=titled(one)))
    if not found.schemes:
        context.say(_("No member has a scheme yet; import the schemes first."))
    for each in found.watched:
        if enterprise is not None and each.stay in {one.stay for one in found.schemes}:
            context.say(watched_text(each))


@command(
    "ask",
    _("Ask members for the yearly update: a workbook for each, or one for all, and a deadline on record."),
    "cultivation scheme ask 2017 -o updates_2017\n"
    "cultivation scheme ask 2017 -o update_2017.xlsx --together --until 2018-03-31",
)
@click.argument("year", type=YEAR)
@file_option(_("A new folder for the workbooks, or with --together the file."), "PATH")
@click.option("--together", is_flag=True, help=_("One workbook for all members."))
@on_option
@click.option(
    "--until",
    type=DATE,
    metavar="DATE",
    help=_("The last day to answer; default: the days of the scheme rules."),
)
@dry_run_option
@pass_command_context
def ask(
    context: Context,
    year: int,
    output: Path,
    together: bool,
    on: datetime | None,
    until: datetime | None,
    dry_run: bool,
) -> None:
    """Ask for updates."""
    words = (year, _rules_file(context, year), day_of(on), until.date() if until else None)
    done = review.ask_updates(context.record, context.actor, *words, dry_run=True)
    with context.record.reading() as reader:
        own = year_in(reader, year)
        _path, rules = find_scheme_rules(context.workspace.directory, own.rules)
        files = _update_files(own, rules, done, together)
    if not dry_run:
        if together:
            write_file(output, files[""])
        else:
            write_folder(output, files)
        done = review.ask_updates(context.record, context.actor, *words)
    told = _("{number} members are asked. Updates are due by {until}.")
    click.echo(dry(told.format(number=len(done.asked), until=done.until), dry_run))
    if done.repeats:
        context.say(_("This was on record already; nothing was added."))
    sentence = _("Next, when they come back: cultivation scheme update {year} FOLDER")
    context.say(sentence.format(year=year))


def _update_files(
    year: Year, rules: SchemeRules, asked: review.UpdatesAsked, together: bool
) -> dict[str, bytes]:
    """Return the workbooks by name; the one for all has none."""
    if together:
        return {"": write_scheme_book(update_book(year, rules, asked.asked, asked.until), current())}
    files = {}
    for each in update_books(year, rules, asked.asked, asked.until):
        (code,) = each.firms
        name = NO_FILE_NAME.sub("_", f"{asked.asked[code]}_{code}")[:80]
        files[f"{name}_{year.number}.xlsx"] = write_scheme_book(each, current())
    return files


@command(
    "update",
    _("Read the updates that members return. Of a file with errors nothing is recorded."),
    "cultivation scheme update 2017 returned/",
)
@click.argument("year", type=YEAR)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--on", type=DATE, metavar="DATE", help=_("The day on which they came; default: today."))
@dry_run_option
@format_option
@click.pass_context
def update(
    ctx: click.Context, year: int, paths: Sequence[Path], on: datetime | None, dry_run: bool, form: str
) -> None:
    """Take in updates."""
    context = ctx.ensure_object(Context)
    limits = limits_of(context.workspace.limits)
    files: list[Incoming] = list(files_at(list(every_file(paths)), limits))
    with Readers(limits) as readers:
        results = review.import_updates(
            context.record, context.actor, year, files, day_of(on), dry_run, readers
        )
    rows: list[list[Any]] = [
        [each.name, len(each.firms), sum(len(one.tasks) for one in each.firms.values()), len(each.findings)]
        for each in results
    ]
    findings = [finding for each in results for finding in each.findings]
    data = {"year": year, "files": [each.to_json() for each in results]}
    print_result(form, [_("file"), _("members"), _("tasks"), _("findings")], rows, data)
    if form == "table":
        print_findings(findings, context.verbose)
    taken = sum(len(each.firms) for each in results)
    context.say(dry(_("Updates of {number} members are on record.").format(number=taken), dry_run))
    context.say(_("Next: cultivation scheme due"))
    ctx.exit(1 if needs_a_look(findings) else 0)


@command(
    "due",
    _("Who owes an update, who is on the watch list and why, which tasks are overdue, who has no scheme."),
    "cultivation scheme due\ncultivation scheme due --on 2018-04-01 --format json",
)
@day_option
@as_of_option
@format_option
@pass_command_context
def due(context: Context, on: datetime | None, as_of: datetime | None, form: str) -> None:
    """Show what is owed."""
    with context.record.reading(as_of) as reader:
        found = overview_of(State(reader), day_of(on))
    data = due_json(found)
    print_result(form, *due_table(found), data, _("Updates that are owed"))
    if form == "table":
        _print_due(context, found)


def _print_due(context: Context, found: Overview) -> None:
    headers, rows = overdue_table(found)
    if rows:
        print_table(headers, rows, _("Tasks that are overdue"))
    if found.watched:
        sentence = _("On the watch list: {number} (updates in a row that did not come: {after}).")
        click.echo(sentence.format(number=len(found.watched), after=found.watched[0].watch_after))
    without = sum(not each.targets and not each.tasks for each in found.schemes)
    if without:
        context.say(_("{number} members have no scheme yet.").format(number=without))


@command(
    "raise",
    _("For applicants below the line: the smallest change of each figure that would take them in."),
    "cultivation scheme raise 2017 --top 10\ncultivation scheme raise 2017 昆山辉铄",
)
@click.argument("year", type=YEAR)
@click.argument("enterprise", required=False)
@click.option("--top", type=click.IntRange(1, 500), default=20, help=_("How many, by place."))
@as_of_option
@format_option
@pass_command_context
def raise_(
    context: Context, year: int, enterprise: str | None, top: int, as_of: datetime | None, form: str
) -> None:
    """Show what to raise."""
    with context.record.reading(as_of) as reader:
        own = year_in(reader, year)
        key = None if enterprise is None else find_enterprise(reader, enterprise)[0]
        found = to_raise(own, top, key)
        headers, rows = raise_table(found, own)
        say_if_stale(context, own)
    print_result(form, headers, rows, raise_json(found, year))
    if form == "table":
        click.echo(_("Each line was computed again: this one value alone, all else as it was."))


@command(
    "paper",
    _("The scheme of one member as a paper, to sign."),
    "cultivation scheme paper 昆山辉铄 -o scheme.docx --by 昆山市工业和信息化局",
)
@click.argument("enterprise")
@file_option(_("The file to write: .docx."))
@click.option("--by", "sender", metavar="TEXT", help=_("The organisation that signs it."))
@day_option
@as_of_option
@pass_command_context
def paper(
    context: Context,
    enterprise: str,
    output: Path,
    sender: str | None,
    on: datetime | None,
    as_of: datetime | None,
) -> None:
    """Write the paper."""
    make = form_of(output, {".docx": lambda reader: _paper(context, reader, enterprise, on, sender)})
    with context.record.reading(as_of) as reader:
        content = make(reader)
    write_whole(output, content)
    click.echo(_("{file} is written.").format(file=output))


def _paper(
    context: Context, reader: Reader, enterprise: str, on: datetime | None, sender: str | None
) -> bytes:
    from cultivation.outputs.schemes.word import scheme_docx

    return scheme_docx(*_one(reader, enterprise, on), organisation(context, sender))


def _one(reader: Reader, enterprise: str, on: datetime | None) -> tuple[Any, Overview, State]:
    """Return the scheme of a member with all that is shown beside it."""
    state = State(reader)
    key, name = find_enterprise(reader, enterprise)
    found = overview_of(state, day_of(on), [key])
    if not found.schemes:
        raise Refused(_("{name} is not a member of the pool; schemes are for members.").format(name=name))
    return found.schemes[-1], found, state


def organisation(context: Context, sender: str | None) -> str:
    """Return who signs a paper: by the option, or else by the workspace."""
    found = sender or context.workspace.announcement.get("organisation", "")
    if not found:
        raise UsageMistake(_("Name who signs it: --by, or organisation in cultivation.toml."))
    return str(found)
