-- What a list of many studies has to know about each at once: reports with two versions, files that lie in the archive only.

-- The versions of a report that nobody has built upon; more than one is a conflict. It follows from report_version.parents, which would
-- have to be taken apart for every version of every report. Version uids are of one length: none is part of another.
CREATE TABLE report_head (
    version_uid  TEXT PRIMARY KEY REFERENCES report_version(version_uid) ON DELETE CASCADE,
    study_id     INTEGER NOT NULL REFERENCES study(id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX report_head_study ON report_head(study_id);

INSERT INTO report_head(version_uid, study_id)
SELECT r.version_uid, r.study_id FROM report_version r
WHERE NOT EXISTS (SELECT 1 FROM report_version c WHERE c.study_id = r.study_id AND instr(c.parents, r.version_uid) > 0);

-- A version may come after one that was built upon it.
CREATE TRIGGER report_head_follows AFTER INSERT ON report_version
BEGIN
    DELETE FROM report_head WHERE study_id = NEW.study_id AND instr(NEW.parents, version_uid) > 0;
    INSERT INTO report_head(version_uid, study_id) SELECT NEW.version_uid, NEW.study_id
    WHERE NOT EXISTS (SELECT 1 FROM report_version c WHERE c.study_id = NEW.study_id AND instr(c.parents, NEW.version_uid) > 0);
END;

CREATE INDEX object_remote ON object(sha256) WHERE is_remote;
