-- A removal counts only against what its author had seen. Work of another workstation that came meanwhile, or comes later from one that
-- had not heard of the removal, opens the study again: everything that the archive has about it goes through the feed once more, and the
-- removal is not told to those who have not read it yet. So all workstations end with the same, and nobody's text is out of sight.
CREATE TABLE lobule.reopening (
    institution_id  integer NOT NULL,
    tombstone_op    uuid NOT NULL,
    study_uid       lobule.uid NOT NULL,
    login           name NOT NULL,              -- whose work it was
    PRIMARY KEY (institution_id, tombstone_op),
    FOREIGN KEY (institution_id, tombstone_op) REFERENCES lobule.tombstone
);
ALTER TABLE lobule.reopening ENABLE ROW LEVEL SECURITY;
ALTER TABLE lobule.reopening FORCE ROW LEVEL SECURITY;
ALTER TABLE lobule.reopening ALTER COLUMN institution_id SET STATISTICS 0, ALTER COLUMN tombstone_op SET STATISTICS 0,
    ALTER COLUMN study_uid SET STATISTICS 0, ALTER COLUMN login SET STATISTICS 0;
CREATE POLICY own_read ON lobule.reopening FOR SELECT TO lobule_client
    USING (institution_id = ANY ((SELECT lobule.my_institutions())::integer[]));
CREATE POLICY own_insert ON lobule.reopening FOR INSERT TO lobule_client
    WITH CHECK (institution_id = ANY ((SELECT lobule.my_writable())::integer[]) AND login = session_user);
GRANT SELECT, INSERT ON lobule.reopening TO lobule_client;
GRANT SELECT ON lobule.reopening TO lobule_backup;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA lobule TO lobule_backup; -- pg_dump reads where they stand
CREATE INDEX tombstone_study ON lobule.tombstone(institution_id, study_uid);

-- Takes the institution's one lock. What a later statement of the transaction reads is everything that comes before it in the feed.
CREATE FUNCTION lobule.lock_feed(p_institution integer) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM lobule.check_writer(p_institution);
    PERFORM 1 FROM lobule.inst_head WHERE institution_id = p_institution FOR UPDATE;
END $$;
GRANT EXECUTE ON FUNCTION lobule.lock_feed(integer) TO lobule_client;

-- The newest line of the feed for everything that belongs to a study.
CREATE FUNCTION lobule.feed_of_study(p_institution integer, p_study text)
RETURNS TABLE (rev bigint, kind text, key text, op_uid uuid) LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH i AS MATERIALIZED (SELECT i.instance_uid FROM lobule.series s JOIN lobule.instance i USING (institution_id, series_uid)
            WHERE s.institution_id = p_institution AND s.study_uid = p_study),
    mine AS MATERIALIZED (
        SELECT 'instance' AS kind, instance_uid::text AS key FROM i
        UNION ALL SELECT 'prediction', p.prediction_uid::text FROM lobule.prediction p JOIN i USING (instance_uid)
            WHERE p.institution_id = p_institution
        UNION ALL SELECT 'measurement', m.measurement_uid::text FROM lobule.measurement m JOIN i USING (instance_uid)
            WHERE m.institution_id = p_institution
        UNION ALL SELECT 'report', r.version_uid::text FROM lobule.report_version r
            WHERE r.institution_id = p_institution AND r.study_uid = p_study)
    SELECT DISTINCT ON (c.kind, c.key) c.rev, c.kind, c.key, c.op_uid FROM lobule.change c
        WHERE c.institution_id = p_institution AND (c.kind, c.key) IN (SELECT m.kind, m.key FROM mine m)
        ORDER BY c.kind, c.key, c.rev DESC $$;
GRANT EXECUTE ON FUNCTION lobule.feed_of_study(integer, text) TO lobule_client;

-- Whether another workstation has added images, measurements or texts to the study after a rev: what whoever removes it has not seen.
CREATE FUNCTION lobule.has_unseen_work(p_institution integer, p_study text, p_device uuid, p_seen bigint)
RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM lobule.change c JOIN lobule.applied_op a USING (institution_id, op_uid)
        WHERE c.institution_id = p_institution AND c.rev > p_seen AND a.device_id <> p_device AND CASE c.kind
            WHEN 'instance' THEN EXISTS (SELECT 1 FROM lobule.instance i JOIN lobule.series s USING (institution_id, series_uid)
                WHERE i.institution_id = p_institution AND i.instance_uid = c.key AND s.study_uid = p_study)
            WHEN 'measurement' THEN EXISTS (SELECT 1 FROM lobule.measurement m
                JOIN lobule.instance i USING (institution_id, instance_uid) JOIN lobule.series s USING (institution_id, series_uid)
                WHERE m.institution_id = p_institution AND m.op_uid = c.op_uid AND s.study_uid = p_study)
            WHEN 'report' THEN EXISTS (SELECT 1 FROM lobule.report_version r
                WHERE r.institution_id = p_institution AND r.version_uid::text = c.key AND r.study_uid = p_study)
            ELSE false END) $$;
GRANT EXECUTE ON FUNCTION lobule.has_unseen_work(integer, text, uuid, bigint) TO lobule_client;

-- The study that an operation works on; null: none.
CREATE FUNCTION lobule.study_of_op(p_institution integer, p_kind text, p_body jsonb) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE p_kind
        WHEN 'instance' THEN p_body -> 'study' ->> 'study_uid'
        WHEN 'report' THEN p_body ->> 'study_uid'
        WHEN 'prediction' THEN (SELECT s.study_uid::text FROM lobule.instance i JOIN lobule.series s USING (institution_id, series_uid)
            WHERE i.institution_id = p_institution AND i.instance_uid = p_body ->> 'instance_uid')
        WHEN 'measurement' THEN (SELECT s.study_uid::text FROM lobule.instance i JOIN lobule.series s USING (institution_id, series_uid)
            WHERE i.institution_id = p_institution AND i.instance_uid = p_body ->> 'instance_uid')
        END $$;
GRANT EXECUTE ON FUNCTION lobule.study_of_op(integer, text, jsonb) TO lobule_client;

-- Applies one operation that is new; returns whether it changed anything.
CREATE FUNCTION lobule.apply_op(p_institution integer, p_kind text, p_key text, p_body jsonb, p_made jsonb) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    added integer := 0;
BEGIN
    CASE p_kind
    WHEN 'instance' THEN
        added := lobule.push_instance(p_institution, p_body);
    WHEN 'prediction' THEN
        INSERT INTO lobule.prediction SELECT (jsonb_populate_record(NULL::lobule.prediction, p_made)).* ON CONFLICT DO NOTHING;
        GET DIAGNOSTICS added = ROW_COUNT;
    WHEN 'measurement' THEN
        -- A state that was here before, offered again by a workstation after a restore, must not win over a newer one.
        INSERT INTO lobule.measurement SELECT n.* FROM jsonb_populate_record(NULL::lobule.measurement, p_made) n
            WHERE NOT EXISTS (SELECT 1 FROM lobule.measurement m WHERE m.institution_id = p_institution
                AND m.measurement_uid = n.measurement_uid
                AND (m.instance_uid, m.frame, m.kind, m.points, m.value_mm, m.label, m.is_removed, m.changed_at_ms)
                    IS NOT DISTINCT FROM (n.instance_uid, n.frame, n.kind, n.points, n.value_mm, n.label, n.is_removed, n.changed_at_ms));
        GET DIAGNOSTICS added = ROW_COUNT;
    WHEN 'report' THEN
        INSERT INTO lobule.report_version SELECT (jsonb_populate_record(NULL::lobule.report_version, p_made)).* ON CONFLICT DO NOTHING;
        GET DIAGNOSTICS added = ROW_COUNT;
    WHEN 'tombstone' THEN
        -- Of a study that never came here there is nothing to remove.
        INSERT INTO lobule.tombstone SELECT (jsonb_populate_record(NULL::lobule.tombstone, p_made)).*
            WHERE EXISTS (SELECT 1 FROM lobule.study t WHERE t.institution_id = p_institution AND t.study_uid = p_key);
        GET DIAGNOSTICS added = ROW_COUNT;
    WHEN 'audit' THEN
        added := 0;
    ELSE
        RAISE feature_not_supported USING MESSAGE = 'unknown kind of operation';
    END CASE;
    RETURN added > 0;
END $$;
GRANT EXECUTE ON FUNCTION lobule.apply_op(integer, text, text, jsonb, jsonb) TO lobule_client;

-- As in 003, and opens removed studies again. A removal says what its author had seen: {seen: rev, epoch}; in another epoch nothing.
CREATE OR REPLACE FUNCTION lobule.push(p_institution integer, p_client integer, p_device uuid, p_ops jsonb) RETURNS uuid[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    o record;
    added integer;
    is_new boolean;
    ops uuid[] := '{}'; kinds text[] := '{}'; keys text[] := '{}';
    fresh uuid[] := '{}';
    notes jsonb[] := '{}';
    note jsonb;
    touched text[] := '{}'; removals jsonb[] := '{}'; removal jsonb;
    study text;
    life text;
BEGIN
    IF p_client < (SELECT min_client FROM lobule.archive) THEN
        RAISE SQLSTATE 'LB001' USING MESSAGE = 'this workstation is too old to write to the archive';
    END IF;
    PERFORM lobule.check_writer(p_institution);
    life := (SELECT epoch FROM lobule.archive);
    FOR o IN SELECT (e ->> 'op')::uuid AS op, (e ->> 'seq')::bigint AS seq, e ->> 'kind' AS kind, e ->> 'key' AS key, e -> 'body' AS body
        FROM jsonb_array_elements(p_ops) WITH ORDINALITY AS x(e, place) ORDER BY place
    LOOP
        INSERT INTO lobule.applied_op VALUES (p_institution, o.op, p_device, o.seq, o.kind, session_user, clock_timestamp())
            ON CONFLICT DO NOTHING;
        GET DIAGNOSTICS added = ROW_COUNT;
        CONTINUE WHEN added = 0;
        fresh := fresh || o.op;
        is_new := lobule.apply_op(p_institution, o.kind, o.key, o.body, coalesce(o.body, '{}') || jsonb_build_object(
            'institution_id', p_institution, 'op_uid', o.op, 'login', session_user, 'server_time', clock_timestamp()));
        IF is_new THEN
            ops := ops || o.op; kinds := kinds || o.kind; keys := keys || o.key;
        END IF;
        study := lobule.study_of_op(p_institution, o.kind, o.body);
        IF study IS NOT NULL AND NOT study = ANY (touched) THEN touched := touched || study; END IF;
        CASE o.kind
        WHEN 'report' THEN
            notes := notes || jsonb_build_object('action', 'report-version', 'detail', jsonb_build_object('version_uid', o.key));
        WHEN 'tombstone' THEN
            notes := notes || jsonb_build_object('action', 'study-removed', 'detail', jsonb_build_object('study_uid', o.key));
            touched := array_remove(touched, o.key); -- by what came before it
            removals := removals || jsonb_build_object('study', o.key,
                'seen', CASE WHEN o.body ->> 'epoch' = life THEN (o.body ->> 'seen')::bigint ELSE 0 END);
        WHEN 'audit' THEN
            notes := notes || jsonb_build_object('action', o.body ->> 'action', 'detail', o.body - 'action');
        ELSE NULL;
        END CASE;
    END LOOP;
    -- The institution's one lock comes last, so that two workstations wait for each other as briefly as can be.
    IF cardinality(fresh) > 0 THEN
        PERFORM lobule.lock_feed(p_institution);
        FOREACH removal IN ARRAY removals LOOP
            IF lobule.has_unseen_work(p_institution, removal ->> 'study', p_device, (removal ->> 'seen')::bigint) THEN
                touched := touched || (removal ->> 'study');
            END IF;
        END LOOP;
        FOREACH study IN ARRAY touched LOOP
            INSERT INTO lobule.reopening(institution_id, tombstone_op, study_uid, login)
                SELECT p_institution, d.op_uid, study, session_user FROM lobule.tombstone d
                WHERE d.institution_id = p_institution AND d.study_uid = study ON CONFLICT DO NOTHING;
            GET DIAGNOSTICS added = ROW_COUNT;
            CONTINUE WHEN added = 0;
            -- First what was there, then what is new.
            SELECT array_agg(f.op_uid ORDER BY f.rev) || ops, array_agg(f.kind ORDER BY f.rev) || kinds,
                array_agg(f.key ORDER BY f.rev) || keys INTO ops, kinds, keys FROM lobule.feed_of_study(p_institution, study) f;
            notes := notes || jsonb_build_object('action', 'study-reopened', 'detail', jsonb_build_object('study_uid', study));
        END LOOP;
    END IF;
    IF cardinality(ops) > 0 THEN
        PERFORM lobule.log_changes(p_institution, ops, kinds, keys);
        PERFORM lobule.audit_append(p_institution, 'push', jsonb_build_object('device', p_device, 'changes', cardinality(ops)));
    END IF;
    FOREACH note IN ARRAY notes LOOP
        PERFORM lobule.audit_append(p_institution, note ->> 'action', note -> 'detail');
    END LOOP;
    RETURN fresh;
END $$;

-- A line of the feed whose key is nonsense must not keep everybody from reading on.
CREATE FUNCTION lobule.as_uuid(p text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$ SELECT CASE WHEN p ~* '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' THEN p::uuid END $$;
GRANT EXECUTE ON FUNCTION lobule.as_uuid(text) TO lobule_client;

-- As in 003; a removal that was undone is not told any more.
CREATE OR REPLACE FUNCTION lobule.pull(p_institution integer, p_after bigint, p_limit integer)
RETURNS TABLE (rev bigint, kind text, key text, op_uid uuid, body jsonb) LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.rev, c.kind, c.key, c.op_uid,
        CASE c.kind
        WHEN 'instance' THEN (SELECT jsonb_build_object('study', to_jsonb(t) - 'institution_id', 'series', to_jsonb(s) - 'institution_id',
                'instance', to_jsonb(i) - 'institution_id' || jsonb_build_object('object_bytes', b.size))
            FROM lobule.instance i
            JOIN lobule.series s ON s.institution_id = i.institution_id AND s.series_uid = i.series_uid
            JOIN lobule.study t ON t.institution_id = s.institution_id AND t.study_uid = s.study_uid
            JOIN lobule.blob b ON b.institution_id = i.institution_id AND b.sha256 = i.object_sha256
            WHERE i.institution_id = c.institution_id AND i.instance_uid = c.key)
        WHEN 'prediction' THEN (SELECT to_jsonb(p) - 'institution_id' FROM lobule.prediction p
            WHERE p.institution_id = c.institution_id AND p.prediction_uid = lobule.as_uuid(c.key))
        WHEN 'measurement' THEN (SELECT to_jsonb(m) - 'institution_id' FROM lobule.measurement m
            WHERE m.institution_id = c.institution_id AND m.measurement_uid = lobule.as_uuid(c.key) AND m.op_uid = c.op_uid)
        WHEN 'report' THEN (SELECT to_jsonb(r) - 'institution_id' FROM lobule.report_version r
            WHERE r.institution_id = c.institution_id AND r.version_uid = lobule.as_uuid(c.key))
        WHEN 'tombstone' THEN (SELECT to_jsonb(d) - 'institution_id' FROM lobule.tombstone d
            WHERE d.institution_id = c.institution_id AND d.op_uid = c.op_uid AND NOT EXISTS (SELECT 1 FROM lobule.reopening n
                WHERE n.institution_id = d.institution_id AND n.tombstone_op = d.op_uid))
        END
    FROM lobule.change c WHERE c.institution_id = p_institution AND c.rev > p_after ORDER BY c.rev LIMIT least(p_limit, 2000) $$;
