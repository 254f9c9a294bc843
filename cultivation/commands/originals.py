"""`audit original`: the workbook as received, with the cell of one value marked."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path, PurePath

import click

from cultivation.commands.context import Context, as_of_option, command, file_option, pass_command_context
from cultivation.commands.output_files import write_whole
from cultivation.commands.stale import say_stale
from cultivation.errors import UsageMistake
from cultivation.intake.annotated.marked_cell import MarkedCopy, ending_of, mark_cell
from cultivation.language import _
from cultivation.queries.originals import (
    Original,
    corrections_sentences,
    mark_text,
    original_of,
    place_sentence,
    received_sentence,
)
from cultivation.record.checker import safe_name


@command(
    "original",
    _("Write the workbook as it was received, with the cell of one value marked."),
    "cultivation audit original 昆山辉铄 rd_expenditure 2017 -o original.xlsx",
)
@click.argument("enterprise")
@click.argument("field")
@click.argument("year", type=int, required=False)
@file_option(_("The file to write; it ends as the file that was received."))
@as_of_option
@pass_command_context
def original(
    context: Context, enterprise: str, field: str, year: int | None, output: Path, as_of: datetime | None
) -> None:
    """Write the original of a value, and the evidence for its corrections beside it."""
    with context.record.reading(as_of) as reader:
        found = original_of(reader, enterprise, field, year)
        evidence = [(each.name, reader.document(each.sha256)) for each in found.evidence]
        say_stale(context, reader, found.year)
    ending = ending_of(found.content, found.file_name)
    if output.suffix.lower() != ending:
        raise UsageMistake(
            _("{file}: {received} was received; the file name must end in {ending}.").format(
                file=output, received=found.file_name, ending=ending
            )
        )
    copy = _copy(found)
    write_whole(output, copy.content)
    click.echo(_("{file} is written.").format(file=output))
    for number, (named, content) in enumerate(evidence, 1):
        name = safe_name(f"{output.stem}.{number}.{PurePath(named).name}")
        write_whole(output.with_name(name), content)
        click.echo(_("{file} is written.").format(file=output.with_name(name)))
    for sentence in (place_sentence(found), received_sentence(found), *corrections_sentences(found)):
        click.echo(sentence)
    if copy.problem:
        context.say(_("{problem} It is written as it was received.").format(problem=copy.problem))


def _copy(found: Original) -> MarkedCopy:
    if not found.cell:
        return MarkedCopy(found.content)
    return mark_cell(found.content, found.sheet, found.cell, mark_text(found))
