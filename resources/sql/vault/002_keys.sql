-- Who may look identities up at this workstation: the verifier of the reveal passphrase (Argon2id, itself in a box) and how often it was
-- guessed wrongly since it was last right. An access control of the program; what keeps the boxes shut is the site key.

CREATE TABLE reveal_passphrase (
    id               INTEGER PRIMARY KEY CHECK (id = 1),
    key_id           TEXT NOT NULL,
    box              BLOB NOT NULL,
    failures         INTEGER NOT NULL DEFAULT 0,
    last_failure_at  INTEGER NOT NULL DEFAULT 0,
    changed_at       INTEGER NOT NULL
) STRICT;
