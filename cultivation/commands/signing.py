"""Papers to sign and to send: the list of the pool, the brief of one page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cultivation.commands.context import Context, as_of_option, command, file_option, pass_command_context
from cultivation.commands.output_files import form_of, write_whole
from cultivation.commands.program import PAPERS_COMMANDS, lazy_group
from cultivation.commands.stale import say_stale
from cultivation.language import _
from cultivation.queries.pool_list import PLACE
from cultivation.queries.standing import Titles
from cultivation.queries.year import State

if TYPE_CHECKING:
    from cultivation.queries.brief import Brief
    from cultivation.queries.pool_list import PoolList

papers = lazy_group("papers", PAPERS_COMMANDS, _("Papers to sign and to send."))


@command(
    "list",
    _("Write the list of the pool to sign: A4 upright, entries and exits marked, lines to sign and seal."),
    "cultivation papers list 2016 -o list_2016.docx\ncultivation papers list 2016 -o list_2016.pdf --by zone",
)
@click.argument("year", type=int)
@file_option(_("The file to write: .docx, .pdf or .html."))
@click.option(
    "--by", metavar="ORDER", default=PLACE, help=_("The order: place, or a field of choices such as zone.")
)
@as_of_option
@pass_command_context
def list_(context: Context, year: int, output: Path, by: str, as_of: datetime | None) -> None:
    """Write the list."""
    from cultivation.queries.pool_list import pool_list

    make = form_of(output, {".docx": _list_docx, ".pdf": _list_pdf, ".html": _list_page})
    with context.record.reading(as_of) as reader:
        made = pool_list(State(reader).year(year), Titles.of(context.workspace), by)
        say_stale(context, reader, year)
    write_whole(output, make(made))
    click.echo(_("{file} is written.").format(file=output))
    if made.watermark:
        context.say(_("It bears the watermark {text}: it is not decided.").format(text=made.watermark))


def _list_docx(made: PoolList) -> bytes:
    from cultivation.outputs.pool_list.word import pool_list_docx

    return pool_list_docx(made)


def _list_page(made: PoolList) -> bytes:
    from cultivation.outputs.pool_list.page import pool_list_page

    return pool_list_page(made)


def _list_pdf(made: PoolList) -> bytes:
    from cultivation.outputs.pdf import page_to_pdf

    return page_to_pdf(_list_page(made))


@command(
    "brief",
    _("Write one page for the leading group: what changed and why, closest calls, doubts, risks."),
    "cultivation papers brief 2016 -o brief_2016.docx",
)
@click.argument("year", type=int)
@file_option(_("The file to write: .docx, .pdf or .html."))
@as_of_option
@pass_command_context
def brief(context: Context, year: int, output: Path, as_of: datetime | None) -> None:
    """Write the brief."""
    from cultivation.queries.brief import brief as gather

    make = form_of(output, {".docx": _brief_docx, ".pdf": _brief_pdf, ".html": _brief_page})
    with context.record.reading(as_of) as reader:
        made = gather(State(reader).year(year), Titles.of(context.workspace))
        say_stale(context, reader, year)
    write_whole(output, make(made))
    click.echo(_("{file} is written.").format(file=output))


def _brief_docx(made: Brief) -> bytes:
    from cultivation.outputs.brief.word import brief_docx

    return brief_docx(made)


def _brief_page(made: Brief) -> bytes:
    from cultivation.outputs.brief.page import brief_page

    return brief_page(made)


def _brief_pdf(made: Brief) -> bytes:
    from cultivation.outputs.pdf import page_to_pdf

    return page_to_pdf(_brief_page(made))
