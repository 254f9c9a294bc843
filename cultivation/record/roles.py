"""Rights on PostgreSQL: the owner migrates, the application adds to the record, the auditor reads.

Both roles cannot log in; a database's administrator grants them to those that can. A role that the owner
may not create is left out: docs/record.md says how the administrator creates it beforehand.
"""

from __future__ import annotations

APPLICATION, AUDITOR = "cultivation_application", "cultivation_auditor"

_CREATE = """DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} NOLOGIN; END IF;
  EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN RAISE NOTICE 'the role {role} is left out';
  END $$"""
_GRANT = """DO $$ DECLARE each record; rights text; BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN RETURN; END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO {role}', current_schema());
    FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
      rights := CASE each.tablename
        WHEN 'log' THEN '{record}' WHEN 'document' THEN '{record}' WHEN 'alembic_version' THEN 'SELECT'
        ELSE '{tables}' END;
      EXECUTE format('GRANT %s ON %I.%I TO {role}', rights, current_schema(), each.tablename);
    END LOOP;
    EXECUTE format(
      'ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT {tables} ON TABLES TO {role}', current_schema());
  END $$"""
_RIGHTS = {
    APPLICATION: {"record": "SELECT, INSERT", "tables": "SELECT, INSERT, UPDATE, DELETE"},
    AUDITOR: {"record": "SELECT", "tables": "SELECT"},
}

STATEMENTS = tuple(
    statement
    for role, rights in _RIGHTS.items()
    for statement in (_CREATE.format(role=role), _GRANT.format(role=role, **rights))
)
