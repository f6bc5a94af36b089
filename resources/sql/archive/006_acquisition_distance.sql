-- A frame may have a sixteenth number: seconds from Study Time to its acquisition, which tells phases apart after the times are removed.
CREATE OR REPLACE FUNCTION lobule.is_frames(p jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$ SELECT jsonb_typeof(p) = 'array' AND NOT jsonb_path_exists(p, 'strict $[*] ? (@.type() != "array" || @.size() < 15 || @.size() > 16)')
    AND NOT jsonb_path_exists(p, 'strict $[*][*] ? (@.type() != "number")') $$;
