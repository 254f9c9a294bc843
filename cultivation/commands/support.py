"""`support`: measures given to enterprises, imported from workbooks, listed and added up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
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
    file_option,
    format_option,
    pass_command_context,
)
from cultivation.commands.intake_files import every_file, limits_of, print_intake, read_again, write_back
from cultivation.commands.membership import day_of, on_option
from cultivation.commands.notice import said
from cultivation.commands.output_files import write_file
from cultivation.commands.printing import needs_a_look, print_result
from cultivation.commands.program import SUPPORT_COMMANDS, lazy_group
from cultivation.intake.formats.readers import Readers
from cultivation.intake.formats.sources import sources
from cultivation.intake.registers.support_list import EXAMPLES, KINDS
from cultivation.language import N_, _, current
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.intake_json import file_json
from cultivation.queries.support import Departure, Measure, counting, departures_since, measures_of, totals

support = lazy_group("support", SUPPORT_COMMANDS, _("Support measures: projects, funds, talent, training."))

GROUPS: dict[str, str] = {
    "enterprise": N_("enterprise"),
    "kind": N_("kind"),
    "year": N_("year"),
    "department": N_("department"),
}


@command(
    "import",
    _("Import lists of support measures, one measure a row."),
    _(
        "cultivation support import support_2017.xlsx\n"
        "cultivation support import inbox/ --returned answers/        # what is wrong goes back, marked"
    ),
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--returned",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=_("Write a marked copy of each file with findings into this folder, to be sent back."),
)
@click.option("--password", metavar="TEXT", help=_("The password of protected workbooks."))
@dry_run_option
@format_option
@click.pass_context
def import_(
    ctx: click.Context,
    paths: Sequence[Path],
    returned: Path | None,
    password: str | None,
    dry_run: bool,
    form: str,
) -> None:
    """Take in support measures."""
    context = ctx.ensure_object(Context)
    limits = limits_of(context.workspace.limits)
    found = sources(list(every_file(paths)), limits)
    files = (each.incoming(limits) for each in found)
    with Readers(limits) as readers:
        results = review.import_support(context.record, context.actor, files, dry_run, password, readers)
    rows = [[each.name, each.accepted, each.rejected, len(each.findings)] for each in results]
    data = {"files": [file_json(each) for each in results]}
    print_result(form, [_("file"), _("accepted"), _("rejected"), _("findings")], rows, data)
    if form == "table":
        print_intake(results, context.verbose)
    if returned is not None:
        number = write_back(results, read_again(found, limits), returned)
        context.say(_("{number} files to send back are in {folder}.").format(number=number, folder=returned))
    taken = sum(each.accepted for each in results)
    context.say(dry(_("{number} support measures are on record.").format(number=taken), dry_run))
    context.say(_("Next: cultivation support list --by enterprise"))
    ctx.exit(1 if any(needs_a_look(each.findings) for each in results) else 0)


@command(
    "list",
    _("Support measures and their totals."),
    _(
        "cultivation support list --enterprise 昆山辉铄\n"
        "cultivation support list --by kind --year 2017\n"
        "cultivation support list --left                      # what went to firms that left since"
    ),
)
@click.option("--enterprise", metavar="TEXT", help=_("Only those of this enterprise."))
@click.option("--year", type=int, help=_("Only those of this year."))
@click.option("--kind", type=click.Choice(tuple(KINDS)), help=_("Only those of this kind."))
@click.option("--by", type=click.Choice(tuple(GROUPS)), help=_("Total by this instead of listing."))
@click.option("--left", is_flag=True, help=_("Only support given to members that have since left the pool."))
@click.option("--cancelled", is_flag=True, help=_("Also those that were cancelled."))
@as_of_option
@format_option
@pass_command_context
def list_(
    context: Context,
    enterprise: str | None,
    year: int | None,
    kind: str | None,
    by: str | None,
    left: bool,
    cancelled: bool,
    as_of: datetime | None,
    form: str,
) -> None:
    """List support measures."""
    with context.record.reading(as_of) as reader:
        wanted = None if enterprise is None else find_enterprise(reader, enterprise)[0]
        measures = [
            each
            for each in measures_of(reader)
            if (wanted is None or wanted in (each.enterprise, each.now))
            and (year is None or each.year == year)
            and (kind is None or each.kind == kind)
        ]
        gone = departures_since(reader, counting(measures))
    if left:
        measures = [each for each in measures if each.number in gone]
    counted = counting(measures)
    shown = measures if cancelled else counted
    added = totals(counted, _group(by)) if by else []
    data = {
        "measures": [each.to_json(gone.get(each.number)) for each in shown],
        "by": by,
        "totals": [
            {"group": each.group, "measures": each.measures, "amount": str(each.amount)} for each in added
        ],
        "sum": str(sum((each.amount for each in counted), Decimal(0))),
    }
    if by:
        rows: list[list[Any]] = [[each.group, each.measures, str(each.amount)] for each in added]
        print_result(form, [_(GROUPS[by]), _("measures"), _("amount (万元)")], rows, data)
    else:
        print_result(form, *_table(shown, gone, left, cancelled), data)
    context.say(_("{number} measures, {sum} 万元.").format(number=len(counted), sum=data["sum"]))


def _group(by: str) -> Callable[[Measure], str]:
    """Return what names the group of a measure."""
    return {
        "enterprise": lambda each: f"{each.name} ({each.now})",
        "kind": lambda each: KINDS[each.kind].text(current()),
        "year": lambda each: str(each.year),
        "department": lambda each: each.department,
    }[by]


def _table(
    measures: Sequence[Measure], gone: Mapping[int, Departure], left: bool, cancelled: bool
) -> tuple[list[str], list[list[Any]]]:
    """Return headers and rows: the last column says who left or what was cancelled, where that is asked."""
    headers = [
        _("number"),
        _("day"),
        _("enterprise"),
        _("kind"),
        _("amount (万元)"),
        _("department"),
        _("document"),
        _("purpose"),
    ]
    rows: list[list[Any]] = [
        [
            each.number,
            each.day,
            each.name,
            KINDS[each.kind].text(current()),
            str(each.amount),
            each.department,
            each.document,
            each.purpose,
        ]
        for each in measures
    ]
    if left:
        headers.append(_("left the pool"))
        for row, each in zip(rows, measures, strict=True):
            row.append(_left_text(gone[each.number]))
    if cancelled:
        headers.append(_("cancelled"))
        for row, each in zip(rows, measures, strict=True):
            row.append(each.cancelled)
    return headers, rows


def _left_text(left: Departure) -> str:
    text = _("{on}: {why}").format(on=left.on, why=left.why)
    return _("{text} (a member again)").format(text=text) if left.member_again else text


@command(
    "cancel",
    _("Cancel a measure that was entered wrongly; it stays on record but no longer counts."),
    'cultivation support cancel 12 --reason "重复录入"',
)
@click.argument("number", type=int)
@click.option("--reason", required=True, metavar="TEXT", help=_("The cause."))
@on_option
@dry_run_option
@pass_command_context
def cancel(context: Context, number: int, reason: str, on: datetime | None, dry_run: bool) -> None:
    """Cancel a support measure."""
    why = said(reason, "--reason")
    done = review.cancel_support(context.record, context.actor, number, why, day_of(on), dry_run)
    text = _("Measure {number} for {name} ({amount} 万元) is cancelled.").format(
        number=number, name=done.name, amount=done.amount
    )
    click.echo(dry(text, dry_run))
    context.say(_("Next: cultivation support import FILE, with the correct measures"))


@command(
    "template",
    _("Write the workbook for a list of support measures."),
    "cultivation support template -o support.xlsx",
)
@file_option(_("The file to write."))
@pass_command_context
def template(context: Context, output: Path) -> None:
    """Write the template."""
    from cultivation.intake.templates.workbook import write_template

    with context.record.reading() as reader:
        rules = review.form_of(reader)
    content = write_template(rules, current(), form=False, sheet=_("Support measures"), examples=EXAMPLES)
    write_file(output, content)
    click.echo(_("{file} is written.").format(file=output))
    context.say(
        _("Next: fill it in, one measure a row, and cultivation support import {file}").format(file=output)
    )
