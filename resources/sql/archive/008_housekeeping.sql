-- Objects that were begun and never finished (a workstation that was lost, an import that was given up) are cleared by
-- `lobulectl archive tidy`. When a chunk came is for the server to say: clients name the other columns only.
ALTER TABLE lobule.blob_chunk ADD COLUMN received_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE lobule.blob_chunk ALTER COLUMN received_at SET STATISTICS 0;
REVOKE INSERT ON lobule.blob_chunk FROM lobule_client;
GRANT INSERT (institution_id, sha256, idx, chunk_sha256, data) ON lobule.blob_chunk TO lobule_client;

-- The chunks go with their object, so that whoever clears needs no look at them. What an instance refers to cannot go: its foreign key
-- says so, to everybody.
DO $$
DECLARE
    old name;
BEGIN
    SELECT conname INTO STRICT old FROM pg_constraint
        WHERE conrelid = 'lobule.blob_chunk'::regclass AND contype = 'f' AND confrelid = 'lobule.blob'::regclass;
    EXECUTE format('ALTER TABLE lobule.blob_chunk DROP CONSTRAINT %I', old);
    ALTER TABLE lobule.blob_chunk ADD FOREIGN KEY (institution_id, sha256) REFERENCES lobule.blob ON DELETE CASCADE;
END $$;
-- Hashes and sizes; no content, and nothing that can be changed.
CREATE POLICY owner_clears ON lobule.blob TO lobule_owner USING (true) WITH CHECK (false);

-- A workstation counts at every connection what the archive holds of what it had acknowledged to it.
CREATE INDEX applied_op_device ON lobule.applied_op(institution_id, device_id);
