-- Changes of others that contradict what is here, until the contradiction is gone. why: a stable word.
CREATE TABLE refused_change (
    institution_id  INTEGER NOT NULL REFERENCES institution(id),
    archive         TEXT NOT NULL,
    kind            TEXT NOT NULL,
    key             TEXT NOT NULL,
    study_uid       TEXT NOT NULL,
    why             TEXT NOT NULL,
    refused_at      INTEGER NOT NULL,
    PRIMARY KEY (institution_id, archive, kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX refused_change_study ON refused_change(study_uid);

-- With the study that it contradicted, a refusal is settled.
CREATE TRIGGER study_refusals AFTER DELETE ON study
BEGIN
    DELETE FROM refused_change WHERE study_uid = OLD.uid;
END;

-- What a refusal is about: which value, which constraint.
ALTER TABLE outbox ADD COLUMN error_subject TEXT NOT NULL DEFAULT '';

-- Whoever removes a study of which something was refused, here or there, removes their own copy: they have not seen what others hold under
-- these UIDs. In 007 that counted as seen, since the feed had been read, and the removal took the colleagues' study with it.
DROP TRIGGER tombstone_outbox;
CREATE TRIGGER tombstone_outbox AFTER INSERT ON tombstone
WHEN NEW.kind = 'study' AND NOT EXISTS (SELECT 1 FROM archive_applying)
BEGIN
    INSERT INTO outbox(op_uid, institution_id, study_uid, kind, key, payload)
    SELECT lower(hex(randomblob(16))), NEW.institution_id, NEW.key, 'tombstone', NEW.key,
        '{"study_uid":"' || NEW.key || '","created_at_ms":' || NEW.created_at || ',"seen":' ||
        CASE WHEN EXISTS (SELECT 1 FROM refused_change r WHERE r.study_uid = NEW.key)
            OR EXISTS (SELECT 1 FROM outbox b WHERE b.study_uid = NEW.key AND b.kind = 'instance' AND b.state = 'attention')
            THEN 0 ELSE l.cursor END || ',"epoch":"' || l.epoch || '"}'
    FROM archive_link l WHERE l.institution_id = NEW.institution_id AND l.can_write;
    -- Images that were refused are gone with the study: nothing is left for a person to decide.
    UPDATE outbox SET state = 'waiting', not_before = 0 WHERE study_uid = NEW.key AND kind = 'instance' AND state = 'attention';
END;
