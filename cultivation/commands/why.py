"""`why`: one enterprise in one year, on one page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import click

from cultivation.commands.context import Context, as_of_option, command, format_option, pass_command_context
from cultivation.commands.printing import print_json, print_result, print_table
from cultivation.commands.stale import say_if_stale
from cultivation.language import _
from cultivation.queries.appeals import appeals_for
from cultivation.queries.appeals import sentence as appeal_sentence
from cultivation.queries.benefits import benefit_sentences, benefits_in_year
from cultivation.queries.evidence import evidence_sentences
from cultivation.queries.flags import said_of_visits
from cultivation.queries.list_doubts import list_sentences, lists_json
from cultivation.queries.opinions import opinions_about
from cultivation.queries.said_beside import said_beside
from cultivation.queries.verification import difference_json, is_doubt, of_enterprise
from cultivation.queries.why import Why
from cultivation.queries.why import explained as explain
from cultivation.queries.why_json import followed_json, why_json
from cultivation.queries.why_sentences import reason_of, sentences, without_turning
from cultivation.queries.why_tables import (
    flips_table,
    neighbours_table,
    own_values_table,
    points_table,
    sources_table,
)

SHOWN = 5  # criteria named in a sentence; the JSON has all


@command(
    "why",
    _("Why an enterprise entered, stayed or left: reason, points, sources."),
    "cultivation why 昆山辉铄 2017",
)
@click.argument("enterprise")
@click.argument("year", type=int, required=False)
@as_of_option
@format_option
@pass_command_context
def why(context: Context, enterprise: str, year: int | None, as_of: datetime | None, form: str) -> None:
    """Explain an outcome."""
    with context.record.reading(as_of) as reader:
        own, answer = explain(reader, enterprise, year)
        after, appeals = benefits_in_year(own, answer.id), appeals_for(own, answer.id)
        listed, rows = list_sentences(own, answer.id), lists_json(own, answer.id)
        opinions = opinions_about(own, answer.id)
        registers = [difference_json(each, own) for each in of_enterprise(own, answer.id) if is_doubt(each)]
        told = list(said_beside(own, answer.id))
        beside = [*evidence_sentences(own, answer.id), *said_of_visits(own, answer.id)]
        say_if_stale(context, own)
    if form == "json":
        print_json(
            {
                **why_json(answer),
                "followed": followed_json(after),
                "papers_and_visits": beside,
                "appeals": [each.to_json() for each in appeals],
                "lists": rows,
                "opinions": [each.to_json() for each in opinions],
                "registers": registers,
            }
        )
    elif form == "csv":
        print_result("csv", *points_table(answer), None)
    else:
        told += beside
        _print_page(answer, [*(appeal_sentence(each) for each in appeals), *listed, *told])
        say_original(context, answer)
        for sentence in benefit_sentences(after):
            click.echo(sentence)


def _print_page(answer: Why, more: Sequence[str]) -> None:
    click.echo(f"{answer.name}  {answer.id}  {answer.year}")
    for sentence in (reason_of(answer), *more, *sentences(answer, SHOWN)):
        click.echo(sentence)
    if answer.contributions:
        print_table(*points_table(answer))
    change, own_values = answer.year_on_year, own_values_table(answer)
    if change and own_values:
        title = _("Effect of the enterprise's own data since {year}").format(year=change.year)
        print_table(*own_values, title)
    if answer.neighbours:
        print_table(*neighbours_table(answer), _("Nearest rivals"))
    if flips := flips_table(answer):
        print_table(*flips, _("Smallest change of one value that changes the outcome"))
    for sentence in without_turning(answer):
        click.echo(sentence)
    headers, rows = sources_table(answer)
    if rows:
        print_table(headers, rows, _("Sources"))


def say_original(context: Context, answer: Why) -> None:
    """Say how to get the workbook in which a value stands, with its cell marked."""
    if any(source["cell"] for source in answer.sources):
        context.say(
            _("The workbook with a value marked: cultivation audit original ENTERPRISE FIELD YEAR -o FILE")
        )
