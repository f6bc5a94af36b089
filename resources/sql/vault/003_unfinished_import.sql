-- Imports that have begun, until they end: what was asked for. Paths may identify a person, so they lie in a box.
CREATE TABLE unfinished_import (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    owner       TEXT NOT NULL,                     -- staging folder whose lock tells whether somebody is at it
    key_id      TEXT NOT NULL,
    box         BLOB NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;
