"""`ladder`: enterprises beside the national and provincial standards in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from cultivation.commands.context import (
    DATE,
    Context,
    as_of_option,
    command,
    format_option,
    pass_command_context,
)
from cultivation.commands.every_pool import every_pool
from cultivation.commands.membership import day_of
from cultivation.commands.output_files import write_file
from cultivation.commands.printing import print_result, print_table
from cultivation.core.explanation.standing import State
from cultivation.core.wording.standing import (
    alone_text,
    condition_text,
    standard_name,
)
from cultivation.language import _
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.ladder import Climb, Climbs, climbs
from cultivation.queries.ladder_json import ladder_json
from cultivation.queries.ladder_tables import firms_table, ladder_sentences, ladder_title, steps_table
from cultivation.queries.monitor import latest_with_applications
from cultivation.queries.pools import InPool, in_pools
from cultivation.queries.year import year_in


@command(
    "ladder",
    _(
        "An enterprise beside the national and provincial standards in force: which it meets, what is "
        "missing for the next, and the smallest change, computed again. Without one: all members."
    ),
    _(
        "cultivation ladder 昆山辉铄 --on 2026-06-01\n"
        "cultivation ladder --sheet ladder_2017.xlsx        # who of the pool is ripe for what\n"
        "cultivation ladder --applicants --format json"
    ),
)
@click.argument("enterprise", required=False)
@click.option("--year", type=int, help=_("The applications of this year; default: the latest."))
@click.option(
    "--on",
    type=DATE,
    metavar="DATE",
    help=_("The day on which the standards must be in force; default: today."),
)
@click.option("--applicants", is_flag=True, help=_("All applicants of the year, not only members."))
@click.option(
    "--sheet",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=_("Write it as a workbook: .xlsx."),
)
@as_of_option
@format_option
@pass_command_context
def ladder(
    context: Context,
    enterprise: str | None,
    year: int | None,
    on: datetime | None,
    applicants: bool,
    sheet: Path | None,
    as_of: datetime | None,
    form: str,
) -> None:
    """Set enterprises beside the standards."""
    workspace = context.workspace
    with context.record.reading(as_of) as reader:
        own = year_in(reader, year) if year else latest_with_applications(reader)
        key = None if enterprise is None else find_enterprise(reader, enterprise)[0]
        folders = [workspace.directory / "rules" / "ladders"]
        found = climbs(own, list(workspace.rule_files()), day_of(on), folders, key, applicants)
    own_pools = [] if key is None or not context.other_pools() else _pools_of(context, key)
    data = ladder_json(found) | ({"pools": [each.to_json() for each in own_pools]} if own_pools else {})
    if enterprise is None:
        print_result(form, *firms_table(found), ladder_json(found), ladder_title(found))
    else:
        print_result(form, *steps_table(found.firms[0]), data, ladder_title(found))
    if form == "table":
        if enterprise is not None:
            _print_steps(found.firms[0])
        if own_pools:
            print_table(*_pools_table(own_pools), _("In the pools of this workspace"))
        _print_absent(found)
    if sheet is not None:
        from cultivation.outputs.ladder.workbook import ladder_workbook

        write_file(sheet, ladder_workbook(found))
        context.say(_("{file} is written.").format(file=sheet))


def _pools_of(context: Context, key: str) -> list[InPool]:
    with every_pool(context) as pools:
        return in_pools(pools, key)


def _pools_table(pools: Sequence[InPool]) -> tuple[list[str], list[list[Any]]]:
    """Return a row for each pool that knows the enterprise: since when a member, and its last review."""
    headers = [_("pool"), _("member since"), _("year"), _("place"), _("outcome")]
    rows = []
    for each in pools:
        last = each.history.years[-1].to_json() if each.history.years else {}
        own = [last.get(key) for key in ("year", "rank", "outcome")]
        rows.append([each.pool.name, each.member_since, *own])
    return headers, rows


def _print_steps(climb: Climb) -> None:
    """Print for each standard that is missed what single changes would do, and what was read."""
    for step in climb.steps:
        if step.nearest is not None:
            rows = [
                [condition_text(each.key, step.rules), alone_text(each, step.nearest, step.rules)]
                for each in step.standing.conditions
                if each.state is State.MISSED
            ]
            print_table([_("condition"), _("what changes it")], rows, standard_name(step.rules))


def _print_absent(found: Climbs) -> None:
    for sentence in ladder_sentences(found):
        click.echo(sentence)
