"""Database rules that refuse every change of the log and the documents but an honest addition.

They stop mistakes and careless tools; who owns the database can drop them, and then the hash chain tells.
On SQLite the guards before an insertion matter as much as those against deletion: REPLACE deletes
without firing a delete trigger wherever `recursive_triggers` is off.
"""

from __future__ import annotations

from collections.abc import Sequence

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


def guard_statements(dialect: str) -> Sequence[str]:
    """Return the statements that put up the guards."""
    return {"sqlite": SQLITE, "postgresql": POSTGRESQL}[dialect]
