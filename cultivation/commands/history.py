"""`history`: one enterprise through the years, as it is known now or was at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click

from cultivation.commands.context import Context, as_of_option, command, format_option, pass_command_context
from cultivation.commands.every_pool import every_pool
from cultivation.commands.printing import print_json, print_result, print_table
from cultivation.commands.stale import say_stale
from cultivation.errors import UsageMistake
from cultivation.language import _
from cultivation.queries.entry_names import about, kind_text
from cultivation.queries.history import History, history_of, known_later, known_then, later_json
from cultivation.queries.log import recorded_on
from cultivation.queries.pools import in_pools
from cultivation.record.log import Entry

YEAR_COLUMNS = ("year", "name", "rank", "total", "outcome", "reason", "document")
EVENT_COLUMNS = ("on", "text", "detail_text", "document")


@command(
    "history",
    _("One enterprise through the years, as it is known now or was known at a moment."),
    "cultivation history 昆山辉铄\ncultivation history 昆山辉铄 --as-of 2017-03-01 --later",
)
@click.argument("enterprise")
@as_of_option
@click.option("--later", is_flag=True, help=_("With --as-of: also list what was recorded of it since."))
@format_option
@pass_command_context
def history(context: Context, enterprise: str, as_of: datetime | None, later: bool, form: str) -> None:
    """Show one enterprise through the years."""
    if as_of is not None:
        _look_back(context, enterprise, as_of, later, form)
        return
    if later:
        raise UsageMistake(_("--later needs --as-of: since when?"))
    if context.other_pools():
        _in_all_pools(context, enterprise, form)
        return
    with context.record.reading() as reader:
        found = history_of(reader, enterprise)
        say_stale(context, reader)
    _print(found, found.to_json(), form)


def _in_all_pools(context: Context, enterprise: str, form: str) -> None:
    """Show one enterprise in every pool, one after the other; in CSV each line says in which."""
    with every_pool(context) as pools:
        found = in_pools(pools, enterprise)
        for _pool, reader in pools:
            say_stale(context, reader)
    if form == "table":
        for each in found:
            title = _("{pool}: {name}  {code}").format(
                pool=each.pool.name, name=each.history.name, code=each.history.id
            )
            _print(each.history, each.history.to_json(), form, title)
        return
    first = found[0].history.to_json()
    headers = [_("pool"), *_headers()]
    rows = [
        [each.pool.name, *(year[key] for key in YEAR_COLUMNS)]
        for each in found
        for year in each.history.to_json()["years"]
    ]
    data = {**first, "pools": [each.to_json() for each in found]}
    print_result(form, headers, rows, data)


def _look_back(context: Context, enterprise: str, as_of: datetime, later: bool, form: str) -> None:
    """Show what was known then; of an enterprise that came later, say so."""
    with context.record.reading() as reader:
        now = known_later(reader, enterprise)
    with context.record.reading(as_of) as reader:
        found = known_then(reader, now.firm)
        if found:
            say_stale(context, reader)
    since = now.since(as_of) if later else []
    told = found or History(now.firm.code, now.firm.name, (), ())
    sentence = "" if found else now.unknown(as_of)
    data = {**told.to_json(), "known": found is not None, "note": sentence}
    if later:
        data["later"] = later_json(since)
    if found or form != "table":
        _print(told, data, form)
    if sentence:
        click.echo(sentence, err=form != "table")
    if later and form == "table":
        _print_later(since)


def _headers() -> list[str]:
    return [_("year"), _("enterprise"), _("place"), _("total"), _("outcome"), _("reason"), _("decision")]


def _print(found: History, data: dict[str, Any], form: str, title: str = "") -> None:
    if form == "json":
        print_json(data)
        return
    rows = [[each[key] for key in YEAR_COLUMNS] for each in data["years"]]
    print_result(form, _headers(), rows, data, title or f"{found.name}  {found.id}")
    if form == "table" and found.events:
        headers = [_("date"), _("what"), _("details"), _("document")]
        print_table(headers, [[each[key] for key in EVENT_COLUMNS] for each in data["events"]])


def _print_later(entries: Sequence[Entry]) -> None:
    if not entries:
        click.echo(_("Nothing has been recorded of it since."))
        return
    headers = [_("number"), _("when"), _("who"), _("what"), _("year"), _("about")]
    rows = [
        [
            each.seq,
            recorded_on(each),
            each.actor,
            kind_text(each.kind),
            each.payload.get("year"),
            about(each.payload),
        ]
        for each in entries
    ]
    print_table(headers, rows, _("Recorded since"))
