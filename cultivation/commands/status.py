"""`status`: where each review year stands, and what comes next."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import click

from cultivation.commands.context import Context, as_of_option, command, format_option, pass_command_context
from cultivation.commands.ledger_options import LedgerOptions, ledger_options
from cultivation.commands.printing import print_result
from cultivation.commands.stale import say_unsealed
from cultivation.commands.steps import command_line, worded
from cultivation.errors import Refused
from cultivation.language import _, join_names
from cultivation.queries.list_doubts import decided_on, list_doubts
from cultivation.queries.status import YearStatus, status_of
from cultivation.queries.veto_lists import matches
from cultivation.queries.year import State
from cultivation.steps import Act, Step


@command(
    "status",
    _("Show the state of each review year, who did what, and the next step."),
    "cultivation status 2016\n"
    "cultivation status 2016 --by zone --sheet ledger_2016.xlsx --letters letters_2016",
)
@click.argument("year", type=int, required=False)
@ledger_options
@as_of_option
@format_option
@pass_command_context
def status(
    context: Context, /, year: int | None, as_of: datetime | None, form: str, **wanted_ledger: Any
) -> None:
    """Show the state of the years."""
    if any(wanted_ledger.values()):
        from cultivation.commands.ledger import show_ledger

        show_ledger(context, year, as_of, form, LedgerOptions(**wanted_ledger))
        return
    with context.record.reading(as_of) as reader:
        state = State(reader)
        wanted = [state.year(year)] if year is not None else state.years
        on_lists = matches(reader)
        found = [status_of(each, on_lists) for each in wanted]
        today = as_of.date() if as_of else date.today()
        doubts = [one for each in wanted for one in list_doubts(each, decided_on(each) or today)]
    data = [
        {
            **each.to_json(),
            "list_doubts": [asdict(one) for one in doubts if one.year == each.year.number],
            "next": command_line(each.next),
        }
        for each in found
    ]
    headers = [
        _("year"),
        _("rule set"),
        _("cut-off"),
        _("state"),
        _("applications"),
        _("members"),
        _("demonstration enterprises"),
        _("next step"),
    ]
    rows = [
        [
            each.year.number,
            each.year.review_year.rule_set,
            each.year.review_year.cutoff,
            each.state_text,
            each.applications,
            each.members,
            len(each.demonstrations.enterprises) if each.demonstrations else None,
            command_line(each.next),
        ]
        for each in found
    ]
    print_result(form, headers, rows, {"years": data})
    for each in found:
        say_around(context, each)
    if on_lists:
        names = join_names(f"{each.name} ({each.id})" for each in on_lists)
        context.say(_("On a list (cultivation vetoes list): {names}").format(names=names))
    for one in doubts:
        context.say(one.text)
    if not found:
        context.say(worded(Refused(_("No year is open yet."), step=Step(Act.OPEN))))


def say_around(context: Context, each: YearStatus) -> None:
    """Say what is open around a year: results that are not sealed, appeals, and until when they may come."""
    year, state = each.year.number, each.year.review_year.state
    if each.seal is None and state in ("proposed", "noticed", "decided"):
        say_unsealed(context, year)
    if each.open_appeals:
        numbers = join_names(str(one.number) for one in each.open_appeals)
        context.say(_("Open appeals of {year}: {numbers}.").format(year=year, numbers=numbers))
    if each.appeals_until is not None and state == "decided":
        sentence = _("Appeals against the decision of {year} are possible until {day}.")
        context.say(sentence.format(year=year, day=each.appeals_until))
