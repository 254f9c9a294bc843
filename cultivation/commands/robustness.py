"""How sure the places are: robustness. Beside each table stands what it means."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

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
from cultivation.commands.printing import print_result, print_table, progress
from cultivation.commands.stale import say_stale
from cultivation.core.analysis.robustness.aggregations import Aggregated
from cultivation.core.analysis.robustness.certainty import Certainty, Robustness
from cultivation.core.analysis.robustness.edges import Shifted
from cultivation.core.analysis.robustness.influence import Influences
from cultivation.core.analysis.robustness.resampling import Resampled
from cultivation.core.rules.model import DISTANCES, RuleSet
from cultivation.core.wording.influence import index_texts, places_text
from cultivation.language import N_, _, current, join_names
from cultivation.queries.robustness import RobustnessOptions, draws_for
from cultivation.queries.year import State

SHOWN = 20  # enterprises of a table on the terminal; the JSON has all
WAYS = {
    "geometric_between_dimensions": N_("geometric mean of the dimensions"),
    "geometric_within_dimensions": N_("geometric mean of the criteria within each dimension"),
    "geometric_throughout": N_("both"),
}


@command(
    "robustness",
    _("How robust each place is: weights are varied and the pool is selected again each time."),
    _(
        "cultivation robustness 2016\n"
        "cultivation robustness 2016 --draws 2000 --concentration 300   # weights nearer to the official ones"
    ),
)
@click.argument("year", type=int)
@click.option(
    "--draws",
    type=click.IntRange(10, 1_000_000),
    help=_("The number of draws; default: 10,000, under quotas 300."),
)
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help=_("The random seed; default: the year."))
@click.option(
    "--concentration",
    type=click.IntRange(1, 1_000_000),
    default=100,
    show_default=True,
    help=_(
        "How close the weights stay to the official ones: at 100, one of 30 % moves by about 5 "
        "points up or down."
    ),
)
@click.option(
    "--edges",
    type=click.IntRange(1, 50),
    metavar="PERCENT",
    help=_("Also move the limits of each criterion's bands and goalposts up and down by this percentage."),
)
@click.option(
    "--aggregations",
    is_flag=True,
    help=_("Also add up the points by geometric means, where strengths do not offset weaknesses."),
)
@click.option(
    "--panel",
    is_flag=True,
    help=_("Also resample the experts' marks, as if other experts of their kind had marked."),
)
@dry_run_option
@format_option
@pass_command_context
def robustness(
    context: Context,
    year: int,
    draws: int | None,
    seed: int | None,
    concentration: int,
    edges: int | None,
    aggregations: bool,
    panel: bool,
    dry_run: bool,
    form: str,
) -> None:
    """Vary the weights."""
    seed = year if seed is None else seed
    with context.record.reading() as reader:
        draws = draws or draws_for(State(reader).year(year).rules)
    share = Fraction(edges, 100) if edges else None
    trial = RobustnessOptions(draws, seed, concentration, share, aggregations, panel)
    with progress(context, _("draws"), draws) as done:
        checked = review.check_robustness(context.record, context.actor, year, trial, dry_run, done)
    with context.record.reading() as reader:
        say_stale(context, reader, year)
    found, names = checked.found, {line.id: line.name for line in checked.table.lines}
    headers = [_("place"), _("code"), _("enterprise"), _("5 %"), _("median"), _("95 %"), _("in the pool")]
    shown = found.certainties if form != "table" else tuple(each for each in found.certainties if each.grey)
    rows = [_certainty_row(each, names) for each in shown]
    title = _("Grey zone: places that depend on the weights")
    print_result(form, headers, rows, checked.to_json(), title if form == "table" else "")
    if form == "table":
        explain_robustness(found, checked.rules, names)
        _print_shifted(checked.shifted, checked.rules, names)
        _print_aggregated(checked.aggregated, names)
        _print_resampled(checked.resampled, names)
    context.say(dry(_("The result is stored with the year; the shortlist shows the shares."), dry_run))


def largest_error(draws: int) -> float:
    """Return how far a share of so many draws may be from the true one, with a confidence of 95 %."""
    return 1.96 * math.sqrt(0.25 / draws)


def _certainty_row(each: Certainty, names: dict[str, str]) -> list[Any]:
    return [
        each.rank,
        each.id,
        names[each.id],
        each.rank_p5,
        each.rank_p50,
        each.rank_p95,
        f"{each.share:.1%}",
    ]


def explain_robustness(found: Robustness, rules: RuleSet, names: dict[str, str]) -> None:
    """Say below the table what it means, and what was not varied."""
    sure = sum(each.share >= 0.95 for each in found.certainties)
    grey = sum(each.grey for each in found.certainties)
    click.echo(
        _(
            "In {draws} draws the weights were varied around the official ones. {sure} "
            "enterprises are in the pool in at least 95 of 100 draws, {grey} in more than 5 "
            "and fewer than 95: for these the result depends on the weights. Places: in 5, 50 "
            "and 95 of 100 draws the enterprise has this place or a better one."
        ).format(draws=found.draws, sure=sure, grey=grey)
    )
    if rules.pool.quotas:
        click.echo(
            _(
                "Under quotas the best pool is searched for in each draw, so there are fewer draws unless "
                "--draws says otherwise; a share may be off by up to {points:.0f} percentage points (95 %)."
            ).format(points=100 * largest_error(found.draws))
        )
    distances = [key for key, each in rules.indicators.items() if each.cohort in DISTANCES]
    if distances:
        sentence = _(
            "The weights within {indicators} are not varied; the places are less sure than shown here."
        )
        click.echo(
            sentence.format(indicators=join_names(rules.label_of(key).text(current()) for key in distances))
        )
    moved = [each for each in found.left_out if each.entering or each.leaving]
    if moved:
        rows = [
            [
                label_of(rules, each.criterion),
                names_of(each.entering, names),
                names_of(each.leaving, names),
            ]
            for each in moved
        ]
        headers = [_("without"), _("would enter"), _("would leave")]
        print_table(headers, rows, _("If one criterion gave no points"))
    if found.influences.criteria:
        _print_influences(found.influences, rules)
    if found.influences.needed:
        click.echo(
            _("Which weights have the largest effect is computed from {number} draws on.").format(
                number=found.influences.needed
            )
        )


def _print_influences(influences: Influences, rules: RuleSet) -> None:
    rows = [
        [
            places_text(*each.places),
            label_of(rules, each.criterion),
            *(text for index in (each.total, each.first) for text in index_texts(index)),
        ]
        for each in influences.criteria
    ]
    interval = _("95 % interval")
    headers = [_("place"), _("weight of"), _("with others"), interval, _("by itself"), interval]
    print_table(headers, rows, _("Weights with the largest effect"))
    click.echo(
        _(
            "The share of the variation in pool places that is due to this weight together with "
            "other weights, and alone (total and first-order Sobol indices, from {samples} base "
            "samples). The weights at the top deserve the closest attention. Where intervals "
            "overlap, the order is open: the criteria share their places, in the order of the rules."
        ).format(samples=influences.base_samples)
    )
    if not influences.settled:
        click.echo(_("More samples would take too long here; some intervals are wide."))


def _print_shifted(shifted: Sequence[Shifted], rules: RuleSet, names: dict[str, str]) -> None:
    moved = [each for each in shifted if each.entering or each.leaving]
    if not shifted:
        return
    rows = [
        [
            label_of(rules, each.criterion),
            f"{float(each.share):+.0%}",
            names_of(each.entering, names),
            names_of(each.leaving, names),
        ]
        for each in moved
    ]
    headers = [_("edges of"), _("moved by"), _("would enter"), _("would leave")]
    if rows:
        print_table(headers, rows, _("If the limits of one criterion were different"))
    click.echo(
        _("Of {tried} shifts, {moved} change who is in the pool.").format(
            tried=len(shifted), moved=len(moved)
        )
    )


def _print_aggregated(aggregated: Sequence[Aggregated], names: dict[str, str]) -> None:
    if not aggregated:
        return
    rows = [
        [_(WAYS[each.way]), names_of(each.entering, names), names_of(each.leaving, names)]
        for each in aggregated
    ]
    headers = [_("added up by"), _("would enter"), _("would leave")]
    print_table(headers, rows, _("If points were added up differently"))
    click.echo(
        _(
            "In a sum, strengths offset weaknesses; in a geometric mean, which multiplies the "
            "shares of the maxima, they hardly do. Enterprises that would enter here are "
            "balanced; those that would leave are one-sided."
        )
    )


def _print_resampled(resampled: Resampled | None, names: dict[str, str]) -> None:
    if resampled is None:
        return
    rows = [_certainty_row(each, names) for each in resampled.certainties if each.grey]
    headers = [_("place"), _("code"), _("enterprise"), _("5 %"), _("median"), _("95 %"), _("in the pool")]
    if rows:
        print_table(headers, rows, _("If other experts had marked"))
    click.echo(
        _(
            "{cells} groups of experts' marks were resampled {draws} times. For {grey} "
            "enterprises, membership depends on the experts: they are in the pool in more than "
            "5 and fewer than 95 of 100 draws."
        ).format(cells=resampled.cells, draws=resampled.draws, grey=len(rows))
    )


def label_of(rules: RuleSet, criterion: str) -> str:
    """Name a criterion."""
    return rules.criterion_label(criterion).text(current())


def names_of(keys: Iterable[str], names: dict[str, str]) -> str:
    """Name the first few enterprises, and say how many there are."""
    several = [names[key] for key in keys]
    more = f" ... ({len(several)})" if len(several) > 3 else ""
    return join_names(several[:3]) + more
