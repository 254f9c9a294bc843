"""`support compute`, `approve`, `due`, `return`: support as rules, until money comes back."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
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
    pass_command_context,
)
from cultivation.commands.membership import day_of, on_option
from cultivation.commands.notice import said
from cultivation.commands.output_files import write_file
from cultivation.commands.printing import print_result, print_table
from cultivation.core.wording.entitlements import measure_name
from cultivation.errors import UsageMistake
from cultivation.language import _, current
from cultivation.queries.entitlements import (
    Computed,
    Settled,
    approved_lines,
    compute_support,
    find_measures,
    settled_parts,
)
from cultivation.queries.entitlements_json import (
    budget_table,
    computed_json,
    dues_table,
    lines_table,
    owed_table,
    settled_json,
    state_text,
)
from cultivation.queries.year import year_in
from cultivation.record.documents import NewDocument
from cultivation.record.reader import Reader

measures_option = click.option(
    "--measures", metavar="TEXT", help=_("Which file of measures/: its id or name, where several fit.")
)


@command(
    "compute",
    _("Who is entitled to which support of a year by the rules in measures/, and why; what falls due in it."),
    "cultivation support compute 2017\ncultivation support compute 2017 --sheet support_2017.xlsx",
)
@click.argument("year", type=int)
@measures_option
@click.option(
    "--sheet",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=_("Write it as a workbook: .xlsx."),
)
@as_of_option
@format_option
@click.pass_context
def compute(
    ctx: click.Context, year: int, measures: str | None, sheet: Path | None, as_of: datetime | None, form: str
) -> None:
    """Compute the support of a year."""
    context = ctx.ensure_object(Context)
    with context.record.reading(as_of) as reader:
        found = _computed(context, reader, year, measures)
    title = _("{measures}: {year}").format(measures=found.measures.name.text(current()), year=year)
    print_result(form, *lines_table(found), computed_json(found), title)
    if form == "table":
        _print_more(found)
    if sheet is not None:
        from cultivation.outputs.support.workbook import support_workbook

        write_file(sheet, support_workbook(found))
        context.say(_("{file} is written.").format(file=sheet))
    short = any(each.short for each in found.budgets)
    if short and found.measures.when_short == "tell":
        context.say(_("The budget does not suffice; when_short in the measures says who goes first."))
        ctx.exit(1)
    if found.new:
        context.say(_("Next: cultivation support approve {year} --document NUMBER").format(year=year))


def _computed(context: Context, reader: Reader, year: int, wanted: str | None) -> Computed:
    own = year_in(reader, year)
    path, _measures = find_measures(context.workspace.directory, own.rules, wanted)
    return compute_support(own, path.read_bytes(), path.name)


def _print_more(found: Computed) -> None:
    for title, table in (
        (_("Due in {year}").format(year=found.year), dues_table(found)),
        (_("Budget of {year}").format(year=found.year), budget_table(found)),
        (_("To be paid back"), owed_table(found)),
    ):
        if table[1]:
            print_table(*table, title)


@command(
    "approve",
    _("Put the entitlements of a year on record as approved, with the measures behind them."),
    "cultivation support approve 2017 --document 昆财〔2018〕12号 --as 李强",
)
@click.argument("year", type=int)
@click.option("--document", required=True, metavar="NUMBER", help=_("The number of the document."))
@measures_option
@on_option
@dry_run_option
@pass_command_context
def approve(
    context: Context, year: int, document: str, measures: str | None, on: datetime | None, dry_run: bool
) -> None:
    """Approve entitlements."""
    number = said(document, "--document")
    with context.record.reading() as reader:
        path, _found = find_measures(context.workspace.directory, year_in(reader, year).rules, measures)
    file = NewDocument(path.read_bytes(), path.name, "application/yaml")
    done = review.approve_support(context.record, context.actor, year, file, number, day_of(on), dry_run)
    total = sum((each.amount for each in done.new), Decimal(0))
    text = _("{number} entitlements of {year} are approved: {total} 万元.").format(
        number=len(done.new), year=year, total=f"{total:,}"
    )
    click.echo(dry(text, dry_run))
    context.say(
        _("Next: import what is paid, its purpose the name of the measure: cultivation support import FILE")
    )


@command(
    "due",
    _("What was approved, by the year in which it falls due, and what of it is paid."),
    "cultivation support due\ncultivation support due --open --year 2018",
)
@click.option("--year", type=int, help=_("Only what falls due in this year."))
@click.option("--open", "unpaid", is_flag=True, help=_("Only what is not paid in full."))
@as_of_option
@format_option
@pass_command_context
def due(context: Context, year: int | None, unpaid: bool, as_of: datetime | None, form: str) -> None:
    """List approved instalments."""
    with context.record.reading(as_of) as reader:
        settled = [
            each
            for each in settled_parts(reader, approved_lines(reader))
            if year in (None, each.part.year) and not (unpaid and each.paid >= each.part.amount)
        ]
    headers = [
        *(_("due"), _("code"), _("enterprise"), _("measure"), _("since"), _("instalment")),
        *(_("amount (万元)"), _("paid (万元)"), _("state"), _("document")),
    ]
    data = {
        "parts": [settled_json(each) for each in settled],
        "sum": str(sum((each.part.amount for each in settled), Decimal(0))),
        "paid": str(sum((each.paid for each in settled), Decimal(0))),
    }
    print_result(form, headers, [_due_row(each) for each in settled], data)
    context.say(_("{sum} 万元 approved, {paid} 万元 paid.").format(sum=data["sum"], paid=data["paid"]))


def _due_row(each: Settled) -> list[Any]:
    line = each.approved.line
    return [
        *(each.part.year, line.id, line.name, measure_name(each.approved.measures, line.measure), line.year),
        *(each.part.number, f"{each.part.amount:,}", f"{each.paid:,}", state_text(each.state)),
        each.approved.document,
    ]


@command(
    "return",
    _("Record that an enterprise paid back support that was approved for a year."),
    "cultivation support return 2017 昆山辉铄 key_giant 300 --document 昆财〔2020〕3号",
)
@click.argument("year", type=int)
@click.argument("enterprise")
@click.argument("measure")
@click.argument("amount")
@click.option("--document", required=True, metavar="NUMBER", help=_("The number of the document."))
@on_option
@dry_run_option
@pass_command_context
def return_(
    context: Context,
    year: int,
    enterprise: str,
    measure: str,
    amount: str,
    document: str,
    on: datetime | None,
    dry_run: bool,
) -> None:
    """Record what came back."""
    number, sum_ = said(document, "--document"), _money(amount)
    money = review.CameBack(measure, sum_, number, day_of(on))
    name = review.return_support(context.record, context.actor, year, enterprise, money, dry_run)
    text = _("{name} paid back {amount} 万元.").format(name=name, amount=f"{sum_:,}")
    click.echo(dry(text, dry_run))


def _money(text: str) -> Decimal:
    """Read an amount in 万元."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or len(text) > 20:
        raise UsageMistake(_("{amount} is not an amount in 万元.").format(amount=text[:20]))
    return amount
