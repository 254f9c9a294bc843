"""The zones' report card as a workbook: a row for each zone, and what each figure is made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from cultivation.language import _
from cultivation.outputs.tables.formats import Formats
from cultivation.outputs.tables.model import Column, Row, Table
from cultivation.outputs.tables.writer import write_table
from cultivation.queries.zone_cards import ZoneCard, card_rows_table, cards_table

TEXTS_STAY_TEXTS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def cards_workbook(year: int, cards: list[ZoneCard]) -> bytes:
    """Return the workbook (.xlsx) in the language spoken now; the same cards give the same bytes."""
    from xlsxwriter import Workbook

    content = BytesIO()
    title = _("Report card of zones, {year}").format(year=year)
    with Workbook(content, {"constant_memory": True, **TEXTS_STAY_TEXTS}) as book:
        book.set_properties({"title": title, "created": datetime(year, 1, 1)})
        formats = Formats(book)
        note = (_("A blank figure is not known. What each is made of is on the second sheet."),)
        write_table(formats, _table("zones", _("Zones"), title, note, *cards_table(cards)), title)
        rows: list[list[Any]] = []
        headers: list[str] = []
        for card in cards:
            headers, own = card_rows_table(card)
            rows += [[card.label, *row] for row in own]
        opened = _table("rows", _("What figures are made of"), title, (), [_("zone"), *headers], rows)
        write_table(formats, opened, title)
    return content.getvalue()


def _table(
    id_: str,
    sheet: str,
    title: str,
    notes: tuple[str, ...],
    headers: Sequence[str],
    rows: Sequence[Sequence[Any]],
) -> Table:
    columns = tuple(Column(each) for each in headers)
    return Table(id_, sheet, title, notes, columns, tuple(Row(tuple(row)) for row in rows), frozen=1)
