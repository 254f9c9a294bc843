"""`zones`: the report card of zones, notices to them, and their answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click

from cultivation import review
from cultivation.commands.context import (
    DATE,
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
from cultivation.commands.evidence import evidence_document
from cultivation.commands.membership import day_of, on_option
from cultivation.commands.notice import said
from cultivation.commands.output_files import write_file
from cultivation.commands.printing import print_result, print_table
from cultivation.commands.program import ZONES_COMMANDS, lazy_group
from cultivation.commands.schemes import organisation
from cultivation.core.rules.targets import load_plan
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.monitor import find_plan_file
from cultivation.queries.year import State, Year, year_in
from cultivation.queries.zone_cards import (
    card_of,
    card_rows_table,
    cards_table,
    notice_json,
    notices_table,
    zone_cards,
    zone_labels,
)
from cultivation.queries.zone_notices import NOTICE, RECTIFICATION, zone_notices
from cultivation.record.documents import NewDocument

zones = lazy_group("zones", ZONES_COMMANDS, _("Report card of zones, notices to them, and their answers."))
text_option = click.option("--text", required=True, metavar="TEXT", help=_("What is told, in words."))
document_option = click.option(
    "--document", required=True, metavar="NUMBER", help=_("The number of the document.")
)


@command(
    "card",
    _("The report card of a year: figures by zone; with one zone, what each figure is made of."),
    "cultivation zones card 2017\ncultivation zones card 2017 玉山镇\n"
    "cultivation zones card 2017 --sheet zones_2017.xlsx",
)
@click.argument("year", type=YEAR)
@click.argument("zone", required=False)
@click.option("--on", type=DATE, metavar="DATE", help=_("The day to count from; default: today."))
@click.option(
    "--sheet",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=_("Write it as a workbook: .xlsx."),
)
@as_of_option
@format_option
@pass_command_context
def card(
    context: Context,
    year: int,
    zone: str | None,
    on: datetime | None,
    sheet: Path | None,
    as_of: datetime | None,
    form: str,
) -> None:
    """Show the report card."""
    day = day_of(on)
    with context.record.reading(as_of) as reader:
        own = year_in(reader, year)
        targets = _plan_file(context, own)
        plan = load_plan(targets.content, targets.name) if targets else None
        found = zone_cards(own, plan, day) if zone is None else [card_of(own, plan, day, zone)]
    data = {"year": year, "on": day.isoformat(), "zones": [each.to_json() for each in found]}
    table = cards_table(found) if zone is None else card_rows_table(found[0])
    print_result(form, *table, data)
    if zone is not None and form == "table":
        print_table(*cards_table(found), found[0].label)
    if sheet is not None:
        from cultivation.outputs.zone_cards.workbook import cards_workbook

        write_file(sheet, cards_workbook(year, found))
        context.say(_("{file} is written.").format(file=sheet))


def _plan_file(context: Context, year: Year) -> NewDocument | None:
    """Return the file of the plan's targets, where there is one."""
    path = find_plan_file(year.rules, [context.workspace.directory / "rules" / "targets"])
    return NewDocument(path.read_bytes(), path.name, "application/yaml") if path else None


@command(
    "notice",
    _("Put a notice of criticism to a zone on record, with its figures as they stand."),
    'cultivation zones notice 2017 周庄镇 --text "初审推荐逾期未报" --document 昆新兴办〔2018〕5号 --as 李强',
)
@click.argument("year", type=YEAR)
@click.argument("zone")
@text_option
@document_option
@on_option
@dry_run_option
@pass_command_context
def notice(
    context: Context, year: int, zone: str, text: str, document: str, on: datetime | None, dry_run: bool
) -> None:
    """Criticise a zone."""
    words = (said(text, "--text"), said(document, "--document"))
    _notify(context, year, zone, review.Told(NOTICE, *words, day_of(on)), dry_run)


@command(
    "rectify",
    _("Tell a zone to put something right by a day; it owes an answer until then."),
    'cultivation zones rectify 2017 周庄镇 --until 2018-05-31 --text "建立初审台账" '
    "--document 昆新兴办〔2018〕6号",
)
@click.argument("year", type=YEAR)
@click.argument("zone")
@click.option("--until", type=DATE, required=True, metavar="DATE", help=_("The last day to answer."))
@text_option
@document_option
@on_option
@dry_run_option
@pass_command_context
def rectify(
    context: Context,
    year: int,
    zone: str,
    until: datetime,
    text: str,
    document: str,
    on: datetime | None,
    dry_run: bool,
) -> None:
    """Set a deadline to a zone."""
    words = (said(text, "--text"), said(document, "--document"), day_of(on), until.date())
    _notify(context, year, zone, review.Told(RECTIFICATION, *words), dry_run)


def _notify(context: Context, year: int, zone: str, told: review.Told, dry_run: bool) -> None:
    with context.record.reading() as reader:
        plan = _plan_file(context, year_in(reader, year))
    done = review.notify_zone(context.record, context.actor, year, zone, told, plan, dry_run)
    text = _("Notice {number} to {zone} is on record.").format(number=done.number, zone=done.card.label)
    click.echo(dry(text, dry_run))
    context.say(_("Next: cultivation zones letter {number} -o FILE").format(number=done.number))


@command(
    "answer",
    _("Put the answer of a zone to a notice on record, with the papers that it sent."),
    'cultivation zones answer 812 --text "已建立台账" --document 周政〔2018〕3号 --evidence 台账.pdf',
)
@click.argument("number", type=int)
@text_option
@click.option("--document", default="", metavar="NUMBER", help=_("The number of the document."))
@click.option(
    "--evidence",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help=_("A paper that came with it; may be repeated."),
)
@on_option
@dry_run_option
@pass_command_context
def answer(
    context: Context,
    number: int,
    text: str,
    document: str,
    files: Sequence[Path],
    on: datetime | None,
    dry_run: bool,
) -> None:
    """Record an answer."""
    told = review.Told("", said(text, "--text"), document.strip(), day_of(on))
    papers = [evidence_document(each) for each in files]
    review.answer_for_zone(context.record, context.actor, number, told, papers, dry_run)
    click.echo(dry(_("The answer to notice {number} is on record.").format(number=number), dry_run))


@command(
    "list",
    _("Notices to zones, their deadlines and answers."),
    "cultivation zones list\ncultivation zones list 2017 --open",
)
@click.argument("year", type=YEAR, required=False)
@click.option("--open", "owed", is_flag=True, help=_("Only those to which an answer is owed."))
@click.option("--on", type=DATE, metavar="DATE", help=_("The day to count from; default: today."))
@as_of_option
@format_option
@pass_command_context
def list_(
    context: Context, year: int | None, owed: bool, on: datetime | None, as_of: datetime | None, form: str
) -> None:
    """List notices."""
    day: date = day_of(on)
    with context.record.reading(as_of) as reader:
        state = State(reader)
        found = [each for each in zone_notices(reader, year) if each.is_owed or not owed]
        labels: dict[str, str] = {}
        for each in sorted({one.notice.content.year for one in found}):
            labels |= zone_labels(state.year(each))
    data = {"on": day.isoformat(), "notices": [notice_json(each, day) for each in found]}
    print_result(form, *notices_table(found, labels, day), data)
    if not found:
        context.say(_("No notice to a zone is on record."))


@command(
    "letter",
    _("The letter of a notice, with the figures that are on record with it."),
    "cultivation zones letter 812 -o letter.docx --by 昆山市新兴产业发展领导小组办公室",
)
@click.argument("number", type=int)
@file_option(_("The file to write: .docx."))
@click.option("--by", "sender", metavar="TEXT", help=_("The organisation that signs it."))
@as_of_option
@pass_command_context
def letter(context: Context, number: int, output: Path, sender: str | None, as_of: datetime | None) -> None:
    """Write the letter."""
    from cultivation.outputs.zone_cards.word import zone_letter

    with context.record.reading(as_of) as reader:
        each = next((one for one in zone_notices(reader) if one.number == number), None)
        if each is None:
            raise Refused(_("There is no notice to a zone with the number {number}.").format(number=number))
        figures = reader.document_json(each.notice.content.json_digest)["figures"]
        label = zone_labels(year_in(reader, each.notice.content.year))[each.notice.content.zone]
        content = zone_letter(each, label, figures, organisation(context, sender))
    write_file(output, content)
    click.echo(_("{file} is written.").format(file=output))
