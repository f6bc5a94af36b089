-- What a workstation calls. These functions run with the rights of the caller: row-level security decides about every row.
-- Errors of our own: LB001 the workstation is too old to write; LB002 same UID, other content; LB003 the object is not complete.

CREATE FUNCTION lobule.hello() RETURNS jsonb LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object('epoch', a.epoch, 'min_client', a.min_client,
        'schema', (SELECT max(version) FROM lobule.schema_migration),
        'login', session_user,
        'institutions', coalesce((SELECT jsonb_agg(jsonb_build_object('id', i.institution_id, 'name', i.name, 'channel', i.channel,
            'can_write', m.can_write, 'rev', h.rev) ORDER BY i.institution_id)
            FROM lobule.institution i JOIN lobule.member m USING (institution_id) JOIN lobule.inst_head h USING (institution_id)
            WHERE m.login = session_user), '[]'))
    FROM lobule.archive a $$;
GRANT EXECUTE ON FUNCTION lobule.hello() TO lobule_client;

CREATE FUNCTION lobule.instance_needs_blob() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    b lobule.blob;
    have record;
BEGIN
    SELECT * INTO b FROM lobule.blob WHERE institution_id = NEW.institution_id AND sha256 = NEW.object_sha256;
    SELECT count(*) AS chunks, coalesce(sum(octet_length(data)), 0) AS bytes, bool_and(chunk_sha256 = b.sha256) AS is_whole INTO have
        FROM lobule.blob_chunk WHERE institution_id = NEW.institution_id AND sha256 = NEW.object_sha256;
    IF b.size IS NULL OR have.chunks <> b.chunks OR have.bytes <> b.size OR (b.chunks = 1 AND NOT have.is_whole) THEN
        RAISE SQLSTATE 'LB003' USING MESSAGE = 'the object is not complete';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER instance_needs_blob BEFORE INSERT ON lobule.instance FOR EACH ROW EXECUTE FUNCTION lobule.instance_needs_blob();

CREATE FUNCTION lobule.push_instance(p_institution integer, p_body jsonb) RETURNS integer LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own jsonb := jsonb_build_object('institution_id', p_institution);
    row_in lobule.instance := jsonb_populate_record(NULL::lobule.instance, (p_body -> 'instance') || own);
    added integer;
BEGIN
    INSERT INTO lobule.study SELECT (jsonb_populate_record(NULL::lobule.study, (p_body -> 'study') || own)).* ON CONFLICT DO NOTHING;
    INSERT INTO lobule.series SELECT (jsonb_populate_record(NULL::lobule.series, (p_body -> 'series') || own)).* ON CONFLICT DO NOTHING;
    INSERT INTO lobule.instance SELECT row_in.* ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS added = ROW_COUNT;
    -- In a statement of its own: what stood in the way is not visible to the one that it stopped.
    IF added = 0 AND NOT EXISTS (SELECT 1 FROM lobule.instance i WHERE i.institution_id = p_institution
        AND i.instance_uid = row_in.instance_uid AND i.object_sha256 = row_in.object_sha256 AND i.series_uid = row_in.series_uid) THEN
        RAISE SQLSTATE 'LB002' USING MESSAGE = 'same SOP Instance UID, other content';
    END IF;
    RETURN added;
END $$;
GRANT EXECUTE ON FUNCTION lobule.push_instance(integer, jsonb) TO lobule_client;

-- Applies operations [{op, seq, kind, key, body}, ...] of one institution; returns those that were new here, in order. One that was
-- applied before does nothing. All or none.
CREATE FUNCTION lobule.push(p_institution integer, p_client integer, p_device uuid, p_ops jsonb) RETURNS uuid[] LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    o record;
    added integer;
    made jsonb;
    ops uuid[] := '{}'; kinds text[] := '{}'; keys text[] := '{}';
    fresh uuid[] := '{}';
    notes jsonb[] := '{}';
    note jsonb;
BEGIN
    IF p_client < (SELECT min_client FROM lobule.archive) THEN
        RAISE SQLSTATE 'LB001' USING MESSAGE = 'this workstation is too old to write to the archive';
    END IF;
    PERFORM lobule.check_writer(p_institution);
    FOR o IN SELECT (e ->> 'op')::uuid AS op, (e ->> 'seq')::bigint AS seq, e ->> 'kind' AS kind, e ->> 'key' AS key, e -> 'body' AS body
        FROM jsonb_array_elements(p_ops) WITH ORDINALITY AS x(e, place) ORDER BY place
    LOOP
        INSERT INTO lobule.applied_op VALUES (p_institution, o.op, p_device, o.seq, o.kind, session_user, clock_timestamp())
            ON CONFLICT DO NOTHING;
        GET DIAGNOSTICS added = ROW_COUNT;
        CONTINUE WHEN added = 0;
        fresh := fresh || o.op;
        made := coalesce(o.body, '{}') || jsonb_build_object('institution_id', p_institution, 'op_uid', o.op, 'login', session_user,
            'server_time', clock_timestamp());
        CASE o.kind
        WHEN 'instance' THEN
            added := lobule.push_instance(p_institution, o.body);
            -- Imported again after a removal: whoever removed it is told.
            IF added = 0 AND EXISTS (SELECT 1 FROM lobule.tombstone d WHERE d.institution_id = p_institution
                AND d.study_uid = o.body -> 'study' ->> 'study_uid') THEN
                added := 1;
            END IF;
        WHEN 'prediction' THEN
            INSERT INTO lobule.prediction SELECT (jsonb_populate_record(NULL::lobule.prediction, made)).* ON CONFLICT DO NOTHING;
            GET DIAGNOSTICS added = ROW_COUNT;
        WHEN 'measurement' THEN
            INSERT INTO lobule.measurement SELECT (jsonb_populate_record(NULL::lobule.measurement, made)).*;
        WHEN 'report' THEN
            INSERT INTO lobule.report_version SELECT (jsonb_populate_record(NULL::lobule.report_version, made)).* ON CONFLICT DO NOTHING;
            GET DIAGNOSTICS added = ROW_COUNT;
            notes := notes || jsonb_build_object('action', 'report-version', 'detail', jsonb_build_object('version_uid', o.key));
        WHEN 'tombstone' THEN
            -- Of a study that never came here there is nothing to remove.
            INSERT INTO lobule.tombstone SELECT (jsonb_populate_record(NULL::lobule.tombstone, made)).*
                WHERE EXISTS (SELECT 1 FROM lobule.study t WHERE t.institution_id = p_institution AND t.study_uid = o.key);
            GET DIAGNOSTICS added = ROW_COUNT;
            notes := notes || jsonb_build_object('action', 'study-removed', 'detail', jsonb_build_object('study_uid', o.key));
        WHEN 'audit' THEN
            added := 0;
            notes := notes || jsonb_build_object('action', o.body ->> 'action', 'detail', o.body - 'action');
        ELSE
            RAISE feature_not_supported USING MESSAGE = 'unknown kind of operation';
        END CASE;
        IF added > 0 THEN
            ops := ops || o.op; kinds := kinds || o.kind; keys := keys || o.key;
        END IF;
    END LOOP;
    -- The institution's one lock comes last, so that two workstations wait for each other as briefly as can be.
    IF cardinality(ops) > 0 THEN
        PERFORM lobule.log_changes(p_institution, ops, kinds, keys);
        PERFORM lobule.audit_append(p_institution, 'push', jsonb_build_object('device', p_device, 'changes', cardinality(ops)));
    END IF;
    FOREACH note IN ARRAY notes LOOP
        PERFORM lobule.audit_append(p_institution, note ->> 'action', note -> 'detail');
    END LOOP;
    RETURN fresh;
END $$;
GRANT EXECUTE ON FUNCTION lobule.push(integer, integer, uuid, jsonb) TO lobule_client;

-- The next changes after a rev, with what a workstation needs to know about each. Pixels are fetched apart, when they are wanted.
CREATE FUNCTION lobule.pull(p_institution integer, p_after bigint, p_limit integer)
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
            WHERE p.institution_id = c.institution_id AND p.prediction_uid = c.key::uuid)
        WHEN 'measurement' THEN (SELECT to_jsonb(m) - 'institution_id' FROM lobule.measurement m
            WHERE m.institution_id = c.institution_id AND m.measurement_uid = c.key::uuid AND m.op_uid = c.op_uid)
        WHEN 'report' THEN (SELECT to_jsonb(r) - 'institution_id' FROM lobule.report_version r
            WHERE r.institution_id = c.institution_id AND r.version_uid = c.key::uuid)
        WHEN 'tombstone' THEN (SELECT to_jsonb(d) - 'institution_id' FROM lobule.tombstone d
            WHERE d.institution_id = c.institution_id AND d.op_uid = c.op_uid)
        END
    FROM lobule.change c WHERE c.institution_id = p_institution AND c.rev > p_after ORDER BY c.rev LIMIT least(p_limit, 2000) $$;
GRANT EXECUTE ON FUNCTION lobule.pull(integer, bigint, integer) TO lobule_client;
