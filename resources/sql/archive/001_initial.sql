-- The shared archive. Rules of the numbered files:
--   * A released file is never changed; the next change is the next number. Its SHA-256 is stored and checked.
--   * Each is one transaction of a migrator acting as lobule_owner. Only widen: old workstations go on pushing for months.
--   * Every key is led by institution_id: it is what row-level security asks for, and what a bigger server is partitioned by.
--   * Rows are added, never changed and never removed; nobody but the owner's own functions has UPDATE, nobody has DELETE.
--   * Nothing here can hold an original identity: UIDs must be pseudonymous ones (2.25.), a patient is a pseudonym, texts that a
--     machine made have a form that is checked. Times of workstations are milliseconds since 1970 UTC and decide nothing.
-- The boundary is session_user, which a user cannot change: not SET ROLE, not a setting, not search_path.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
CREATE SCHEMA lobule;
GRANT USAGE ON SCHEMA lobule TO lobule_client, lobule_auditor, lobule_backup;

CREATE DOMAIN lobule.uid AS text CHECK (VALUE ~ '^2\.25\.[0-9]{1,39}(\.[0-9]{1,10}){0,3}$' AND length(VALUE) <= 64);
CREATE DOMAIN lobule.standard_uid AS text CHECK (VALUE ~ '^(1\.2\.840\.10008\.[0-9.]{1,50})?$');
CREATE DOMAIN lobule.word AS text CHECK (VALUE ~ '^[A-Za-z0-9 _./+\\-]{0,64}$');
CREATE DOMAIN lobule.phrase AS text CHECK (length(VALUE) <= 1024);
CREATE DOMAIN lobule.digest AS bytea CHECK (octet_length(VALUE) = 32);

CREATE TABLE lobule.schema_migration (
    version     integer PRIMARY KEY,
    name        text NOT NULL,
    sha256      text NOT NULL,
    applied_at  timestamptz NOT NULL DEFAULT now()
);

-- One row. The epoch is new after a restore from a backup: then every workstation offers again what it holds.
CREATE TABLE lobule.archive (
    only_row    boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    epoch       uuid NOT NULL DEFAULT gen_random_uuid(),
    epoch_at    timestamptz NOT NULL DEFAULT now(),
    min_client  integer NOT NULL DEFAULT 1          -- oldest schema number that may still write
);
INSERT INTO lobule.archive DEFAULT VALUES;

CREATE TABLE lobule.institution (
    institution_id  integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name            lobule.phrase NOT NULL UNIQUE CHECK (name <> ''),
    channel         text NOT NULL DEFAULT 'lobule_' || replace(gen_random_uuid()::text, '-', ''), -- of NOTIFY; not to be guessed
    created_at      timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE lobule.member (
    institution_id  integer NOT NULL REFERENCES lobule.institution,
    login           name NOT NULL,
    can_write       boolean NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    revoked_at      timestamptz,
    PRIMARY KEY (institution_id, login)
);
CREATE INDEX member_login ON lobule.member(login);

-- Position of the feed and head of the audit chain. Its row lock is held to the commit, so the order of rev is the order of commits
-- and a rollback leaves no gap: a reader that has seen rev n has seen everything up to n.
CREATE TABLE lobule.inst_head (
    institution_id  integer PRIMARY KEY REFERENCES lobule.institution,
    rev             bigint NOT NULL DEFAULT 0,
    audit_n         bigint NOT NULL DEFAULT 0,
    audit_hash      lobule.digest NOT NULL DEFAULT sha256(''::bytea)
);

CREATE TABLE lobule.study (
    institution_id  integer NOT NULL REFERENCES lobule.institution,
    study_uid       lobule.uid NOT NULL,
    pseudonym       text NOT NULL CHECK (pseudonym ~ '^(P-[0-9A-HJKMNP-TV-Z]{8,32})?$'),
    sex             text NOT NULL CHECK (sex IN ('', 'M', 'F', 'O')),
    age             text NOT NULL CHECK (age ~ '^([0-9]{3}[DWMY])?$'),
    study_date      text NOT NULL CHECK (study_date ~ '^([0-9]{4}-[0-9]{2}-[0-9]{2})?$'),
    description     lobule.phrase NOT NULL,
    is_described    boolean NOT NULL,
    is_synthetic    boolean NOT NULL,
    created_at_ms   bigint NOT NULL,
    PRIMARY KEY (institution_id, study_uid)
);

CREATE TABLE lobule.series (
    institution_id          integer NOT NULL,
    series_uid              lobule.uid NOT NULL,
    study_uid               lobule.uid NOT NULL,
    number                  integer NOT NULL,
    description             lobule.phrase NOT NULL,
    modality                lobule.word NOT NULL,
    body_part               lobule.word NOT NULL,
    phase                   lobule.word NOT NULL,
    kernel                  lobule.phrase NOT NULL,
    frame_of_reference_uid  text NOT NULL CHECK (frame_of_reference_uid ~ '^((2\.25|1\.2\.840\.10008)\.[0-9.]{1,50})?$'),
    thickness_mm            float8 NOT NULL,
    tube_voltage_kvp        float8 NOT NULL,
    exposure_mas            float8 NOT NULL,
    PRIMARY KEY (institution_id, series_uid),
    FOREIGN KEY (institution_id, study_uid) REFERENCES lobule.study
);
CREATE INDEX series_study ON lobule.series(institution_id, study_uid);

-- A stored file, named by its content. It is complete when all its chunks are there; an instance can be added only then.
CREATE TABLE lobule.blob (
    institution_id  integer NOT NULL REFERENCES lobule.institution,
    sha256          lobule.digest NOT NULL,
    size            bigint NOT NULL CHECK (size > 0 AND size <= 17179869184),
    chunk_size      integer NOT NULL CHECK (chunk_size = 1048576),
    chunks          integer NOT NULL CHECK (chunks = (size + chunk_size - 1) / chunk_size),
    PRIMARY KEY (institution_id, sha256)
);
CREATE TABLE lobule.blob_chunk (
    institution_id  integer NOT NULL,
    sha256          lobule.digest NOT NULL,
    idx             integer NOT NULL CHECK (idx >= 0),
    chunk_sha256    lobule.digest NOT NULL,
    data            bytea NOT NULL CHECK (octet_length(data) BETWEEN 1 AND 1048576),
    PRIMARY KEY (institution_id, sha256, idx),
    FOREIGN KEY (institution_id, sha256) REFERENCES lobule.blob,
    CONSTRAINT chunk_is_what_it_says CHECK (chunk_sha256 = sha256(data))
);
-- Pixels do not compress; trying costs two thirds of the speed.
ALTER TABLE lobule.blob_chunk ALTER COLUMN data SET STORAGE EXTERNAL;

CREATE FUNCTION lobule.is_frames(p jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$ SELECT jsonb_typeof(p) = 'array' AND NOT jsonb_path_exists(p, 'strict $[*] ? (@.type() != "array" || @.size() != 15)')
    AND NOT jsonb_path_exists(p, 'strict $[*][*] ? (@.type() != "number")') $$;
CREATE FUNCTION lobule.is_numbers(p jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$ SELECT jsonb_typeof(p) = 'array' AND NOT jsonb_path_exists(p, 'strict $[*] ? (@.type() != "number")') $$;

-- frames: for each one has_position, row and column spacing, origin, row and column direction (mm, LPS), window width and centre,
-- slice thickness.
CREATE TABLE lobule.instance (
    institution_id       integer NOT NULL,
    instance_uid         lobule.uid NOT NULL,
    series_uid           lobule.uid NOT NULL,
    object_sha256        lobule.digest NOT NULL,
    sop_class_uid        lobule.standard_uid NOT NULL,
    transfer_syntax_uid  lobule.standard_uid NOT NULL,
    number               integer NOT NULL,
    acquisition_number   integer NOT NULL,
    rows                 integer NOT NULL,
    columns              integer NOT NULL,
    pixel_type           integer NOT NULL,
    pixel_note           lobule.phrase NOT NULL,
    is_hu                boolean NOT NULL,
    image_type           lobule.phrase NOT NULL,
    frames               jsonb NOT NULL CHECK (lobule.is_frames(frames)),
    PRIMARY KEY (institution_id, instance_uid),
    FOREIGN KEY (institution_id, series_uid) REFERENCES lobule.series,
    FOREIGN KEY (institution_id, object_sha256) REFERENCES lobule.blob
);
CREATE INDEX instance_series ON lobule.instance(institution_id, series_uid);

CREATE TABLE lobule.prediction (
    institution_id  integer NOT NULL,
    prediction_uid  uuid NOT NULL,
    instance_uid    lobule.uid NOT NULL,
    frame           integer NOT NULL,
    label           lobule.word NOT NULL,
    indeterminate   boolean NOT NULL,
    score           float8,
    logit           float8,
    model_name      lobule.phrase NOT NULL,
    model_version   lobule.phrase NOT NULL,
    model_sha256    text NOT NULL CHECK (model_sha256 ~ '^[0-9a-f]{64}$'),
    clinical_use    boolean NOT NULL,
    device          lobule.phrase NOT NULL,
    milliseconds    float8 NOT NULL,
    created_at_ms   bigint NOT NULL,
    login           name NOT NULL,
    PRIMARY KEY (institution_id, prediction_uid),
    FOREIGN KEY (institution_id, instance_uid) REFERENCES lobule.instance
);

-- Every state that a measurement had; the one with the highest rev counts.
CREATE TABLE lobule.measurement (
    institution_id   integer NOT NULL,
    measurement_uid  uuid NOT NULL,
    op_uid           uuid NOT NULL,
    instance_uid     lobule.uid NOT NULL,
    frame            integer NOT NULL,
    kind             lobule.word NOT NULL,
    points           jsonb NOT NULL CHECK (lobule.is_numbers(points)),
    value_mm         float8 NOT NULL,
    label            lobule.phrase NOT NULL,
    is_removed       boolean NOT NULL,
    created_at_ms    bigint NOT NULL,
    changed_at_ms    bigint NOT NULL,
    login            name NOT NULL,
    PRIMARY KEY (institution_id, measurement_uid, op_uid),
    FOREIGN KEY (institution_id, instance_uid) REFERENCES lobule.instance
);

-- Versions are never changed. parents: the versions that the author saw. A version that is nobody's parent is a head; two heads are a
-- conflict for a person, never for a clock.
CREATE TABLE lobule.report_version (
    institution_id  integer NOT NULL,
    version_uid     uuid NOT NULL,
    study_uid       lobule.uid NOT NULL,
    parents         uuid[] NOT NULL,
    status          text NOT NULL CHECK (status IN ('draft', 'final', 'cancelled')),
    reader          lobule.phrase NOT NULL,         -- as the workstation names its user
    fields          jsonb NOT NULL CHECK (jsonb_typeof(fields) = 'object'),
    created_at_ms   bigint NOT NULL,
    login           name NOT NULL,
    server_time     timestamptz NOT NULL,
    PRIMARY KEY (institution_id, version_uid),
    FOREIGN KEY (institution_id, study_uid) REFERENCES lobule.study
);
CREATE INDEX report_version_study ON lobule.report_version(institution_id, study_uid);

CREATE TABLE lobule.tombstone (
    institution_id  integer NOT NULL,
    op_uid          uuid NOT NULL,
    study_uid       lobule.uid NOT NULL,
    created_at_ms   bigint NOT NULL,
    login           name NOT NULL,
    PRIMARY KEY (institution_id, op_uid),
    FOREIGN KEY (institution_id, study_uid) REFERENCES lobule.study
);

-- What has been applied: an operation that is sent again is known by its uid and does nothing.
CREATE TABLE lobule.applied_op (
    institution_id  integer NOT NULL REFERENCES lobule.institution,
    op_uid          uuid NOT NULL,
    device_id       uuid NOT NULL,
    device_seq      bigint NOT NULL,
    kind            lobule.word NOT NULL,
    login           name NOT NULL,
    applied_at      timestamptz NOT NULL,
    PRIMARY KEY (institution_id, op_uid)
);

CREATE TABLE lobule.change (
    institution_id  integer NOT NULL REFERENCES lobule.institution,
    rev             bigint NOT NULL,
    kind            lobule.word NOT NULL,
    key             text NOT NULL CHECK (length(key) <= 64),
    op_uid          uuid NOT NULL,
    PRIMARY KEY (institution_id, rev)
);

CREATE TABLE lobule.audit (
    institution_id  integer NOT NULL REFERENCES lobule.institution,
    n               bigint NOT NULL,
    at              timestamptz NOT NULL,
    login           name NOT NULL,
    action          lobule.word NOT NULL,
    detail          jsonb NOT NULL,
    prev_hash       lobule.digest NOT NULL,
    hash            lobule.digest NOT NULL,
    PRIMARY KEY (institution_id, n)
);
