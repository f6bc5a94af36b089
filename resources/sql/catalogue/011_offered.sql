-- 1: not news, but offered again because the archive has begun another life (a restore from a backup).
ALTER TABLE outbox ADD COLUMN is_offered INTEGER NOT NULL DEFAULT 0;
