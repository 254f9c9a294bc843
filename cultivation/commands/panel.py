"""`panel`: the experts' review, from the list of experts to the marks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from cultivation import review
from cultivation.commands.context import (
    YEAR,
    Context,
    command,
    dry,
    dry_run_option,
    file_option,
    format_option,
    pass_command_context,
)
from cultivation.commands.intake_files import every_file, limits_of
from cultivation.commands.notice import said
from cultivation.commands.output_files import write_file
from cultivation.commands.panel_tables import conflict_rows, print_standing
from cultivation.commands.printing import needs_a_look, print_findings, print_result
from cultivation.commands.program import PANEL_COMMANDS, lazy_group
from cultivation.core.rules.model import RuleSet
from cultivation.errors import EnvironmentTrouble, Refused, UsageMistake
from cultivation.intake.formats.readers import Readers
from cultivation.intake.formats.sources import Source, files_at
from cultivation.language import _, current, join_names
from cultivation.queries.panel import find_expert, listed, panel_of
from cultivation.queries.panel_json import assignment_json, conflict_json
from cultivation.queries.year import year_in

panel = lazy_group("panel", PANEL_COMMANDS, _("The experts' review: experts, recusals, assignment, marks."))


@command(
    "experts",
    _(
        "Import a list of experts: name, employer, shares and relations, recusals. It replaces the "
        "previous list."
    ),
    _(
        "cultivation panel experts 2026 experts.xlsx --template   # an empty list to fill in\n"
        "cultivation panel experts 2026 experts.xlsx"
    ),
)
@click.argument("year", type=YEAR)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--template", is_flag=True, help=_("Write an empty list to FILE instead."))
@dry_run_option
@format_option
@click.pass_context
def experts(ctx: click.Context, year: int, file: Path, template: bool, dry_run: bool, form: str) -> None:
    """Take a list of experts."""
    context = ctx.ensure_object(Context)
    if template:
        _write_list(context, file, year)
        return
    limits = limits_of(context.workspace.limits)
    given = Source(file, file.name).incoming(limits)
    with Readers(limits) as readers:
        taken = review.list_experts(context.record, context.actor, year, given, dry_run, readers)
    headers = [_("number or name"), _("name"), _("employer"), _("relations"), _("declared recusals")]
    rows = [
        [each.key, each.name, each.employer, join_names(each.relations), join_names(each.declared)]
        for each in taken.experts
    ]
    data = {
        "year": year,
        "accepted": len(taken.experts),
        "rejected": taken.rejected,
        "experts": [each.to_record() for each in taken.experts],
        "findings": [each.to_json() for each in taken.findings],
    }
    print_result(form, headers, rows, data)
    if form == "table":
        print_findings(taken.findings, context.verbose)
    number = sum(each.bars for each in taken.conflicts)
    sentence = _("{number} experts are listed; {conflicts} conflicts with applicants.").format(
        number=len(taken.experts), conflicts=number
    )
    context.say(dry(sentence, dry_run))
    if taken.experts and not dry_run:
        context.say(_("Next: cultivation panel conflicts {year}").format(year=year))
    ctx.exit(1 if needs_a_look(taken.findings) else 0)


def _write_list(context: Context, file: Path, year: int) -> None:
    """Write an empty list; with a column for the panel where the rule set of the year has several."""
    from cultivation.intake.panel.experts import write_experts_template

    if file.exists():
        raise UsageMistake(_("{file} already exists; name another file.").format(file=file))
    write_file(file, write_experts_template(current(), year, _rules_of(context, year)))
    click.echo(_("{file} is written.").format(file=file))


def _rules_of(context: Context, year: int) -> RuleSet | None:
    """Return the rule set of a year; None while it is not open, as a list can be written before."""
    try:
        with context.record.reading() as reader:
            return year_in(reader, year).rules
    except (Refused, EnvironmentTrouble):
        return None


@command(
    "conflicts",
    _("List conflicts, declared or found by names, before assigning experts."),
    "cultivation panel conflicts 2026",
)
@click.argument("year", type=YEAR)
@format_option
@pass_command_context
def conflicts(context: Context, year: int, form: str) -> None:
    """Show conflicts."""
    with context.record.reading() as reader:
        own = year_in(reader, year)
        rules, found = own.rules, listed(panel_of(own))
        names = reader.enterprises()
    headers, rows = conflict_rows(found, names, rules)
    data = {"year": year, "conflicts": [conflict_json(each, names) for each in found.found]}
    print_result(form, headers, rows, data)
    similar = sum(not each.bars for each in found.found)
    sentence = _("{number} conflicts found; {similar} similar names need checking.")
    context.say(sentence.format(number=len(found.found) - similar, similar=similar))
    if similar:
        meant = _("If a conflict exists: cultivation panel recuse {year} EXPERT ENTERPRISE --reason TEXT")
        context.say(meant.format(year=year))
    if not any(each.conflicts.named for each in rules.panel_rules.values()):
        context.say(
            _(
                "The rules do not name fields for legal representatives and shareholders; only "
                "names of firms were compared."
            )
        )
    context.say(_("Next: cultivation panel assign {year} --each NUMBER").format(year=year))


@command(
    "recuse",
    _("Record that an expert must not mark an enterprise; marks already given no longer count."),
    'cultivation panel recuse 2026 张三 昆山辉铄 --reason "亲属在该企业任职"',
)
@click.argument("year", type=YEAR)
@click.argument("expert")
@click.argument("enterprise")
@click.option("--reason", required=True, metavar="TEXT", help=_("The cause."))
@dry_run_option
@pass_command_context
def recuse(context: Context, year: int, expert: str, enterprise: str, reason: str, dry_run: bool) -> None:
    """Record a recusal."""
    text = said(reason, "--reason")
    person, name = review.recuse(context.record, context.actor, year, expert, enterprise, text, dry_run)
    click.echo(dry(_("{expert} is recused from {name}.").format(expert=person.name, name=name), dry_run))
    context.say(_("Next: cultivation panel assign {year} --each NUMBER").format(year=year))


@command(
    "assign",
    _("Assign experts to enterprises: evenly, by lot, without conflicts."),
    "cultivation panel assign 2026 --each 3 --seed 2026-11-26\n"
    "cultivation panel assign 2026 --each 5 --top 150\n"
    "cultivation panel assign 2026 --each technical=4 --each financial=1",
)
@click.argument("year", type=YEAR)
@click.option(
    "--each",
    "said",
    multiple=True,
    metavar="[PANEL=]N",
    help=_("How many experts mark each enterprise; of several panels, once for each: PANEL=N."),
)
@click.option("--seed", default="", metavar="TEXT", help=_("Another text gives another draw."))
@click.option(
    "--top", type=click.IntRange(1), metavar="N", help=_("Only this many enterprises, by the points so far.")
)
@click.option(
    "--blind/--named",
    default=None,
    help=_("Whether experts see numbers instead of the names of enterprises; fixed once marking is open."),
)
@dry_run_option
@format_option
@pass_command_context
def assign(
    context: Context,
    year: int,
    said: Sequence[str],
    seed: str,
    top: int | None,
    blind: bool | None,
    dry_run: bool,
    form: str,
) -> None:
    """Assign experts."""
    done = review.assign_panel(
        context.record, context.actor, year, _how_many(said), seed, top, dry_run, blind=blind
    )
    assigned, labels = done.panel.assigned(), done.panel.assignment
    assert labels is not None  # just made
    numbers, of = labels.numbers, labels.labels
    headers = [_("No."), _("code"), _("enterprise"), _("experts")]
    rows = [
        [
            numbers[firm],
            firm,
            done.names[firm],
            join_names(f"{of[key]} {done.panel.experts[key].name}" for key in keys),
        ]
        for firm, keys in sorted(assigned.items(), key=lambda pair: numbers[pair[0]])
    ]
    data = assignment_json(done.panel, done.names, done.loads, (done.added, done.gone))
    print_result(form, headers, rows, data)
    loads = list(done.loads.values())
    sentence = _(
        "{firms} enterprises, {experts} experts with {least} to {most} each; {added} pairs "
        "added, {gone} removed."
    ).format(
        firms=len(assigned),
        experts=len(loads),
        least=min(loads),
        most=max(loads),
        added=done.added,
        gone=done.gone,
    )
    context.say(dry(sentence, dry_run))
    if not dry_run:
        context.say(_("Next: cultivation panel template {year} -o FOLDER").format(year=year))
        context.say(
            _("In the workbench, experts see it after: cultivation panel open {year}").format(year=year)
        )


@command(
    "open",
    _("Open marking: experts see in the workbench whom they mark, and their marks are taken in."),
    "cultivation panel open 2026 --until 2026-04-15",
)
@click.argument("year", type=YEAR)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help=_("The last day that experts are told."))
@click.option(
    "--show-others",
    is_flag=True,
    help=_("After the closing, show experts the range of all marks, without names."),
)
@dry_run_option
@pass_command_context
def open_(context: Context, year: int, until: datetime | None, show_others: bool, dry_run: bool) -> None:
    """Open marking."""
    day = until.date() if until else None
    review.open_marking(context.record, context.actor, year, day, show_others, dry_run)
    click.echo(dry(_("The marking of {year} is open.").format(year=year), dry_run))


@command(
    "close",
    _("Close marking: marks are no longer taken, and experts read why; it can be opened again."),
    "cultivation panel close 2026 --reason 评审时间已到",
)
@click.argument("year", type=YEAR)
@click.option("--reason", required=True, metavar="TEXT", help=_("The cause."))
@dry_run_option
@pass_command_context
def close(context: Context, year: int, reason: str, dry_run: bool) -> None:
    """Close marking."""
    text = said(reason, "--reason")
    review.close_marking(context.record, context.actor, year, text, dry_run)
    sentence = _("The marking of {year} is closed; marks are no longer taken.").format(year=year)
    click.echo(dry(sentence, dry_run))


@command(
    "declare",
    _("Record that an expert declared to have no other conflict of interest with whom the expert marks."),
    "cultivation panel declare 2026 张三",
)
@click.argument("year", type=YEAR)
@click.argument("expert")
@dry_run_option
@pass_command_context
def declare(context: Context, year: int, expert: str, dry_run: bool) -> None:
    """Record a declaration."""
    is_new = review.declare_no_conflict(context.record, context.actor, year, expert, dry_run)
    if is_new:
        click.echo(dry(_("The declaration of {expert} is on record.").format(expert=expert), dry_run))
    else:
        click.echo(_("The declaration of {expert} was on record already.").format(expert=expert))


def _how_many(said: Sequence[str]) -> int | dict[str, int] | None:
    """Read how many experts mark each enterprise: a number, or one for each of several panels."""
    found: dict[str, int] = {}
    for text in said:
        panel, _is, number = text.rpartition("=")
        if not (number.isascii() and number.isdigit() and int(number)):
            sentence = _("--each {text}: write a number from 1 on, or PANEL=NUMBER.")
            raise UsageMistake(sentence.format(text=text))
        found[panel] = int(number)
    return found.get("", found or None)


@command(
    "template",
    _("Write the experts' marking workbooks: one for each expert into a folder, or a single one."),
    "cultivation panel template 2026 -o marks/\n"
    "cultivation panel template 2026 -o marks/ --blind\n"
    "cultivation panel template 2026 -o zhang.xlsx --expert 张三",
)
@click.argument("year", type=YEAR)
@file_option(_("File or folder."))
@click.option("--expert", default="", metavar="NAME", help=_("Only for this expert: name, key or number."))
@click.option("--blind", is_flag=True, help=_("Use numbers instead of enterprise names and codes."))
@pass_command_context
def template(context: Context, year: int, output: Path, expert: str, blind: bool) -> None:
    """Write workbooks for marks."""
    from cultivation.queries.panel_progress import marks_workbooks

    with context.record.reading() as reader:
        own = year_in(reader, year)
        found = listed(panel_of(own))
        wanted = (find_expert(found, expert).key,) if expert else ()
        books = marks_workbooks(own, current(), wanted, blind or found.is_blind)
    if not books:
        raise UsageMistake(_("There is nothing to mark for {expert}.").format(expert=expert or _("anybody")))
    if output.suffix.lower() == ".xlsx":
        if len(books) > 1:
            raise UsageMistake(_("There are several workbooks; name a folder, or one expert: --expert NAME"))
        write_file(output, next(iter(books.values())))
        click.echo(_("{file} is written.").format(file=output))
    else:
        _write_folder(output, books)
    context.say(_("Next, when they come back: cultivation panel import {year} FOLDER").format(year=year))


def _write_folder(folder: Path, books: dict[str, bytes]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = error.strerror or error
        raise EnvironmentTrouble(
            _("{file} cannot be written: {problem}.").format(file=folder, problem=problem)
        ) from None
    for name, content in books.items():
        write_file(folder / name, content)
        click.echo(_("{file} is written.").format(file=folder / name))


@command(
    "import",
    _("Read the workbooks returned by experts; an expert's later file replaces the earlier one."),
    "cultivation panel import 2026 marks/\ncultivation panel import 2026 zhang.xlsx",
)
@click.argument("year", type=YEAR)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--expert",
    default="",
    metavar="NAME",
    help=_("The expert who returns the file; files of other experts are refused."),
)
@dry_run_option
@format_option
@click.pass_context
def import_(
    ctx: click.Context, year: int, paths: Sequence[Path], expert: str, dry_run: bool, form: str
) -> None:
    """Take in marks."""
    context = ctx.ensure_object(Context)
    limits = limits_of(context.workspace.limits)
    files = files_at(list(every_file(paths)), limits)
    with Readers(limits) as readers:
        results = review.receive_marks(context.record, context.actor, year, files, expert, dry_run, readers)
    headers = [_("file"), _("expert"), _("accepted"), _("rejected"), _("findings")]
    rows = [[each.name, each.expert, each.accepted, each.rejected, len(each.findings)] for each in results]
    data = {"year": year, "files": [each.to_json() for each in results]}
    findings = [finding for each in results for finding in each.findings]
    print_result(form, headers, rows, data)
    if form == "table":
        print_findings(findings, context.verbose)
    sentence = _("{accepted} marks accepted, {rejected} rejected.").format(
        accepted=sum(each.accepted for each in results), rejected=sum(each.rejected for each in results)
    )
    context.say(dry(sentence, dry_run))
    if not dry_run:
        context.say(_("Next: cultivation panel show {year}, then cultivation score {year}").format(year=year))
    ctx.exit(1 if needs_a_look(findings) else 0)


@command(
    "show",
    _("The state of the experts' review: missing workbooks, marks, strictness, effects of calibration."),
    "cultivation panel show 2026\ncultivation panel show 2026 --enterprise 昆山辉铄",
)
@click.argument("year", type=YEAR)
@click.option("--enterprise", metavar="ENTERPRISE", help=_("Only this enterprise, with every criterion."))
@click.option("--discuss", is_flag=True, help=_("Only items that experts should discuss."))
@format_option
@pass_command_context
def show(context: Context, year: int, enterprise: str | None, discuss: bool, form: str) -> None:
    """Show how it stands."""
    from cultivation.queries.enterprise_names import find_enterprise
    from cultivation.queries.panel_progress import panel_progress

    with context.record.reading() as reader:
        found = panel_progress(year_in(reader, year))
        key = find_enterprise(reader, enterprise)[0] if enterprise else None
    listed(found.panel)
    print_standing(found, form, key, discuss)
    if form != "table":
        return
    if found.waiting:
        context.say(_("{number} experts have not returned everything.").format(number=len(found.waiting)))
    elif found.panel.assignment and not found.scored:
        context.say(_("All marks are in. Next: cultivation score {year}").format(year=year))


__all__ = [
    "assign",
    "close",
    "conflicts",
    "declare",
    "experts",
    "import_",
    "open_",
    "panel",
    "recuse",
    "show",
    "template",
]
