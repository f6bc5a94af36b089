-- What the administrator takes away from everybody in the archive's own database; run by `lobulectl archive init` as a superuser
-- after the migrations. May be run again. Nothing that a workstation does needs any of it.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
-- No code of a user's own: DO blocks and functions in plpgsql. Functions that are there already still run.
REVOKE ALL ON LANGUAGE plpgsql FROM PUBLIC;
GRANT USAGE ON LANGUAGE plpgsql TO lobule_owner;

-- Large objects know no rows and so no row-level security; advisory locks could hold up a migration; the counters of the
-- statistics collector, locks, the log's position and file sizes tell what all institutions do together.
DO $$
DECLARE
    f record;
BEGIN
    FOR f IN SELECT p.oid::regprocedure AS name FROM pg_proc p
        WHERE p.pronamespace = 'pg_catalog'::regnamespace AND (
            p.proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_open', 'lo_put', 'lo_get', 'lo_unlink', 'lo_import', 'lo_export',
                'loread', 'lowrite', 'pg_relation_size', 'pg_total_relation_size', 'pg_table_size', 'pg_indexes_size',
                'pg_database_size', 'pg_tablespace_size', 'pg_relation_filenode', 'pg_relation_filepath', 'pg_lock_status',
                'pg_blocking_pids', 'pg_prepared_xact', 'pg_get_multixact_members')
            OR p.proname ~ '^pg_(try_)?advisory_'
            OR p.proname ~ '^pg_(stat_get|control|current_wal|last_wal)_')
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f.name);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO lobule_owner, lobule_migrator, lobule_backup', f.name);
    END LOOP;
END $$;

-- The planner's counts of rows and pages, over all institutions.
DO $$
DECLARE
    names text;
BEGIN
    SELECT string_agg(quote_ident(attname), ', ') INTO names FROM pg_attribute
        WHERE attrelid = 'pg_catalog.pg_class'::regclass AND attnum > 0 AND NOT attisdropped
            AND attname NOT IN ('reltuples', 'relpages', 'relallvisible');
    REVOKE SELECT ON pg_catalog.pg_class FROM PUBLIC;
    EXECUTE format('GRANT SELECT (%s) ON pg_catalog.pg_class TO PUBLIC', names);
    GRANT SELECT ON pg_catalog.pg_class TO lobule_owner, lobule_migrator, lobule_backup;
END $$;
