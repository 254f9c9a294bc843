"""What somebody may do to a record past the program: rows, schema, rights and files, for `attack`."""

from __future__ import annotations

from cultivation.record import tables

TRIGGERS = {
    True: "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    False: "SELECT tgname, '' FROM pg_trigger WHERE false",
}
SEPARATOR = ";; "  # between statements of one forgery
# A change of every column of every table: a text gets a letter more, a number is one more, a choice turns.
CHANGES = {"TEXT": "{0} || 'x'", "INTEGER": "{0} + 1", "BIGINT": "{0} + 1", "BOOLEAN": "NOT {0}"}
BLOB = {"sqlite": "x'00'", "postgresql": "'\\x00'::bytea"}
WATCH_SET = {
    "sqlite": (
        "UPDATE watch SET kept = changes WHERE name <> 'schema'",
        "UPDATE watch SET kept = (SELECT schema_version FROM pragma_schema_version), "
        "changes = (SELECT schema_version FROM pragma_schema_version) WHERE name = 'schema'",
    ),
    "postgresql": ("UPDATE watch SET kept = changes",),
}
GHOSTS = {
    "enterprise": "INSERT INTO enterprise VALUES ('GHOST', 'Ghost', 1983)",
    "membership": "INSERT INTO membership SELECT min(enterprise_id), 2, 1983, NULL, NULL FROM application",
    "receipt": "INSERT INTO receipt VALUES (1, 1983, 'ghost.xlsx', 'x', '')",
    "filing": "INSERT INTO filing VALUES (1, 0, 'GHOST', 'Ghost')",
    "account": "INSERT INTO account VALUES ('ghost', 'Ghost', 'x', '1984', NULL)",
    "account_role": "INSERT INTO account_role SELECT 1, min(id), 'approver', NULL, NULL, NULL, NULL, "
    "'1', 1, NULL FROM account",
}


def row_changes(dialect: str) -> dict[str, tuple[str, str]]:
    """Return a statement for each column of each projection, for each row taken away and each ghost."""
    found = {}
    for table in tables.PROJECTIONS:
        for column in table.columns:
            kind = str(column.type.compile()) if dialect == "postgresql" else str(column.type).upper()
            formula = CHANGES.get(kind, CHANGES["TEXT"]).format(f'"{column.name}"')
            key = next(iter(table.primary_key)).name
            last = f'(SELECT max("{key}") FROM {table.name})'
            otherwise = "1" if "INT" in kind else "0 = 0" if kind == "BOOLEAN" else "'x'"
            changed = f"coalesce({formula}, {otherwise})"
            statement = f'UPDATE {table.name} SET "{column.name}" = {changed} WHERE "{key}" = {last}'
            found[f"another {column.name} in {table.name}"] = (table.name, statement)
        found[f"a row less in {table.name}"] = (
            table.name,
            f'DELETE FROM {table.name} WHERE "{key}" = {last}',
        )
    return found | {f"a ghost in {name}": (name, statement) for name, statement in GHOSTS.items()}


def record_changes(dialect: str) -> dict[str, str]:
    """Return a statement for each column of the log and the documents, and for rows taken away or added."""
    found = {}
    for table, where in (("log", "seq = 3"), ("document", "name LIKE 'patents%'")):
        for column in tables.METADATA.tables[table].columns:
            kind = str(column.type).upper()
            changed = BLOB[dialect] if kind == "BLOB" else CHANGES[kind].format(column.name)
            changed = "seq + 100" if column.name == "seq" else changed
            found[f"another {column.name} in {table}"] = (
                f"UPDATE {table} SET {column.name} = {changed} WHERE {where}"
            )
        found[f"a row less in {table}"] = f"DELETE FROM {table} WHERE {where}"
    found["an entry more"] = (
        "INSERT INTO log SELECT seq + 1, recorded_at, actor, kind, payload, hash, 'h' FROM log "
        "ORDER BY seq DESC LIMIT 1"
    )
    blob = "x'00'" if dialect == "sqlite" else "'\\x00'::bytea"
    found["a document more"] = f"INSERT INTO document VALUES ('x', 't', 'n', {blob})"
    return found


LIE = "SELECT * FROM {0}_hidden"
SCHEMA = {
    "both": {
        **{
            f"a view in place of {name}": f"ALTER TABLE {name} RENAME TO {name}_hidden;; "
            f"CREATE VIEW {name} AS {LIE.format(name)}"
            for name in (
                "membership",
                "proposal_line",
                "review_year",
                "application",
                "receipt",
                "account_role",
            )
        },
        "a column more": "ALTER TABLE membership ADD COLUMN note TEXT",
        "an index less": "DROP INDEX ix_receipt_file_digest",
        "the index by kind less": "DROP INDEX ix_log_kind",
        "an index by kind that leaves decisions out": "DROP INDEX ix_log_kind;; "
        "CREATE INDEX ix_log_kind ON log (kind) WHERE kind <> 'year_decided'",
        "an index more": "CREATE UNIQUE INDEX mine ON membership (enterprise_id)",
        "a table more": "CREATE TABLE mine (x INTEGER)",
        "a table less": "DROP TABLE filing",
    },
    "sqlite": {
        **{
            f"the trigger {name} less": f"DROP TRIGGER {name}"
            for name in ("log_no_update", "log_only_next", "document_no_delete", "membership_watch_update")
        },
        "an index by kind that says what it is not": "DROP INDEX ix_log_kind;; "
        "CREATE INDEX ix_log_kind ON log (kind) WHERE kind <> 'year_decided';; PRAGMA writable_schema = ON;; "
        "UPDATE sqlite_master SET sql = 'CREATE INDEX ix_log_kind ON log (kind)' WHERE name = 'ix_log_kind'",
        "a trigger that puts back": "CREATE TRIGGER mine AFTER UPDATE ON membership "
        "BEGIN UPDATE membership SET left_seq = NULL; END",
        "a trigger on another table": "CREATE TRIGGER mine AFTER INSERT ON log BEGIN SELECT 1; END",
        "a guard of the same name": "DROP TRIGGER log_no_update;; CREATE TRIGGER log_no_update "
        "BEFORE UPDATE ON log WHEN 0 BEGIN SELECT 1; END",
    },
    "postgresql": {
        "a view that reads the statement": "ALTER TABLE membership RENAME TO hidden;; "
        "CREATE VIEW membership AS SELECT * FROM hidden WHERE current_query() NOT LIKE '%entered_seq%'",
        "a guard that calls another schema": "CREATE SCHEMA evil;; "
        "CREATE FUNCTION evil.cultivation_only_next() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN RETURN NEW; END';; DROP TRIGGER log_only_next ON log;; "
        "CREATE TRIGGER log_only_next BEFORE INSERT ON log FOR EACH ROW "
        "EXECUTE FUNCTION evil.cultivation_only_next()",
        "a function with another body": "CREATE OR REPLACE FUNCTION "
        "cultivation_members(entry log, said json, of_year integer) RETURNS void LANGUAGE plpgsql "
        "AS 'BEGIN END'",
        "a function of the server's name": "CREATE FUNCTION to_json(text) RETURNS json LANGUAGE sql AS "
        "'SELECT null::json'",
        "row security": "ALTER TABLE membership ENABLE ROW LEVEL SECURITY",
        "a policy": "CREATE POLICY mine ON membership USING (false)",
        "a rule": "CREATE RULE mine AS ON UPDATE TO membership DO INSTEAD NOTHING",
        "a child of a table": "CREATE TABLE mine () INHERITS (membership)",
        "a trigger off": "ALTER TABLE log DISABLE TRIGGER log_project",
        "a trigger more": "CREATE TRIGGER mine BEFORE UPDATE ON membership FOR EACH ROW "
        "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "a foreign key off": "ALTER TABLE membership DISABLE TRIGGER ALL",
        "a column of another type": "ALTER TABLE membership ALTER COLUMN left_year TYPE bigint",
        "a default": "ALTER TABLE membership ALTER COLUMN left_year SET DEFAULT 1983",
        "a constraint less": "ALTER TABLE membership DROP CONSTRAINT membership_entered_year_fkey",
        "a table that is not logged": "ALTER TABLE receipt SET UNLOGGED",
        **{
            f"GRANT {right} ON {name}": f"GRANT {right} ON {name} TO {role}"
            for name in ("log", "document", "membership", "watch", "account", "account_role")
            for right, role in (("UPDATE", "cultivation_application"), ("DELETE", "PUBLIC"))
        },
        "a right on one column": "GRANT UPDATE (actor) ON log TO cultivation_application",
        "a right to read less": "REVOKE SELECT ON membership FROM cultivation_auditor",
        "a function for everybody": "GRANT EXECUTE ON FUNCTION cultivation_apply TO PUBLIC",
        "a schema for everybody": "DO $$ BEGIN EXECUTE format('GRANT CREATE ON SCHEMA %I TO PUBLIC', "
        "current_schema()); END $$",
    },
}
# What a clerk may not do on PostgreSQL; {0} is a table.
CLERK = (
    *("UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}", "INSERT INTO {0} SELECT * FROM {0}"),
    *("ALTER TABLE {0} DISABLE TRIGGER ALL", "DROP TABLE {0}", "ALTER TABLE {0} RENAME TO mine"),
)
CLERK_ONCE = (
    "SELECT cultivation_apply(log) FROM log WHERE seq = 1",
    "SELECT cultivation_members(log, '{}', 1983) FROM log WHERE seq = 1",
    "CREATE FUNCTION to_json(text) RETURNS json LANGUAGE sql AS 'SELECT null::json'",
    "INSERT INTO log SELECT seq + 1, recorded_at, actor, kind, payload, hash, 'h' FROM log "
    "ORDER BY seq DESC LIMIT 1",
    "CREATE TEMPORARY TABLE own (LIKE log);; CREATE TRIGGER mine AFTER INSERT ON own FOR EACH ROW "
    "EXECUTE FUNCTION cultivation_project()",
)
