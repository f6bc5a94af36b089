-- Roles of the shared archive, made once for a server by `lobulectl archive init`, as a superuser. May be run again.
--   lobule_owner     owns every table and function; nobody can log in as it
--   lobule_migrator  logs in to migrate; acts as lobule_owner
--   lobule_client    what a workstation's user may do; every user is a login role of its own that is a member of it
--   lobule_auditor   reads the audit chain and the feed of its institutions, no clinical table
--   lobule_backup    reads everything (row-level security does not hold for it), writes nothing
-- A login role without a password cannot log in where only SCRAM is allowed: the administrator gives them one.
DO $$
DECLARE
    wanted record;
BEGIN
    FOR wanted IN SELECT * FROM (VALUES
        ('lobule_owner', 'NOLOGIN'),
        ('lobule_client', 'NOLOGIN'),
        ('lobule_auditor', 'NOLOGIN'),
        ('lobule_migrator', 'LOGIN NOINHERIT'),
        ('lobule_backup', 'LOGIN BYPASSRLS')) AS w(name, attributes)
    LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = wanted.name) THEN
            EXECUTE format('CREATE ROLE %I NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION %s', wanted.name, wanted.attributes);
        END IF;
    END LOOP;
END $$;
GRANT lobule_owner TO lobule_migrator;
