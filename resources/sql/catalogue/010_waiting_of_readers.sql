-- Who may only read writes all the same: reports on colleagues' studies, measurements. That waits in the outbox like everybody's, so that a
-- removal, a revocation or a disconnection knows it for work that nobody else has. It goes when the right to write comes. Removals and audit
-- entries of a reader concern this computer only, as before.
DROP TRIGGER instance_outbox;
CREATE TRIGGER instance_outbox AFTER INSERT ON instance
WHEN EXISTS (SELECT 1 FROM archive_link) AND NOT EXISTS (SELECT 1 FROM archive_applying)
BEGIN
    INSERT INTO outbox(op_uid, institution_id, study_uid, kind, key)
    SELECT lower(hex(randomblob(16))), s.institution_id, s.uid, 'instance', NEW.uid
    FROM series e JOIN study s ON s.id = e.study_id JOIN archive_link l ON l.institution_id = s.institution_id
    WHERE e.id = NEW.series_id;
END;

DROP TRIGGER prediction_outbox;
CREATE TRIGGER prediction_outbox AFTER INSERT ON prediction
WHEN EXISTS (SELECT 1 FROM archive_link) AND NOT EXISTS (SELECT 1 FROM archive_applying)
BEGIN
    INSERT INTO outbox(op_uid, institution_id, study_uid, kind, key)
    SELECT lower(hex(randomblob(16))), s.institution_id, s.uid, 'prediction', NEW.id
    FROM study s JOIN archive_link l ON l.institution_id = s.institution_id WHERE s.id = NEW.study_id;
END;

DROP TRIGGER measurement_outbox;
CREATE TRIGGER measurement_outbox AFTER INSERT ON measurement
WHEN EXISTS (SELECT 1 FROM archive_link) AND NOT EXISTS (SELECT 1 FROM archive_applying)
BEGIN
    INSERT INTO outbox(op_uid, institution_id, study_uid, kind, key)
    SELECT lower(hex(randomblob(16))), s.institution_id, s.uid, 'measurement', NEW.id
    FROM study s JOIN archive_link l ON l.institution_id = s.institution_id WHERE s.id = NEW.study_id;
END;

DROP TRIGGER report_outbox;
CREATE TRIGGER report_outbox AFTER INSERT ON report_version
WHEN EXISTS (SELECT 1 FROM archive_link) AND NOT EXISTS (SELECT 1 FROM archive_applying)
BEGIN
    INSERT INTO outbox(op_uid, institution_id, study_uid, kind, key, payload)
    SELECT lower(hex(randomblob(16))), o.institution_id, o.study_uid, 'report', NEW.version_uid, o.payload
    FROM outbox_report o JOIN archive_link l ON l.institution_id = o.institution_id
    WHERE o.version_uid = NEW.version_uid;
END;

DROP TRIGGER measurement_changed_outbox;
CREATE TRIGGER measurement_changed_outbox AFTER UPDATE OF frame, kind, points, value_mm, label, changed_at, removed_at ON measurement
WHEN EXISTS (SELECT 1 FROM archive_link) AND NOT EXISTS (SELECT 1 FROM archive_applying)
BEGIN
    INSERT INTO outbox(op_uid, institution_id, study_uid, kind, key)
    SELECT lower(hex(randomblob(16))), s.institution_id, s.uid, 'measurement', NEW.id
    FROM study s JOIN archive_link l ON l.institution_id = s.institution_id WHERE s.id = NEW.study_id;
END;
