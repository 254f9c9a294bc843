"""Database rules that refuse every change of the log and the documents but an honest addition.

They stop mistakes and careless tools; who owns the database can drop them, and then the hash chain tells.
On SQLite the guards before an insertion matter as much as those against deletion: REPLACE deletes
without firing a delete trigger wherever `recursive_triggers` is off.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, text

_ZEROS = "0" * 64

SQLITE = (
    *(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'table {table} is append-only'); END"
        for table in ("log", "document")
        for verb in ("UPDATE", "DELETE")
    ),
    f"""CREATE TRIGGER log_only_next BEFORE INSERT ON log
        WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM log)
          OR NEW.prev IS NOT coalesce((SELECT hash FROM log ORDER BY seq DESC LIMIT 1), '{_ZEROS}')
        BEGIN SELECT RAISE(ABORT, 'an entry must follow the last entry of the log'); END""",
    """CREATE TRIGGER document_only_new BEFORE INSERT ON document
        WHEN EXISTS (SELECT 1 FROM document WHERE sha256 = NEW.sha256 OR rowid = NEW.rowid)
        BEGIN SELECT RAISE(ABORT, 'the document is there already'); END""",
)

POSTGRESQL = (
    """CREATE FUNCTION cultivation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'log and document are append-only'
            USING ERRCODE = 'integrity_constraint_violation';
        END $$""",
    f"""CREATE FUNCTION cultivation_only_next() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.seq IS DISTINCT FROM (SELECT coalesce(max(seq), 0) + 1 FROM log)
            OR NEW.prev IS DISTINCT FROM
              coalesce((SELECT hash FROM log ORDER BY seq DESC LIMIT 1), '{_ZEROS}')
          THEN
            RAISE EXCEPTION 'an entry must follow the last entry of the log'
              USING ERRCODE = 'integrity_constraint_violation';
          END IF;
          RETURN NEW;
        END $$""",
    *(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION cultivation_refuse_change()"
        for table in ("log", "document")
    ),
    "CREATE TRIGGER log_only_next BEFORE INSERT ON log FOR EACH ROW EXECUTE FUNCTION cultivation_only_next()",
)


TRIGGERS = {
    "sqlite": "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """SELECT relname, tgname,
        CASE WHEN tgenabled IN ('O', 'A') THEN pg_get_triggerdef(pg_trigger.oid) END
        FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE tgrelid IN (to_regclass('log'), to_regclass('document')) AND NOT tgisinternal""",
}
FUNCTIONS = """SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'cultivation%'
    AND pronamespace = (SELECT relnamespace FROM pg_class WHERE oid = to_regclass('log'))"""
NAME = re.compile(r"CREATE (?:TRIGGER|FUNCTION) (\w+)")


def guard_statements(dialect: str) -> Sequence[str]:
    """Return the statements that put up the guards."""
    return {"sqlite": SQLITE, "postgresql": POSTGRESQL}[dialect]


def put_up_guards(connection: Connection) -> None:
    """Put up again the guards that are missing or changed; leave those that are right as they are."""
    if not guards_that_differ(connection):
        return
    dialect = connection.dialect.name
    quote = connection.dialect.identifier_preparer.quote
    for table, name, _definition in list(connection.execute(text(TRIGGERS[dialect]))):
        where = f" ON {table}" if dialect == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER {quote(name)}{where}"))
    for statement in guard_statements(dialect):
        connection.execute(text(statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")))


def guards_that_differ(connection: Connection) -> list[str]:
    """Return the names of the guards that are missing, switched off, changed, or not ours."""
    dialect = connection.dialect.name
    meant = {NAME.findall(each)[0]: each for each in guard_statements(dialect)}
    rows = connection.execute(text(TRIGGERS[dialect]))
    found = {name: definition for _table, name, definition in rows if definition}
    if dialect == "postgresql":
        found = {name: _in_brief(definition) for name, definition in found.items()}
        found |= {row.proname: row.prosrc for row in connection.execute(text(FUNCTIONS))}
        meant = {name: _in_brief(each) for name, each in meant.items()}
    return sorted(name for name in {*found, *meant} if _squeezed(found, name) != _squeezed(meant, name))


def _squeezed(texts: Mapping[str, str], name: str) -> str:
    return " ".join(texts.get(name, "").split())


def _in_brief(statement: str) -> str:
    """Return the body of a function, or what a trigger does: the server writes that in its own words."""
    if "$$" in statement:
        return statement.split("$$")[1]
    words = re.sub(r"\b(ON|FUNCTION) \w+\.", r"\1 ", statement).replace("()", "")
    events = sorted(re.findall(r"\b(?:BEFORE|AFTER|INSERT|UPDATE|DELETE|TRUNCATE)\b", words))
    return f"{events} {words.partition(' ON ')[2]}"
