-- A removal says up to where its author had read the feed: the archive lets it count only against that.
DROP TRIGGER tombstone_outbox;
CREATE TRIGGER tombstone_outbox AFTER INSERT ON tombstone
WHEN NEW.kind = 'study' AND NOT EXISTS (SELECT 1 FROM archive_applying)
BEGIN
    INSERT INTO outbox(op_uid, institution_id, study_uid, kind, key, payload)
    SELECT lower(hex(randomblob(16))), NEW.institution_id, NEW.key, 'tombstone', NEW.key,
        '{"study_uid":"' || NEW.key || '","created_at_ms":' || NEW.created_at || ',"seen":' || l.cursor || ',"epoch":"' || l.epoch || '"}'
    FROM archive_link l WHERE l.institution_id = NEW.institution_id AND l.can_write;
END;
