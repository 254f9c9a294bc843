"""The watch over the tables: the database itself counts every writing, the program what it wrote itself.

Where the two counts are one, nobody wrote past the program, and nothing has to be read to know it. Where they
are not, or somebody changed the schema, the tables are compared with the log. Who knows this page can set the
counts; so steps take from log and documents what they decide by (`Writer`), and `verify` reads everything.
"""

from __future__ import annotations

from sqlalchemy import Connection, insert

from cultivation.record import tables

TABLES = tuple(table.name for table in tables.PROJECTIONS)
NAMES = (*TABLES, "schema", "log")
_OWN = ", ".join(f"'{name}'" for name in (*tables.METADATA.tables, "alembic_version"))
_KNOWN = f"(SELECT count(*) FROM watch WHERE changes = kept) = {len(NAMES)}"
# SQLite raises schema_version with each change of the schema.
_COOKIE = "(SELECT schema_version FROM pragma_schema_version)"
UNTOUCHED = {
    "sqlite": f"SELECT {_KNOWN} AND {_COOKIE} = (SELECT kept FROM watch WHERE name = 'schema')",
    "postgresql": f"""SELECT {_KNOWN} AND (SELECT count(*) FROM unnest(array[{_OWN}]) AS name
        JOIN pg_class ON pg_class.oid = to_regclass(name) WHERE relkind = 'r' AND NOT relrowsecurity
        AND relpersistence = 'p') = {len(tables.METADATA.tables) + 1}""",
}
KEEP = f"""UPDATE watch SET
    changes = CASE name WHEN 'schema' THEN {_COOKIE} WHEN 'log' THEN :last ELSE changes END,
    kept = CASE name WHEN 'schema' THEN {_COOKIE} WHEN 'log' THEN :last ELSE changes END"""
LAST = "coalesce((SELECT max(seq) FROM log), 0)"


def untouched(connection: Connection) -> bool:
    """Tell whether tables, and in SQLite the schema, were written by nobody but the program."""
    return bool(connection.exec_driver_sql(UNTOUCHED[connection.dialect.name]).scalar_one())


def known_until(connection: Connection) -> int:
    """Return the last entry that was known to be in order when it was appended, 0 where none is."""
    known = connection.exec_driver_sql("SELECT kept FROM watch WHERE name = 'log'").scalar_one_or_none()
    return int(known or 0)


def keep(connection: Connection) -> None:
    """Note that all that stands in log and tables now is known; on PostgreSQL the server notes it itself."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(KEEP.replace(":last", LAST))


def begin(connection: Connection) -> None:
    """Begin to watch tables that hold nothing yet, or that nobody else can write to."""
    connection.execute(insert(tables.watch), [{"name": name, "changes": 0, "kept": 0} for name in NAMES])
    keep(connection)
