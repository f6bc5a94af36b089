-- What exactly was refused, and why: a person who dismisses it has read that and nothing else. Of an image that differs, which is always the
-- same one, only why. Dismissals (settings of this computer) are named by it from now on.
ALTER TABLE refused_change ADD COLUMN content TEXT NOT NULL DEFAULT '';
UPDATE refused_change SET content = why WHERE kind = 'instance';
UPDATE setting SET key = key || '/' || CASE WHEN key LIKE 'archive/dismissed/%/instance/%' THEN value ELSE '' END
WHERE key LIKE 'archive/dismissed/%';
