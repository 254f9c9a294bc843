"""The sheet to sign: the members that come of the year's review, on A4 upright, with lines for names."""

from __future__ import annotations

from cultivation.core.pool.proposal import Action, Line
from cultivation.language import _
from cultivation.outputs.shortlist.details import typed_cell
from cultivation.outputs.tables.model import Column, Row, Table
from cultivation.outputs.texts import title_lines
from cultivation.queries.pool_list import outcome_of_member, signature_lines
from cultivation.queries.shortlist.data import ShortlistData
from cultivation.queries.shortlist.figures import choice_fields

MOST_CHOICES = 1  # the first that a rule set asks for: zone, say; more could not be read on A4 upright


def members_to_sign(data: ShortlistData) -> Table:
    """Make the sheet of those in the pool by their places, numbered, with who enters and who stays."""
    fields = choice_fields(data.rules)[:MOST_CHOICES]
    columns = (
        Column(_("No."), "0"),
        Column(_("Place"), "0"),
        Column(data.label(data.rules.name_field), widest=30),
        Column(data.label(data.rules.identifier.field)),
        *(Column(data.label(field), widest=16) for field in fields),
        Column(_("Outcome")),
    )
    members = sorted(
        (line for line in data.lines if line.in_pool),
        key=lambda line: (line.rank is None, line.rank or 0, line.id),
    )
    rows = tuple(_row(data, number, line, fields) for number, line in enumerate(members, start=1))
    name = _("Members to sign")
    (title,) = title_lines(data.signed_title)
    status = _("Status: {state}; {number} enterprises").format(state=data.state_text(), number=len(rows))
    return Table(
        "members_to_sign",
        name,
        title,
        (status,),
        columns,
        rows,
        portrait=True,
        fixed=True,
        below=signature_lines(data.deciders),
        across=data.signed_mark,
    )


def _row(data: ShortlistData, number: int, line: Line, fields: list[str]) -> Row:
    filed = data.values.get(line.id, {})
    choices = (typed_cell(data.rules, field, filed.get(field)) for field in fields)
    return Row(
        (number, line.rank, line.name, line.id, *choices, outcome_of_member(line)),
        "entered" if line.action is Action.ENTER else "",
    )
