-- As in 002, and one line of the feed for each place that the head moves on: arrays of two dimensions, or of different sizes, have more
-- lines than the head was told, and whoever pushed next met them there.
CREATE OR REPLACE FUNCTION lobule.log_changes(p_institution integer, p_ops uuid[], p_kinds text[], p_keys text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    count_of integer := cardinality(p_ops);
    last_rev bigint;
BEGIN
    PERFORM lobule.check_writer(p_institution);
    IF greatest(array_ndims(p_ops), array_ndims(p_kinds), array_ndims(p_keys)) > 1 OR count_of IS NULL
        OR cardinality(p_kinds) IS DISTINCT FROM count_of OR cardinality(p_keys) IS DISTINCT FROM count_of THEN
        RAISE invalid_parameter_value USING MESSAGE = 'operations, kinds and keys must be lists of one length';
    END IF;
    UPDATE lobule.inst_head SET rev = rev + count_of WHERE institution_id = p_institution RETURNING rev INTO STRICT last_rev;
    INSERT INTO lobule.change(institution_id, rev, kind, key, op_uid)
        SELECT p_institution, last_rev - count_of + o.place, o.kind, o.key, o.op
        FROM unnest(p_ops, p_kinds, p_keys) WITH ORDINALITY AS o(op, kind, key, place);
    IF count_of > 0 THEN
        PERFORM pg_notify((SELECT i.channel FROM lobule.institution i WHERE i.institution_id = p_institution), '');
    END IF;
    RETURN last_rev;
END $$;
-- Where that has happened, everybody can write again.
UPDATE lobule.inst_head h SET rev = c.last FROM (SELECT institution_id, max(rev) AS last FROM lobule.change GROUP BY institution_id) AS c
    WHERE c.institution_id = h.institution_id AND c.last > h.rev;
