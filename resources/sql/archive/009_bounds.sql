-- Key images as workstations make them (Library::putKeyImage): a note of at most 200 characters, a window that is a number. NaN and infinity
-- are no numbers of JSON. Rows that are there already are left as they are; workstations check once more what they read.
ALTER TABLE lobule.key_image
    ADD CONSTRAINT key_image_window_check
        CHECK (window_width BETWEEN -1e6 AND 1e6 AND window_center BETWEEN -1e6 AND 1e6) NOT VALID,
    ADD CONSTRAINT key_image_note_check CHECK (length(note) <= 200) NOT VALID;

-- As in 008: when an object was begun is for the server to say. One of which no chunk has come yet may have been begun just now.
ALTER TABLE lobule.blob ADD COLUMN received_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE lobule.blob ALTER COLUMN received_at SET STATISTICS 0;
REVOKE INSERT ON lobule.blob FROM lobule_client;
GRANT INSERT (institution_id, sha256, size, chunk_size, chunks) ON lobule.blob TO lobule_client;
