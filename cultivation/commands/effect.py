"""`effect`: what entering the pool did, by who stood just above and just below the cut line."""

from __future__ import annotations

from datetime import datetime

import click

from cultivation.commands.context import Context, as_of_option, command, format_option, pass_command_context
from cultivation.commands.printing import print_result
from cultivation.language import _
from cultivation.queries.effect import effect_json, pool_effect
from cultivation.queries.effect_tables import effect_sentences, effect_table, effect_title
from cultivation.queries.year import year_in


@command(
    "effect",
    _(
        "What entering the pool of a year did within a year: firms just above the cut line beside applicants "
        "just below it, with how uncertain that is."
    ),
    "cultivation effect 2016",
)
@click.argument("year", type=int)
@as_of_option
@format_option
@pass_command_context
def effect(context: Context, year: int, as_of: datetime | None, form: str) -> None:
    """Show the effect of the pool."""
    with context.record.reading(as_of) as reader:
        found = pool_effect(year_in(reader, year), [context.workspace.directory / "rules" / "targets"])
    print_result(form, *effect_table(found), effect_json(found), effect_title(found))
    if form == "table":
        for sentence in effect_sentences(found):
            click.echo(sentence)
