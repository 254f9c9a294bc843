"""`certificates`: issued to members in batches, written to print, voided, listed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

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
from cultivation.commands.letters import PROOF, file_name, proofs_of
from cultivation.commands.membership import day_of, on_option
from cultivation.commands.notice import said
from cultivation.commands.office import office_of, office_options
from cultivation.commands.output_files import write_folder, write_whole
from cultivation.commands.printing import print_result
from cultivation.commands.program import CERTIFICATE_COMMANDS, lazy_group
from cultivation.commands.stale import say_stale
from cultivation.language import _
from cultivation.queries.certificates import (
    PATTERN,
    VALID,
    Certificate,
    certificates_of,
)
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.year import State

if TYPE_CHECKING:
    from cultivation.outputs.certificates.text import Certificate as Paper

certificates = lazy_group("certificates", CERTIFICATE_COMMANDS, _("Certificates of members, numbered."))
HEADERS = ("number", "year", "batch", "enterprise", "name", "on")


@command(
    "issue",
    _("Give a number to each member of a year that holds no certificate of it; they are one batch."),
    "cultivation certificates issue 2016",
)
@click.argument("year", type=int)
@click.option("--for", "only", metavar="ENTERPRISE", default="", help=_("Issue one certificate alone."))
@on_option
@dry_run_option
@format_option
@pass_command_context
def issue(context: Context, year: int, only: str, on: datetime | None, dry_run: bool, form: str) -> None:
    """Issue certificates."""
    chosen: tuple[str, ...] = ()
    if only:
        with context.record.reading() as reader:
            chosen = (find_enterprise(reader, only)[0],)
    pattern = context.workspace.office.get("certificate_number", PATTERN)
    made = review.issue_certificates(
        context.record, context.actor, year, pattern, day_of(on), chosen, dry_run
    )
    _print(form, made)
    if not made:
        sentence = _("Every member concerned holds a certificate of {year}; nothing was added.")
        context.say(sentence.format(year=year))
        return
    context.say(dry(_("Certificates issued: {number}.").format(number=len(made)), dry_run))
    context.say(_("Next: cultivation certificates write {year} -o FOLDER").format(year=year))


@command(
    "void",
    _("Void a certificate by its number; the member may then be issued another."),
    'cultivation certificates void 2016-001 --reason "企业更名，换发"',
)
@click.argument("number")
@click.option("--reason", required=True, metavar="TEXT", help=_("The cause."))
@on_option
@dry_run_option
@pass_command_context
def void(context: Context, number: str, reason: str, on: datetime | None, dry_run: bool) -> None:
    """Void a certificate."""
    done = review.void_certificate(
        context.record, context.actor, number.strip(), said(reason, "--reason"), day_of(on), dry_run
    )
    text = _("The certificate {number} of {name} is voided.").format(number=done.number, name=done.name)
    click.echo(dry(text, dry_run))
    context.say(_("To issue another: cultivation certificates issue {year}").format(year=done.year))


@command(
    "list",
    _("List certificates: who holds which number, and what counts no longer."),
    "cultivation certificates list 2016",
)
@click.argument("year", type=int, required=False)
@as_of_option
@format_option
@pass_command_context
def list_(context: Context, year: int | None, as_of: datetime | None, form: str) -> None:
    """List certificates."""
    with context.record.reading(as_of) as reader:
        found = certificates_of(reader, year)
    _print(form, found)
    counting = sum(each.state == VALID for each in found)
    context.say(_("{number} certificates, {valid} of them valid.").format(number=len(found), valid=counting))


def _print(form: str, found: list[Certificate]) -> None:
    headers = [_("number"), _("year"), _("batch"), _("code"), _("enterprise"), _("issued on"), _("state")]
    rows = [[*(getattr(each, name) for name in HEADERS), each.state_text] for each in found]
    print_result(form, headers, rows, {"certificates": [each.to_json() for each in found]})


@command(
    "write",
    _("Write certificates to print and seal: a folder with one .docx and one proof each, or one file."),
    "cultivation certificates write 2016 -o certificates_2016\n"
    "cultivation certificates write 2016 --batch 2 -o certificates_2016_2.pdf",
)
@click.argument("year", type=int)
@file_option(_("A new folder for one .docx each and one to print; or one .docx, .pdf or .html to print."))
@click.option("--batch", type=click.IntRange(1), metavar="N", help=_("This batch alone; default: all."))
@click.option("--for", "only", metavar="ENTERPRISE", default="", help=_("That of one enterprise alone."))
@office_options
@as_of_option
@pass_command_context
def write(
    context: Context,
    /,
    year: int,
    output: Path,
    batch: int | None,
    only: str,
    as_of: datetime | None,
    **said: str | None,
) -> None:
    """Write certificates."""
    from cultivation.outputs.certificates.text import certificate_paper
    from cultivation.outputs.certificates.word import certificates_docx
    from cultivation.queries.certificate_papers import certificate_papers

    office, templates = office_of(context, said), context.workspace.directory / "templates"
    with context.record.reading(as_of) as reader:
        one, own = find_enterprise(reader, only)[0] if only else "", State(reader).year(year)
        moment, found = certificate_papers(own, office, batch, one)
        say_stale(context, reader, year)
        papers = [certificate_paper(each, templates) for each in found]
        is_folder = output.suffix.lower() not in ONE_FILE
        proofs = proofs_of(own, [each.id for each in found if each.proved]) if is_folder else {}
    if not is_folder:
        write_whole(output, ONE_FILE[output.suffix.lower()](papers, moment))
    else:
        files = {file_name(each.id, each.name): certificates_docx([each], moment) for each in papers}
        beside = [each for each in papers if each.id in proofs]
        files |= {file_name(each.id, each.name, PROOF): proofs[each.id] for each in beside}
        write_folder(output, {**files, f"certificates_{year}.docx": certificates_docx(papers, moment)})
    click.echo(_("{file} is written (certificates: {number}).").format(file=output, number=len(papers)))


def _docx(papers: list[Paper], moment: datetime) -> bytes:
    from cultivation.outputs.certificates.word import certificates_docx

    return certificates_docx(papers, moment)


def _page(papers: list[Paper], _moment: datetime) -> bytes:
    from cultivation.outputs.certificates.page import certificates_page

    return certificates_page(papers)


def _pdf(papers: list[Paper], moment: datetime) -> bytes:
    from cultivation.outputs.pdf import page_to_pdf

    return page_to_pdf(_page(papers, moment))


ONE_FILE: dict[str, Callable[[list[Paper], datetime], bytes]] = {".docx": _docx, ".html": _page, ".pdf": _pdf}
