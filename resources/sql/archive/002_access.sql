-- Who may do what. Membership is asked for by session_user inside functions of the owner, each of which checks it itself.

CREATE FUNCTION lobule.my_institutions() RETURNS integer[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce(array_agg(institution_id), '{}') FROM lobule.member WHERE login = session_user AND revoked_at IS NULL $$;
CREATE FUNCTION lobule.my_writable() RETURNS integer[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce(array_agg(institution_id), '{}') FROM lobule.member
    WHERE login = session_user AND revoked_at IS NULL AND can_write $$;
GRANT EXECUTE ON FUNCTION lobule.my_institutions(), lobule.my_writable() TO lobule_client, lobule_auditor;
-- Called by CHECK constraints with the rights of whoever inserts.
GRANT EXECUTE ON FUNCTION lobule.is_frames(jsonb), lobule.is_numbers(jsonb) TO lobule_client;

DO $$
DECLARE
    t text;
    c record;
BEGIN
    FOREACH t IN ARRAY ARRAY['archive', 'institution', 'member', 'inst_head', 'study', 'series', 'blob', 'blob_chunk', 'instance',
        'prediction', 'measurement', 'report_version', 'tombstone', 'applied_op', 'change', 'audit', 'schema_migration']
    LOOP
        EXECUTE format('ALTER TABLE lobule.%I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE lobule.%I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('GRANT SELECT ON lobule.%I TO lobule_backup', t);
        -- No column statistics: the planner's estimates (EXPLAIN) would tell how frequent a value is among all institutions.
        FOR c IN SELECT attname FROM pg_attribute WHERE attrelid = format('lobule.%I', t)::regclass AND attnum > 0 LOOP
            EXECUTE format('ALTER TABLE lobule.%I ALTER COLUMN %I SET STATISTICS 0', t, c.attname);
        END LOOP;
    END LOOP;

    FOREACH t IN ARRAY ARRAY['institution', 'inst_head', 'study', 'series', 'blob', 'blob_chunk', 'instance', 'prediction',
        'measurement', 'report_version', 'tombstone', 'applied_op', 'change']
    LOOP
        -- The sub-select makes the membership an init plan: asked once, not once a row.
        EXECUTE format('CREATE POLICY own_read ON lobule.%I FOR SELECT TO lobule_client '
            'USING (institution_id = ANY ((SELECT lobule.my_institutions())::integer[]))', t);
        EXECUTE format('GRANT SELECT ON lobule.%I TO lobule_client', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['study', 'series', 'blob', 'blob_chunk', 'instance']
    LOOP
        EXECUTE format('CREATE POLICY own_insert ON lobule.%I FOR INSERT TO lobule_client '
            'WITH CHECK (institution_id = ANY ((SELECT lobule.my_writable())::integer[]))', t);
        EXECUTE format('GRANT INSERT ON lobule.%I TO lobule_client', t);
    END LOOP;
    -- Rows that say who made them say the truth.
    FOREACH t IN ARRAY ARRAY['prediction', 'measurement', 'report_version', 'tombstone', 'applied_op']
    LOOP
        EXECUTE format('CREATE POLICY own_insert ON lobule.%I FOR INSERT TO lobule_client '
            'WITH CHECK (institution_id = ANY ((SELECT lobule.my_writable())::integer[]) AND login = session_user)', t);
        EXECUTE format('GRANT INSERT ON lobule.%I TO lobule_client', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['institution', 'inst_head', 'applied_op', 'change', 'audit']
    LOOP
        EXECUTE format('CREATE POLICY auditor_read ON lobule.%I FOR SELECT TO lobule_auditor '
            'USING (institution_id = ANY ((SELECT lobule.my_institutions())::integer[]))', t);
        EXECUTE format('GRANT SELECT ON lobule.%I TO lobule_auditor', t);
    END LOOP;
    -- The owner, that is its functions and the administrator's commands, sees what they need and no clinical row.
    FOREACH t IN ARRAY ARRAY['archive', 'institution', 'member', 'inst_head', 'change', 'audit', 'schema_migration']
    LOOP
        EXECUTE format('CREATE POLICY owner_all ON lobule.%I TO lobule_owner USING (true) WITH CHECK (true)', t);
    END LOOP;
END $$;

CREATE POLICY everybody_reads ON lobule.archive FOR SELECT TO lobule_client, lobule_auditor USING (true);
CREATE POLICY everybody_reads ON lobule.schema_migration FOR SELECT TO lobule_client, lobule_auditor USING (true);
GRANT SELECT ON lobule.archive, lobule.schema_migration TO lobule_client, lobule_auditor;
CREATE POLICY own_rows ON lobule.member FOR SELECT TO lobule_client, lobule_auditor USING (login = session_user AND revoked_at IS NULL);
GRANT SELECT ON lobule.member TO lobule_client, lobule_auditor;

-- Appends to the chain of an institution. Not granted to anybody: the checked functions below call it.
CREATE FUNCTION lobule.append_audit(p_institution integer, p_login name, p_action text, p_detail jsonb) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    head lobule.inst_head;
    moment timestamptz := clock_timestamp();
    next_hash bytea;
BEGIN
    SELECT * INTO STRICT head FROM lobule.inst_head WHERE institution_id = p_institution FOR UPDATE;
    next_hash := lobule.audit_hash(p_institution, head.audit_n + 1, moment, p_login, p_action, p_detail, head.audit_hash);
    INSERT INTO lobule.audit VALUES (p_institution, head.audit_n + 1, moment, p_login, p_action, p_detail, head.audit_hash, next_hash);
    UPDATE lobule.inst_head SET audit_n = audit_n + 1, audit_hash = next_hash WHERE institution_id = p_institution;
    RETURN head.audit_n + 1;
END $$;

CREATE FUNCTION lobule.audit_hash(p_institution integer, p_n bigint, p_at timestamptz, p_login name, p_action text, p_detail jsonb,
    p_prev bytea) RETURNS bytea LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
AS $$ SELECT sha256(p_prev || convert_to(jsonb_build_array(p_institution, p_n, extract(epoch FROM p_at)::text, p_login, p_action,
    p_detail)::text, 'UTF8')) $$;
GRANT EXECUTE ON FUNCTION lobule.audit_hash(integer, bigint, timestamptz, name, text, jsonb, bytea) TO lobule_auditor, lobule_backup;

-- First row of the chain whose number or hash is wrong; null: the chain holds.
CREATE FUNCTION lobule.audit_break(p_institution integer) RETURNS bigint LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    WITH chain AS (
        SELECT n, row_number() OVER w AS place, prev_hash, lag(hash, 1, sha256(''::bytea)) OVER w AS before, hash,
            lobule.audit_hash(institution_id, n, at, login, action, detail, prev_hash) AS expected
        FROM lobule.audit WHERE institution_id = p_institution WINDOW w AS (ORDER BY n))
    SELECT min(place) FROM (
        SELECT place FROM chain WHERE n <> place OR prev_hash <> before OR hash <> expected
        UNION ALL
        SELECT h.audit_n FROM lobule.inst_head h, (SELECT count(*) AS n FROM chain) AS c WHERE h.institution_id = p_institution
            AND (h.audit_n <> c.n OR h.audit_hash <> coalesce((SELECT hash FROM chain ORDER BY n DESC LIMIT 1), sha256(''::bytea)))) AS broken
$$;
GRANT EXECUTE ON FUNCTION lobule.audit_break(integer) TO lobule_auditor, lobule_backup;

CREATE FUNCTION lobule.check_writer(p_institution integer) RETURNS void LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_institution IS NULL OR NOT p_institution = ANY (lobule.my_writable()) THEN
        RAISE insufficient_privilege USING MESSAGE = 'not a writing member of the institution';
    END IF;
END $$;
GRANT EXECUTE ON FUNCTION lobule.check_writer(integer) TO lobule_client;

CREATE FUNCTION lobule.audit_append(p_institution integer, p_action text, p_detail jsonb) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM lobule.check_writer(p_institution);
    PERFORM lobule.append_audit(p_institution, session_user, p_action, p_detail);
END $$;
GRANT EXECUTE ON FUNCTION lobule.audit_append(integer, text, jsonb) TO lobule_client;

-- Gives the changes their place in the feed, in the order given, and hints at them. The last lock of a transaction.
CREATE FUNCTION lobule.log_changes(p_institution integer, p_ops uuid[], p_kinds text[], p_keys text[]) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    count_of integer := coalesce(array_length(p_ops, 1), 0);
    last_rev bigint;
BEGIN
    PERFORM lobule.check_writer(p_institution);
    UPDATE lobule.inst_head SET rev = rev + count_of WHERE institution_id = p_institution RETURNING rev INTO STRICT last_rev;
    INSERT INTO lobule.change(institution_id, rev, kind, key, op_uid)
        SELECT p_institution, last_rev - count_of + o.place, o.kind, o.key, o.op
        FROM unnest(p_ops, p_kinds, p_keys) WITH ORDINALITY AS o(op, kind, key, place);
    IF count_of > 0 THEN
        PERFORM pg_notify((SELECT i.channel FROM lobule.institution i WHERE i.institution_id = p_institution), '');
    END IF;
    RETURN last_rev;
END $$;
GRANT EXECUTE ON FUNCTION lobule.log_changes(integer, uuid[], text[], text[]) TO lobule_client;
