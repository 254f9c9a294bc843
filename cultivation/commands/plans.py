"""`plan`: the cultivation plans of members."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click

from cultivation import review
from cultivation.commands.context import (
    Context,
    as_of_option,
    command,
    dry,
    dry_run_option,
    format_option,
    pass_command_context,
)
from cultivation.commands.membership import day_of, on_option
from cultivation.commands.notice import say_repeated
from cultivation.commands.printing import print_result
from cultivation.commands.program import PLAN_COMMANDS, lazy_group
from cultivation.core.rules.model import RuleSet
from cultivation.errors import UsageMistake
from cultivation.language import _, current, join_names
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.plans import (
    STATES,
    MemberPlan,
    Progress,
    bound_text,
    plans_of,
    shown,
)
from cultivation.queries.plans_json import plan_json
from cultivation.queries.year import State

plan = lazy_group("plan", PLAN_COMMANDS, _("Cultivation plans: targets of members, by indicator and year."))


@command(
    "set",
    _("Set targets for a member of a year's pool, or for all; they start from that year's applications."),
    _(
        "cultivation plan set 2016 昆山辉铄 --target rd_ratio=4%@2018 --target revenue=5亿元@2018\n"
        "cultivation plan set 2016 --from-rules                       # the next goalpost, by next year\n"
        "cultivation plan set 2016 --from-rules --step 2 --until 2018\n"
        "cultivation plan set 2016 昆山辉铄 --drop revenue@2018"
    ),
)
@click.argument("year", type=int)
@click.argument("enterprise", required=False)
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="INDICATOR=VALUE@YEAR",
    help=_("A target set by hand; <= means at most. May be repeated."),
)
@click.option("--drop", "dropped", multiple=True, metavar="INDICATOR@YEAR", help=_("Drop a target."))
@click.option(
    "--from-rules", is_flag=True, help=_("Use the next goalpost or band of the rules with more points.")
)
@click.option(
    "--step", type=click.IntRange(1), metavar="N", help=_("Use the N-th of them; default: the first.")
)
@click.option("--until", type=int, metavar="YEAR", help=_("The target year; default: the next."))
@click.option("--document", default="", metavar="NUMBER", help=_("The document of the plan."))
@on_option
@dry_run_option
@format_option
@pass_command_context
def set_(
    context: Context,
    year: int,
    enterprise: str | None,
    targets: Sequence[str],
    dropped: Sequence[str],
    from_rules: bool,
    step: int | None,
    until: int | None,
    document: str,
    on: datetime | None,
    dry_run: bool,
    form: str,
) -> None:
    """Set plans."""
    if from_rules == bool(targets or dropped):
        raise UsageMistake(_("Give targets with --target (or --drop), or --from-rules; one of the two."))
    if not from_rules and (step is not None or until is not None):
        raise UsageMistake(_("--step and --until belong to --from-rules."))
    if until is not None and until <= year:
        raise UsageMistake(
            _("--until {until}: the year must be later than {year}.").format(until=until, year=year)
        )
    aims = review.PlanTargets(
        tuple(targets), tuple(dropped), step or 1 if from_rules else None, until or year + 1
    )
    done = review.set_plans(
        context.record, context.actor, year, enterprise, aims, document.strip(), day_of(on), dry_run
    )
    rows = [
        [name, done.rules.label_of(each.indicator).text(current()), bound_text(each, done.rules), each.year]
        for _key, name, own in done.plans
        for each in own
    ]
    data = {
        "year": year,
        "plans": [
            {"id": key, "name": name, "targets": [each.to_json() for each in own]}
            for key, name, own in done.plans
        ],
        "without": list(done.without),
    }
    print_result(form, [_("enterprise"), _("indicator"), _("aim"), _("by")], rows, data)
    text = _("{number} plans are on record, with {targets} targets.").format(
        number=len(done.plans), targets=len(rows)
    )
    context.say(dry(text, dry_run and not done.repeats))
    say_repeated(context, done.repeats)
    if done.without:
        context.say(_("Without a target: {names}").format(names=join_names(done.without)))
    context.say(_("Next: cultivation plan list"))


@command(
    "list",
    _("Members' plans: targets, values filed since, and progress."),
    "cultivation plan list\ncultivation plan list 昆山辉铄\ncultivation plan list --year 2016 --ended",
)
@click.argument("enterprise", required=False)
@click.option("--year", type=int, help=_("Only targets that start from this year."))
@click.option("--ended", is_flag=True, help=_("Also plans of members that have left."))
@as_of_option
@format_option
@pass_command_context
def list_(
    context: Context, enterprise: str | None, year: int | None, ended: bool, as_of: datetime | None, form: str
) -> None:
    """List plans."""
    with context.record.reading(as_of) as reader:
        key = None if enterprise is None else find_enterprise(reader, enterprise)[0]
        found = plans_of(reader, None if key is None else [key])
        plans = [each for each in found if key is not None or ended or not each.ended]
        state = State(reader)
        rules = {each.number: each.rules for each in state.years}
        data = [plan_json(each, state, year) for each in plans]
        rows = [
            _row(each, progress, rules[progress.base_year])
            for each in plans
            for progress in each.starting_in(year)
        ]
    headers = [_("enterprise"), _("indicator"), _("from"), _("since"), _("aim"), _("by"), _("state")]
    print_result(form, headers, rows, {"plans": [each for each in data if each["targets"]]})
    if not rows:
        context.say(_("No plan is on record. First: cultivation plan set YEAR --from-rules"))


def _row(each: MemberPlan, progress: Progress, rules: RuleSet) -> list[Any]:
    target = progress.target
    since = " -> ".join(
        f"{shown(value, target.indicator, rules)} ({year})" for year, value in progress.values
    )
    state = _(STATES[progress.state])
    return [
        each.name,
        rules.label_of(target.indicator).text(current()),
        f"{shown(progress.start, target.indicator, rules)} ({progress.base_year})",
        since,
        bound_text(target, rules),
        target.year,
        _("{state}; ended").format(state=state) if each.ended else state,
    ]
