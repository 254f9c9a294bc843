"""Papers to hand on: the public notice, the dossier of one enterprise, the report of a year."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cultivation.commands.context import Context, as_of_option, command, file_option, pass_command_context
from cultivation.commands.office import office_of, office_options
from cultivation.commands.output_files import form_of, write_whole
from cultivation.commands.stale import say_stale, say_unsealed
from cultivation.errors import UsageMistake
from cultivation.language import _
from cultivation.outputs.announcement.page import announcement_of
from cultivation.queries.announcement import ABOUT, AnnouncementOptions
from cultivation.queries.standing import Titles

if TYPE_CHECKING:
    from cultivation.outputs.announcement.page import Announcement
    from cultivation.queries.dossier.data import DossierData

output_option = file_option(_("The file to write; its extension sets the format."))


@command(
    "announce",
    _(
        "Write the announcement of a proposal or of a decision, for Word or as HTML; "
        "it contains no personal data."
    ),
    "cultivation announce 2016 -o notice_2016.docx\n"
    "cultivation announce 2016 -o list_2016.html --about decision --by 昆山市工业和信息化局",
)
@click.argument("year", type=int)
@output_option
@click.option(
    "--about", type=click.Choice(ABOUT), help=_("Announce the proposal or the decision; default: the latest.")
)
@office_options
@click.option("--addressee", metavar="TEXT", help=_("The addressee of a decision."))
@click.option(
    "--working-days",
    type=click.IntRange(1),
    metavar="N",
    help=_("The working days of the notice, holidays not counted."),
)
@click.option("--with-points", is_flag=True, help=_("Show the points of those who enter and stay, by place."))
@as_of_option
@pass_command_context
def announce(
    context: Context,
    /,
    year: int,
    output: Path,
    about: str | None,
    working_days: int | None,
    with_points: bool,
    as_of: datetime | None,
    **said: str | None,
) -> None:
    """Write the public notice."""
    make = form_of(output, {".docx": _docx, ".html": _html})
    office = office_of(context, said)
    templates = context.workspace.directory / "templates"
    with context.record.reading(as_of) as reader:
        options = AnnouncementOptions(about or "", working_days, with_points)
        made = announcement_of(reader, year, office, options, templates)
        say_stale(context, reader, year)
    write_whole(output, make(made))
    click.echo(_("{file} is written.").format(file=output))
    if not made.is_sealed:
        say_unsealed(context, year)
    context.say(_("Read it before publication: the lists come from the record, the wording can be changed."))


def _docx(made: Announcement) -> bytes:
    from cultivation.outputs.announcement.word import announcement_docx

    return announcement_docx(made)


def _html(made: Announcement) -> bytes:
    from cultivation.outputs.announcement.page import announcement_page

    return announcement_page(made)


@command(
    "dossier",
    _("Write the whole record of one enterprise over the years, as a web page or for printing."),
    "cultivation dossier 昆山辉铄 -o dossier.pdf",
)
@click.argument("enterprise")
@output_option
@as_of_option
@pass_command_context
def dossier(context: Context, enterprise: str, output: Path, as_of: datetime | None) -> None:
    """Write the dossier."""
    from cultivation.queries.dossier import dossier_of

    make = form_of(output, {".html": _dossier_page, ".pdf": _dossier_pdf})
    with context.record.reading(as_of) as reader:
        data = dossier_of(reader, enterprise)
        say_stale(context, reader)
    write_whole(output, make(data))
    click.echo(_("{file} is written.").format(file=output))
    context.say(_("It contains what {name} filed; share it with care.").format(name=data.name))


def _dossier_page(data: DossierData) -> bytes:
    from cultivation.outputs.dossier.page import dossier_page

    return dossier_page(data)


def _dossier_pdf(data: DossierData) -> bytes:
    from cultivation.outputs.pdf import page_to_pdf

    return page_to_pdf(_dossier_page(data))


@command(
    "report",
    _(
        "Write a year as one HTML page that opens anywhere: figures, charts, and each enterprise "
        "with its reasons."
    ),
    "cultivation report 2016 -o report_2016.html",
)
@click.argument("year", type=int)
@output_option
@as_of_option
@pass_command_context
def report(context: Context, year: int, output: Path, as_of: datetime | None) -> None:
    """Write the report."""
    from cultivation.outputs.report.page import report_of

    if output.suffix.lower() not in (".html", ".htm"):
        raise UsageMistake(
            _("{file}: the output is a web page; the file name must end in .html.").format(file=output)
        )
    with context.record.reading(as_of) as reader:
        targets = [context.workspace.directory / "rules" / "targets"]
        content = report_of(reader, year, targets, Titles.of(context.workspace))
        say_stale(context, reader, year)
    write_whole(output, content)
    click.echo(_("{file} is written.").format(file=output))
