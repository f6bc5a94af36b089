-- The catalogue of one library. Rules of these files:
--   * A file that has been released is never changed; the next change is the next number. Its SHA-256 is stored and checked.
--   * A statement ends at a line that ends with ';', a trigger at a line that is 'END;'.
--   * Times are milliseconds since 1970 UTC. UIDs are pseudonymous. Nothing here identifies a person.
--   * Rows that a shared archive will hold carry institution_id, which leads every key there. UIDs are unique here by
--     themselves as well: they are made with the key of this site.
-- Tables without institution_id describe this computer: cache, settings, files to be removed.

CREATE TABLE institution (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE setting (
    key         TEXT PRIMARY KEY,
    value       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Counts and the newest answers are kept by the triggers below, so that listing studies reads one table.
CREATE TABLE study (
    id              INTEGER PRIMARY KEY,
    institution_id  INTEGER NOT NULL REFERENCES institution(id),
    uid             TEXT NOT NULL UNIQUE,
    pseudonym       TEXT NOT NULL,
    sex             TEXT NOT NULL,
    age             TEXT NOT NULL,
    study_date      TEXT NOT NULL,
    description     TEXT NOT NULL,
    is_described    INTEGER NOT NULL,             -- 0: description made of modality and body part
    is_synthetic    INTEGER NOT NULL,
    is_read         INTEGER NOT NULL DEFAULT 0,
    modalities      TEXT NOT NULL DEFAULT '',     -- backslash-separated, in order of arrival
    series_count    INTEGER NOT NULL DEFAULT 0,
    instance_count  INTEGER NOT NULL DEFAULT 0,
    ai_label        TEXT NOT NULL DEFAULT '',
    ai_score        REAL,
    ai_at           INTEGER NOT NULL DEFAULT 0,
    report_status   TEXT NOT NULL DEFAULT '',
    created_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX study_newest ON study(created_at DESC, id DESC);
CREATE INDEX study_pseudonym ON study(pseudonym);

CREATE TABLE series (
    id                      INTEGER PRIMARY KEY,
    institution_id          INTEGER NOT NULL REFERENCES institution(id),
    study_id                INTEGER NOT NULL REFERENCES study(id) ON DELETE CASCADE,
    uid                     TEXT NOT NULL UNIQUE,
    number                  INTEGER NOT NULL,
    description             TEXT NOT NULL,
    modality                TEXT NOT NULL,
    body_part               TEXT NOT NULL,
    phase                   TEXT NOT NULL,
    kernel                  TEXT NOT NULL,
    frame_of_reference_uid  TEXT NOT NULL,
    thickness_mm            REAL NOT NULL,
    tube_voltage_kvp        REAL NOT NULL,
    exposure_mas            REAL NOT NULL,
    rows                    INTEGER NOT NULL DEFAULT 0,
    columns                 INTEGER NOT NULL DEFAULT 0,
    instance_count          INTEGER NOT NULL DEFAULT 0,
    frame_count             INTEGER NOT NULL DEFAULT 0,
    created_at              INTEGER NOT NULL
) STRICT;
CREATE INDEX series_study ON series(study_id);

-- A stored file, named by its content.
CREATE TABLE object (
    sha256          TEXT PRIMARY KEY,
    institution_id  INTEGER NOT NULL REFERENCES institution(id),
    bytes           INTEGER NOT NULL,
    created_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE instance (
    id                   INTEGER PRIMARY KEY,
    institution_id       INTEGER NOT NULL REFERENCES institution(id),
    series_id            INTEGER NOT NULL REFERENCES series(id) ON DELETE CASCADE,
    uid                  TEXT NOT NULL UNIQUE,
    object_sha256        TEXT NOT NULL REFERENCES object(sha256),
    source_digest        TEXT NOT NULL,            -- keyed digest of the original file
    sop_class_uid        TEXT NOT NULL,
    transfer_syntax_uid  TEXT NOT NULL,
    number               INTEGER NOT NULL,
    acquisition_number   INTEGER NOT NULL,
    frames               INTEGER NOT NULL,
    cached_frames        INTEGER NOT NULL DEFAULT 0,
    rows                 INTEGER NOT NULL,
    columns              INTEGER NOT NULL,
    pixel_type           INTEGER NOT NULL,         -- lobule::PixelType
    pixel_note           TEXT NOT NULL,
    is_hu                INTEGER NOT NULL,
    image_type           TEXT NOT NULL,
    created_at           INTEGER NOT NULL
) STRICT;
CREATE INDEX instance_series ON instance(series_id);
CREATE INDEX instance_object ON instance(object_sha256);

-- One file of the pixel cache; slots [0, slots) are taken or given up, the next frame goes to slot `slots`.
CREATE TABLE cache_file (
    id          INTEGER PRIMARY KEY,
    series_id   INTEGER NOT NULL REFERENCES series(id) ON DELETE CASCADE,
    rows        INTEGER NOT NULL,
    columns     INTEGER NOT NULL,
    pixel_type  INTEGER NOT NULL,
    slots       INTEGER NOT NULL DEFAULT 0,
    UNIQUE (series_id, rows, columns, pixel_type)
) STRICT;

-- Geometry in mm, patient frame LPS (PS3.3 C.7.6.2.1.1): r* along a row, c* down a column.
CREATE TABLE frame (
    instance_id        INTEGER NOT NULL REFERENCES instance(id) ON DELETE CASCADE,
    number             INTEGER NOT NULL,           -- 0-based
    cache_file_id      INTEGER REFERENCES cache_file(id) ON DELETE SET NULL,
    slot               INTEGER,
    checksum           INTEGER,                    -- CRC-32 of the pixels in the slot
    has_position       INTEGER NOT NULL,
    row_spacing_mm     REAL NOT NULL,
    column_spacing_mm  REAL NOT NULL,
    x REAL NOT NULL, y REAL NOT NULL, z REAL NOT NULL,
    rx REAL NOT NULL, ry REAL NOT NULL, rz REAL NOT NULL,
    cx REAL NOT NULL, cy REAL NOT NULL, cz REAL NOT NULL,
    window_width       REAL NOT NULL,
    window_center      REAL NOT NULL,
    thickness_mm       REAL NOT NULL,
    PRIMARY KEY (instance_id, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX frame_slot ON frame(cache_file_id, slot) WHERE cache_file_id IS NOT NULL;

-- Answers of the model; never changed.
CREATE TABLE prediction (
    id              TEXT PRIMARY KEY,
    institution_id  INTEGER NOT NULL REFERENCES institution(id),
    study_id        INTEGER NOT NULL REFERENCES study(id) ON DELETE CASCADE,
    instance_id     INTEGER NOT NULL REFERENCES instance(id) ON DELETE CASCADE,
    frame           INTEGER NOT NULL,
    label           TEXT NOT NULL,
    indeterminate   INTEGER NOT NULL,
    score           REAL,
    logit           REAL,
    model_name      TEXT NOT NULL,
    model_version   TEXT NOT NULL,
    model_sha256    TEXT NOT NULL,
    clinical_use    INTEGER NOT NULL,
    device          TEXT NOT NULL,
    milliseconds    REAL NOT NULL,
    created_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX prediction_study ON prediction(study_id, created_at DESC);
CREATE INDEX prediction_instance ON prediction(instance_id);

CREATE TABLE measurement (
    id              TEXT PRIMARY KEY,
    institution_id  INTEGER NOT NULL REFERENCES institution(id),
    study_id        INTEGER NOT NULL REFERENCES study(id) ON DELETE CASCADE,
    instance_id     INTEGER NOT NULL REFERENCES instance(id) ON DELETE CASCADE,
    frame           INTEGER NOT NULL,
    kind            TEXT NOT NULL,
    points          TEXT NOT NULL,                 -- JSON array i0, j0, i1, j1, ... in pixels
    value_mm        REAL NOT NULL,
    label           TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    changed_at      INTEGER NOT NULL,
    removed_at      INTEGER                        -- tombstone
) STRICT;
CREATE INDEX measurement_study ON measurement(study_id);
CREATE INDEX measurement_instance ON measurement(instance_id);

-- Versions are never changed. parents: JSON array of the version_uids that the author saw; more than one head is a conflict to show.
CREATE TABLE report_version (
    version_uid     TEXT PRIMARY KEY,
    institution_id  INTEGER NOT NULL REFERENCES institution(id),
    study_id        INTEGER NOT NULL REFERENCES study(id) ON DELETE CASCADE,
    version         INTEGER NOT NULL,
    parents         TEXT NOT NULL,
    status          TEXT NOT NULL CHECK (status IN ('draft', 'final')),
    author          TEXT NOT NULL,
    fields          TEXT NOT NULL,                 -- JSON object
    created_at      INTEGER NOT NULL,
    UNIQUE (study_id, version)
) STRICT;

CREATE TABLE tombstone (
    id              INTEGER PRIMARY KEY,
    institution_id  INTEGER NOT NULL REFERENCES institution(id),
    kind            TEXT NOT NULL,                 -- 'study'
    key             TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    superseded_at   INTEGER                        -- when it was imported again
) STRICT;
CREATE INDEX tombstone_key ON tombstone(kind, key);

CREATE TABLE audit (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    institution_id  INTEGER NOT NULL REFERENCES institution(id),
    action          TEXT NOT NULL,
    subject_uid     TEXT NOT NULL,
    detail          TEXT NOT NULL,                 -- JSON object
    created_at      INTEGER NOT NULL
) STRICT;

-- What remains to be removed after a committed removal: 'object' (SHA-256), 'cache' (series UID), 'identity' (study UID).
CREATE TABLE pending_removal (
    kind  TEXT NOT NULL,
    key   TEXT NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER series_added AFTER INSERT ON series
BEGIN
    UPDATE study SET series_count = series_count + 1,
        modalities = CASE
            WHEN NEW.modality = '' OR instr('\' || modalities || '\', '\' || NEW.modality || '\') > 0 THEN modalities
            WHEN modalities = '' THEN NEW.modality
            ELSE modalities || '\' || NEW.modality END
    WHERE id = NEW.study_id;
END;

CREATE TRIGGER instance_added AFTER INSERT ON instance
BEGIN
    UPDATE series SET instance_count = instance_count + 1, frame_count = frame_count + NEW.frames,
        rows = CASE WHEN rows = 0 THEN NEW.rows ELSE rows END,
        columns = CASE WHEN columns = 0 THEN NEW.columns ELSE columns END
    WHERE id = NEW.series_id;
    UPDATE study SET instance_count = instance_count + 1
    WHERE id = (SELECT study_id FROM series WHERE id = NEW.series_id);
END;

CREATE TRIGGER prediction_added AFTER INSERT ON prediction
BEGIN
    UPDATE study SET ai_label = CASE WHEN NEW.indeterminate THEN 'indeterminate' ELSE NEW.label END,
        ai_score = NEW.score, ai_at = NEW.created_at
    WHERE id = NEW.study_id AND ai_at <= NEW.created_at;
END;

CREATE TRIGGER report_version_added AFTER INSERT ON report_version
BEGIN
    UPDATE study SET report_status = NEW.status
    WHERE id = NEW.study_id AND NOT EXISTS (SELECT 1 FROM report_version r WHERE r.study_id = NEW.study_id AND r.version > NEW.version);
END;

INSERT INTO institution(id, name, created_at) VALUES (1, 'Local', unixepoch() * 1000);
INSERT INTO setting(key, value) VALUES ('institution-id', '1');
