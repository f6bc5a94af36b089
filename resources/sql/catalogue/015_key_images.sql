-- Key images: which frames a reader has marked as showing what the report says. id follows from image and frame (keyImageId), so that one
-- image marked at two workstations is one key image. window_*, voi: how it was shown; voi is a VOI LUT Function of PS3.3 C.11.2 or TABLE.
CREATE TABLE key_image (
    id              TEXT PRIMARY KEY,
    institution_id  INTEGER NOT NULL REFERENCES institution(id),
    study_id        INTEGER NOT NULL REFERENCES study(id) ON DELETE CASCADE,
    instance_id     INTEGER NOT NULL REFERENCES instance(id) ON DELETE CASCADE,
    frame           INTEGER NOT NULL CHECK (frame >= 0),
    window_width    REAL NOT NULL,                 -- 0: colour, no window
    window_center   REAL NOT NULL,
    voi             TEXT NOT NULL,
    note            TEXT NOT NULL,
    author          TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    changed_at      INTEGER NOT NULL,
    removed_at      INTEGER,                       -- tombstone
    origin          TEXT NOT NULL DEFAULT '',      -- as in 009
    UNIQUE (instance_id, frame)
) STRICT;
CREATE INDEX key_image_study ON key_image(study_id);

CREATE TRIGGER key_image_outbox AFTER INSERT ON key_image
WHEN EXISTS (SELECT 1 FROM archive_link) AND NOT EXISTS (SELECT 1 FROM archive_applying)
BEGIN
    INSERT INTO outbox(op_uid, institution_id, study_uid, kind, key)
    SELECT lower(hex(randomblob(16))), s.institution_id, s.uid, 'key-image', NEW.id
    FROM study s JOIN archive_link l ON l.institution_id = s.institution_id WHERE s.id = NEW.study_id;
END;

-- Where a row came from is no change of it.
CREATE TRIGGER key_image_changed_outbox AFTER UPDATE OF window_width, window_center, voi, note, author, changed_at, removed_at ON key_image
WHEN EXISTS (SELECT 1 FROM archive_link) AND NOT EXISTS (SELECT 1 FROM archive_applying)
BEGIN
    INSERT INTO outbox(op_uid, institution_id, study_uid, kind, key)
    SELECT lower(hex(randomblob(16))), s.institution_id, s.uid, 'key-image', NEW.id
    FROM study s JOIN archive_link l ON l.institution_id = s.institution_id WHERE s.id = NEW.study_id;
END;

-- As in 009, for key images, too.
DROP TRIGGER outbox_archive;
CREATE TRIGGER outbox_archive AFTER INSERT ON outbox
BEGIN
    UPDATE outbox SET archive = coalesce(
        (SELECT l.identity FROM archive_link l WHERE l.institution_id = NEW.institution_id AND (
            NEW.kind NOT IN ('report', 'measurement', 'prediction', 'key-image') OR EXISTS (SELECT 1 FROM study s
                JOIN series e ON e.study_id = s.id JOIN instance i ON i.series_id = e.id
                WHERE s.uid = NEW.study_uid AND i.origin IN ('', 'linked', l.identity)))),
        (SELECT i.origin FROM study s JOIN series e ON e.study_id = s.id JOIN instance i ON i.series_id = e.id
            WHERE s.uid = NEW.study_uid LIMIT 1), '')
    WHERE seq = NEW.seq;
END;
