"""`papers letters`: a letter to each enterprise, as a folder or as one file to print."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cultivation.commands.context import (
    DATE,
    Context,
    as_of_option,
    command,
    file_option,
    pass_command_context,
)
from cultivation.commands.office import office_of, office_options
from cultivation.commands.output_files import write_folder, write_whole
from cultivation.commands.stale import say_stale, say_unsealed
from cultivation.language import _
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.letters import LetterOptions
from cultivation.queries.seals import seal_of
from cultivation.queries.year import State, Year

if TYPE_CHECKING:
    from cultivation.outputs.letters.text import Sender
    from cultivation.queries.letters import Letter

NO_FILE_NAME = re.compile(r'[\x00-\x1f<>:"/\\|?*.]+')
LONGEST = 60  # letters of a name in a file's name
PROOF = "_proof.html"


@command(
    "letters",
    _(
        "Write to each enterprise what its result is, what cost points, what would have changed it, and how "
        "to object."
    ),
    "cultivation papers letters 2016 -o letters_2016\n"
    "cultivation papers letters 2016 -o letters_2016.pdf --until 2017-04-28\n"
    "cultivation papers letters 2016 --for 昆山辉铄 -o letter.docx",
)
@click.argument("year", type=int)
@file_option(_("A new folder for one .docx each and one to print; or one .docx, .pdf or .html to print."))
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
    from cultivation.outputs.letters.text import Sender
    from cultivation.outputs.letters.word import letter_docx
    from cultivation.queries.letters import letters as gather

    is_one = output.suffix.lower() in ONE_FILE
    office, templates = office_of(context, said), context.workspace.directory / "templates"
    with context.record.reading(as_of) as reader:
        one, own = find_enterprise(reader, only)[0] if only else "", State(reader).year(year)
        options = LetterOptions(until.date() if until else None, one)
        day, moment, found = gather(own, office, options)
        made = list(found)
        proofs = {} if is_one else proofs_of(own, [each.id for each in made])
        is_sealed = seal_of(own) is not None
        say_stale(context, reader, year)
    sender = Sender(office.organisation, day, moment, templates)
    if is_one:
        write_whole(output, ONE_FILE[output.suffix.lower()](made, sender))
    else:
        files = {file_name(each.id, each.name): letter_docx([each], sender) for each in made}
        files |= {file_name(each.id, each.name, PROOF): proofs[each.id] for each in made if each.id in proofs}
        write_folder(output, {**files, f"letters_{year}.docx": letter_docx(made, sender)})
    click.echo(_("{file} is written (letters: {number}).").format(file=output, number=len(made)))
    if not is_sealed:
        say_unsealed(context, year)
    context.say(_("Each letter holds what its enterprise filed; send it to nobody else."))


def proofs_of(year: Year, enterprises: Sequence[str]) -> dict[str, bytes]:
    """Return the page with which each enterprise checks its own result; none where nobody sealed them."""
    from cultivation.outputs.proof.page import proof_page
    from cultivation.queries.appeals import sentences_for
    from cultivation.queries.seals import proofs_for

    return {
        key: proof_page(proof, year.rules, sentences_for(year, json.loads(proof.line)["enterprise"]))
        for key, proof in proofs_for(year, enterprises).items()
    }


def file_name(code: str, name: str, end: str = ".docx") -> str:
    """Return the name of the file of one enterprise, which any system takes."""
    return f"{NO_FILE_NAME.sub('_', f'{code}_{name}'[:LONGEST])}{end}"


def _docx(made: list[Letter], sender: Sender) -> bytes:
    from cultivation.outputs.letters.word import letter_docx

    return letter_docx(made, sender)


def _page(made: list[Letter], sender: Sender) -> bytes:
    from cultivation.outputs.letters.page import letters_page

    return letters_page(made, sender)


def _pdf(made: list[Letter], sender: Sender) -> bytes:
    from cultivation.outputs.pdf import page_to_pdf

    return page_to_pdf(_page(made, sender))


ONE_FILE: dict[str, Callable[[list[Letter], Sender], bytes]] = {".docx": _docx, ".html": _page, ".pdf": _pdf}
