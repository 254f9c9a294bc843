"""`why`: one enterprise in one year, on one page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from cultivation.commands.context import Context, as_of_option, command, format_option, pass_command_context
from cultivation.commands.printing import print_json, print_result, print_table
from cultivation.commands.stale import say_stale
from cultivation.core.explanation.year_on_year import Split
from cultivation.core.wording.values import value_text
from cultivation.core.wording.why import decided_by_text, flip_row, note_text, shown_value
from cultivation.core.wording.year_on_year import places_text, signed_points, value_label
from cultivation.language import _, current
from cultivation.queries.benefits import benefit_sentences, benefits_in_year
from cultivation.queries.why import Why
from cultivation.queries.why import why as explain
from cultivation.queries.why_json import followed_json, why_json
from cultivation.queries.why_sentences import reason_of, sentences, without_turning
from cultivation.queries.year import year_in

SHOWN = 5  # criteria named in a sentence; the JSON has all
Table = tuple[list[str], list[list[Any]]]


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
        answer = explain(reader, enterprise, year)
        after = benefits_in_year(year_in(reader, answer.year), answer.id)
        say_stale(context, reader, answer.year)
    if form == "json":
        print_json({**why_json(answer), "followed": followed_json(after)})
    elif form == "csv":
        print_result("csv", *_points(answer), None)
    else:
        _print_page(answer)
        for sentence in benefit_sentences(after):
            click.echo(sentence)


def _print_page(answer: Why) -> None:
    click.echo(f"{answer.name}  {answer.id}  {answer.year}")
    for sentence in (reason_of(answer), *sentences(answer, SHOWN)):
        click.echo(sentence)
    if answer.contributions:
        print_table(*_points(answer))
    change = answer.year_on_year
    if change and change.split and change.split.own_values:
        title = _("Effect of the enterprise's own data since {year}").format(year=change.year)
        print_table(*_own_values(answer, change.split, change.has_both_places), title)
    if answer.neighbours:
        print_table(*_neighbours(answer), _("Nearest rivals"))
    _print_flips(answer)
    headers, rows = _sources(answer)
    if rows:
        print_table(headers, rows, _("Sources"))


def _points(answer: Why) -> Table:
    """Return each criterion with its value, points and what it lost, and how it moved."""
    before = {each.criterion: each for each in answer.year_on_year.changes} if answer.year_on_year else {}
    points, rules = answer.table.points, answer.rules
    rows = []
    for each in answer.contributions:
        change = before.get(each.criterion)
        moved = f"{change.now - change.before:+}" if change and change.now != change.before else ""
        value = shown_value(rules, rules.criteria[each.criterion], answer.score, answer.sources)
        label = rules.criterion_label(each.criterion).text(current())
        rows.append([label, value, points(each.points), points(each.maximum), points(each.lost), moved])
    headers = [_("criterion"), _("value"), _("points"), _("maximum"), _("lost"), _("change to last year")]
    return headers, rows


def _own_values(answer: Why, split: Split, with_places: bool) -> Table:
    """Return what each of the own values made, the greatest share of points first."""
    ordered = sorted(split.own_values, key=lambda each: (-abs(each[1].total), each[0]))
    rows = [
        [value_label(name, answer.rules), signed_points(share.total), places_text(share.places)]
        for name, share in ordered
    ]
    headers = [_("own data"), _("points"), _("places gained")]
    return (headers, rows) if with_places else (headers[:2], [row[:2] for row in rows])


def _neighbours(answer: Why) -> Table:
    """Return those next to it by place, with what put each behind the place before."""
    total = answer.score.total if answer.score else 0
    rows = [
        [
            each.rank,
            each.name,
            answer.table.points(each.total),
            f"{(each.total - total) * answer.rules.precision:+}",
            decided_by_text(each.decided_by, answer.rules),
        ]
        for each in answer.neighbours
    ]
    headers = [_("place"), _("enterprise"), _("total"), _("difference"), _("separated by")]
    return headers, rows


def _print_flips(answer: Why) -> None:
    """Show the smallest change of each value that turns the outcome, and name those of which none does."""
    rows = [flip_row(each, answer.rules) for each in answer.flips if each.value is not None]
    if rows:
        headers = [_("field"), _("filed"), _("value that changes the outcome"), _("change")]
        print_table(headers, rows, _("Smallest change of one value that changes the outcome"))
    for sentence in without_turning(answer):
        click.echo(sentence)


def _sources(answer: Why) -> Table:
    rows = [
        [
            answer.rules.label_of(source["field"]).text(current()),
            value_text(answer.rules, source["field"], source["value"]),
            source["file"],
            source["sheet"],
            source["cell"],
            note_text(source),
        ]
        for source in answer.sources
        if source["value"] is not None
    ]
    return [_("field"), _("value"), _("file"), _("sheet"), _("cell"), _("remark")], rows
