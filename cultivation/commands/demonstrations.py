"""`demonstrate`: the year's demonstration enterprises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

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
from cultivation.commands.membership import day_of, document_option, on_option
from cultivation.commands.notice import said, say_repeated
from cultivation.commands.printing import print_result
from cultivation.errors import UsageMistake
from cultivation.language import _, join_names


@command(
    "demonstrate",
    _("Select the year's demonstration enterprises from the members, by place or by name."),
    "cultivation demonstrate 2016 --top 20 --document 昆新兴〔2017〕5号\n"
    'cultivation demonstrate 2016 昆山辉铄 昆山晟舟 --reason "评审会推荐" --document 昆新兴〔2017〕5号',
)
@click.argument("year", type=int)
@click.argument("enterprises", nargs=-1)
@click.option("--top", type=click.IntRange(1), metavar="N", help=_("The first N members by place."))
@click.option(
    "--reason",
    default="",
    metavar="TEXT",
    help=_("The reason for the selection; required when enterprises are named."),
)
@document_option
@on_option
@dry_run_option
@format_option
@pass_command_context
def demonstrate(
    context: Context,
    year: int,
    enterprises: Sequence[str],
    top: int | None,
    reason: str,
    document: str,
    on: datetime | None,
    dry_run: bool,
    form: str,
) -> None:
    """Select demonstration enterprises."""
    if bool(enterprises) == (top is not None):
        raise UsageMistake(_("Name the enterprises, or give --top N; one of the two."))
    if enterprises and not reason.strip():
        raise UsageMistake(_("Give the reason for selecting these enterprises: --reason TEXT"))
    number, why = said(document, "--document"), said(reason, "--reason") if reason.strip() else ""
    wanted = review.SelectionCriteria(tuple(enterprises), top, why)
    done = review.select_demonstrations(
        context.record, context.actor, year, wanted, number, day_of(on), dry_run
    )
    rows = [[rank, key, name] for rank, key, name in done.enterprises]
    data = {
        "year": year,
        "document": number,
        "reason": why,
        "top": top,
        "enterprises": [{"rank": rank, "id": key, "name": name} for rank, key, name in done.enterprises],
        "passed_over": list(done.passed_over),
        "supersedes": done.supersedes,
    }
    print_result(form, [_("place"), _("code"), _("enterprise")], rows, data)
    text = _("{number} demonstration enterprises of {year} are on record.").format(
        number=len(rows), year=year
    )
    context.say(dry(text, dry_run and not done.repeats))
    say_repeated(context, done.repeats)
    if done.passed_over:
        names = join_names(done.passed_over)
        context.say(_("Passed over because suspended: {names}").format(names=names))
    if done.supersedes:
        context.say(_("The selection of entry {seq} no longer counts.").format(seq=done.supersedes))
    context.say(_("Next: cultivation shortlist {year} -o shortlist_{year}.xlsx").format(year=year))
