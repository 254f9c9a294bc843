"""Rights on PostgreSQL: the owner migrates, the application adds to the record, the auditor reads.

Nobody but the owner may write the other tables: the server makes them from each entry, by functions that run
with the owner's rights. Both roles cannot log in; a database's administrator grants them to those that can.
A role that the owner may not create is left out: docs/record.md says how the administrator creates it.
"""

from __future__ import annotations

from cultivation.record.tables import METADATA

APPLICATION, AUDITOR = "cultivation_application", "cultivation_auditor"
ROLES = (APPLICATION, AUDITOR)
RECORD = ("log", "document")

_CREATE = """DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} NOLOGIN; END IF;
  EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN RAISE NOTICE 'the role {role} is left out';
  END $$"""
_GRANT = """DO $$ DECLARE each record; own text := current_schema(); BEGIN
    FOR each IN SELECT oid::regprocedure AS made FROM pg_proc
      WHERE pronamespace = to_regnamespace(quote_ident(own)) AND proname LIKE 'cultivation\\_%' LOOP
      EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', each.made);
    END LOOP;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN RETURN; END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO {role}', own);
    FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = own AND tablename IN ({tables}) LOOP
      EXECUTE format('REVOKE ALL ON %I.%I FROM {role}', own, each.tablename);
      EXECUTE format('GRANT %s ON %I.%I TO {role}',
        CASE WHEN each.tablename IN ('log', 'document') THEN '{record}' ELSE 'SELECT' END,
        own, each.tablename);
    END LOOP;
    FOR each IN SELECT oid::regprocedure AS made FROM pg_proc
      WHERE pronamespace = to_regnamespace(quote_ident(own)) AND proname IN ({functions}) LOOP
      EXECUTE format('REVOKE ALL ON FUNCTION %s FROM {role}', each.made);
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO {role}', each.made);
    END LOOP;
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I REVOKE ALL ON TABLES FROM {role}', own);
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT ON TABLES TO {role}', own);
  END $$"""
_RIGHTS = {
    APPLICATION: {"record": "SELECT, INSERT", "functions": "'cultivation_rebuild', 'cultivation_lock'"},
    AUDITOR: {"record": "SELECT", "functions": "''"},
}

_TABLES = ", ".join(f"'{name}'" for name in (*METADATA.tables, "alembic_version"))

STATEMENTS = tuple(
    statement
    for role, rights in _RIGHTS.items()
    for statement in (_CREATE.format(role=role), _GRANT.format(role=role, tables=_TABLES, **rights))
)
