"""What the database itself refuses: to change the access log, or to delete of it what was not purged."""

from __future__ import annotations

from sqlalchemy import Connection

_MESSAGE = "the access log is append-only"
_PURGED = "OLD.seq > coalesce((SELECT max(until) FROM access_purge), 0)"
SQLITE = (
    f"""CREATE TRIGGER access_event_no_update BEFORE UPDATE ON access_event
        BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END""",
    f"""CREATE TRIGGER access_event_no_delete BEFORE DELETE ON access_event WHEN {_PURGED}
        BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END""",
    *(
        f"""CREATE TRIGGER access_purge_no_{act} BEFORE {act.upper()} ON access_purge
        BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"""
        for act in ("update", "delete")
    ),
)
POSTGRESQL = (
    f"""CREATE FUNCTION access_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE FUNCTION access_keep() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF {_PURGED} THEN
            RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
          END IF;
          RETURN OLD;
        END $$""",
    """CREATE TRIGGER access_event_no_update BEFORE UPDATE OR TRUNCATE ON access_event
        FOR EACH STATEMENT EXECUTE FUNCTION access_refuse()""",
    """CREATE TRIGGER access_event_no_delete BEFORE DELETE ON access_event
        FOR EACH ROW EXECUTE FUNCTION access_keep()""",
    """CREATE TRIGGER access_purge_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON access_purge
        FOR EACH STATEMENT EXECUTE FUNCTION access_refuse()""",
)


def put_up_guards(connection: Connection) -> None:
    """Put up the triggers in a store that is being made."""
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        connection.exec_driver_sql(statement)
