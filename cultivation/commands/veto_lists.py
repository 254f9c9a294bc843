"""`vetoes`: lists that authorities publish, and who of ours stands on them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from cultivation import review
from cultivation.commands.context import (
    Context,
    as_of_option,
    command,
    dry,
    dry_run_option,
    format_option,
    leave_out_option,
    pass_command_context,
)
from cultivation.commands.intake_files import limits_of
from cultivation.commands.notice import said
from cultivation.commands.printing import needs_a_look, print_findings, print_result, print_table
from cultivation.commands.program import VETOES_COMMANDS, lazy_group
from cultivation.commands.steps import command_line
from cultivation.core.rules.list_kinds import ListKind, kinds_of
from cultivation.core.wording.reasons import lists_text
from cultivation.errors import UsageMistake
from cultivation.intake.formats.readers import Readers
from cultivation.intake.formats.sources import Source
from cultivation.language import _, current, join_names
from cultivation.queries.on_lists import lists_then
from cultivation.queries.veto_lists import Match, lists_on_record, matches
from cultivation.queries.year import year_in
from cultivation.steps import Act, Step

vetoes = lazy_group("vetoes", VETOES_COMMANDS, _("Lists of authorities: import, and enterprises on them."))


@command(
    "import",
    _("Import a list of an authority from a workbook; it replaces the last one of its kind."),
    "cultivation vetoes import 失信名单.xlsx --list dishonest_debtor --document 苏法函〔2017〕5号",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--list", "kind", required=True, metavar="LIST", help=_("Which list it is: the id of its kind.")
)
@click.option(
    "--document", required=True, metavar="NUMBER", help=_("The number of the accompanying document.")
)
@click.option("--password", metavar="TEXT", help=_("The password of a protected workbook."))
@click.option(
    "--as-of",
    "on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help=_("The day as of which the list holds; by default the day of the import."),
)
@leave_out_option
@click.option("--empty", is_flag=True, help=_("The list is intentionally empty."))
@dry_run_option
@format_option
@click.pass_context
def import_list(
    ctx: click.Context,
    file: Path,
    kind: str,
    document: str,
    password: str | None,
    on: datetime | None,
    leave_out: tuple[str, ...],
    empty: bool,
    dry_run: bool,
    form: str,
) -> None:
    """Import a list."""
    context = ctx.ensure_object(Context)
    number = said(document, "--document")
    chosen = _kind(context, kind)
    reading = review.ListReading(password, empty, on.date() if on else None, left_out=leave_out)
    limits = limits_of(context.workspace.limits)
    given = (chosen, Source(file, file.name).incoming(limits), number, reading)
    with Readers(limits) as readers:
        done = review.import_veto_list(context.record, context.actor, *given, dry_run, readers)
    data = {
        "list": kind,
        "file": done.file,
        "enterprises": done.enterprises,
        "rejected": done.rejected,
        "new": done.is_new,
        "findings": [each.to_json() for each in done.findings],
        "matches": [each.to_json() for each in done.matches],
        "by_name": list(done.by_name),
    }
    print_result(form, *_match_rows(done.matches, kinds_of(context.workspace.directory)), data)
    if form == "table":
        print_findings(done.findings, notes=context.verbose)
    sentence = _("{list}: {number} enterprises, {matches} of them members or applicants of open years.")
    text = sentence.format(list=chosen.text(current()), number=done.enterprises, matches=len(done.matches))
    context.say(dry(text, dry_run))
    if not done.is_new:
        context.say(_("The same list is on record already; nothing was added."))
    if done.by_name:
        context.say(
            _("Named on the list, but in no row that counts as theirs; please check: {names}").format(
                names=join_names(done.by_name)
            )
        )
    for year in sorted({year for each in done.matches for year in each.years}) if not dry_run else ():
        context.say(_("Next: {command}").format(command=_after_list(context, year)))
    ctx.exit(1 if needs_a_look(done.findings) else 0)


def _after_list(context: Context, year: int) -> str:
    """Return what a year with enterprises on a list needs next: a proposal, or the scoring before it."""
    with context.record.reading() as reader:
        is_scored = year_in(reader, year).is_scored
    return command_line(Step(Act.PROPOSE if is_scored else Act.SCORE, year))


def _kind(context: Context, text: str) -> ListKind:
    """Return the kind of list of an id, or say which there are."""
    kinds = kinds_of(context.workspace.directory)
    if text not in kinds:
        near = difflib.get_close_matches(text, kinds, n=1)
        meant = _("Did you mean {name}?").format(name=near[0]) + " " if near else ""
        sentence = _("There is no kind of list '{text}'. {meant}There are: {names}")
        raise UsageMistake(sentence.format(text=text, meant=meant, names=join_names(sorted(kinds))))
    return kinds[text]


@command(
    "kinds",
    _("The kinds of lists that can be imported: those that ship, and those of this workspace."),
    "cultivation vetoes kinds",
)
@format_option
@pass_command_context
def list_kinds(context: Context, form: str) -> None:
    """Show the kinds of lists."""
    kinds = kinds_of(context.workspace.directory)
    data = [each.model_dump(mode="json") for each in kinds.values()]
    effects = {"excludes": _("excludes"), "honours": _("honours")}
    headers = [_("list"), _("name"), _("effect"), _("doubted after days"), _("headings")]
    rows = [
        [
            each.id,
            each.text(current()),
            effects[each.effect],
            each.stale_days,
            sum(len(words) for words in each.headings.model_dump().values()),
        ]
        for each in kinds.values()
    ]
    print_result(form, headers, rows, {"kinds": data})


@command(
    "list",
    _("The lists on record, with members and applicants of open years on them."),
    "cultivation vetoes list",
)
@as_of_option
@format_option
@pass_command_context
def list_lists(context: Context, as_of: datetime | None, form: str) -> None:
    """Show lists and matches."""
    with context.record.reading(as_of) as reader:
        lists, found = [each.to_json() for each in lists_on_record(reader)], matches(reader)
        then = lists_then(reader)
    data = {"lists": lists, "matches": [each.to_json() for each in found]}
    headers, rows = _match_rows(found, then.kinds)
    if form != "table":
        print_result(form, headers, rows, data)
        return
    columns = [_("list"), _("as of"), _("recorded"), _("document"), _("file"), _("enterprises")]
    shown = [
        [
            then.label(each["list"]),
            then.day_of(each["list"]).isoformat(),
            f"{datetime.fromisoformat(each['recorded_at']).astimezone():%Y-%m-%d %H:%M}",
            each["document"],
            each["file"],
            each["enterprises"],
        ]
        for each in lists
    ]
    print_table(columns, shown)
    if rows:
        print_table(headers, rows, _("Members and applicants on a list"))
    if not lists:
        context.say(
            _("No list is on record. First: cultivation vetoes import FILE --list LIST --document NUMBER")
        )


def _match_rows(found: Sequence[Match], kinds: Mapping[str, ListKind]) -> tuple[list[str], list[list[Any]]]:
    headers = [_("code"), _("enterprise"), _("list"), _("member"), _("applied in"), _("excludes"), _("cell")]
    rows = [
        [
            each.id,
            each.name,
            lists_text(each.lists, kinds),
            _("yes") if each.member else "",
            join_names(map(str, each.years)),
            lists_text(each.vetoing, kinds) if each.vetoing else _("not by the rules"),
            join_names(row.place for row in each.rows),
        ]
        for each in found
    ]
    return headers, rows
