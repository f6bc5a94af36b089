-- As in 004; a measurement that is offered again after a restore gives way to a newer state of it.
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
