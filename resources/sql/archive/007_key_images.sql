-- Key images: every state that the mark of a frame had; the one with the highest rev counts, as with measurements. key_image_uid follows from
-- image and frame, so that one image marked at two workstations is one key image. An older Lobule skips these lines of the feed.
CREATE TABLE lobule.key_image (
    institution_id   integer NOT NULL,
    key_image_uid    uuid NOT NULL,
    op_uid           uuid NOT NULL,
    instance_uid     lobule.uid NOT NULL,
    frame            integer NOT NULL CHECK (frame >= 0),
    window_width     float8 NOT NULL,
    window_center    float8 NOT NULL,
    voi              text NOT NULL CHECK (voi IN ('LINEAR', 'LINEAR_EXACT', 'SIGMOID', 'TABLE')),
    note             lobule.phrase NOT NULL,
    reader           lobule.phrase NOT NULL,         -- as the workstation names its user
    is_removed       boolean NOT NULL,
    created_at_ms    bigint NOT NULL,
    changed_at_ms    bigint NOT NULL,
    login            name NOT NULL,
    PRIMARY KEY (institution_id, key_image_uid, op_uid),
    FOREIGN KEY (institution_id, instance_uid) REFERENCES lobule.instance
);
CREATE INDEX key_image_instance ON lobule.key_image(institution_id, instance_uid);
ALTER TABLE lobule.key_image ENABLE ROW LEVEL SECURITY;
ALTER TABLE lobule.key_image FORCE ROW LEVEL SECURITY;
-- No column statistics, as in 002.
DO $$
DECLARE
    c record;
BEGIN
    FOR c IN SELECT attname FROM pg_attribute WHERE attrelid = 'lobule.key_image'::regclass AND attnum > 0 LOOP
        EXECUTE format('ALTER TABLE lobule.key_image ALTER COLUMN %I SET STATISTICS 0', c.attname);
    END LOOP;
END $$;
CREATE POLICY own_read ON lobule.key_image FOR SELECT TO lobule_client
    USING (institution_id = ANY ((SELECT lobule.my_institutions())::integer[]));
CREATE POLICY own_insert ON lobule.key_image FOR INSERT TO lobule_client
    WITH CHECK (institution_id = ANY ((SELECT lobule.my_writable())::integer[]) AND login = session_user);
GRANT SELECT, INSERT ON lobule.key_image TO lobule_client;
GRANT SELECT ON lobule.key_image TO lobule_backup;

-- The functions below: as in 004 and 005, with key images.
CREATE OR REPLACE FUNCTION lobule.feed_of_study(p_institution integer, p_study text)
RETURNS TABLE (rev bigint, kind text, key text, op_uid uuid) LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH i AS MATERIALIZED (SELECT i.instance_uid FROM lobule.series s JOIN lobule.instance i USING (institution_id, series_uid)
            WHERE s.institution_id = p_institution AND s.study_uid = p_study),
    mine AS MATERIALIZED (
        SELECT 'instance' AS kind, instance_uid::text AS key FROM i
        UNION ALL SELECT 'prediction', p.prediction_uid::text FROM lobule.prediction p JOIN i USING (instance_uid)
            WHERE p.institution_id = p_institution
        UNION ALL SELECT 'measurement', m.measurement_uid::text FROM lobule.measurement m JOIN i USING (instance_uid)
            WHERE m.institution_id = p_institution
        UNION ALL SELECT 'key-image', k.key_image_uid::text FROM lobule.key_image k JOIN i USING (instance_uid)
            WHERE k.institution_id = p_institution
        UNION ALL SELECT 'report', r.version_uid::text FROM lobule.report_version r
            WHERE r.institution_id = p_institution AND r.study_uid = p_study)
    SELECT DISTINCT ON (c.kind, c.key) c.rev, c.kind, c.key, c.op_uid FROM lobule.change c
        WHERE c.institution_id = p_institution AND (c.kind, c.key) IN (SELECT m.kind, m.key FROM mine m)
        ORDER BY c.kind, c.key, c.rev DESC $$;

CREATE OR REPLACE FUNCTION lobule.has_unseen_work(p_institution integer, p_study text, p_device uuid, p_seen bigint)
RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM lobule.change c JOIN lobule.applied_op a USING (institution_id, op_uid)
        WHERE c.institution_id = p_institution AND c.rev > p_seen AND a.device_id <> p_device AND CASE c.kind
            WHEN 'instance' THEN EXISTS (SELECT 1 FROM lobule.instance i JOIN lobule.series s USING (institution_id, series_uid)
                WHERE i.institution_id = p_institution AND i.instance_uid = c.key AND s.study_uid = p_study)
            WHEN 'measurement' THEN EXISTS (SELECT 1 FROM lobule.measurement m
                JOIN lobule.instance i USING (institution_id, instance_uid) JOIN lobule.series s USING (institution_id, series_uid)
                WHERE m.institution_id = p_institution AND m.op_uid = c.op_uid AND s.study_uid = p_study)
            WHEN 'key-image' THEN EXISTS (SELECT 1 FROM lobule.key_image k
                JOIN lobule.instance i USING (institution_id, instance_uid) JOIN lobule.series s USING (institution_id, series_uid)
                WHERE k.institution_id = p_institution AND k.op_uid = c.op_uid AND s.study_uid = p_study)
            WHEN 'report' THEN EXISTS (SELECT 1 FROM lobule.report_version r
                WHERE r.institution_id = p_institution AND r.version_uid::text = c.key AND r.study_uid = p_study)
            ELSE false END) $$;

CREATE OR REPLACE FUNCTION lobule.study_of_op(p_institution integer, p_kind text, p_body jsonb) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE p_kind
        WHEN 'instance' THEN p_body -> 'study' ->> 'study_uid'
        WHEN 'report' THEN p_body ->> 'study_uid'
        ELSE (SELECT s.study_uid::text FROM lobule.instance i JOIN lobule.series s USING (institution_id, series_uid)
            WHERE p_kind IN ('prediction', 'measurement', 'key-image') AND i.institution_id = p_institution
                AND i.instance_uid = p_body ->> 'instance_uid')
        END $$;

CREATE OR REPLACE FUNCTION lobule.apply_op(p_institution integer, p_kind text, p_key text, p_body jsonb, p_made jsonb) RETURNS boolean
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
        -- What a workstation offers again after a restore ({offered: true}) is no news: it must not win over a newer state, whether the
        -- archive still has that very state or not. Here, and only here, the time decides, since the order of the feed was lost with it.
        INSERT INTO lobule.measurement SELECT n.* FROM jsonb_populate_record(NULL::lobule.measurement, p_made) n
            WHERE NOT (coalesce((p_body ->> 'offered')::boolean, false) AND EXISTS (SELECT 1 FROM lobule.measurement m
                WHERE m.institution_id = p_institution AND m.measurement_uid = n.measurement_uid AND m.changed_at_ms > n.changed_at_ms))
            AND NOT EXISTS (SELECT 1 FROM lobule.measurement m WHERE m.institution_id = p_institution
                AND m.measurement_uid = n.measurement_uid
                AND (m.instance_uid, m.frame, m.kind, m.points, m.value_mm, m.label, m.is_removed, m.changed_at_ms)
                    IS NOT DISTINCT FROM (n.instance_uid, n.frame, n.kind, n.points, n.value_mm, n.label, n.is_removed, n.changed_at_ms));
        GET DIAGNOSTICS added = ROW_COUNT;
    WHEN 'key-image' THEN
        -- As a measurement.
        INSERT INTO lobule.key_image SELECT n.* FROM jsonb_populate_record(NULL::lobule.key_image, p_made) n
            WHERE NOT (coalesce((p_body ->> 'offered')::boolean, false) AND EXISTS (SELECT 1 FROM lobule.key_image k
                WHERE k.institution_id = p_institution AND k.key_image_uid = n.key_image_uid AND k.changed_at_ms > n.changed_at_ms))
            AND NOT EXISTS (SELECT 1 FROM lobule.key_image k WHERE k.institution_id = p_institution
                AND k.key_image_uid = n.key_image_uid
                AND (k.instance_uid, k.frame, k.window_width, k.window_center, k.voi, k.note, k.reader, k.is_removed, k.changed_at_ms)
                    IS NOT DISTINCT FROM (n.instance_uid, n.frame, n.window_width, n.window_center, n.voi, n.note, n.reader, n.is_removed,
                        n.changed_at_ms));
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
        WHEN 'key-image' THEN (SELECT to_jsonb(k) - 'institution_id' FROM lobule.key_image k
            WHERE k.institution_id = c.institution_id AND k.key_image_uid = lobule.as_uuid(c.key) AND k.op_uid = c.op_uid)
        WHEN 'report' THEN (SELECT to_jsonb(r) - 'institution_id' FROM lobule.report_version r
            WHERE r.institution_id = c.institution_id AND r.version_uid = lobule.as_uuid(c.key))
        WHEN 'tombstone' THEN (SELECT to_jsonb(d) - 'institution_id' FROM lobule.tombstone d
            WHERE d.institution_id = c.institution_id AND d.op_uid = c.op_uid AND NOT EXISTS (SELECT 1 FROM lobule.reopening n
                WHERE n.institution_id = d.institution_id AND n.tombstone_op = d.op_uid))
        END
    FROM lobule.change c WHERE c.institution_id = p_institution AND c.rev > p_after ORDER BY c.rev LIMIT least(p_limit, 2000) $$;
