-- Gives the bytes of each institution a partition of its own; in one transaction, as the superuser, in a maintenance window (workstations
-- go on offline and catch up). Run again after an institution was added: what is in the common rest stays there.
--   psql -v ON_ERROR_STOP=1 -d "host=/var/run/postgresql user=postgres dbname=lobule" -f partition.sql
BEGIN;
LOCK TABLE lobule.blob_chunk IN ACCESS EXCLUSIVE MODE;
CREATE FUNCTION pg_temp.close_to_others(t regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c name;
BEGIN
    EXECUTE format('ALTER TABLE %s OWNER TO lobule_owner', t);
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
    FOR c IN SELECT attname FROM pg_attribute WHERE attrelid = t AND attnum > 0 LOOP
        EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS 0', t, c);
    END LOOP;
END $$;

DO $$
BEGIN
    IF (SELECT relkind FROM pg_class WHERE oid = 'lobule.blob_chunk'::regclass) = 'p' THEN RETURN; END IF;
    ALTER TABLE lobule.blob_chunk RENAME TO blob_chunk_whole;
    CREATE TABLE lobule.blob_chunk (LIKE lobule.blob_chunk_whole INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE,
        PRIMARY KEY (institution_id, sha256, idx), FOREIGN KEY (institution_id, sha256) REFERENCES lobule.blob ON DELETE CASCADE)
        PARTITION BY LIST (institution_id);
    CREATE TABLE lobule.blob_chunk_rest PARTITION OF lobule.blob_chunk DEFAULT;
    PERFORM pg_temp.close_to_others('lobule.blob_chunk'), pg_temp.close_to_others('lobule.blob_chunk_rest');
    CREATE POLICY own_read ON lobule.blob_chunk FOR SELECT TO lobule_client
        USING (institution_id = ANY ((SELECT lobule.my_institutions())::integer[]));
    CREATE POLICY own_insert ON lobule.blob_chunk FOR INSERT TO lobule_client
        WITH CHECK (institution_id = ANY ((SELECT lobule.my_writable())::integer[]));
    -- Partitions are reached through the table only: nobody gets a grant on one.
    GRANT SELECT, INSERT (institution_id, sha256, idx, chunk_sha256, data) ON lobule.blob_chunk TO lobule_client;
    GRANT SELECT ON lobule.blob_chunk, lobule.blob_chunk_rest TO lobule_backup;
END $$;

DO $$
DECLARE
    i integer;
    part text;
BEGIN
    FOR i IN SELECT institution_id FROM lobule.institution ORDER BY 1 LOOP
        part := format('lobule.blob_chunk_%s', i);
        CONTINUE WHEN to_regclass(part) IS NOT NULL OR EXISTS (SELECT 1 FROM lobule.blob_chunk_rest WHERE institution_id = i);
        EXECUTE format('CREATE TABLE %s PARTITION OF lobule.blob_chunk FOR VALUES IN (%s)', part, i);
        PERFORM pg_temp.close_to_others(part::regclass);
        EXECUTE format('GRANT SELECT ON %s TO lobule_backup', part);
    END LOOP;
    IF to_regclass('lobule.blob_chunk_whole') IS NOT NULL THEN
        INSERT INTO lobule.blob_chunk SELECT * FROM lobule.blob_chunk_whole;
        DROP TABLE lobule.blob_chunk_whole;
    END IF;
END $$;
COMMIT;
