"""What enterprises filed: intake, correct."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from cultivation import review
from cultivation.commands.context import (
    Context,
    command,
    dry,
    dry_run_option,
    format_option,
    pass_command_context,
)
from cultivation.commands.evidence import evidence_document
from cultivation.commands.intake_files import (
    every_file,
    limits_of,
    print_intake,
    read_again,
    write_back,
)
from cultivation.commands.notice import say_repeated
from cultivation.commands.printing import needs_a_look, print_result, progress
from cultivation.errors import UsageMistake
from cultivation.intake.formats.readers import Readers
from cultivation.intake.formats.sources import sources
from cultivation.language import _, current, join_names, ngettext
from cultivation.queries.evidence_returned import with_missing
from cultivation.queries.intake_json import account_json, file_json
from cultivation.queries.year import year_in
from cultivation.workspace import WebSettings

FILE_ENDINGS = (".pdf", ".docx", ".doc", ".xlsx", ".xls", ".jpg", ".jpeg", ".png", ".ofd", ".zip")


@command(
    "intake",
    _("Read workbooks, or folders of workbooks, into a review year."),
    "cultivation intake 2016 inbox/\n"
    "cultivation intake 2016 inbox/ --returned answers/\n"
    "cultivation intake 2016 corrected.xlsx --supersede",
)
@click.argument("year", type=int)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--returned",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=_("Write a marked copy of each file with findings into this folder, to be sent back."),
)
@click.option(
    "--supersede",
    is_flag=True,
    help=_("If an enterprise was received before with other values, use the later file."),
)
@click.option("--password", metavar="TEXT", help=_("The password of protected workbooks."))
@click.option(
    "--late-by",
    default="",
    metavar="NUMBER",
    help=_("The document that allows late applications after the proposal was published."),
)
@click.option(
    "--for",
    "filed_for",
    default="",
    metavar="NAME",
    help=_("The unit or enterprise that the files are from, if you are logged in for several."),
)
@dry_run_option
@format_option
@click.pass_context
def intake(
    ctx: click.Context,
    year: int,
    paths: Sequence[Path],
    returned: Path | None,
    supersede: bool,
    password: str | None,
    late_by: str,
    filed_for: str,
    dry_run: bool,
    form: str,
) -> None:
    """Take in workbooks."""
    context = ctx.ensure_object(Context)
    named, limits = list(every_file(paths)), limits_of(context.workspace.limits)
    unit_field = WebSettings.of(context.workspace.web).unit_field
    handling = review.IntakeOptions(supersede, password, late_by.strip(), unit_field, filed_for)
    found = sources(named, limits)
    files, path_of = (each.incoming(limits) for each in found), {each.name: each.path for each in found}
    read: set[Path] = set()

    def one_more(name: str) -> None:
        read.add(path_of[name])
        done(len(read))

    with progress(context, _("workbooks"), len(named)) as done, Readers(limits) as readers:
        given = (context.record, context.actor, year, files)
        results = review.intake(*given, dry_run, one_more, handling, readers)
    findings = [finding for result in results for finding in result.findings]
    headers = (_("file"), _("accepted"), _("rejected"), _("findings"))
    rows = [(each.name, each.accepted, each.rejected, len(each.findings)) for each in results]
    data = {"year": year, "files": [file_json(each) for each in results], "account": account_json(results)}
    print_result(form, headers, rows, data)
    if form == "table":
        print_intake(results, context.verbose)
    accepted, rejected = sum(each.accepted for each in results), sum(each.rejected for each in results)
    sentence = _("{accepted} applications accepted, {rejected} rejected.").format(
        accepted=accepted, rejected=rejected
    )
    context.say(dry(sentence, dry_run))
    account = account_json(results)
    if explained := sum(each.explained for each in results):
        context.say(
            _("{number} explanations of differences to registers were taken.").format(number=explained)
        )
    if account["files"] > account["read"]:
        context.say(
            ngettext(
                "One file: {read} read, {not_read} not read, {passed_over} system or lock files.",
                "{files} files: {read} read, {not_read} not read, {passed_over} system or lock files.",
                account["files"],
            ).format(**account)
        )
    if again := sum(finding.code == "received_before" for finding in findings):
        context.say(
            _("{number} files had been received before; nothing new was read from them.").format(number=again)
        )
    if returned is not None:
        with context.record.reading() as reader:
            to_return = with_missing(results, year_in(reader, year))
        context.say(
            _("{number} files to send back are in {folder}.").format(
                number=write_back(to_return, read_again(found, limits), returned), folder=returned
            )
        )
    if accepted and not dry_run:
        context.say(_("Next: cultivation score {year}").format(year=year))
    ctx.exit(1 if needs_a_look(findings) else 0)


@command(
    "correct",
    _("Correct one value of an application and record the evidence."),
    'cultivation correct 2016 昆山辉铄 rd_expenditure 1234.5 --evidence "审计报告第12页"',
    ignore_unknown_options=True,  # a loss is a negative value, and no option
)
@click.argument("year", type=int)
@click.argument("enterprise")
@click.argument("field")
@click.argument("value")
@click.option(
    "--evidence",
    "several",
    required=True,
    multiple=True,
    metavar="FILE",
    help=_("Evidence for the new value: a file, which goes on record, or a text. May be repeated."),
)
@dry_run_option
@pass_command_context
def correct(
    context: Context,
    year: int,
    enterprise: str,
    field: str,
    value: str,
    several: Sequence[str],
    dry_run: bool,
) -> None:
    """Correct a value."""
    evidence = _evidence(several)
    done = review.correct(context.record, context.actor, year, enterprise, field, value, evidence, dry_run)
    sentence = _("{name}: {field} was {previous} and is now {value}.").format(
        name=done.name,
        field=done.rules.label_of(done.field).text(current()),
        previous=done.shown(done.previous),
        value=done.shown(done.value),
    )
    click.echo(dry(sentence, dry_run and not done.repeats))
    say_repeated(context, done.repeats)
    for match in done.matches:
        context.say(
            _(
                "{match} was computed from the old text; if it has changed too, correct {match} as well."
            ).format(match=match)
        )
    if evidence.files:
        context.say(
            _("On record with it: {files}").format(files=join_names(each.name for each in evidence.files))
        )
    context.say(_("Next: cultivation score {year}").format(year=year))


def _evidence(several: Sequence[str]) -> review.Evidence:
    """Tell files from texts; what looks like a file and is none is asked about, not taken for a text."""
    files = [Path(each) for each in several if _is_file(each)]
    texts = [each.strip() for each in several if not _is_file(each)]
    for each in texts:
        if Path(each).suffix.lower() in FILE_ENDINGS and not any(letter.isspace() for letter in each):
            raise UsageMistake(_("The file {path} does not exist.").format(path=each))
        if _is_folder(each):
            raise UsageMistake(_("{path} is a folder; name a file in it.").format(path=each))
    return review.Evidence(tuple(texts), tuple(evidence_document(path) for path in files))


def _is_folder(text: str) -> bool:
    """Tell whether a text is the way to a folder; a word that one here happens to bear is a text."""
    try:
        return "/" in text and Path(text).is_dir()
    except (OSError, ValueError):
        return False


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # a text that is too long for a name, or has a NUL
        return False
