-- When a file was fetched from the archive; NULL: it was imported here, or lies in the archive only. What was fetched may be let go again.
ALTER TABLE object ADD COLUMN fetched_at INTEGER;
CREATE INDEX object_fetched ON object(fetched_at) WHERE fetched_at IS NOT NULL;
