"""`status`: where each review year stands, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import click

from cultivation.commands.context import Context, as_of_option, command, format_option, pass_command_context
from cultivation.commands.every_pool import every_pool
from cultivation.commands.ledger_options import LedgerOptions, ledger_options
from cultivation.commands.printing import print_result
from cultivation.commands.stale import say_unsealed
from cultivation.commands.steps import command_line, worded
from cultivation.errors import Refused
from cultivation.language import _, join_names
from cultivation.queries.list_doubts import ListDoubt, decided_on, list_doubts
from cultivation.queries.pools import Pool
from cultivation.queries.status import YearStatus, status_of
from cultivation.queries.veto_lists import Match, matches
from cultivation.queries.year import State
from cultivation.record.reader import Reader
from cultivation.steps import Act, Step

NO_YEAR = 0  # of a pool that does not have the year of which another one is told


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
    with every_pool(context, as_of) as pools:
        known = [_has(reader, year) for _pool, reader in pools]
        told = [
            _told(pool, reader, year if there or not any(known) else NO_YEAR, as_of)
            for (pool, reader), there in zip(pools, known, strict=True)
            if there or pool is pools[0][0]
        ]
    first, *others = told
    data: dict[str, Any] = {"years": first.to_json()}
    if len(pools) > 1:
        data["pools"] = [{**each.pool.to_json(), "years": each.to_json()} for each in told]
    if form == "csv" and others:
        print_result(
            form, [_("pool"), *_headers()], [row for each in told for row in each.rows(named=True)], data
        )
    else:
        print_result(form, _headers(), first.rows(), data, first.pool.name if len(pools) > 1 else "")
    for each in others if form == "table" else ():
        print_result(form, _headers(), each.rows(), data, each.title)
    for each in told:
        _say(context, each)
    if not any(each.found for each in told):
        context.say(worded(Refused(_("No year is open yet."), step=Step(Act.OPEN))))


def _has(reader: Reader, year: int | None) -> bool:
    return year is None or any(each.year == year for each in reader.years())


@dataclass(frozen=True)
class _Told:
    """What is to be told of one pool."""

    pool: Pool
    found: Sequence[YearStatus]
    on_lists: Sequence[Match]
    doubts: Sequence[ListDoubt]

    @property
    def title(self) -> str:
        """Name a further pool as commands and people do."""
        return f"{self.pool.name} (--pool {self.pool.id})"

    def to_json(self) -> list[dict[str, Any]]:
        """Return the years in the shape of the contract."""
        return [
            {
                **each.to_json(),
                "list_doubts": [asdict(one) for one in self.doubts if one.year == each.year.number],
                "next": self._next(each),
            }
            for each in self.found
        ]

    def rows(self, named: bool = False) -> list[list[Any]]:
        """Return a row a year, with the pool in front where it is `named`."""
        return [
            [
                *([self.pool.name] if named else []),
                each.year.number,
                each.year.review_year.rule_set,
                each.year.review_year.cutoff,
                each.state_text,
                each.applications,
                each.members,
                len(each.demonstrations.enterprises) if each.demonstrations else None,
                self._next(each),
            ]
            for each in self.found
        ]

    def _next(self, each: YearStatus) -> str:
        return command_line(each.next, self.pool.id)


def _told(pool: Pool, reader: Reader, year: int | None, as_of: datetime | None) -> _Told:
    state = State(reader)
    wanted = [] if year == NO_YEAR else [state.year(year)] if year is not None else state.years
    on_lists = matches(reader)
    today = as_of.date() if as_of else date.today()
    doubts = [one for each in wanted for one in list_doubts(each, decided_on(each) or today)]
    return _Told(pool, [status_of(each, on_lists) for each in wanted], on_lists, doubts)


def _headers() -> list[str]:
    return [
        *(_("year"), _("rule set"), _("cut-off"), _("state"), _("applications"), _("members")),
        *(_("demonstration enterprises"), _("next step")),
    ]


def _say(context: Context, told: _Told) -> None:
    """Say what is open around the years of a pool."""
    for each in told.found:
        say_around(context, each)
    if told.on_lists:
        names = join_names(f"{each.name} ({each.id})" for each in told.on_lists)
        context.say(_("On a list (cultivation vetoes list): {names}").format(names=names))
    for one in told.doubts:
        context.say(one.text)


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
