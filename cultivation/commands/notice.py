"""Around the proposal: withdraw, notice, object, resolve, close."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from cultivation import review
from cultivation.canonical import without_surrogates
from cultivation.commands.context import DATE, Context, command, dry, dry_run_option, pass_command_context
from cultivation.commands.evidence import evidence_document
from cultivation.errors import UsageMistake
from cultivation.language import _


def said(text: str, name: str) -> str:
    """Return a text that an option gives; refuse an empty one."""
    if not text.strip():
        raise UsageMistake(_("{option} must not be empty.").format(option=name))
    return without_surrogates(text.strip())


def say_repeated(context: Context, repeats: bool) -> None:
    """Tell that a step was repeated, perhaps because its first answer was lost."""
    if repeats:
        context.say(_("This was on record already; nothing was added."))


@command(
    "withdraw",
    _("Withdraw an application from a year that is not decided; the year must be scored again."),
    'cultivation withdraw 2016 昆山辉铄 --reason "企业来函撤回申报"',
)
@click.argument("year", type=int)
@click.argument("enterprise")
@click.option("--reason", required=True, metavar="TEXT", help=_("The cause."))
@dry_run_option
@pass_command_context
def withdraw(context: Context, year: int, enterprise: str, reason: str, dry_run: bool) -> None:
    """Withdraw an application."""
    text = said(reason, "--reason")
    _key, name = review.withdraw(context.record, context.actor, year, enterprise, text, dry_run)
    click.echo(dry(_("{name} is withdrawn from {year}.").format(name=name, year=year), dry_run))
    context.say(_("Next: cultivation score {year}").format(year=year))


@command(
    "notice",
    _("Record the public notice of the proposal, from one day until another."),
    "cultivation notice 2016 --from 2017-02-01 --until 2017-02-09",
)
@click.argument("year", type=int)
@click.option("--from", "first", type=DATE, required=True, metavar="DATE", help=_("The first day."))
@click.option("--until", "last", type=DATE, required=True, metavar="DATE", help=_("The last day."))
@dry_run_option
@pass_command_context
def notice(context: Context, year: int, first: datetime, last: datetime, dry_run: bool) -> None:
    """Give notice."""
    done = review.give_notice(context.record, context.actor, year, first.date(), last.date(), dry_run)
    given = done.notice
    text = _("The proposal of {year} is public from {first} until {last}.").format(
        year=year, first=given.first, last=given.last
    )
    click.echo(dry(text, dry_run and not done.repeats))
    say_repeated(context, done.repeats)
    context.say(
        _("Next, after that day: cultivation decide {year} --document NUMBER --as NAME").format(year=year)
    )


@command(
    "object",
    _("File an objection to the proposal under a real name, with evidence."),
    'cultivation object 2016 昆山辉铄 --by 张三 --text "营业收入与年报不符" --evidence annual_report.pdf',
)
@click.argument("year", type=int)
@click.argument("enterprise")
@click.option("--by", required=True, metavar="NAME", help=_("The objector's real name."))
@click.option("--text", required=True, metavar="TEXT", help=_("The subject of the objection."))
@click.option(
    "--evidence",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help=_("Evidence; the file goes on record. May be repeated."),
)
@dry_run_option
@pass_command_context
def object_(
    context: Context, year: int, enterprise: str, by: str, text: str, evidence: Sequence[Path], dry_run: bool
) -> None:
    """File an objection."""
    documents = [evidence_document(path) for path in evidence]
    person, words = said(by, "--by"), said(text, "--text")
    done = review.file_objection(
        context.record, context.actor, year, enterprise, person, words, documents, dry_run
    )
    filed = done.objection
    text = _("Objection {number} is on record.").format(number=filed.number)
    click.echo(dry(text, dry_run and not done.repeats))
    say_repeated(context, done.repeats)
    context.say(
        _("Next: cultivation resolve {year} {number} --upheld|--dismissed --text TEXT").format(
            year=year, number=filed.number
        )
    )


@command(
    "resolve",
    _("Uphold or dismiss an objection, with the reason. One that is upheld reopens the proposal."),
    'cultivation resolve 2016 1 --dismissed --text "已核对审计报告，数据无误"',
)
@click.argument("year", type=int)
@click.argument("number", type=int)
@click.option("--upheld/--dismissed", "upheld", required=True, default=None, help=_("The outcome."))
@click.option("--text", required=True, metavar="TEXT", help=_("The reason."))
@dry_run_option
@pass_command_context
def resolve(context: Context, year: int, number: int, upheld: bool, text: str, dry_run: bool) -> None:
    """Resolve an objection."""
    reason = said(text, "--text")
    review.resolve_objection(context.record, context.actor, year, number, upheld, reason, dry_run)
    told = _("Objection {number} is upheld.") if upheld else _("Objection {number} is dismissed.")
    click.echo(dry(told.format(number=number), dry_run))
    following = (
        _("Next: correct or withdraw what was wrong, score, and cultivation propose {year}")
        if upheld
        else _("Next: cultivation status {year}")
    )
    context.say(following.format(year=year))


@command("close", _("Close a decided year once its work is done."), "cultivation close 2016")
@click.argument("year", type=int)
@dry_run_option
@pass_command_context
def close(context: Context, year: int, dry_run: bool) -> None:
    """Close a year."""
    review.close_year(context.record, context.actor, year, dry_run)
    click.echo(dry(_("The year {year} is closed.").format(year=year), dry_run))
    context.say(_("Next: cultivation open {year}").format(year=year + 1))
