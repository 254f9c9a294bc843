"""The support of a year as a workbook: entitlements, what falls due, the budget, what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from cultivation.language import _, current
from cultivation.outputs.tables.formats import Formats
from cultivation.outputs.tables.model import Column, Row, Table
from cultivation.outputs.tables.writer import write_table
from cultivation.queries.entitlements import Computed
from cultivation.queries.entitlements_json import budget_table, dues_table, lines_table, owed_table

TEXTS_STAY_TEXTS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def support_workbook(found: Computed) -> bytes:
    """Return the workbook (.xlsx) in the language spoken now; the same computation gives the same bytes."""
    from xlsxwriter import Workbook

    content = BytesIO()
    with Workbook(content, {"constant_memory": True, **TEXTS_STAY_TEXTS}) as book:
        name = found.measures.name.text(current())
        title = _("{measures}: {year}").format(measures=name, year=found.year)
        book.set_properties({"title": title, "created": datetime(found.year, 1, 1)})
        formats = Formats(book)
        for id_, sheet, table in (
            ("entitlements", _("Entitlements"), lines_table(found)),
            ("due", _("Due in {year}").format(year=found.year), dues_table(found)),
            ("budget", _("Budget of {year}").format(year=found.year), budget_table(found)),
            ("pay_back", _("To be paid back"), owed_table(found)),
        ):
            write_table(formats, _table(id_, sheet, title, *table), title)
    return content.getvalue()


def _table(id_: str, sheet: str, title: str, headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    columns = tuple(Column(each) for each in headers)
    cells = tuple(Row(tuple(str(value) for value in row)) for row in rows)
    return Table(id_, sheet, title, (_("Amounts in 万元."),), columns, cells, frozen=2)
