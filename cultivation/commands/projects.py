"""`projects`: the projects of a reserve, followed until they are completed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from cultivation.commands.context import Context, as_of_option, command, format_option, pass_command_context
from cultivation.commands.printing import print_result
from cultivation.core.wording.projects import project_state, slip_text
from cultivation.language import _, current, join_clauses
from cultivation.queries.enterprise_names import folded
from cultivation.queries.projects import Project, State, projects_of
from cultivation.queries.year import year_in

LATE = (State.OVERDUE, State.SLIPS, State.NOT_UPDATED)


@command(
    "projects",
    _("The projects of a reserve, followed until completion: how far each is, and what slips."),
    "cultivation --pool projects projects 2018\n"
    "cultivation --pool projects projects 2018 --late -o late.csv\n"
    "cultivation --pool projects projects 2018 --owner 昆山辉铄",
)
@click.argument("year", type=int)
@click.option("--late", is_flag=True, help=_("Only those that slip, should be completed or owe an update."))
@click.option("--owner", metavar="ENTERPRISE", help=_("Only those of this enterprise: its code or its name."))
@as_of_option
@format_option
@pass_command_context
def projects(
    context: Context, year: int, late: bool, owner: str | None, as_of: datetime | None, form: str
) -> None:
    """Show projects."""
    with context.record.reading(as_of) as reader:
        own = year_in(reader, year)
        found = projects_of(own)
        rule, rules = own.rules.project, own.rules
    assert rule is not None  # else projects_of refuses
    if owner is not None:
        found = [each for each in found if folded(owner) in (folded(each.owner_code), folded(each.owner))]
    slipping = [each for each in found if each.state in LATE]
    shown = slipping if late else found
    unit = rules.fields[rule.investment].unit
    headers = [
        *(_("number"), _("project"), _("owner"), _("in the reserve"), _("state")),
        *(_("investment ({unit})").format(unit=unit), _("invested ({unit})").format(unit=unit)),
        *(_("planned completion"), _("what slips")),
    ]
    data = {"year": year, "projects": [each.to_json() for each in shown]}
    print_result(form, headers, [_row(each) for each in shown], data)
    done = sum(each.state is State.COMPLETED for each in found)
    sentence = _(
        "{number} projects: {done} completed, {late} that slip, should be completed or owe an update."
    )
    context.say(sentence.format(number=len(found), done=done, late=len(slipping)))


def _row(each: Project) -> list[Any]:
    slips = [
        slip_text(
            one.label.text(current()) if one.label else "",
            one.first.isoformat(),
            one.planned.isoformat(),
            one.days,
            one.missed,
        )
        for one in each.slips
    ]
    return [
        each.id,
        each.name,
        each.owner,
        _("yes") if each.in_reserve else _("no"),
        project_state(each.state),
        each.investment,
        each.invested,
        each.completed or each.completion,
        join_clauses(slips),
    ]
