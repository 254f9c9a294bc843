"""`evidence`: the papers of applicants come in, are listed, fetched and shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath

import click

from cultivation import review
from cultivation.commands.context import (
    YEAR,
    Context,
    as_of_option,
    command,
    dry,
    dry_run_option,
    file_option,
    format_option,
    pass_command_context,
)
from cultivation.commands.intake_files import limits_of, write_back
from cultivation.commands.output_files import write_folder
from cultivation.commands.printing import print_result, print_table
from cultivation.commands.program import EVIDENCE_COMMANDS, lazy_group
from cultivation.core.wording.evidence import OUTCOMES, refusal_text
from cultivation.errors import Refused, UsageMistake
from cultivation.intake.formats.book import Unreadable
from cultivation.intake.formats.evidence import EvidenceFolder
from cultivation.intake.formats.limits import MEBIBYTE, Limits
from cultivation.language import _, join_names
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.evidence import (
    PaperFile,
    file_kind,
    paper_meant,
    paper_text,
    papers_of,
    papers_of_year,
    shared_files,
)
from cultivation.queries.evidence_returned import returned_files
from cultivation.queries.succession import codes_before
from cultivation.queries.year import State, Year, year_in
from cultivation.record.checker import safe_name

MOST_MEGABYTES = 50  # of a file, where cultivation.toml says nothing
evidence = lazy_group("evidence", EVIDENCE_COMMANDS, _("Papers of applicants: import, list, fetch, show."))


@command(
    "import",
    _(
        "Import papers: a folder for each enterprise, or files whose names begin with code or name; .zip is "
        "opened. Every file is answered."
    ),
    "cultivation evidence import 2016 papers/\n"
    "cultivation evidence import 2016 scan.pdf --enterprise 昆山辉铄 --paper business_licence",
)
@click.argument("year", type=YEAR)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--enterprise", default="", help=_("Whose files these are, whatever their names."))
@click.option("--paper", default="", metavar="PAPER", help=_("The kind of paper that these files are."))
@dry_run_option
@format_option
@click.pass_context
def import_(
    ctx: click.Context, year: int, folder: Path, enterprise: str, paper: str, dry_run: bool, form: str
) -> None:
    """Import papers."""
    context = ctx.ensure_object(Context)
    if not folder.exists():
        raise UsageMistake(_("The file or folder {path} does not exist.").format(path=folder))
    place = EvidenceFolder(folder, _limits(context))
    files = [
        review.FileOfEvidence(each.name, each.problem, partial(place.read, each)) for each in place.sources()
    ]
    if not files:
        raise UsageMistake(_("The folder {path} contains no files.").format(path=folder))
    said = review.EvidenceSaid(enterprise, paper)
    answers = review.receive_evidence(context.record, context.actor, year, files, said, dry_run)
    with context.record.reading() as reader:
        rules = year_in(reader, year).rules
    rows = [
        [
            each.way,
            _(OUTCOMES[each.state]),
            each.name,
            paper_text(rules, each.paper) if each.sha256 else "",
            refusal_text(each.problem, each.candidates),
        ]
        for each in answers
    ]
    counts = Counter(each.state for each in answers)
    data = {
        "year": year,
        "files": [each.to_json() for each in answers],
        "account": {"files": len(answers), **{state: counts[state] for state in OUTCOMES}},
    }
    print_result(
        form, [_("file"), _("what became of it"), _("enterprise"), _("paper"), _("because")], rows, data
    )
    sentence = _(
        "{files} files: {taken} taken, {known} known already, {refused} refused, {passed_over} system or "
        "lock files."
    )
    context.say(dry(sentence.format(files=len(answers), **{key: counts[key] for key in OUTCOMES}), dry_run))
    ctx.exit(1 if counts["refused"] else 0)


def _limits(context: Context) -> Limits:
    settings = context.workspace.limits
    most = settings.get("evidence_megabytes", MOST_MEGABYTES) * MEBIBYTE
    return replace(limits_of(settings), file_bytes=most)


@command(
    "list",
    _("The papers of each applicant: what is there, what is missing, what several submitted."),
    "cultivation evidence list 2016\ncultivation evidence list 2016 --returned answers/",
)
@click.argument("year", type=YEAR)
@click.option("--missing", is_flag=True, help=_("Only enterprises with papers missing."))
@click.option(
    "--returned",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=_("Write the workbooks of those with papers missing into this folder, marked, to be sent back."),
)
@as_of_option
@format_option
@pass_command_context
def list_(
    context: Context, year: int, missing: bool, returned: Path | None, as_of: datetime | None, form: str
) -> None:
    """List papers."""
    with context.record.reading(as_of) as reader:
        own = year_in(reader, year)
        listed = [each for each in papers_of_year(own).values() if each.missing or not missing]
        shared = [
            each for each in shared_files(reader) if any(number == year for number, *_ in each.handed_in)
        ]
        rules = own.rules
        written = 0
        if returned is not None:
            results, contents = returned_files(own)
            written = write_back(results, contents, returned)
    rows = [
        [
            each.id,
            each.name,
            "\n".join(f"{file_kind(own.rules, file)}: {file.name}" for file in each.files),
            "\n".join(paper_text(rules, kind) for kind in each.missing),
        ]
        for each in listed
    ]
    data = {
        "year": year,
        "papers": {key: paper_text(rules, key) for key in rules.evidence},
        "enterprises": [each.to_json() for each in listed],
        "shared": [each.to_json() for each in shared],
    }
    print_result(form, [_("code"), _("enterprise"), _("there"), _("missing")], rows, data)
    if form == "table" and shared:
        told = [[each.sha256[:12], name, file] for each in shared for _y, _code, name, file in each.handed_in]
        print_table(
            ["SHA-256", _("enterprise"), _("file")], told, _("The same file from several enterprises")
        )
    if not rules.evidence:
        context.say(_("The rule set of {year} needs no papers; nothing can be missing.").format(year=year))
    if returned is not None:
        sentence = _("{number} files to send back are in {folder}.")
        context.say(sentence.format(number=written, folder=returned))


@command(
    "fetch",
    _("Write the papers of an enterprise, as received, to a folder."),
    "cultivation evidence fetch 昆山辉铄 -o papers/\n"
    "cultivation evidence fetch 昆山辉铄 audit_report -o papers/ --year 2016",
)
@click.argument("enterprise")
@click.argument("paper", required=False, default="")
@file_option(_("The folder."), "DIR")
@click.option("--year", type=YEAR, help=_("The review year; the last one with papers where none is named."))
@as_of_option
@pass_command_context
def fetch(
    context: Context, enterprise: str, paper: str, output: Path, year: int | None, as_of: datetime | None
) -> None:
    """Write files."""
    with context.record.reading(as_of) as reader:
        _own, found = _files_of(State(reader), enterprise, paper, year)
        names: dict[str, bytes] = {}
        for each in {each.sha256: each for each in found}.values():
            names[_free(names, safe_name(PurePosixPath(each.name).name))] = reader.document(each.sha256)
    write_folder(output, names)
    click.echo(_("{number} files are in {folder}.").format(number=len(names), folder=output))


def _files_of(
    state: State, enterprise: str, paper: str, year: int | None
) -> tuple[Year, Sequence[PaperFile]]:
    """Return the files of an enterprise in a year, the last one with any where none is named."""
    key, name = find_enterprise(state.reader, enterprise)
    codes = [key, *codes_before(state.reader, key)]
    for own in [state.year(year)] if year is not None else reversed(state.years):
        kind = paper_meant(own.rules, paper) if paper and own.rules.evidence else paper
        papers = [found for code in codes if (found := papers_of(own, code))]
        files = [each for of_one in papers for each in of_one.files if not paper or each.paper == kind]
        if files:
            return own, files
    raise Refused(_("No such paper of {name} is on record.").format(name=name))


def _free(names: dict[str, bytes], name: str) -> str:
    """Return a name that is not taken, whatever the case of its letters."""
    taken, path, number = {each.casefold() for each in names}, PurePosixPath(name), 1
    while name.casefold() in taken:
        number += 1
        name = f"{path.stem} ({number}){path.suffix}"
    return name


@command(
    "show",
    _("The text of one page of a PDF among the papers; to read, never to score."),
    "cultivation evidence show 昆山辉铄 audit_report --page 3",
)
@click.argument("enterprise")
@click.argument("paper")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help=_("Which page."))
@click.option("--year", type=YEAR, help=_("The review year; the last one with papers where none is named."))
@as_of_option
@pass_command_context
def show(
    context: Context, enterprise: str, paper: str, page: int, year: int | None, as_of: datetime | None
) -> None:
    """Show a page."""
    from cultivation.intake.formats.pdf_text import page_text

    with context.record.reading(as_of) as reader:
        _own, found = _files_of(State(reader), enterprise, paper, year)
        last = found[-1]
        content = reader.document(last.sha256)
    try:
        text, pages = page_text(content, page, _limits(context))
    except IndexError as error:
        sentence = _("{file} has {pages} pages.")
        raise Refused(sentence.format(file=last.name, pages=error.args[0])) from None
    except Unreadable as error:
        told = refusal_text(error.problem, ())
        sentence = _("{file} cannot be shown: {problem}. Write it to a folder: cultivation evidence fetch")
        raise Refused(sentence.format(file=last.name, problem=told)) from None
    context.say(_("{file}, page {page} of {pages}").format(file=last.name, page=page, pages=pages))
    if text.strip():
        click.echo("".join(each for each in text if each.isprintable() or each in "\n\t"))
    else:
        context.say(_("The page has no text; it may be a picture."))
    if len(found) > 1:
        names = join_names(each.name for each in found[:-1])
        context.say(_("There are more files of this kind: {names}").format(names=names))
