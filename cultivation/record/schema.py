"""The schema as a part of the truth: what the database holds beside rows, as the program makes it.

Tables, columns, views, indexes, triggers, functions, policies, rules, rights and the search path each have a
name and a description; whatever is missing, changed or not of the program's making is named, all in one go.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, text

from cultivation.record.server_schema import QUERIES
from cultivation.record.tables import METADATA

OWN = (*METADATA.tables, "alembic_version")
SQLITE = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
GUARDS = ("trigger ", "function ")


def schema_of(connection: Connection) -> Mapping[str, str]:
    """Return all that the schema holds: name to description, in one way of writing."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(SQLITE)
        return {f"{row.type} {row.name}": _squeezed(f"{row.tbl_name}: {row.sql}") for row in rows}
    found: dict[str, str] = {}
    schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    for query in QUERIES:
        for name, description in connection.execute(text(query), {"own": list(OWN)}):
            found[name] = _squeezed(_anywhere(description or "", schema))
    return found


def _anywhere(definition: str, schema: str) -> str:
    """Leave out the name of the schema, which is the only thing that differs between two records."""
    return definition.replace(f"search_path={schema}, pg_temp", "search_path").replace(f"{schema}.", "")


@cache
def meant(dialect: str) -> Mapping[str, str]:
    """Return what the program makes: `python -m tests.record.schema` writes it down from a new record."""
    made: Mapping[str, str] = json.loads(
        Path(__file__).with_name(f"schema_{dialect}.json").read_text("utf-8")
    )
    return made


def schema_differences(connection: Connection) -> list[str]:
    """Return the names of all that is missing, changed or foreign; a role that is left out has no rights."""
    found, should = schema_of(connection), meant(connection.dialect.name)
    if connection.dialect.name == "postgresql":
        there = set(connection.exec_driver_sql("SELECT rolname FROM pg_roles").scalars())
        should = {name: each for name, each in should.items() if _role_of(name) in (None, *there)}
    return sorted(name for name in {*found, *should} if found.get(name) != should.get(name))


def _role_of(name: str) -> str | None:
    return name.rpartition(" to ")[2] if name.startswith("right ") else None


def is_guard(name: str) -> bool:
    """Tell whether the name is that of a rule that `put_up_guards` makes again."""
    return name.startswith(GUARDS)


def _squeezed(definition: str) -> str:
    return " ".join(definition.split())
