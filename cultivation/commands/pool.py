"""`pool`: the members of the pool."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import click

from cultivation.commands.context import Context, as_of_option, command, format_option, pass_command_context
from cultivation.commands.printing import print_result
from cultivation.commands.program import POOL_COMMANDS, lazy_group
from cultivation.errors import UsageMistake
from cultivation.language import _
from cultivation.queries.pool import PoolAfter, PoolMember, pool_after, pool_on
from cultivation.queries.year import State

pool = lazy_group(
    "pool",
    POOL_COMMANDS,
    _("The members of the pool, and further pools of the workspace."),
    usual="show",
    bare=True,
)


@command(
    "show",
    _("The members of the pool, now or as a year's decision left it; `show` may be left out."),
    "cultivation pool --year 2017\ncultivation --pool giants pool",
)
@click.option("--year", type=int, help=_("The pool after the decision of this year; default: the latest."))
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help=_("The pool on this day, by the dates of the decisions."),
)
@as_of_option
@format_option
@pass_command_context
def show(context: Context, year: int | None, on: datetime | None, as_of: datetime | None, form: str) -> None:
    """List the members."""
    if year is not None and on is not None:
        raise UsageMistake(_("Give --year or --on, not both."))
    with context.record.reading(as_of) as reader:
        if on is not None:
            day = on.date().isoformat()
            members: Sequence[PoolMember] = pool_on(reader, day)
            _print_on(day, members, form)
        else:
            found = pool_after(State(reader), year)
            members = found.members
            _print_after(found, form)
    context.say(_("{number} members.").format(number=len(members)))


def _print_after(found: PoolAfter, form: str) -> None:
    headers = [_("place"), _("code"), _("enterprise"), _("member since"), _("remark")]
    rows = [[each.rank, each.id, each.name, each.since, each.remark(found.year)] for each in found.members]
    print_result(
        form, headers, rows, {"year": found.year, "members": [each.to_json() for each in found.members]}
    )


def _print_on(day: str, members: Sequence[PoolMember], form: str) -> None:
    headers = [_("code"), _("enterprise"), _("member since")]
    data = [{"id": each.id, "name": each.name, "since": each.since, "rank": None} for each in members]
    rows = [[each.id, each.name, each.since] for each in members]
    print_result(form, headers, rows, {"year": None, "on": day, "members": data})
