"""The sheet about quotas: how each stands, and where each choice and each cell is cut."""

from __future__ import annotations

from cultivation.core.explanation.quota_cut_lines import Cell, cells_of
from cultivation.core.wording.rules import choice_text, label
from cultivation.language import _
from cultivation.outputs.tables.model import Column, Row, Table
from cultivation.queries.shortlist.data import ShortlistData


def quotas_and_cut_lines(data: ShortlistData) -> Table:
    """Make the sheet of the quotas: first each choice with its bounds, then each cell where they cross."""
    fields = [quota.within for quota in data.rules.pool.quotas]
    last, first = _("Last member"), _("First outside")
    columns = (
        *(Column(label(data.rules, field), widest=30) for field in fields),
        Column(_("Members"), "0"),
        Column(_("At least"), "0"),
        Column(_("At most"), "0"),
        Column(_("Total"), data.points_format, last),
        Column(_("Place"), "0", last),
        Column(_("Total"), data.points_format, first),
        Column(_("Place"), "0", first),
    )
    rows = tuple(_row(cell, fields, data) for cell in cells_of(data.lines, data.table, data.rules))
    note = _(
        "The points of the last member are the cut line; the first outside is the best "
        "enterprise that qualifies."
    )
    name = _("Quotas and cut lines")
    return Table("quotas", name, data.title(name), (*data.notes, note), columns, rows, frozen=len(fields))


def _row(cell: Cell, fields: list[str], data: ShortlistData) -> Row:
    named = zip(fields, cell.choices, strict=True)
    words = [_("any") if each is None else choice_text(data.rules, field, each) for field, each in named]
    points = [None if units is None else data.points(units) for units in (cell.last_total, cell.next_total)]
    tone = "left" if _is_broken(cell) else ""
    return Row(
        (
            *words,
            cell.members,
            cell.least,
            cell.most,
            points[0],
            cell.last_rank,
            points[1],
            cell.next_rank,
        ),
        tone,
    )


def _is_broken(cell: Cell) -> bool:
    return cell.members < (cell.least or 0) or (cell.most is not None and cell.members > cell.most)
