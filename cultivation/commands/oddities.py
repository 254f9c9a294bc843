"""`audit oddities`: what a check of the record begins with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click

from cultivation.commands.context import Context, as_of_option, command, format_option, pass_command_context
from cultivation.commands.printing import print_json, print_result, print_table
from cultivation.commands.stale import say_stale
from cultivation.language import _, join_names
from cultivation.queries.entry_names import kind_text
from cultivation.queries.oddities import Oddities, oddities_of
from cultivation.queries.year import State

Section = tuple[str, Sequence[str], list[list[Any]]]


@command(
    "oddities",
    _(
        "What a check of the record begins with: corrections by person, overrides, dates, names that are "
        "alike. None of it need be wrong."
    ),
    "cultivation audit oddities\ncultivation audit oddities -o oddities.json",
)
@as_of_option
@format_option
@pass_command_context
def oddities(context: Context, as_of: datetime | None, form: str) -> None:
    """List what to look at."""
    with context.record.reading(as_of) as reader:
        found = oddities_of(State(reader))
        say_stale(context, reader)
    sections = sections_of(found)
    if form == "json":
        print_json(found.to_json())
    elif form == "csv":
        rows = [[title, *row] for title, _headers, rows in sections for row in rows]
        width = max(map(len, rows), default=1)
        padded = [row + [""] * (width - len(row)) for row in rows]
        print_result("csv", [_("kind"), *([""] * (width - 1))], padded, None)
    else:
        for title, named, rows in sections:
            if rows:
                print_table(named, rows, title)
        for title in (title for title, _headers, rows in sections if not rows):
            click.echo(_("{title}: nothing was found.").format(title=title))
    context.say(_("None of these need be wrong. Each entry: cultivation audit log --format json"))


def sections_of(found: Oddities) -> list[Section]:
    """Return the tables in their order."""
    return [
        (
            _("Corrections by person"),
            [_("who"), _("corrections"), _("enterprises")],
            [[each.actor, each.number, each.enterprises] for each in found.corrections],
        ),
        (
            _("Corrections that moved an enterprise over the line"),
            [
                _("entry"),
                _("year"),
                _("enterprise"),
                _("field"),
                _("who"),
                _("place before"),
                _("place after"),
                _("outcome"),
            ],
            [
                [
                    *(each.seq, each.year, each.name, each.field, each.actor),
                    *(each.place_before, each.place_after, f"{each.before} → {each.after}"),
                ]
                for each in found.crossings
            ],
        ),
        (
            _("Decided by override"),
            [_("year"), _("enterprise"), _("outcome"), _("reason")],
            [[each.year, each.name, each.outcome, each.reason] for each in found.overrides],
        ),
        (
            _("Decided by persons of nearly the same name"),
            [_("entry"), _("year"), _("proposed by"), _("approved by")],
            [[each.seq, each.year, each.proposer, each.approver] for each in found.persons],
        ),
        (
            _("Dates that do not fit"),
            [_("number"), _("what"), _("date"), _("recorded on"), _("remark")],
            [
                [each.seq, kind_text(each.kind), each.said, each.recorded, each.problem]
                for each in found.dates
            ],
        ),
        (
            _("Recorded at night"),
            [_("number"), _("what"), _("who"), _("when")],
            [[each.seq, kind_text(each.kind), each.actor, each.recorded] for each in found.nights],
        ),
        (
            _("Done without login"),
            [_("number"), _("what"), _("who"), _("login name"), _("reason")],
            [
                [each.seq, kind_text(each.kind), each.actor, each.login, each.reason]
                for each in found.unproved
            ],
        ),
        (
            _("The same file from several enterprises"),
            ["SHA-256", _("year"), _("code"), _("enterprise"), _("file")],
            [[each.sha256[:12], *of_one] for each in found.shared for of_one in each.handed_in],
        ),
        (
            _("Names that can be taken for each other"),
            [_("whose"), _("how"), _("names")],
            [[each.whose, each.how, join_names(each.names)] for each in found.alike],
        ),
    ]
