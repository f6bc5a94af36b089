-- What ties this library to a shared archive: links, the outbox, and objects that lie in the archive only.

-- An institution of this library that is one of the archive. cursor: everything up to this rev of that epoch is here.
CREATE TABLE archive_link (
    institution_id       INTEGER PRIMARY KEY REFERENCES institution(id),
    archive_institution  INTEGER NOT NULL UNIQUE,
    can_write            INTEGER NOT NULL,
    epoch                TEXT NOT NULL,
    cursor               INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Changes that the archive has not acknowledged, written by the triggers below in the transaction of the change itself. In order
-- within a study; study_uid is '' for what belongs to none. payload: what is sent, where the rows may be gone or changed by then.
CREATE TABLE outbox (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    op_uid          TEXT NOT NULL UNIQUE,
    institution_id  INTEGER NOT NULL REFERENCES institution(id),
    study_uid       TEXT NOT NULL,
    kind            TEXT NOT NULL,
    key             TEXT NOT NULL,
    payload         TEXT,
    state           TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'attention')),
    attempts        INTEGER NOT NULL DEFAULT 0,
    not_before      INTEGER NOT NULL DEFAULT 0,
    last_error      TEXT NOT NULL DEFAULT '',
    created_at      INTEGER NOT NULL DEFAULT (unixepoch() * 1000)
) STRICT;
CREATE INDEX outbox_study ON outbox(study_uid, seq);
CREATE INDEX outbox_key ON outbox(kind, key);

-- A row while a transaction applies what came from the archive: that does not go back there. Never committed.
CREATE TABLE archive_applying (
    only_row  INTEGER PRIMARY KEY CHECK (only_row = 1)
) STRICT;

-- 1: the file lies in the archive and has not been fetched.
ALTER TABLE object ADD COLUMN is_remote INTEGER NOT NULL DEFAULT 0;

-- UUIDs of operations are 32 hexadecimal digits, which PostgreSQL takes as well. Payloads are put together as text: SQLite 3.40 counts
-- its JSON functions as unsafe in triggers and views (trusted_schema = OFF). Only the author is free text.
CREATE VIEW outbox_report AS
    SELECT r.version_uid, s.institution_id, s.uid AS study_uid,
        '{"version_uid":"' || r.version_uid || '","study_uid":"' || s.uid || '","parents":' || r.parents || ',"status":"' || r.status ||
        '","reader":"' || replace(replace(replace(replace(replace(r.author, '\', '\\'), '"', '\"'), char(10), ' '), char(13), ' '),
            char(9), ' ') ||
        '","fields":' || r.fields || ',"created_at_ms":' || r.created_at || '}' AS payload
    FROM report_version r JOIN study s ON s.id = r.study_id;

CREATE TRIGGER instance_outbox AFTER INSERT ON instance
WHEN EXISTS (SELECT 1 FROM archive_link) AND NOT EXISTS (SELECT 1 FROM archive_applying)
BEGIN
    INSERT INTO outbox(op_uid, institution_id, study_uid, kind, key)
    SELECT lower(hex(randomblob(16))), s.institution_id, s.uid, 'instance', NEW.uid
    FROM series e JOIN study s ON s.id = e.study_id JOIN archive_link l ON l.institution_id = s.institution_id AND l.can_write
    WHERE e.id = NEW.series_id;
END;

CREATE TRIGGER prediction_outbox AFTER INSERT ON prediction
WHEN EXISTS (SELECT 1 FROM archive_link) AND NOT EXISTS (SELECT 1 FROM archive_applying)
BEGIN
    INSERT INTO outbox(op_uid, institution_id, study_uid, kind, key)
    SELECT lower(hex(randomblob(16))), s.institution_id, s.uid, 'prediction', NEW.id
    FROM study s JOIN archive_link l ON l.institution_id = s.institution_id AND l.can_write WHERE s.id = NEW.study_id;
END;

CREATE TRIGGER measurement_outbox AFTER INSERT ON measurement
WHEN EXISTS (SELECT 1 FROM archive_link) AND NOT EXISTS (SELECT 1 FROM archive_applying)
BEGIN
    INSERT INTO outbox(op_uid, institution_id, study_uid, kind, key)
    SELECT lower(hex(randomblob(16))), s.institution_id, s.uid, 'measurement', NEW.id
    FROM study s JOIN archive_link l ON l.institution_id = s.institution_id AND l.can_write WHERE s.id = NEW.study_id;
END;

CREATE TRIGGER measurement_changed_outbox AFTER UPDATE ON measurement
WHEN EXISTS (SELECT 1 FROM archive_link) AND NOT EXISTS (SELECT 1 FROM archive_applying)
BEGIN
    INSERT INTO outbox(op_uid, institution_id, study_uid, kind, key)
    SELECT lower(hex(randomblob(16))), s.institution_id, s.uid, 'measurement', NEW.id
    FROM study s JOIN archive_link l ON l.institution_id = s.institution_id AND l.can_write WHERE s.id = NEW.study_id;
END;

CREATE TRIGGER report_outbox AFTER INSERT ON report_version
WHEN EXISTS (SELECT 1 FROM archive_link) AND NOT EXISTS (SELECT 1 FROM archive_applying)
BEGIN
    INSERT INTO outbox(op_uid, institution_id, study_uid, kind, key, payload)
    SELECT lower(hex(randomblob(16))), o.institution_id, o.study_uid, 'report', NEW.version_uid, o.payload
    FROM outbox_report o JOIN archive_link l ON l.institution_id = o.institution_id AND l.can_write
    WHERE o.version_uid = NEW.version_uid;
END;

CREATE TRIGGER tombstone_outbox AFTER INSERT ON tombstone
WHEN NEW.kind = 'study' AND NOT EXISTS (SELECT 1 FROM archive_applying)
BEGIN
    INSERT INTO outbox(op_uid, institution_id, study_uid, kind, key, payload)
    SELECT lower(hex(randomblob(16))), NEW.institution_id, NEW.key, 'tombstone', NEW.key,
        '{"study_uid":"' || NEW.key || '","created_at_ms":' || NEW.created_at || '}'
    FROM archive_link l WHERE l.institution_id = NEW.institution_id AND l.can_write;
END;

-- The removal of a study is noted by the archive itself.
CREATE TRIGGER audit_outbox AFTER INSERT ON audit
WHEN NEW.action <> 'study-removed' AND NOT EXISTS (SELECT 1 FROM archive_applying)
BEGIN
    INSERT INTO outbox(op_uid, institution_id, study_uid, kind, key, payload)
    SELECT lower(hex(randomblob(16))), coalesce(s.institution_id, NEW.institution_id), '', 'audit', CAST(NEW.id AS TEXT),
        '{"action":"' || replace(NEW.action, '"', '') || '","subject_uid":"' || replace(NEW.subject_uid, '"', '') ||
        '","created_at_ms":' || NEW.created_at || '}'
    FROM (SELECT 1) LEFT JOIN study s ON s.uid = NEW.subject_uid
    WHERE EXISTS (SELECT 1 FROM archive_link l WHERE l.institution_id = coalesce(s.institution_id, NEW.institution_id) AND l.can_write);
END;
