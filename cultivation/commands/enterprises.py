"""What becomes of firms and decisions: merge, recode, split, suspend, resume, reverse."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import datetime

import click

from cultivation import review
from cultivation.commands.context import Context, command, dry, dry_run_option, pass_command_context
from cultivation.commands.membership import day_of, document_option, on_option
from cultivation.commands.notice import said
from cultivation.errors import UsageMistake
from cultivation.language import _, join_names

reason_option = click.option("--reason", required=True, metavar="TEXT", help=_("The cause."))


def _membership(done: review.EnterpriseChanged) -> str:
    names = dict(zip((done.id, *done.into), (done.name, *done.names), strict=True))
    if done.member is None:
        return _("None of them is a member.")
    return _("Member now: {name} ({code}).").format(name=names[done.member], code=done.member)


@command(
    "merge",
    _("Record that an enterprise was merged into another; membership passes to it."),
    "cultivation merge 昆山辉铄 昆山晟舟 --document 吸收合并公告\n"
    "cultivation merge 昆山辉铄 昆山晟舟 --document 吸收合并公告 --membership-ends",
)
@click.argument("enterprise")
@click.argument("into")
@document_option
@on_option
@click.option("--membership-ends", is_flag=True, help=_("The membership is not transferred."))
@dry_run_option
@pass_command_context
def merge(
    context: Context,
    enterprise: str,
    into: str,
    document: str,
    on: datetime | None,
    membership_ends: bool,
    dry_run: bool,
) -> None:
    """Merge an enterprise into another."""
    number, ends = said(document, "--document"), membership_ends
    done = review.merge(context.record, context.actor, enterprise, into, number, day_of(on), ends, dry_run)
    text = _("{name} is merged into {other}.").format(name=done.name, other=done.names[0])
    click.echo(dry(f"{text} {_membership(done)}", dry_run))
    context.say(_("To see it: cultivation history {code}").format(code=done.into[0]))


@command(
    "recode",
    _("Record a new credit code of an enterprise; history and membership continue under it."),
    "cultivation recode 昆山辉铄 91320583001000003G --document 变更通知书",
)
@click.argument("enterprise")
@click.argument("code")
@document_option
@on_option
@dry_run_option
@pass_command_context
def recode(
    context: Context, enterprise: str, code: str, document: str, on: datetime | None, dry_run: bool
) -> None:
    """Give an enterprise its new code."""
    number = said(document, "--document")
    done = review.recode(context.record, context.actor, enterprise, code, number, day_of(on), dry_run)
    click.echo(dry(_("{name} now has the code {code}.").format(name=done.name, code=done.into[0]), dry_run))
    context.say(_("To see it: cultivation history {code}").format(code=done.into[0]))


@command(
    "split",
    _("Record the firms that an enterprise was split into."),
    "cultivation split 昆山辉铄 --part 91320583001000003G=昆山辉铄智能 --document 分立公告\n"
    "cultivation split 昆山辉铄 --part 91320583001000003G=昆山辉铄智能 --member 91320583001000003G "
    "--document 分立公告",
)
@click.argument("enterprise")
@click.option("--part", "parts", multiple=True, required=True, metavar="CODE=NAME", help=_("A new firm."))
@click.option(
    "--member",
    metavar="CODE",
    help=_("The new firm that holds the membership; default: the original enterprise."),
)
@document_option
@on_option
@dry_run_option
@pass_command_context
def split(
    context: Context,
    enterprise: str,
    parts: Sequence[str],
    member: str | None,
    document: str,
    on: datetime | None,
    dry_run: bool,
) -> None:
    """Split an enterprise."""
    pairs = [_part(each) for each in parts]
    number = said(document, "--document")
    done = review.split(context.record, context.actor, enterprise, pairs, member, number, day_of(on), dry_run)
    text = _("{name} was split into: {names}.").format(name=done.name, names=join_names(done.names))
    click.echo(dry(f"{text} {_membership(done)}", dry_run))
    context.say(_("To see it: cultivation history {code}").format(code=done.into[0]))


def _part(text: str) -> tuple[str, str]:
    code, equals, name = (each.strip() for each in text.partition("="))
    if not (code and equals and name):
        raise UsageMistake(_("--part {text}: write CODE=NAME.").format(text=text))
    return code, name


def _marking(
    name: str, help_text: str, example: str, step: Callable[..., tuple[str, str]], done: str
) -> click.Command:
    """Make a command that marks a member by decision."""

    @command(name, help_text, example)
    @click.argument("enterprise")
    @reason_option
    @document_option
    @on_option
    @dry_run_option
    @pass_command_context
    def mark(
        context: Context, enterprise: str, reason: str, document: str, on: datetime | None, dry_run: bool
    ) -> None:
        why, number = said(reason, "--reason"), said(document, "--document")
        key, who = step(context.record, context.actor, enterprise, why, number, day_of(on), dry_run)
        click.echo(dry(done.format(name=who), dry_run))
        context.say(_("To see it: cultivation history {code}").format(code=key))

    return mark


suspend = _marking(
    "suspend",
    _("Suspend a member: it keeps its place but receives no support or honours."),
    'cultivation suspend 昆山辉铄 --reason "涉嫌环境违法，正在调查" --document 昆新兴〔2017〕10号',
    review.suspend,
    _("{name} is suspended."),
)
resume = _marking(
    "resume",
    _("End the suspension of a member."),
    'cultivation resume 昆山辉铄 --reason "调查结束，未发现违法" --document 昆新兴〔2017〕12号',
    review.resume,
    _("{name} is no longer suspended."),
)


@command(
    "reverse",
    _(
        "Reverse the last decision by a new entry: one person proposes it, another approves it. "
        "The year must then be proposed and decided again."
    ),
    'cultivation reverse 2016 --document 昆新兴〔2017〕4号 --reason "行政复议决定" --as 王芳\n'
    "cultivation reverse 2016 --approve --as 李强",
)
@click.argument("year", type=int)
@click.option("--document", metavar="NUMBER", help=_("The number of the deciding document."))
@on_option
@click.option("--reason", metavar="TEXT", help=_("The cause."))
@click.option("--approve", is_flag=True, help=_("Approve the reversal that another person proposed."))
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@dry_run_option
@pass_command_context
def reverse(
    context: Context,
    year: int,
    document: str | None,
    on: datetime | None,
    reason: str | None,
    approve: bool,
    yes: bool,
    dry_run: bool,
) -> None:
    """Reverse a decision."""
    if approve:
        if document or reason or on:
            raise UsageMistake(_("--approve takes document, reason and date from the first step."))
        _approve_reversal(context, year, yes, dry_run)
        return
    if not (document and reason):
        raise UsageMistake(
            _("A reversal is proposed with --document and --reason, and approved with --approve.")
        )
    why, number = said(reason, "--reason"), said(document, "--document")
    review.propose_reversal(context.record, context.actor, year, number, why, day_of(on), dry_run)
    click.echo(dry(_("The reversal of the decision of {year} is proposed.").format(year=year), dry_run))
    context.say(
        _("Next, by another person: cultivation reverse {year} --approve --as NAME").format(year=year)
    )


def _approve_reversal(context: Context, year: int, yes: bool, dry_run: bool) -> None:
    if not yes and not dry_run and sys.stdin.isatty():
        click.confirm(_("Reverse the decision of {year}?").format(year=year), abort=True, err=True)
    members = review.approve_reversal(context.record, context.actor, year, dry_run)
    text = _("The decision of {year} is reversed; there are {number} members.").format(
        year=year, number=members
    )
    click.echo(dry(text, dry_run))
    context.say(_("Next: cultivation propose {year}").format(year=year))
