"""Many rows at once, as tuples straight to the driver: a quarter of the cost of SQLAlchemy's own insert.

PostgreSQL takes them by binary COPY.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, select, text
from sqlalchemy.exc import DBAPIError

NAMED = {
    "sqlite": "value FROM json_each(:keys)",
    "postgresql": "json_array_elements_text(CAST(:keys AS json))",
}


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows whose values are in the order of the table's columns."""
    if not rows:
        return
    statement = _statement(connection.dialect.name, table)
    if connection.dialect.name == "postgresql":
        _copy(connection, statement, table, rows)
    else:
        _execute_many(connection, statement, rows)


@cache
def _statement(dialect: str, table: Table) -> str:
    """Return what adds rows; made once, since a log is written one row at a time."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    if dialect == "postgresql":
        return f"COPY {table.name} ({names}) FROM STDIN (FORMAT BINARY)"
    marks = ", ".join("?" for _ in table.columns)
    return f"INSERT INTO {table.name} ({names}) VALUES ({marks})"


def _execute_many(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Hand the rows to SQLite itself: what SQLAlchemy does around a row takes as long as to add it."""
    driver: Any = connection.connection.driver_connection
    try:
        driver.executemany(statement, rows)
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(statement, None, error, connection.dialect.loaded_dbapi.Error) from error


def _copy(connection: Connection, statement: str, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """What the server says against it is raised as SQLAlchemy raises it, so that it becomes a sentence."""
    driver: Any = connection.connection.driver_connection
    types = [str(column.type.compile(connection.dialect)).lower() for column in table.columns]
    try:
        with driver.cursor().copy(statement) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(statement, None, error, connection.dialect.loaded_dbapi.Error) from error


def rows_of(
    connection: Connection,
    table: Table,
    column: ColumnElement[str],
    keys: Collection[str],
    *conditions: ColumnElement[bool],
) -> Sequence[Row[Any]]:
    """Return the rows that meet the conditions and whose `column` holds one of the keys, however many."""
    named = f"{table.name}.{column.key} IN (SELECT {NAMED[connection.dialect.name]})"
    listed = json.dumps(list(keys), ensure_ascii=False)
    return connection.execute(select(table).where(text(named).bindparams(keys=listed), *conditions)).all()
