-- Judges an archive, or a restored backup of one; ends with an error when something is wrong. Reads every byte: about as long as a backup.
\set QUIET on
\pset footer off
SET row_security = off;
SELECT i.name AS institution, h.rev AS changes, h.audit_n AS audit, encode(h.audit_hash, 'hex') AS "head of the audit chain"
FROM lobule.institution i JOIN lobule.inst_head h USING (institution_id) ORDER BY 1;

DO $$
DECLARE
    n bigint;
    large constant bigint := 512 * 1024 * 1024; -- what string_agg can hold with room to spare
BEGIN
    SELECT count(*) INTO n FROM lobule.inst_head WHERE lobule.audit_break(institution_id) IS NOT NULL;
    IF n > 0 THEN RAISE EXCEPTION 'the audit chain of % institutions does not hold', n; END IF;
    SELECT count(*) INTO n FROM lobule.inst_head h WHERE h.rev <> (SELECT count(*) FROM lobule.change c
        WHERE c.institution_id = h.institution_id AND c.rev BETWEEN 1 AND h.rev);
    IF n > 0 THEN RAISE EXCEPTION 'the feed of % institutions has gaps', n; END IF;
    SELECT count(*) INTO n FROM lobule.inst_head h WHERE EXISTS (SELECT 1 FROM lobule.change c
        WHERE c.institution_id = h.institution_id AND (c.rev > h.rev OR c.rev < 1));
    IF n > 0 THEN RAISE EXCEPTION 'the feed of % institutions has lines that its head does not know', n; END IF;
    SELECT count(*) INTO n FROM lobule.instance i JOIN lobule.blob b ON b.institution_id = i.institution_id AND b.sha256 = i.object_sha256
        WHERE b.chunks <> (SELECT count(*) FROM lobule.blob_chunk c WHERE c.institution_id = b.institution_id AND c.sha256 = b.sha256);
    IF n > 0 THEN RAISE EXCEPTION '% instances lack a part of their object', n; END IF;
    SELECT count(*) INTO n FROM lobule.instance i JOIN lobule.blob b ON b.institution_id = i.institution_id AND b.sha256 = i.object_sha256
        WHERE b.size <= large AND b.sha256 <> (SELECT sha256(string_agg(c.data, ''::bytea ORDER BY c.idx)) FROM lobule.blob_chunk c
            WHERE c.institution_id = b.institution_id AND c.sha256 = b.sha256);
    IF n > 0 THEN RAISE EXCEPTION '% objects are not what their name says', n; END IF;
    SELECT count(*) INTO n FROM lobule.blob_chunk WHERE chunk_sha256 <> sha256(data);
    IF n > 0 THEN RAISE EXCEPTION '% chunks are damaged', n; END IF;
END $$;
SELECT count(*) AS objects, coalesce(sum(size), 0) AS bytes, (SELECT count(*) FROM lobule.instance) AS instances,
    (SELECT count(*) FROM lobule.report_version) AS "report versions", 'whole' AS verdict FROM lobule.blob;
