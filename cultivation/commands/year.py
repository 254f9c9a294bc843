"""The frame of the year: open, score."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click

from cultivation import review
from cultivation.commands.context import (
    DATE,
    Context,
    command,
    dry,
    dry_run_option,
    format_option,
    pass_command_context,
)
from cultivation.commands.printing import print_findings, print_result
from cultivation.commands.steps import command_line
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.core.wording.reasons import grounds_text
from cultivation.errors import UsageMistake
from cultivation.language import _, current
from cultivation.queries.rule_sets import rules_for
from cultivation.queries.status import opinions_wanted
from cultivation.queries.year import year_in


@command(
    "open",
    _("Open a review year with a rule set and a data cut-off."),
    _(
        "cultivation open 2016 --rules kunshan_top100_2016\n"
        "cultivation open 2027 --rules zjtx_sme                # the version in force at the cut-off\n"
        "cultivation open 2017                                 # the standard of the year before"
    ),
)
@click.argument("year", type=int)
@click.option(
    "--rules",
    "rule_set",
    metavar="ID",
    help=_("The rule set, or a standard whose version in force is used; default: as the year before."),
)
@click.option(
    "--cutoff", type=DATE, metavar="DATE", help=_("The data cut-off; default: 31 December of the year.")
)
@dry_run_option
@pass_command_context
def open_year(context: Context, year: int, rule_set: str, cutoff: datetime | None, dry_run: bool) -> None:
    """Open a review year."""
    if not 1900 <= year <= 9999:
        raise UsageMistake(_("{year} is not a year.").format(year=year))
    day = cutoff.date() if cutoff else date(year, 12, 31)
    with context.record.reading() as reader:
        chosen = rules_for(reader, year, rule_set, day, list(context.workspace.rule_files()))
    loaded = chosen.loaded
    if chosen.standard:
        context.say(
            _("Of {standard}, the version in force on {day} is {rule_set}.").format(
                standard=chosen.standard, rule_set=loaded.rules.id, day=day
            )
        )
    opened = review.open_year(context.record, context.actor, year, loaded, day, dry_run)
    sentence = _("{year} is open under {rule_set}, version {version}, data cut-off {cutoff}.").format(
        year=year, rule_set=opened.rule_set, version=opened.version, cutoff=opened.cutoff
    )
    click.echo(dry(sentence, dry_run))
    if not dry_run:
        context.say(_("Next: cultivation intake {year} FOLDER").format(year=year))


@command("score", _("Compute gates, points and places of all applications."), "cultivation score 2016")
@click.argument("year", type=int)
@dry_run_option
@format_option
@pass_command_context
def score(context: Context, year: int, dry_run: bool, form: str) -> None:
    """Score a year."""
    scored = review.score(context.record, context.actor, year, dry_run)
    table = scored.table
    headers, rows = score_rows(table, scored.rules)
    print_result(form, headers, rows, table.to_json() if form == "json" else None)
    if form == "table":
        print_findings(scored.findings, notes=context.verbose)
    eligible = sum(line.eligible for line in table.lines)
    sentence = _("{number} applications, {eligible} eligible; digest of the scores {digest}.").format(
        number=len(table.lines), eligible=eligible, digest=table.digest[:12]
    )
    context.say(dry(sentence, dry_run))
    if not dry_run:
        if scored.rules.criterion_of_mark and any(line.provisional for line in table.lines):
            context.say(_("Marks are missing. Next: cultivation panel experts {year} FILE").format(year=year))
        _say_opinions(context, year, scored.rules)
        context.say(_("Next: cultivation propose {year}").format(year=year))


def _say_opinions(context: Context, year: int, rules: RuleSet) -> None:
    """Say what is to be done where zones or departments have not been heard: their fields were blank."""
    if rules.opinions is None:
        return
    with context.record.reading() as reader:
        step = opinions_wanted(year_in(reader, year))
    if step is not None:
        context.say(_("Opinions are missing. Next: {command}").format(command=command_line(step)))


def score_rows(table: ScoreTable, rules: RuleSet) -> tuple[list[str], list[list[Any]]]:
    """Return the ranked list by dimension, for a terminal."""
    language = current()
    dimensions = [dimension.text(language) for dimension in rules.dimensions.values()]
    headers = [_("place"), _("code"), _("enterprise"), _("total"), *dimensions, _("remark")]
    rows = []
    for line in table.lines:
        sums = [line.dimension_units(key, dimension) for key, dimension in rules.dimensions.items()]
        remark = grounds_text(line.gates_failed, rules)
        points = [table.points(units) for units in (line.total, *sums)]
        rows.append([line.rank, line.id, line.name, *points, remark])
    return headers, rows
