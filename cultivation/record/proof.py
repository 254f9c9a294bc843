"""The proof that tables say what the log says, for who may only read: the log is folded again elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from cultivation.record import tables
from cultivation.record.copies import FewParsed, copy_in_memory
from cultivation.record.documents import read_document
from cultivation.record.log import Entry, read_entries
from cultivation.record.projections import BY_KIND, apply_all
from cultivation.record.rebuild import state_of

OF_A_YEAR = (tables.review_year, tables.application, tables.assessment, tables.proposal_line)


def tables_that_differ(record: Connection) -> list[str]:
    """Return the names of the tables that do not say what log and documents say."""
    with copy_in_memory() as copy:
        apply_all(copy, read_entries(record, kinds=BY_KIND.keys()), FewParsed(partial(read_document, record)))
        return [
            table.name for table in tables.PROJECTIONS if state_of(record, table) != state_of(copy, table)
        ]


def tables_of_a_year_that_differ(record: Connection, year: int) -> list[str]:
    """Return the names of the tables that say something else of a year than log and documents say."""
    with copy_in_memory() as copy:
        apply_all(copy, _entries_of(record, year), FewParsed(partial(read_document, record)))
        return [table.name for table in OF_A_YEAR if _rows(record, table, year) != _rows(copy, table, year)]


def _entries_of(record: Connection, year: int) -> Iterator[Entry]:
    """What is on record of a year is changed by entries that name it."""
    for entry in read_entries(record, kinds=BY_KIND.keys()):
        if entry.payload.get("year") == year:
            yield entry


def _rows(connection: Connection, table: Table, year: int) -> Counter[Row[Any]]:
    """Return the rows of a year, whatever their order and whatever stands in them."""
    return Counter(connection.execute(select(table).where(table.c.year == year)).all())
