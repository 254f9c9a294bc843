"""Database rules that refuse every change of the log and the documents but an honest addition.

They stop mistakes and careless tools; who owns the database can drop them, and then the hash chain tells.
On SQLite the guards before an insertion matter as much as those against deletion: REPLACE deletes
without firing a delete trigger wherever `recursive_triggers` is off. There, other rules count who writes the
tables; on PostgreSQL, which knows SHA-256, a wrong hash is refused and the server makes the tables itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from cultivation.record import tables
from cultivation.record.roles import STATEMENTS as RIGHTS
from cultivation.record.server_projections import FUNCTIONS, TRIGGERS

_ZEROS = "0" * 64
_AS = "LANGUAGE plpgsql SECURITY DEFINER SET search_path TO {schema}, pg_temp AS $$"
REFUSED = "USING ERRCODE = 'integrity_constraint_violation'"

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
    *(
        f"CREATE TRIGGER {table.name}_watch_{verb.lower()} AFTER {verb} ON {table.name} "
        f"BEGIN UPDATE watch SET changes = changes + 1 WHERE name = '{table.name}'; END"
        for table in tables.PROJECTIONS
        for verb in ("INSERT", "UPDATE", "DELETE")
    ),
    *(
        f"CREATE TRIGGER watch_no_{verb.lower()} BEFORE {verb} ON watch "
        "BEGIN SELECT RAISE(ABORT, 'the watch has a row for each table'); END"
        for verb in ("INSERT", "DELETE")
    ),
    """CREATE TRIGGER watch_only_up BEFORE UPDATE ON watch
        WHEN NEW.name IS NOT OLD.name OR OLD.name NOT IN ('schema', 'log') AND NEW.changes < OLD.changes
        BEGIN SELECT RAISE(ABORT, 'the watch only counts up'); END""",
)

POSTGRESQL = (
    *FUNCTIONS,
    f"""CREATE FUNCTION cultivation_lock() RETURNS void {_AS}
        BEGIN
          LOCK TABLE alembic_version IN SHARE ROW EXCLUSIVE MODE;
        END $$""",
    f"""CREATE FUNCTION cultivation_refuse_change() RETURNS trigger {_AS}
        BEGIN
          RAISE EXCEPTION 'log and document are append-only' {REFUSED};
        END $$""",
    f"""CREATE FUNCTION cultivation_only_next() RETURNS trigger {_AS}
        DECLARE
          form text := '{{"actor":' || to_json(NEW.actor)::text || ',"kind":' || to_json(NEW.kind)::text
            || ',"payload":' || NEW.payload || ',"prev":' || to_json(NEW.prev)::text
            || ',"recorded_at":' || to_json(NEW.recorded_at)::text || ',"seq":' || NEW.seq || '}}';
        BEGIN
          IF NEW.seq IS DISTINCT FROM (SELECT coalesce(max(seq), 0) + 1 FROM log)
            OR NEW.prev IS DISTINCT FROM
              coalesce((SELECT hash FROM log ORDER BY seq DESC LIMIT 1), '{_ZEROS}')
          THEN
            RAISE EXCEPTION 'an entry must follow the last entry of the log' {REFUSED};
          END IF;
          IF NEW.hash IS DISTINCT FROM encode(sha256(convert_to(form, 'UTF8')), 'hex')
            OR form IS NOT NFC NORMALIZED
            OR position('\\u0000' IN NEW.payload) = 0
              AND cultivation_canonical(NEW.payload::jsonb) <> NEW.payload
          THEN
            RAISE EXCEPTION 'an entry must have the hash of its content' {REFUSED};
          END IF;
          RETURN NEW;
        END $$""",
    f"""CREATE FUNCTION cultivation_only_true() RETURNS trigger {_AS}
        BEGIN
          IF NEW.sha256 IS DISTINCT FROM encode(sha256(NEW.content), 'hex') THEN
            RAISE EXCEPTION 'a document must have the digest of its content' {REFUSED};
          END IF;
          RETURN NEW;
        END $$""",
    *(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION cultivation_refuse_change()"
        for table in ("log", "document")
    ),
    "CREATE TRIGGER log_only_next BEFORE INSERT ON log FOR EACH ROW EXECUTE FUNCTION cultivation_only_next()",
    "CREATE TRIGGER document_only_true BEFORE INSERT ON document "
    "FOR EACH ROW EXECUTE FUNCTION cultivation_only_true()",
    *TRIGGERS,
)
THERE = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE NOT tgisinternal AND relnamespace = to_regnamespace(quote_ident(current_schema()))""",
}
OWN = tuple(tables.METADATA.tables)


def put_up_guards(connection: Connection) -> None:
    """Put up all guards, as if for the first time; whatever else fires on these tables is taken away."""
    take_away_guards(connection)
    for statement in _statements(connection):
        connection.exec_driver_sql(statement)


def take_away_guards(connection: Connection) -> None:
    """Take away whatever fires on the tables, within a transaction that puts the guards up again."""
    dialect = connection.dialect.name
    quote = connection.dialect.identifier_preparer.quote
    for table, name in list(connection.execute(text(THERE[dialect]))):
        if table in OWN:
            where = f" ON {table}" if dialect == "postgresql" else ""
            connection.exec_driver_sql(f"DROP TRIGGER {quote(name)}{where}")


def _statements(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        yield from SQLITE
        return
    schema = connection.execute(text("SELECT quote_ident(current_schema())")).scalar_one()
    for statement in POSTGRESQL:
        made = statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
        yield made.replace("{schema}", schema).replace("%", "%%")
    yield from (each.replace("%", "%%") for each in RIGHTS)
