-- Recognises a file that was imported before it is worked on. The beginning of the digest is enough to find it and keeps the index small.
CREATE INDEX instance_source ON instance(substr(source_digest, 1, 16));
