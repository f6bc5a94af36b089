-- What makes stored values HU, so that another copy of an image can be told from another image. Nothing: imported by an older release.
ALTER TABLE frame ADD COLUMN rescale_slope REAL;
ALTER TABLE frame ADD COLUMN rescale_intercept REAL;

-- Whether an archive has the image, or may have it: since sending began, also one that this library is not connected with any more. In doubt,
-- it has.
ALTER TABLE instance ADD COLUMN is_sent INTEGER NOT NULL DEFAULT 0;
UPDATE instance SET is_sent = 1 WHERE EXISTS (SELECT 1 FROM setting WHERE key = 'archive/device')
    AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.kind = 'instance' AND o.key = uid);
