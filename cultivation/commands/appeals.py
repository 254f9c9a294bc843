"""`appeal`: single cases after the decision: filed, answered, approved, listed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from cultivation import review
from cultivation.commands.context import (
    DATE,
    Context,
    as_of_option,
    command,
    dry,
    dry_run_option,
    format_option,
    pass_command_context,
)
from cultivation.commands.evidence import evidence_document
from cultivation.commands.membership import day_of, document_option, on_option
from cultivation.commands.notice import said, say_repeated
from cultivation.commands.printing import print_result
from cultivation.commands.program import APPEAL_COMMANDS, lazy_group
from cultivation.errors import UsageMistake
from cultivation.language import _
from cultivation.queries.appeals import ENTER, LEAVE, RECORD, appeals_of, last_day, sentence, state_text
from cultivation.queries.year import State

appeal = lazy_group("appeal", APPEAL_COMMANDS, _("Appeals against a decision, case by case."))
number_argument = click.argument("number", type=int)


@command(
    "file",
    _("File an appeal of an enterprise against the year's decision, with papers."),
    'cultivation appeal file 2016 昆山辉铄 --by 张三 --text "研发费用应为审计数" --paper audit_report.pdf',
)
@click.argument("year", type=int)
@click.argument("enterprise")
@click.option("--by", required=True, metavar="NAME", help=_("The real name of the person who appeals."))
@click.option("--text", required=True, metavar="TEXT", help=_("What is wrong in the decision, and why."))
@click.option(
    "--paper",
    "papers",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help=_("A paper that proves it; the file goes on record. May be repeated."),
)
@click.option("--on", type=DATE, metavar="DATE", help=_("The day on which it was received; default: today."))
@click.option("--reason", default="", metavar="TEXT", help=_("Why it is heard after the last day to appeal."))
@dry_run_option
@pass_command_context
def file_(
    context: Context,
    /,
    year: int,
    enterprise: str,
    by: str,
    text: str,
    papers: Sequence[Path],
    on: datetime | None,
    reason: str,
    dry_run: bool,
) -> None:
    """File an appeal."""
    documents = [evidence_document(path) for path in papers]
    grounds = review.Grounds(said(by, "--by"), said(text, "--text"), day_of(on), documents, reason.strip())
    done = review.file_appeal(context.record, context.actor, year, enterprise, grounds, dry_run)
    told = _("Appeal {number} of {name} is on record.").format(number=done.appeal.number, name=done.name)
    click.echo(dry(told, dry_run and not done.repeats))
    say_repeated(context, done.repeats)
    context.say(
        _(
            "Next: cultivation appeal resolve {year} {number} --dismiss|--correct ACTION "
            "--document NUMBER --reason TEXT"
        ).format(year=year, number=done.appeal.number)
    )


@command(
    "resolve",
    _(
        "Answer an appeal: dismiss it, correct the record, or propose that the enterprise enters or leaves "
        "the pool, which another person approves. The decision stays as it is."
    ),
    'cultivation appeal resolve 2016 1 --dismiss --document 昆新兴〔2017〕12号 --reason "数据属实"\n'
    'cultivation appeal resolve 2016 1 --correct enter --document 昆新兴〔2017〕12号 --reason "研发费用漏计"',
)
@click.argument("year", type=int)
@number_argument
@click.option("--dismiss", is_flag=True, help=_("Nothing changes."))
@click.option(
    "--correct",
    type=click.Choice((ENTER, LEAVE, RECORD)),
    help=_("The enterprise enters or leaves the pool; record: only its points or reason are corrected."),
)
@document_option
@click.option("--reason", required=True, metavar="TEXT", help=_("The reason."))
@click.option("--total", metavar="POINTS", help=_("The right total, where the points were wrong."))
@click.option("--above-capacity", is_flag=True, help=_("The document admits one more than the capacity."))
@on_option
@dry_run_option
@pass_command_context
def resolve(
    context: Context,
    /,
    year: int,
    number: int,
    dismiss: bool,
    correct: str | None,
    document: str,
    reason: str,
    total: str | None,
    above_capacity: bool,
    on: datetime | None,
    dry_run: bool,
) -> None:
    """Answer an appeal."""
    paper, why, day = said(document, "--document"), said(reason, "--reason"), day_of(on)
    if dismiss == (correct is not None):
        raise UsageMistake(_("Give --dismiss or --correct, one of them."))
    if dismiss and (total is not None or above_capacity):
        raise UsageMistake(_("--total and --above-capacity belong to --correct."))
    if correct is None:
        done = review.dismiss_appeal(context.record, context.actor, year, number, paper, why, day, dry_run)
    else:
        right = None if total is None else said(total, "--total")
        wanted = review.AppealCorrection(correct, paper, why, day, right, above_capacity)
        done = review.correct_on_appeal(context.record, context.actor, year, number, wanted, dry_run)
    click.echo(dry(sentence(done), dry_run))
    if done.is_open:
        context.say(
            _("Next, by another person: cultivation appeal approve {year} {number} --as NAME").format(
                year=year, number=number
            )
        )
    else:
        context.say(_("Next: cultivation status {year}").format(year=year))


@command(
    "approve",
    _("Approve, as another person, that an enterprise enters or leaves the pool on its appeal."),
    "cultivation appeal approve 2016 1 --as 李强",
)
@click.argument("year", type=int)
@number_argument
@dry_run_option
@pass_command_context
def approve(context: Context, year: int, number: int, dry_run: bool) -> None:
    """Approve a correction."""
    done, members = review.approve_correction(context.record, context.actor, year, number, dry_run)
    text = _("{sentence} There are {number} members.").format(sentence=sentence(done), number=members)
    click.echo(dry(text, dry_run))
    context.say(_("Next: cultivation status {year}").format(year=year))


@command("list", _("List the appeals of a year and what became of them."), "cultivation appeal list 2016")
@click.argument("year", type=int)
@as_of_option
@format_option
@pass_command_context
def list_(context: Context, year: int, as_of: datetime | None, form: str) -> None:
    """List the appeals."""
    with context.record.reading(as_of) as reader:
        own = State(reader).year(year)
        names = {key: line.name for key, line in own.line_of.items()}
        found, until = appeals_of(own), last_day(own)
    headers = [_("number"), _("date"), _("enterprise"), _("state"), _("what became of it")]
    rows = [
        [
            each.number,
            each.filed.content.on,
            names.get(each.enterprise, each.enterprise),
            state_text(each),
            sentence(each),
        ]
        for each in found
    ]
    data = {"year": year, "until": until and until.isoformat(), "appeals": [each.to_json() for each in found]}
    print_result(form, headers, rows, data)
    if until is not None:
        context.say(_("Appeals are possible until {day}.").format(day=until))
