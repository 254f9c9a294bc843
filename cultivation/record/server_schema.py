"""What PostgreSQL is asked about its schema: each row is a name and what stands behind it."""

from __future__ import annotations

_SCHEMA = "to_regnamespace(quote_ident(current_schema()))"
_OWN = f"(SELECT oid FROM pg_class WHERE relnamespace = {_SCHEMA} AND relname = ANY (:own))"

RELATIONS = f"""SELECT CASE relkind WHEN 'r' THEN 'table ' WHEN 'v' THEN 'view ' WHEN 'm' THEN 'view '
      ELSE 'relation ' END || relname,
    CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(pg_class.oid)
      ELSE concat_ws(' ', relkind, relpersistence,
      CASE WHEN relrowsecurity THEN 'row security' END, CASE WHEN relforcerowsecurity THEN 'forced' END,
      CASE WHEN relispartition THEN 'part' END,
      CASE WHEN EXISTS (SELECT FROM pg_inherits WHERE inhparent = pg_class.oid OR inhrelid = pg_class.oid)
        THEN 'inherits' END,
      (SELECT string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod),
        CASE WHEN attnotnull THEN 'not null' END, nullif(attidentity, ''), nullif(attgenerated, ''),
        CASE WHEN attcollation <> typcollation THEN 'collation' END, pg_get_expr(adbin, adrelid)), ', '
        ORDER BY attnum)
        FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
          LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped)) END
  FROM pg_class WHERE relnamespace = {_SCHEMA} AND relkind NOT IN ('i', 'I', 't', 'c')"""
INDEXES = f"""SELECT 'index ' || relname,
    pg_get_indexdef(indexrelid) || CASE WHEN indisvalid THEN '' ELSE ' invalid' END
  FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid IN {_OWN}"""
CONSTRAINTS = f"""SELECT 'constraint ' || conname || ' on ' || conrelid::regclass::text,
    pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid IN {_OWN} AND contype <> 't'"""
TRIGGERS = f"""SELECT 'trigger ' || tgname || ' on ' || relname,
    concat_ws(' ', pg_get_triggerdef(pg_trigger.oid), 'enabled', tgenabled,
      'runs', pronamespace::regnamespace::text || '.' || proname)
  FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
  WHERE tgrelid IN {_OWN} AND (NOT tgisinternal OR tgenabled <> 'O')"""
FUNCTIONS = f"""SELECT 'function ' || proname,
    concat_ws(' ', pg_get_function_arguments(pg_proc.oid), 'returns',
      prorettype::regtype::text, lanname, CASE WHEN prosecdef THEN 'definer' END, proconfig::text, prosrc,
      CASE WHEN proowner <> (SELECT relowner FROM pg_class WHERE oid = to_regclass('log'))
      THEN 'other owner' END)
  FROM pg_proc JOIN pg_language ON pg_language.oid = prolang WHERE pronamespace = {_SCHEMA}"""
POLICIES = f"""SELECT 'policy ' || polname || ' on ' || polrelid::regclass::text,
    concat_ws(' ', polcmd, pg_get_expr(polqual, polrelid)) FROM pg_policy WHERE polrelid IN {_OWN}"""
RULES = f"""SELECT 'rule ' || rulename || ' on ' || ev_class::regclass::text, pg_get_ruledef(oid)
  FROM pg_rewrite WHERE ev_class IN {_OWN} AND rulename <> '_RETURN'"""
RIGHTS = f"""SELECT 'right ' || privilege_type || ' on ' || relname || ' to ' || grantee, '' FROM (
    SELECT relname, relowner, (aclexplode(relacl)).* FROM pg_class WHERE oid IN {_OWN}
    UNION ALL SELECT relname, relowner, (aclexplode(attacl)).* FROM pg_attribute
      JOIN pg_class ON pg_class.oid = attrelid WHERE attrelid IN {_OWN} AND attacl IS NOT NULL
  ) AS given (relname, relowner, grantor, grantee_id, privilege_type, is_grantable),
    LATERAL (SELECT CASE grantee_id WHEN 0 THEN 'public' ELSE grantee_id::regrole::text END)
      AS named (grantee)
  WHERE grantee_id <> relowner
    AND (privilege_type <> 'SELECT' OR grantee LIKE 'cultivation%')"""
FUNCTION_RIGHTS = f"""SELECT 'right EXECUTE on ' || proname || ' to ' || grantee, '' FROM (
    SELECT proname, proowner, (aclexplode(coalesce(proacl, acldefault('f', proowner)))).*
    FROM pg_proc WHERE pronamespace = {_SCHEMA} AND proname LIKE 'cultivation%'
  ) AS given (proname, proowner, grantor, grantee_id, privilege_type, is_grantable),
    LATERAL (SELECT CASE grantee_id WHEN 0 THEN 'public' ELSE grantee_id::regrole::text END)
      AS named (grantee)
  WHERE grantee_id <> proowner"""
SCHEMA_RIGHTS = f"""SELECT 'right CREATE in the schema to ' || CASE grantee WHEN 0 THEN 'public'
    ELSE grantee::regrole::text END, ''
  FROM (SELECT nspowner, (aclexplode(nspacl)).* FROM pg_namespace WHERE oid = {_SCHEMA}) AS given
  WHERE privilege_type = 'CREATE' AND grantee <> nspowner"""
# Where a name leads: each table into the record's own schema, each function first to the server's own.
NAMES = f"""SELECT 'search path: ' || name, coalesce(to_regclass(name)::oid::text, 'nothing')
  FROM unnest(CAST(:own AS text[])) AS name
  WHERE to_regclass(name)::oid IS DISTINCT FROM
    (SELECT oid FROM pg_class WHERE relname = name AND relnamespace = {_SCHEMA})
  UNION ALL SELECT 'search path: pg_catalog', '' WHERE
    array_position(current_schemas(true), 'pg_catalog')
      > array_position(current_schemas(true), current_schema())
  UNION ALL SELECT 'event trigger ' || evtname, '' FROM pg_event_trigger WHERE evtenabled <> 'D'"""

QUERIES = (
    *(RELATIONS, INDEXES, CONSTRAINTS, TRIGGERS, FUNCTIONS, POLICIES, RULES),
    *(RIGHTS, FUNCTION_RIGHTS, SCHEMA_RIGHTS, NAMES),
)
