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
from cultivation.commands.robustness import label_of
from cultivation.commands.stale import say_stale
from cultivation.core.analysis.robustness.challengers import ALIKE, INFLATED, Challenge
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.core.wording.methods import METHODS
from cultivation.errors import UsageMistake
from cultivation.language import _, join_names
from cultivation.queries.challenge import RankingChallenged


@command(
    "challenge",
    _("Compare with other weights and methods: how similar the rankings are, and which enterprises move."),
    "cultivation challenge 2016",
)
@click.argument("year", type=int)
@dry_run_option
@format_option
@pass_command_context
def challenge(context: Context, year: int, dry_run: bool, form: str) -> None:
    """Challenge the ranking."""
    challenged = review.challenge_ranking(context.record, context.actor, year, dry_run)
    with context.record.reading() as reader:
        say_stale(context, reader, year)
    found, rules = challenged.found, challenged.rules
    if not found.challengers:
        raise UsageMistake(
            _("Too few enterprises are ranked, or their points are too alike, to compare rankings.")
        )
    headers = [
        _("ranking"),
        _("Spearman"),
        _("Kendall"),
        _("also among the best {number}").format(number=found.best),
    ]
    rows = [
        [_(METHODS[each.method]), f"{each.spearman:.3f}", f"{each.kendall:.3f}", each.overlap]
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
        _explain_challenge(found, challenged.table, rules)
        _explain_reversals(challenged)
    context.say(dry(_("The result is stored with the year."), dry_run))


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
    rows = [
        [
            label_of(rules, each.criterion),
            f"{each.nominal:.1%}",
            f"{each.effective:.1%}",
            "-" if each.inflation is None else f"{each.inflation:.1f}",
        ]
        for each in found.weights
    ]
    print_table(
        [_("criterion"), _("nominal weight"), _("effective weight"), _("explained by others")],
        rows,
        _("Weights"),
    )
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
