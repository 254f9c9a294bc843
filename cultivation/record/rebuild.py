"""The proof that the tables say what the log says: take their rows away, make them again, compare."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Table, delete, select, text
from sqlalchemy.exc import DBAPIError

from cultivation.canonical import digest
from cultivation.record import tables
from cultivation.record.log import read_entries
from cultivation.record.projections import Documents, apply_all
from cultivation.record.watch import keep


@dataclass(frozen=True, slots=True)
class RebuiltTable:
    """One table: how many rows it has now, and whether they are those it had before."""

    rows: int
    same: bool


@dataclass(frozen=True, slots=True)
class RebuildResult:
    """What a rebuild found, by table."""

    tables: Mapping[str, RebuiltTable]

    @property
    def same(self) -> bool:
        """Tell whether every table had been right."""
        return all(table.same for table in self.tables.values())


def rebuild_projections(connection: Connection, documents: Documents) -> RebuildResult:
    """Make all projections again from log and documents; on PostgreSQL the server does."""
    before = {table.name: state_of(connection, table)[1] for table in tables.PROJECTIONS}
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT cultivation_rebuild()"))
    else:
        for table in reversed(tables.PROJECTIONS):
            connection.execute(delete(table))
        apply_all(connection, list(read_entries(connection)), documents)
        keep(connection)
    after = {table.name: state_of(connection, table) for table in tables.PROJECTIONS}
    return RebuildResult(
        {name: RebuiltTable(rows, before[name] == state) for name, (rows, state) in after.items()}
    )


def state_of(connection: Connection, table: Table) -> tuple[int, str]:
    """Return the number of rows and a digest that does not depend on their order."""
    try:
        rows = sorted(json.dumps(list(row), default=repr) for row in connection.execute(select(table)))
    except DBAPIError:  # a damaged row that cannot even be read is not the same as any other
        return 0, "unreadable"
    return len(rows), digest("\n".join(rows).encode())
