-- The vault: who the pseudonyms are, and which files were held back. Every box is encrypted and authenticated
-- (XChaCha20-Poly1305, key derived from the site key, bound to its row); see core/library/Vault.h.
-- The rules of ../catalogue/001_initial.sql hold here too.

CREATE TABLE identity (
    study_uid    TEXT NOT NULL,
    fingerprint  BLOB NOT NULL,                    -- keyed hash of the content: the same identity is stored once
    key_id       TEXT NOT NULL,
    box          BLOB NOT NULL,
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (study_uid, fingerprint)
) STRICT, WITHOUT ROWID;

CREATE TABLE quarantine (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    key_id      TEXT NOT NULL,
    box         BLOB NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;
