"""`verify`: claims beside registers, what differs, what is at stake, and how it is settled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from cultivation import review
from cultivation.commands.context import (
    FORMATS,
    Context,
    as_of_option,
    command,
    dry,
    dry_run_option,
    pass_command_context,
)
from cultivation.commands.evidence import evidence_document
from cultivation.commands.intake_files import write_back
from cultivation.commands.notice import said
from cultivation.commands.output_files import write_file
from cultivation.commands.printing import print_json, print_result
from cultivation.commands.program import VERIFY_COMMANDS, lazy_group
from cultivation.commands.stale import say_stale
from cultivation.commands.steps import command_line
from cultivation.core.registers.comparison import Outcome
from cultivation.errors import UsageMistake
from cultivation.language import _, join_names
from cultivation.queries.differing_files import differing_files
from cultivation.queries.verification import Difference, counts_of, difference_json, differences, is_doubt
from cultivation.queries.verification_tables import difference_rows
from cultivation.queries.year import Year, year_in
from cultivation.steps import Act, Step

verify = lazy_group(
    "verify",
    VERIFY_COMMANDS,
    _("Claims beside registers: `verify YEAR` shows them, `settle` settles one."),
    "show",
)


@command(
    "show",
    _("Compare the claims of a year with the registers on record. `show` may be left out."),
    _(
        "cultivation verify 2016\n"
        "cultivation verify 2016 --field invention_patents -o differences.xlsx\n"
        "cultivation verify 2016 --returned answers/           # goes back, with room to explain"
    ),
)
@click.argument("year", type=int)
@click.option("--field", metavar="FIELD", help=_("Only this field."))
@click.option(
    "--all", "every", is_flag=True, help=_("Also what agrees, and what registers are silent about.")
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=_("Write the table as a workbook (.xlsx)."),
)
@click.option(
    "--returned",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=_("Write a marked copy of each workbook with open differences into this folder, to be sent back."),
)
@as_of_option
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="table", help=_("How to print the result.")
)
@click.pass_context
def show(
    ctx: click.Context,
    year: int,
    field: str | None,
    every: bool,
    output: Path | None,
    returned: Path | None,
    as_of: datetime | None,
    form: str,
) -> None:
    """Compare claims and registers."""
    context = ctx.ensure_object(Context)
    if output is not None and output.suffix.lower() != ".xlsx":
        raise UsageMistake(_("{file}: the file name must end in .xlsx.").format(file=output))
    with context.record.reading(as_of) as reader:
        own = year_in(reader, year)
        found = _wanted(own, field)
        shown = found if every else [each for each in found if is_doubt(each)]
        counted = counts_of(found)
        headers, rows = difference_rows(own, shown)
        data = {
            "year": year,
            "counts": dict(sorted(counted.items())),
            "differences": [difference_json(each, own) for each in shown],
        }
        if output is not None:
            from cultivation.outputs.differences import write_differences

            write_file(output, write_differences(own, shown))
        written = None if returned is None else _write_back(own, found, returned)
        say_stale(context, reader, year)
    if form == "json":
        print_json(data)
    else:
        print_result(form, *_as_far_as_explained(headers, rows), data)
    _say(context, year, found, counted)
    if output is not None:
        context.say(_("{file} is written.").format(file=output))
    if returned is not None:
        context.say(_("{number} files to send back are in {folder}.").format(number=written, folder=returned))
    ctx.exit(1 if any(each.compared.is_open for each in found) else 0)


def _as_far_as_explained(headers: list[str], rows: list[list[Any]]) -> tuple[list[str], list[list[Any]]]:
    """Leave out the column of explanations, the last, where there is none."""
    if any(row[-1] for row in rows):
        return headers, rows
    return headers[:-1], [row[:-1] for row in rows]


def _write_back(year: Year, found: Sequence[Difference], folder: Path) -> int:
    files = differing_files(year, found)
    return write_back([each for each, _content in files], [content for _file, content in files], folder)


def _wanted(year: Year, field: str | None) -> Sequence[Difference]:
    found = differences(year)
    if field is None:
        return found
    rules = year.rules.fields
    wanted = next((key for key in rules if field in (key, *rules[key].headers)), None)
    beside = list(dict.fromkeys(each.compared.field for each in found))
    if wanted not in beside:
        raise UsageMistake(
            _("No register on record covers {field}. There are: {known}").format(
                field=field, known=join_names(beside) or "-"
            )
        )
    return [each for each in found if each.compared.field == wanted]


def _say(context: Context, year: int, found: Sequence[Difference], counted: Any) -> None:
    if not found:
        context.say(
            _(
                "No register on record covers a field of this year. First: cultivation registers "
                "import FILE --register REGISTER --as-of DATE --document NUMBER"
            )
        )
        return
    firms = len({each.compared.id for each in found})
    differing = {each.compared.id for each in found if each.compared.is_open}
    turning = {each.compared.id for each in found if each.turns}
    context.say(
        _(
            "{number} of {firms} enterprises differ from a register; for {turning} of them this changes "
            "who is in."
        ).format(number=len(differing), firms=firms, turning=len(turning))
    )
    context.say(
        _(
            "Comparisons: {agrees} agree, {differs} differ ({settled} settled), {ambiguous} ambiguous, "
            "{absent} not filed, in {silent} the register is silent."
        ).format(**{str(each): counted[str(each)] for each in Outcome}, settled=counted["settled"])
    )
    if differing:
        context.say(_("Next: {command}").format(command=command_line(Step(Act.SETTLE_DIFFERENCES, year))))


@command(
    "settle",
    _("Settle a difference: let the claim stand, or correct it to the register's value."),
    'cultivation verify settle 2016 昆山辉铄 invention_patents --take register --reason "企业确认多报两件"',
)
@click.argument("year", type=int)
@click.argument("enterprise")
@click.argument("field")
@click.option(
    "--take", required=True, type=click.Choice(("filed", "register")), help=_("Whose value is right.")
)
@click.option("--reason", required=True, metavar="TEXT", help=_("The cause."))
@click.option(
    "--evidence",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=_("A file that goes on record with it."),
)
@dry_run_option
@pass_command_context
def settle(
    context: Context,
    year: int,
    enterprise: str,
    field: str,
    take: str,
    reason: str,
    evidence: Path | None,
    dry_run: bool,
) -> None:
    """Settle a difference."""
    files = (evidence_document(evidence),) if evidence is not None else ()
    done = review.settle_difference(
        *(context.record, context.actor, year, enterprise, field, take, said(reason, "--reason")),
        *(review.Evidence(files=files), dry_run),
    )
    if done.explained:
        context.say(done.explained)
    if done.correction is not None:
        sentence = _("{name}: {field} was {previous} and is now {value}, as the register says.").format(
            name=done.name,
            field=done.field_text,
            previous=done.shown(done.correction.previous),
            value=done.shown(done.correction.value),
        )
        click.echo(dry(sentence, dry_run))
        context.say(_("Next: cultivation score {year}").format(year=year))
        return
    sentence = _("{name}: {field} stays {filed}, though the register says {registered}.").format(
        name=done.name,
        field=done.field_text,
        filed=done.shown(done.compared.filed),
        registered=done.shown(done.compared.registered),
    )
    click.echo(dry(sentence, dry_run))
    if done.compared.beside.unsettled == "counts":
        context.say(_("Next: cultivation score {year}").format(year=year))
