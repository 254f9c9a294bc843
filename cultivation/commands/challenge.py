"""Other weights and methods beside ours: challenge."""

from __future__ import annotations

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
from cultivation.commands.printing import print_result, print_table
from cultivation.commands.robustness import SHOWN, label_of
from cultivation.commands.stale import say_stale
from cultivation.core.analysis.robustness.challengers import ALIKE, INFLATED, Challenge
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.core.wording.methods import method_heading, method_text
from cultivation.language import _, join_names
from cultivation.queries.challenge import RankingChallenged


@command(
    "challenge",
    _("Compare with other weights and methods: how similar the rankings are, and which enterprises move."),
    "cultivation challenge 2016",
)
@click.argument("year", type=int)
@click.option(
    "--method",
    "further",
    multiple=True,
    metavar="NAME",
    help=_("Also rank by this method of pymcdm, such as EDAS or CODAS; may be given several times."),
)
@dry_run_option
@format_option
@pass_command_context
def challenge(context: Context, year: int, further: tuple[str, ...], dry_run: bool, form: str) -> None:
    """Challenge the ranking."""
    challenged = review.challenge_ranking(context.record, context.actor, year, dry_run, further)
    with context.record.reading() as reader:
        say_stale(context, reader, year)
    found, rules = challenged.found, challenged.rules
    headers = [
        _("ranking"),
        _("Spearman"),
        _("Kendall"),
        _("also among the best {number}").format(number=found.best),
    ]
    rows = [
        [method_text(each.method), f"{each.spearman:.3f}", f"{each.kendall:.3f}", each.overlap]
        for each in found.challengers
    ]
    print_result(form, headers, rows, challenged.to_json())
    if form == "table":
        click.echo(
            _(
                "1 means the same order, 0 no relation, -1 the reverse. The last column counts "
                "how many of our best enterprises are also among the best in that ranking."
            )
        )
        _print_scores(found, challenged.table)
        _explain_challenge(found, challenged.table, rules)
        _explain_reversals(challenged)
    context.say(dry(_("The result is stored with the year."), dry_run))


def _print_scores(found: Challenge, table: ScoreTable) -> None:
    """Print scores and places of the best by each method; the JSON and the shortlist have all."""
    names = {line.id: line.name for line in table.lines}
    headers = [_("place"), _("enterprise"), *(method_heading(each.method) for each in found.challengers)]
    rows = [
        [
            at + 1,
            names[key],
            *(f"{each.scores[at]:.4f} ({each.places[at]})" for each in found.challengers),
        ]
        for at, key in enumerate(found.ranked[:SHOWN])
    ]
    print_table(headers, rows, _("Scores and places by each method"))


def _explain_challenge(found: Challenge, table: ScoreTable, rules: RuleSet) -> None:
    names = {line.id: line.name for line in table.lines}
    rows: list[list[Any]] = [
        [
            each.rank,
            names[each.id],
            f"{each.elsewhere:.0f}",
            join_names(label_of(rules, key) for key in each.criteria),
        ]
        for each in found.differing
    ]
    headers = [
        _("place"),
        _("enterprise"),
        _("median of the others"),
        _("mainly due to the weights of"),
    ]
    print_table(headers, rows, _("Largest differences of place"))
    others = [each for each in found.challengers if each.method.endswith("_weights")]
    rows = [
        [
            label_of(rules, each.criterion),
            f"{each.nominal:.1%}",
            f"{each.effective:.1%}",
            "-" if each.inflation is None else f"{each.inflation:.1f}",
            *(f"{other.weights[each.criterion]:.1%}" for other in others),
        ]
        for each in found.weights
    ]
    headers = [_("criterion"), _("nominal weight"), _("effective weight"), _("explained by others")]
    print_table([*headers, *(method_heading(each.method) for each in others)], rows, _("Weights"))
    click.echo(
        _(
            "Nominal weight: the share of the maximum points. Effective weight: the share of "
            "the differences between totals due to this criterion; a criterion in which all "
            "score alike has little effect however many points it gives. Explained by others "
            "(VIF): 1 if the criterion adds its own information, above {bound} if the others "
            "already contain it."
        ).format(bound=INFLATED)
    )
    for one, other, correlation in found.alike:
        click.echo(
            _("{one} and {other} are closely related (correlation {correlation}, threshold {bound}).").format(
                one=label_of(rules, one),
                other=label_of(rules, other),
                correlation=correlation,
                bound=ALIKE,
            )
        )
    if found.constant:
        keys = join_names(label_of(rules, key) for key in found.constant)
        click.echo(
            _(
                "All enterprises have the same points in these criteria, so they are not compared: "
                "{criteria}."
            ).format(criteria=keys)
        )


def _explain_reversals(challenged: RankingChallenged) -> None:
    if challenged.reversals is None:
        click.echo(
            _(
                "Rank reversal cannot occur: each application is scored on its own, "
                "independently of other applicants."
            )
        )
        return
    turned = [each for each in challenged.reversals if each.pairs]
    click.echo(
        _(
            "Rank reversal: {tried} trials near the cut line (one dropped or cloned); {turned} "
            "changed the order of other pairs."
        ).format(tried=len(challenged.reversals), turned=len(turned))
    )
