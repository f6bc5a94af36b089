-- Numbers of institutions are the same in every archive: 1, 2, ... What tells two archives apart is the institution's channel, a random
-- name that survives a dump and a restore. '': linked before this file; taken over at the next greeting of the same epoch.
ALTER TABLE archive_link ADD COLUMN identity TEXT NOT NULL DEFAULT '';

-- Which archive a row came from, by that identity. '': it was made here. A colleague's work is offered to the archive that it came from
-- and to no other. 'linked': known before this file to the archive that the institution is linked to, whoever made it.
ALTER TABLE instance ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE prediction ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE measurement ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE report_version ADD COLUMN origin TEXT NOT NULL DEFAULT '';
UPDATE instance SET origin = 'linked' WHERE source_digest = '' AND EXISTS (SELECT 1 FROM archive_link);
UPDATE prediction SET origin = 'linked' WHERE (SELECT s.institution_id FROM study s WHERE s.id = study_id) IN
    (SELECT institution_id FROM archive_link) AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.kind = 'prediction' AND o.key = prediction.id);
UPDATE report_version SET origin = 'linked' WHERE (SELECT s.institution_id FROM study s WHERE s.id = study_id) IN
    (SELECT institution_id FROM archive_link)
    AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.kind = 'report' AND o.key = report_version.version_uid);

-- The archive that an operation is for: only that one gets it. Rows of an archive that the library is not linked to wait for it.
ALTER TABLE outbox ADD COLUMN archive TEXT NOT NULL DEFAULT '';
DROP TRIGGER measurement_changed_outbox;
UPDATE measurement SET origin = 'linked' WHERE (SELECT s.institution_id FROM study s WHERE s.id = study_id) IN
    (SELECT institution_id FROM archive_link) AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.kind = 'measurement' AND o.key = measurement.id);

-- Where a row came from is no change of it.
CREATE TRIGGER measurement_changed_outbox AFTER UPDATE OF frame, kind, points, value_mm, label, changed_at, removed_at ON measurement
WHEN EXISTS (SELECT 1 FROM archive_link) AND NOT EXISTS (SELECT 1 FROM archive_applying)
BEGIN
    INSERT INTO outbox(op_uid, institution_id, study_uid, kind, key)
    SELECT lower(hex(randomblob(16))), s.institution_id, s.uid, 'measurement', NEW.id
    FROM study s JOIN archive_link l ON l.institution_id = s.institution_id AND l.can_write WHERE s.id = NEW.study_id;
END;

-- What is written on a study of another archive, kept here because of unsent work, is for that archive.
CREATE TRIGGER outbox_archive AFTER INSERT ON outbox
BEGIN
    UPDATE outbox SET archive = coalesce(
        (SELECT l.identity FROM archive_link l WHERE l.institution_id = NEW.institution_id AND (
            NEW.kind NOT IN ('report', 'measurement', 'prediction') OR EXISTS (SELECT 1 FROM study s JOIN series e ON e.study_id = s.id
                JOIN instance i ON i.series_id = e.id WHERE s.uid = NEW.study_uid AND i.origin IN ('', 'linked', l.identity)))),
        (SELECT i.origin FROM study s JOIN series e ON e.study_id = s.id JOIN instance i ON i.series_id = e.id
            WHERE s.uid = NEW.study_uid LIMIT 1), '')
    WHERE seq = NEW.seq;
END;
