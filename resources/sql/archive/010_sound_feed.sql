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

-- What no workstation makes, and some could not read. As in 009, rows that are there already are left as they are; workstations check once
-- more what they read (SyncApply.cpp).
CREATE FUNCTION lobule.is_finite(p jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$ SELECT NOT jsonb_path_exists(p, 'strict $.** ? (@.type() == "number" && (@ > 1.7976931348623157e308 || @ < -1.7976931348623157e308
    || (@ > 0 && @ < 4e-324) || (@ < 0 && @ > -4e-324)))') $$;
-- Text of at most 256 KiB, 64 levels deep, with numbers that a program can hold.
CREATE FUNCTION lobule.is_report(p jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$ SELECT CASE WHEN octet_length(p::text) > 262144 OR jsonb_path_exists(p,
    'strict $.**{64 to last} ? (@.type() == "object" || @.type() == "array")') THEN false ELSE lobule.is_finite(p) END $$;
GRANT EXECUTE ON FUNCTION lobule.is_finite(jsonb), lobule.is_report(jsonb) TO lobule_client;
-- A version that is its own parent is nobody's to be seen: it is no head.
ALTER TABLE lobule.report_version
    ADD CONSTRAINT report_version_bounds_check CHECK (lobule.is_report(fields)) NOT VALID,
    ADD CONSTRAINT report_version_parents_check CHECK (coalesce(array_ndims(parents), 1) = 1 AND cardinality(parents) <= 1000
        AND array_position(parents, version_uid) IS NULL AND array_position(parents, NULL) IS NULL) NOT VALID;
-- 1,000 points of two coordinates.
ALTER TABLE lobule.measurement
    ADD CONSTRAINT measurement_bounds_check CHECK (frame BETWEEN 0 AND 1000000 AND jsonb_array_length(points) <= 2000
        AND octet_length(points::text) <= 262144 AND lobule.is_finite(points) AND value_mm > '-Infinity' AND value_mm < 'Infinity') NOT VALID;
-- pixel_type: that of core/base/SliceView.h, or 0 where the pixels cannot be decoded.
ALTER TABLE lobule.instance
    ADD CONSTRAINT instance_bounds_check CHECK (rows BETWEEN 0 AND 65535 AND columns BETWEEN 0 AND 65535 AND pixel_type BETWEEN 0 AND 5
        AND jsonb_array_length(frames) <= 100000 AND lobule.is_finite(frames)) NOT VALID;
