"""What is missing beside a paper: scores that are older than the applications, results without a seal."""

from __future__ import annotations

from cultivation.commands.context import Context
from cultivation.commands.steps import hint
from cultivation.language import _
from cultivation.queries.status import stale_text
from cultivation.queries.year import State, Year
from cultivation.record.reader import Reader
from cultivation.steps import Act, Step


def say_stale(context: Context, reader: Reader, year: int | None = None) -> None:
    """Say of a year, or of each year, that its points are not those of its applications as they stand."""
    for each in State(reader).years:
        if year in (None, each.number):
            say_if_stale(context, each)


def say_if_stale(context: Context, year: Year) -> None:
    """Say it of one year."""
    if year.scores_are_stale:
        context.say(f"{stale_text(year)} {hint(Step(Act.SCORE, year.number))}")


def say_unsealed(context: Context, year: int) -> None:
    """Say that nobody can check the results yet, and how they are sealed."""
    sentence = _("The results of {year} are not sealed, so no enterprise can check its own yet.")
    context.say(f"{sentence.format(year=year)} {hint(Step(Act.SEAL, year))}")
