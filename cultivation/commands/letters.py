"""`papers letters`: a letter to each enterprise, as a folder or as one file to print."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import click

from cultivation.commands.context import DATE, Context, as_of_option, command, pass_command_context
from cultivation.commands.office import office_of, office_options
from cultivation.commands.output_files import write_folder, write_whole
from cultivation.commands.stale import say_stale
from cultivation.language import _
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.letters import LetterOptions
from cultivation.queries.year import State

NO_FILE_NAME = re.compile(r'[\x00-\x1f<>:"/\\|?*.]+')
LONGEST = 60  # letters of a name in a file's name


@command(
    "letters",
    _(
        "Write to each enterprise what its result is, what cost points, what would have changed it, and how "
        "to object."
    ),
    "cultivation papers letters 2016 -o letters_2016\n"
    "cultivation papers letters 2016 -o letters_2016.docx --until 2017-04-28\n"
    "cultivation papers letters 2016 --for 昆山辉铄 -o letter.docx",
)
@click.argument("year", type=int)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=_("A new folder for one .docx each and one to print, or a .docx for the latter alone."),
)
@click.option("--for", "only", metavar="ENTERPRISE", default="", help=_("Write to one enterprise alone."))
@click.option("--until", type=DATE, metavar="DATE", help=_("The last day to object to a decision."))
@office_options
@as_of_option
@pass_command_context
def letters(
    context: Context,
    /,
    year: int,
    output: Path,
    only: str,
    until: datetime | None,
    as_of: datetime | None,
    **said: str | None,
) -> None:
    """Write the letters."""
    from cultivation.outputs.letters.word import Sender, letter_docx
    from cultivation.queries.letters import letters as gather

    office, templates = office_of(context, said), context.workspace.directory / "templates"
    with context.record.reading(as_of) as reader:
        one = find_enterprise(reader, only)[0] if only else ""
        options = LetterOptions(until.date() if until else None, one)
        day, moment, found = gather(State(reader).year(year), office, options)
        made = list(found)
        say_stale(context, reader, year)
    sender = Sender(office.organisation, day, moment, templates)
    if output.suffix.lower() == ".docx":
        write_whole(output, letter_docx(made, sender))
    else:
        files = {_file_name(each.id, each.name): letter_docx([each], sender) for each in made}
        write_folder(output, {**files, f"letters_{year}.docx": letter_docx(made, sender)})
    click.echo(_("{file} is written (letters: {number}).").format(file=output, number=len(made)))
    context.say(_("Each letter holds what its enterprise filed; send it to nobody else."))


def _file_name(code: str, name: str) -> str:
    return f"{NO_FILE_NAME.sub('_', f'{code}_{name}'[:LONGEST])}.docx"
