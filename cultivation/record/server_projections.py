"""The projections on PostgreSQL: the server itself makes the tables from each entry, with its owner's rights.

So nobody but the owner may write the tables, and what stands there follows from log and documents.
This is a second writing of `projections`, which makes the same tables in memory: `verify` compares the two.
`{schema}` is filled in when the functions are made, so that nobody's search path leads them elsewhere.
"""

from __future__ import annotations

from cultivation.record.tables import PROJECTIONS

_AS = "LANGUAGE plpgsql SECURITY DEFINER SET search_path TO {schema}, pg_temp AS $$"
_DOCUMENTS = "json_array_elements(said->'documents') WITH ORDINALITY AS each (value, place)"
_FIRMS = """SELECT DISTINCT ON (enterprise_id) enterprise_id, name, place FROM filing
        WHERE seq = entry.seq ORDER BY enterprise_id, place DESC"""

CANONICAL = f"""CREATE FUNCTION cultivation_canonical(said jsonb) RETURNS text {_AS}
  BEGIN
    RETURN CASE jsonb_typeof(said)
      WHEN 'object' THEN '{{' || coalesce((
        SELECT string_agg(to_json(key)::text || ':' || cultivation_canonical(value), ','
          ORDER BY key COLLATE "C") FROM jsonb_each(said)), '') || '}}'
      WHEN 'array' THEN '[' || coalesce((
        SELECT string_agg(cultivation_canonical(value), ',' ORDER BY place)
          FROM jsonb_array_elements(said) WITH ORDINALITY AS item (value, place)), '') || ']'
      WHEN 'string' THEN to_json(said #>> '{{}}')::text
      ELSE said::text END;
  END $$"""

DOCUMENT = f"""CREATE FUNCTION cultivation_digest(said json, of_json boolean) RETURNS text {_AS}
  BEGIN
    RETURN (SELECT each.value->>'sha256' FROM {_DOCUMENTS}
      WHERE (each.value->>'media_type' = 'application/json') = of_json ORDER BY place LIMIT 1);
  END $$"""

CONTENT = f"""CREATE FUNCTION cultivation_content(digest text) RETURNS json {_AS}
  BEGIN
    RETURN (SELECT convert_from(content, 'UTF8')::json FROM document WHERE sha256 = digest);
  END $$"""

RECEIVE = f"""CREATE FUNCTION cultivation_receive(entry log, said json, of_year integer) RETURNS void {_AS}
  DECLARE
    place_of text := cultivation_digest(said, true);
    received json;
  BEGIN
    IF (said->>'accepted')::integer = 0 THEN
      INSERT INTO receipt SELECT entry.seq, of_year, each.value->>'name', each.value->>'sha256', ''
        FROM {_DOCUMENTS} WHERE each.value->>'sha256' = cultivation_digest(said, false) LIMIT 1;
      RETURN;
    END IF;
    received := cultivation_content(place_of);
    INSERT INTO receipt
      VALUES (entry.seq, of_year, received->>'file', received->>'sha256', place_of);
    IF received->'blocks' IS NOT NULL THEN
      INSERT INTO filing SELECT entry.seq, id.place - 1, id.value, name.value
        FROM json_array_elements_text(received->'ids') WITH ORDINALITY AS id (value, place)
        JOIN json_array_elements_text(received->'names') WITH ORDINALITY AS name (value, place)
          ON name.place = id.place;
    ELSE
      INSERT INTO filing SELECT entry.seq, each.place - 1, each.value->>'id', each.value->>'name'
        FROM json_array_elements(received->'applications') WITH ORDINALITY AS each (value, place);
    END IF;
    INSERT INTO enterprise SELECT enterprise_id, name, of_year FROM ({_FIRMS}) AS firm
      ON CONFLICT (id) DO UPDATE SET first_year = least(enterprise.first_year, of_year),
        name = CASE WHEN EXISTS (
          SELECT FROM application WHERE enterprise_id = excluded.id AND year > of_year)
          THEN enterprise.name ELSE excluded.name END;
    DELETE FROM application WHERE year = of_year AND enterprise_id IN (
      SELECT enterprise_id FROM filing WHERE seq = entry.seq);
    INSERT INTO application SELECT of_year, enterprise_id, name, received->>'file', received->>'sha256',
      entry.seq, place_of, place, '{{}}' FROM ({_FIRMS}) AS firm;
    UPDATE review_year SET applications_seq = entry.seq, state = 'collecting' WHERE year = of_year;
  END $$"""

FILED = f"""CREATE FUNCTION cultivation_filed(received json, field text, place integer) RETURNS json {_AS}
  DECLARE
    block json;
    rest integer := place;
  BEGIN
    IF received->'blocks' IS NULL THEN
      RETURN received->'applications'->place->'values'->field->'value';
    END IF;
    FOR block IN SELECT value FROM json_array_elements(received->'blocks') LOOP
      IF rest < json_array_length(block->'rows') THEN
        RETURN block->'columns'->field->'texts'->rest;
      END IF;
      rest := rest - json_array_length(block->'rows');
    END LOOP;
    RETURN NULL;
  END $$"""

CORRECT = f"""CREATE FUNCTION cultivation_correct(entry log, said json, of_year integer) RETURNS void {_AS}
  DECLARE
    own application;
    correction jsonb;
  BEGIN
    SELECT * INTO STRICT own FROM application
      WHERE year = of_year AND enterprise_id = said->>'enterprise';
    correction := jsonb_build_object('value', said->'value', 'note', jsonb_build_object(
      'correction', entry.seq, 'evidence', said->'evidence', 'previous', said->'previous', 'filed',
      cultivation_filed(cultivation_content(own.document), said->>'field', own.place)));
    UPDATE application
      SET corrections = cultivation_canonical(
        own.corrections::jsonb || jsonb_build_object(said->>'field', correction))
      WHERE year = of_year AND enterprise_id = own.enterprise_id;
    UPDATE review_year SET applications_seq = entry.seq, state = 'collecting' WHERE year = of_year;
  END $$"""

LINES = f"""CREATE FUNCTION cultivation_lines(said json, of_year integer) RETURNS void {_AS}
  BEGIN
    DELETE FROM proposal_line WHERE year = of_year;
    INSERT INTO proposal_line
      SELECT of_year, id, name, rank, action, reason_code, reserve_place, override
      FROM json_to_recordset(cultivation_content(cultivation_digest(said, true))->'lines') AS line (
        id text, name text, rank integer, action text, reason_code text, reserve_place integer,
        override text);
  END $$"""

MEMBERS = f"""CREATE FUNCTION cultivation_members(entry log, said json, of_year integer) RETURNS void {_AS}
  BEGIN
    UPDATE membership SET left_year = of_year, left_seq = entry.seq WHERE left_seq IS NULL
      AND enterprise_id IN (SELECT value FROM json_array_elements_text(said->'left') AS each (value));
    INSERT INTO membership (enterprise_id, entered_seq, entered_year)
      SELECT value, entry.seq, of_year FROM json_array_elements_text(said->'entered') AS each (value);
  END $$"""

APPLY = f"""CREATE FUNCTION cultivation_apply(entry log) RETURNS void {_AS}
  DECLARE
    said json := entry.payload::json;
    of_year integer := (said->>'year')::integer;
  BEGIN
    CASE entry.kind
      WHEN 'year_opened' THEN
        INSERT INTO review_year (year, rule_set, version, rules_digest, cutoff, state, opened_by) VALUES (
          of_year, said->>'rule_set', said->>'version', said->'documents'->0->>'sha256', said->>'cutoff',
          'open', entry.actor);
      WHEN 'workbook_received' THEN PERFORM cultivation_receive(entry, said, of_year);
      WHEN 'application_corrected' THEN PERFORM cultivation_correct(entry, said, of_year);
      WHEN 'application_withdrawn' THEN
        DELETE FROM application WHERE year = of_year AND enterprise_id = said->>'enterprise';
        UPDATE review_year SET applications_seq = entry.seq, state = 'collecting' WHERE year = of_year;
      WHEN 'opinion_received', 'opinions_closed' THEN
        UPDATE review_year SET applications_seq = entry.seq, state = 'collecting' WHERE year = of_year;
      WHEN 'panel_assigned' THEN UPDATE review_year SET state = 'panel' WHERE year = of_year;
      WHEN 'marks_aggregated' THEN
        UPDATE review_year SET applications_seq = entry.seq, state = 'panel' WHERE year = of_year;
      WHEN 'year_scored' THEN
        DELETE FROM assessment WHERE year = of_year;
        INSERT INTO assessment SELECT of_year, id, rank, eligible, total
          FROM json_to_recordset(cultivation_content(cultivation_digest(said, true))->'applications')
          AS scored (id text, rank integer, eligible boolean, total text);
        UPDATE review_year SET scored_seq = entry.seq, scores_digest = said->>'scores_digest',
          state = 'scored' WHERE year = of_year;
      WHEN 'year_proposed' THEN
        PERFORM cultivation_lines(said, of_year);
        UPDATE review_year SET proposed_seq = entry.seq, proposal_digest = said->>'proposal_digest',
          proposer = entry.actor, state = 'proposed' WHERE year = of_year;
      WHEN 'notice_given' THEN UPDATE review_year SET state = 'noticed' WHERE year = of_year;
      WHEN 'year_decided' THEN
        PERFORM cultivation_lines(said, of_year);
        PERFORM cultivation_members(entry, said, of_year);
        UPDATE review_year SET decided_seq = entry.seq, decision_document = said->>'document',
          decision_date = said->>'date', approver = said->>'approver', state = 'decided'
          WHERE year = of_year;
      WHEN 'decision_reversed' THEN
        DELETE FROM membership WHERE entered_seq = (said->>'decision')::bigint;
        UPDATE membership SET left_year = NULL, left_seq = NULL
          WHERE left_seq = (said->>'decision')::bigint;
        UPDATE review_year SET proposed_seq = NULL, proposal_digest = NULL, proposer = NULL,
          decided_seq = NULL, decision_document = NULL, decision_date = NULL, approver = NULL,
          state = 'scored' WHERE year = of_year;
      WHEN 'appeal_upheld' THEN PERFORM cultivation_members(entry, said, of_year);
      WHEN 'year_closed' THEN UPDATE review_year SET state = 'closed' WHERE year = of_year;
      WHEN 'member_removed' THEN
        UPDATE membership SET left_year = of_year, left_seq = entry.seq
          WHERE enterprise_id = said->>'enterprise' AND left_seq IS NULL;
      WHEN 'member_called_up' THEN
        INSERT INTO membership (enterprise_id, entered_seq, entered_year)
          VALUES (said->>'enterprise', entry.seq, of_year);
      WHEN 'enterprise_renamed' THEN
        UPDATE enterprise SET name = said->>'name' WHERE id = said->>'enterprise';
      WHEN 'enterprise_recoded', 'enterprise_merged', 'enterprise_split' THEN
        INSERT INTO enterprise SELECT id.value, name.value, of_year
          FROM json_array_elements_text(said->'into') WITH ORDINALITY AS id (value, place)
          JOIN json_array_elements_text(said->'names') WITH ORDINALITY AS name (value, place)
            ON name.place = id.place ON CONFLICT (id) DO NOTHING;
        PERFORM cultivation_members(entry, said, of_year);
      WHEN 'account_opened' THEN
        INSERT INTO account (id, name, unit, opened)
          VALUES (said->>'account', said->>'name', said->>'unit', entry.recorded_at);
      WHEN 'account_closed' THEN
        UPDATE account SET closed = entry.recorded_at WHERE id = said->>'account';
        UPDATE account_role SET ended_seq = entry.seq
          WHERE account = said->>'account' AND ended_seq IS NULL;
      WHEN 'role_asked', 'role_granted' THEN
        IF said->>'asked' IS NOT NULL THEN
          UPDATE account_role SET granted_seq = entry.seq WHERE seq = (said->>'asked')::bigint;
        ELSE
          INSERT INTO account_role VALUES (entry.seq, said->>'account', said->>'role', of_year,
            said->>'unit', said->>'enterprise', said->>'expert', said->>'document',
            CASE entry.kind WHEN 'role_granted' THEN entry.seq END, NULL);
        END IF;
      WHEN 'role_ended' THEN
        UPDATE account_role SET ended_seq = entry.seq WHERE seq = (said->>'began')::bigint;
      ELSE NULL;
    END CASE;
  END $$"""

# Tables that were in order before are in order again; one that somebody wrote to stays in doubt.
PROJECT = f"""CREATE FUNCTION cultivation_project() RETURNS trigger {_AS}
  DECLARE
    known text[] := array(SELECT name FROM watch WHERE changes = kept);
  BEGIN
    PERFORM cultivation_apply(NEW);
    UPDATE watch SET kept = changes WHERE name = ANY (known) AND kept <> changes;
    UPDATE watch SET changes = NEW.seq, kept = NEW.seq WHERE name = 'log' AND kept = NEW.seq - 1;
    RETURN NULL;
  END $$"""

COUNT = f"""CREATE FUNCTION cultivation_count() RETURNS trigger {_AS}
  BEGIN
    UPDATE watch SET changes = changes + 1 WHERE name = TG_TABLE_NAME;
    RETURN NULL;
  END $$"""

REBUILD = f"""CREATE FUNCTION cultivation_rebuild() RETURNS void {_AS}
  DECLARE
    entry log;
  BEGIN
    {" ".join(f"DELETE FROM {table.name};" for table in reversed(PROJECTIONS))}
    FOR entry IN SELECT * FROM log ORDER BY seq LOOP
      PERFORM cultivation_apply(entry);
    END LOOP;
    UPDATE watch SET changes = (SELECT coalesce(max(seq), 0) FROM log) WHERE name = 'log';
    UPDATE watch SET kept = changes;
  END $$"""

FUNCTIONS = (
    *(CANONICAL, DOCUMENT, CONTENT, RECEIVE, FILED, CORRECT, LINES, MEMBERS, APPLY, PROJECT, COUNT, REBUILD),
)
TRIGGERS = (
    "CREATE TRIGGER log_project AFTER INSERT ON log FOR EACH ROW EXECUTE FUNCTION cultivation_project()",
    *(
        f"CREATE TRIGGER {table.name}_watch AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table.name} "
        "FOR EACH STATEMENT EXECUTE FUNCTION cultivation_count()"
        for table in PROJECTIONS
    ),
)
