"""`history`: one enterprise through the years."""

from __future__ import annotations

import click

from cultivation.commands.context import Context, command, format_option, pass_command_context
from cultivation.commands.printing import print_result, print_table
from cultivation.commands.stale import say_stale
from cultivation.language import _
from cultivation.queries.history import history_of

YEAR_COLUMNS = ("year", "name", "rank", "total", "outcome", "reason", "document")
EVENT_COLUMNS = ("on", "text", "detail_text", "document")


@command("history", _("One enterprise through the years."), "cultivation history 昆山辉铄")
@click.argument("enterprise")
@format_option
@pass_command_context
def history(context: Context, enterprise: str, form: str) -> None:
    """Show one enterprise through the years."""
    with context.record.reading() as reader:
        found = history_of(reader, enterprise)
        data = found.to_json()
        say_stale(context, reader)
    headers = [_("year"), _("enterprise"), _("place"), _("total"), _("outcome"), _("reason"), _("decision")]
    rows = [[each[key] for key in YEAR_COLUMNS] for each in data["years"]]
    print_result(form, headers, rows, data, f"{found.name}  {found.id}")
    if form == "table" and found.events:
        headers = [_("date"), _("what"), _("details"), _("document")]
        print_table(headers, [[each[key] for key in EVENT_COLUMNS] for each in data["events"]])
