#include "tests/core/archive/ArchiveFixture.h"

#include <QProcess>
#include <QTest>

using namespace lobule;
using test::Station;
using test::TestArchive;

/// alice of institution A attacks institution B with everything that her login can say to the server. Each attack is a row: what she
/// says, and the SQLSTATE that she gets, or "nothing": it runs and shows nothing of B. After each, B's rows must be what they were.
class TestArchiveSecurity : public QObject {
    Q_OBJECT

    TestArchive m_archive;
    QString m_fingerprint;
    static constexpr char kB[] = "2"; // institution_id of Hospital B

    using Outcome = TestArchive::Outcome;
    Outcome say(const char* login, const QString& sql) { return m_archive.say(login, sql); }

    QProcess m_superuser; ///< One psql for all fingerprints.

    /// Hash of every row of B and of all rights in the archive, as the superuser sees them.
    QString fingerprint()
    {
        QStringList parts;
        for (const char* table : {"institution", "member", "inst_head", "study", "series", "blob", "blob_chunk", "instance", "prediction",
                 "measurement", "key_image", "report_version", "tombstone", "reopening", "applied_op", "change", "audit"})
            parts << QStringLiteral("SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM lobule.%1 t WHERE institution_id = %2")
                         .arg(QLatin1String(table), QLatin1String(kB));
        parts << "SELECT md5(string_agg(relname || coalesce(relacl::text, ''), '|' ORDER BY oid)) FROM pg_class WHERE relnamespace IN "
                 "('lobule'::regnamespace, 'public'::regnamespace)"
              << "SELECT md5(string_agg(oid || coalesce(proacl::text, '') || md5(prosrc), '|' ORDER BY oid)) FROM pg_proc"
              << "SELECT md5(string_agg(a::text, '|' ORDER BY oid)) FROM pg_authid a"
              << "SELECT md5(string_agg(m::text, '|' ORDER BY roleid, member)) FROM pg_auth_members m";
        m_superuser.write((parts.join(" UNION ALL ") + ";\n\\echo end\n").toUtf8());
        QString answer;
        while (!answer.endsWith("end\n") && m_superuser.waitForReadyRead(20'000))
            answer += QString::fromUtf8(m_superuser.readAllStandardOutput());
        return answer;
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString reason = test::PostgresServer::missing(); !reason.isEmpty()) QSKIP(qPrintable(reason));
        const QString error = m_archive.start();
        QVERIFY2(error.isEmpty(), qPrintable(error));
        // B has a study, a prediction, a measurement, a key image, two reports and a removal; A has a study.
        Station b(m_archive, "bob", "Hospital B"), a(m_archive, "alice");
        const QString study = b.add(77, 2);
        library::Prediction prediction;
        prediction.instanceUid = library::fixture::instanceUid(77, 1, 1);
        prediction.label = "LC";
        prediction.modelSha256 = QString(64, u'a');
        prediction.modelName = "BCANARY-MODEL";
        QVERIFY(b.library->addPrediction(prediction));
        QVERIFY(b.library->putMeasurement({"7d8f3c1e-0000-4000-8000-0000000000bb", study, {}, prediction.instanceUid, 0, "length",
            {1, 2, 3, 4}, 5, "BCANARY-LABEL", {}}));
        QVERIFY(b.library->putKeyImage({{}, study, {}, prediction.instanceUid, 0, 150, 30, "LINEAR", "BCANARY-NOTE", "Kim", {}}));
        QVERIFY(b.report_(study, "BCANARY-TEXT"));
        const QString removed = b.add(78);
        a.add(66);
        QCOMPARE(b.connect() + a.connect(), QString());
        QString synced = b.sync();
        synced += a.sync();
        QVERIFY2(synced.isEmpty(), qPrintable(synced + m_archive.server.log()));
        QVERIFY(b.library->removeStudy(removed));
        QCOMPARE(b.sync(), QString());
        m_archive.server.sql("ANALYZE");
        m_superuser.start("psql", {"-XAtq", m_archive.server.administrator() + " dbname=lobule"});
        m_fingerprint = fingerprint();
        QCOMPARE(m_fingerprint.count('\n'), 22);
    }

    void cleanupTestCase()
    {
        m_superuser.closeWriteChannel();
        if (m_superuser.state() != QProcess::NotRunning) m_superuser.waitForFinished();
    }

    void attack_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char* sql, const char* expected) { QTest::newRow(name) << sql << expected; };

        // reading
        for (const char* table : {"institution", "inst_head", "study", "series", "blob", "blob_chunk", "instance", "prediction",
                 "measurement", "key_image", "report_version", "tombstone", "reopening", "applied_op", "change"})
            QTest::addRow("read %s", table) << QStringLiteral("SELECT t.* FROM lobule.%1 t WHERE institution_id = 2").arg(table)
                                            << "nothing";
        row("read member", "SELECT * FROM lobule.member WHERE institution_id = 2 OR login = 'bob'", "nothing");
        row("read audit", "SELECT * FROM lobule.audit", "42501");
        row("read without a condition", "SELECT to_jsonb(t) FROM lobule.study t", "nothing");
        row("read by a known key", "SELECT * FROM lobule.study WHERE study_uid = '2.25.100077'", "nothing");
        row("read whole-row reference", "SELECT s::text FROM lobule.study s", "nothing");
        row("read by row address", "SELECT * FROM lobule.study WHERE ctid = '(0,1)'", "nothing");
        row("read a sample", "SELECT * FROM lobule.report_version TABLESAMPLE SYSTEM (100)", "nothing");
        row("read through a join", "SELECT r.* FROM lobule.study s RIGHT JOIN lobule.report_version r USING (study_uid)", "nothing");
        row("read through a cursor", "BEGIN; DECLARE c CURSOR FOR SELECT * FROM lobule.study; FETCH ALL FROM c; COMMIT", "nothing");
        row("read through a prepared statement", "PREPARE p(int) AS SELECT * FROM lobule.study WHERE institution_id = $1; EXECUTE p(2)",
            "nothing");
        row("read through XML", "SELECT table_to_xml('lobule.study', true, false, '')", "nothing");
        row("read through query_to_xml", "SELECT query_to_xml('SELECT * FROM lobule.report_version', true, false, '')", "nothing");
        row("read through schema_to_xml", "SELECT schema_to_xml('lobule', true, false, '')", "nothing");
        row("read through ts_stat", "SELECT * FROM ts_stat('SELECT to_tsvector(fields::text) FROM lobule.report_version')", "nothing");
        row("read the feed of B", "SELECT * FROM lobule.pull(2, 0, 1000)", "nothing");
        row("read all feeds",
            "SELECT * FROM lobule.change c, LATERAL lobule.pull(c.institution_id, 0, 1000) p WHERE p.body IS NOT NULL AND "
            "p.body::text LIKE '%100077%'",
            "nothing");
        row("lock rows for update", "SELECT * FROM lobule.study WHERE institution_id = 2 FOR UPDATE", "42501");

        // guessing: errors, plans and keys that tell whether a row exists
        row("division tells", "SELECT 1 FROM lobule.study WHERE 1 / (CASE WHEN study_uid = '2.25.100077' THEN 0 ELSE 1 END) = 1",
            "nothing");
        row("cast tells", "SELECT count(pseudonym::int) FROM lobule.study WHERE institution_id = 2", "nothing");
        row("regular expression tells", "SELECT 1 FROM lobule.report_version WHERE fields::text ~ 'BCANARY' AND institution_id = 2",
            "nothing");
        row("key collision tells (same UID, own institution)",
            "BEGIN; INSERT INTO lobule.study VALUES (1, '2.25.100077', '', '', '', '', '', false, false, 0); ROLLBACK", "nothing");
        row("key collision tells (same key, institution B)",
            "INSERT INTO lobule.study VALUES (2, '2.25.100077', '', '', '', '', '', false, false, 0)", "42501");
        row("no key collision, institution B", "INSERT INTO lobule.study VALUES (2, '2.25.199', '', '', '', '', '', false, false, 0)",
            "42501");
        row("foreign key tells (study of B)",
            "INSERT INTO lobule.series VALUES (1, '2.25.5', '2.25.100077', 1, '', '', '', '', '', '', 0, 0, 0)", "23503");
        row("foreign key tells (no such study)",
            "INSERT INTO lobule.series VALUES (1, '2.25.5', '2.25.100999', 1, '', '', '', '', '', '', 0, 0, 0)", "23503");
        row("does B own this image (blob)",
            "WITH b AS (SELECT sha256 FROM lobule.blob) SELECT count(*) - count(*) FROM b "
            "WHERE sha256 = sha256('x')",
            "nothing");
        row("on conflict update tells",
            "INSERT INTO lobule.study VALUES (2, '2.25.100077', '', '', '', '', '', false, false, 0) ON CONFLICT "
            "(institution_id, study_uid) DO UPDATE SET sex = 'M' RETURNING *",
            "42501");
        row("column statistics", "SELECT * FROM pg_stats WHERE schemaname = 'lobule'", "nothing");
        row("column statistics, table", "SELECT * FROM pg_statistic", "42501");
        row("extended statistics", "SELECT * FROM pg_statistic_ext_data", "42501");
        row("row counts of the planner", "SELECT reltuples FROM pg_class WHERE relname = 'study'", "42501");
        row("page counts of the planner", "SELECT relpages FROM pg_class", "42501");
        row("row counts of the collector", "SELECT n_live_tup FROM pg_stat_user_tables", "42501");
        row("row counts of the collector, function", "SELECT pg_stat_get_live_tuples('lobule.study'::regclass)", "42501");
        row("file size", "SELECT pg_relation_size('lobule.study')", "42501");
        row("file size of the database", "SELECT pg_database_size('lobule')", "42501");
        row("what others run", "SELECT query FROM pg_stat_activity", "42501");
        row("counters of an index", "SELECT idx_scan FROM pg_stat_user_indexes", "42501");
        row("counters of blocks", "SELECT heap_blks_read FROM pg_statio_user_tables", "42501");
        row("counters of the database", "SELECT xact_commit, tup_inserted FROM pg_stat_database", "42501");
        row("counters of this transaction", "SELECT n_tup_ins FROM pg_stat_xact_user_tables", "42501");
        row("counters of the log", "SELECT wal_bytes FROM pg_stat_wal", "42501");
        row("position of the log", "SELECT pg_current_wal_insert_lsn()", "42501");
        row("checkpoint", "SELECT * FROM pg_control_checkpoint()", "42501");
        row("locks of others", "SELECT relation FROM pg_locks", "42501");
        row("size of the tablespace", "SELECT pg_tablespace_size('pg_default')", "42501");
        row("progress of a vacuum", "SELECT heap_blks_total FROM pg_stat_progress_vacuum", "42501");
        row("how many institutions", "SELECT last_value FROM lobule.institution_institution_id_seq", "42501");
        row("sequence position", "SELECT pg_sequence_last_value('lobule.institution_institution_id_seq'::regclass)", "42501");
        row("all sequences", "SELECT last_value FROM pg_sequences WHERE last_value IS NOT NULL", "nothing");
        row("use up a sequence", "SELECT nextval('lobule.institution_institution_id_seq')", "42501");
        row("set a sequence back", "SELECT setval('lobule.institution_institution_id_seq', 1)", "42501");
        row("create statistics", "CREATE STATISTICS s ON study_uid, pseudonym FROM lobule.study", "42501");

        // writing
        row("insert a report into B",
            "INSERT INTO lobule.report_version VALUES (2, gen_random_uuid(), '2.25.100077', '{}', 'draft', '', '{}', "
            "0, 'bob', now())",
            "42501");
        row("insert under another login",
            "INSERT INTO lobule.report_version VALUES (1, gen_random_uuid(), '2.25.100066', '{}', 'draft', '', "
            "'{}', 0, 'bob', now())",
            "42501");
        row("insert a chunk into B", "INSERT INTO lobule.blob_chunk SELECT 2, sha256('x'), 0, sha256('x'), 'x'", "42501");
        row("insert a membership", "INSERT INTO lobule.member VALUES (2, 'alice', true)", "42501");
        row("insert an institution", "INSERT INTO lobule.institution(name) VALUES ('C')", "42501");
        row("insert into the feed", "INSERT INTO lobule.change VALUES (2, 999, 'report', 'x', gen_random_uuid())", "42501");
        row("insert into the audit", "INSERT INTO lobule.audit VALUES (2, 999, now(), 'bob', 'x', '{}', sha256(''), sha256(''))", "42501");
        row("update a report", "UPDATE lobule.report_version SET fields = '{}'", "42501");
        row("update with from", "UPDATE lobule.study s SET sex = 'M' FROM lobule.series e WHERE e.institution_id = 2", "42501");
        row("move a row to B", "UPDATE lobule.study SET institution_id = 2", "42501");
        row("update the feed's head", "UPDATE lobule.inst_head SET rev = 0 WHERE institution_id = 2", "42501");
        row("update the epoch", "UPDATE lobule.archive SET epoch = gen_random_uuid()", "42501");
        row("delete", "DELETE FROM lobule.report_version", "42501");
        row("delete with using", "DELETE FROM lobule.study USING lobule.series", "42501");
        row("truncate", "TRUNCATE lobule.study CASCADE", "42501");
        row("merge", "MERGE INTO lobule.study t USING (VALUES (1)) v(x) ON t.institution_id = 2 WHEN MATCHED THEN DELETE", "42501");
        row("write in a common table expression", "WITH d AS (DELETE FROM lobule.study RETURNING *) SELECT * FROM d", "42501");
        row("lock the table", "BEGIN; LOCK TABLE lobule.study IN ACCESS EXCLUSIVE MODE", "42501");

        // functions
        row("push to B", "SELECT lobule.push(2, 3, gen_random_uuid(), '[]')", "42501");
        row("push to B, hidden in the body",
            "SELECT lobule.push(1, 3, gen_random_uuid(), "
            "'[{\"op\":\"00000000-0000-4000-8000-000000000666\",\"seq\":1,\"kind\":\"report\",\"key\":"
            "\"x\",\"body\":{\"institution_id\":2,\"login\":\"bob\",\"version_uid\":\"00000000-0000-4000-8000-000000000667\",\"study_uid\":"
            "\"2.25.100077\",\"parents\":[],\"status\":\"draft\",\"reader\":\"\",\"fields\":{},\"created_at_ms\":0}}]')",
            "23503");
        row("push an instance to B", "SELECT lobule.push_instance(2, '{\"study\":{\"study_uid\":\"2.25.100077\"}}')", "42501");
        row("log a change of B", "SELECT lobule.log_changes(2, ARRAY[gen_random_uuid()], '{report}', '{x}')", "42501");
        row("lock the feed of B", "SELECT lobule.lock_feed(2)", "42501");
        row("undo a removal of B", "INSERT INTO lobule.reopening SELECT 2, gen_random_uuid(), '2.25.100078', 'alice'", "42501");
        row("feed of a study of B", "SELECT * FROM lobule.feed_of_study(2, '2.25.100077')", "nothing");
        row("study of an operation of B", "SELECT lobule.study_of_op(2, 'prediction', '{\"instance_uid\":\"2.25.100077.1.1\"}')",
            "nothing");
        row("apply to B unchecked", "SELECT lobule.apply_op(2, 'report', 'x', '{}', '{\"institution_id\":2}')", "42501");
        row("append to the audit of B", "SELECT lobule.audit_append(2, 'x', '{}')", "42501");
        row("append to the audit unchecked", "SELECT lobule.append_audit(2, 'bob', 'x', '{}')", "42501");
        row("append to the audit of nobody", "SELECT lobule.audit_append(NULL, 'x', '{}')", "42501");
        row("break the chain check", "SELECT lobule.audit_break(2)", "42501");

        // becoming somebody else
        row("set role bob", "SET ROLE bob", "42501");
        row("set role owner", "SET ROLE lobule_owner", "42501");
        row("set role migrator", "SET ROLE lobule_migrator", "42501");
        row("set role backup", "SET ROLE lobule_backup", "42501");
        row("set role postgres", "SET ROLE postgres", "42501");
        row("set role client, then read", "SET ROLE lobule_client; SELECT * FROM lobule.study", "nothing");
        row("set session authorization", "SET SESSION AUTHORIZATION bob", "42501");
        row("set session authorization by setting", "SELECT set_config('session_authorization', 'bob', false)", "42501");
        row("set role by setting", "SELECT set_config('role', 'lobule_owner', false)", "42501");
        row("row_security off", "SET row_security = off; SELECT * FROM lobule.study", "42501");
        row("row_security off by role", "ALTER ROLE alice SET row_security = off; ALTER ROLE alice RESET ALL", "nothing");
        row("replica mode", "SET session_replication_role = replica", "42501");
        row("settings of the owner's functions", "ALTER FUNCTION lobule.my_institutions() SET search_path = public", "42501");
        row("load a library", "LOAD 'auto_explain'", "42501");
        row("preload a library", "SET local_preload_libraries = 'x'", "nothing");
        row("log others' statements", "SET log_statement = 'all'", "42501");
        row("search_path of the functions", "SET search_path = public; SELECT lobule.my_institutions()", "nothing");
        row("own settings", "SET lobule.institution_id = 2; SET lobule.login = 'bob'; SELECT * FROM lobule.study", "nothing");
        row("allow_system_table_mods", "SET allow_system_table_mods = on; UPDATE pg_authid SET rolsuper = true", "42501");
        row("alter own rights", "ALTER ROLE alice SUPERUSER", "42501");
        row("bypass row-level security", "ALTER ROLE alice BYPASSRLS", "42501");
        row("alter bob's password", "ALTER ROLE bob PASSWORD 'x'", "42501");
        row("create a role", "CREATE ROLE eve LOGIN", "42501");
        row("grant the client role", "GRANT lobule_client TO alice WITH ADMIN OPTION", "42501");
        row("grant the owner role", "GRANT lobule_owner TO alice", "42501");
        row("grant a table", "GRANT ALL ON lobule.member TO alice; INSERT INTO lobule.member VALUES (2, 'alice', true)", "42501");
        row("read password hashes", "SELECT rolpassword FROM pg_authid", "42501");
        row("rename bob", "ALTER ROLE bob RENAME TO robert", "42501");

        // own code and shadowing
        row("temporary table", "CREATE TEMP TABLE member AS SELECT 2 AS institution_id, 'alice'::name AS login", "42501");
        row("temporary sequence", "CREATE TEMP SEQUENCE s", "42501");
        row("select into a temporary table", "SELECT * INTO TEMP t FROM lobule.study", "42501");
        row("materialized view", "CREATE MATERIALIZED VIEW public.m AS SELECT * FROM lobule.study", "42501");
        row("SQL function", "CREATE FUNCTION public.f() RETURNS SETOF lobule.study LANGUAGE sql AS 'SELECT * FROM lobule.study'", "42501");
        row("procedure", "CREATE PROCEDURE public.p() LANGUAGE sql AS 'SELECT 1'", "42501");
        row("aggregate", "CREATE AGGREGATE public.a(int) (SFUNC = int4pl, STYPE = int)", "42501");
        row("cast", "CREATE CAST (text AS int) WITH INOUT AS IMPLICIT", "42501");
        row("domain", "CREATE DOMAIN public.d AS int", "42501");
        row("anonymous code in SQL", "DO LANGUAGE sql $$ SELECT 1 $$", "0A000");
        row("temporary view", "CREATE TEMP VIEW v AS SELECT * FROM lobule.study", "42501");
        row("temporary function", "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "42501");
        row("view in public", "CREATE VIEW public.v AS SELECT * FROM lobule.study", "42501");
        row("view in lobule", "CREATE VIEW lobule.v AS SELECT * FROM lobule.study", "42501");
        row("table in public", "CREATE TABLE public.member (login name)", "42501");
        row("schema", "CREATE SCHEMA alice", "42501");
        row("function in lobule", "CREATE OR REPLACE FUNCTION lobule.my_institutions() RETURNS int[] LANGUAGE sql AS 'SELECT ARRAY[1,2]'",
            "42501");
        row("leaky function", "CREATE FUNCTION public.leak(text) RETURNS bool COST 0.0000001 LANGUAGE sql AS 'SELECT true'", "42501");
        row("leaky operator", "CREATE OPERATOR public.<<< (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)", "42501");
        row("anonymous code", "DO $$ BEGIN RAISE NOTICE 'x'; END $$", "42501");
        row("search_path", "SET search_path = pg_temp, public, lobule; SELECT * FROM study", "nothing");
        row("trigger", "CREATE TRIGGER t BEFORE INSERT ON lobule.study FOR EACH ROW EXECUTE FUNCTION lobule.instance_needs_blob()",
            "42501");
        row("rule", "CREATE RULE r AS ON INSERT TO lobule.study DO ALSO NOTHING", "42501");
        row("policy", "CREATE POLICY p ON lobule.study USING (true)", "42501");
        row("drop a policy", "DROP POLICY own_read ON lobule.study", "42501");
        row("no row-level security", "ALTER TABLE lobule.study DISABLE ROW LEVEL SECURITY", "42501");
        row("own the table", "ALTER TABLE lobule.study OWNER TO alice", "42501");
        row("comment", "COMMENT ON TABLE lobule.study IS 'x'", "42501");
        row("extension dblink", "CREATE EXTENSION dblink SCHEMA lobule", "42501");
        row("extension postgres_fdw", "CREATE EXTENSION postgres_fdw SCHEMA lobule", "42501");
        row("extension pageinspect", "CREATE EXTENSION pageinspect SCHEMA lobule", "42501");
        row("call dblink", "SELECT * FROM dblink('dbname=lobule', 'SELECT 1') AS t(x int)", "42883");
        row("foreign server", "CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw", "42704");
        row("untrusted language", "CREATE LANGUAGE plpython3u", "0A000");
        row("event trigger", "CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION lobule.instance_needs_blob()", "42501");

        // files, copies, large objects, notifications, other sessions
        row("copy to the client", "COPY lobule.report_version TO STDOUT", "nothing");
        row("copy a query to the client", "COPY (SELECT * FROM lobule.study WHERE institution_id = 2) TO STDOUT", "nothing");
        row("copy to a file", "COPY lobule.study TO '/tmp/lobule-attack'", "42501");
        row("copy to a program", "COPY lobule.study TO PROGRAM 'cat'", "42501");
        row("copy from a file", "COPY lobule.study FROM '/etc/passwd'", "42501");
        row("read a file", "SELECT pg_read_file('PG_VERSION')", "42501");
        row("list a folder", "SELECT pg_ls_dir('.')", "42501");
        row("large object", "SELECT lo_create(0)", "42501");
        row("large object from bytes", "SELECT lo_from_bytea(0, 'x')", "42501");
        row("import a file", "SELECT lo_import('/etc/passwd')", "42501");
        row("list large objects", "SELECT * FROM pg_largeobject", "42501");
        row("channel of B", "SELECT channel FROM lobule.institution WHERE name = 'Hospital B'", "nothing");
        row("channels of others", "SELECT pg_listening_channels()", "nothing");
        row("advisory lock of the migrator", "SELECT pg_advisory_lock(7246551)", "42501");
        row("replication slot", "SELECT pg_create_logical_replication_slot('s', 'test_decoding')", "42501");
        row("publication", "CREATE PUBLICATION p FOR TABLE lobule.study", "42501");
        row("reload", "SELECT pg_reload_conf()", "42501");
        row("server settings", "ALTER SYSTEM SET log_statement = 'all'", "42501");
        row("database settings", "ALTER DATABASE lobule SET row_security = off", "42501");
        row("vacuum", "VACUUM lobule.study", "nothing");
        row("analyze", "ANALYZE lobule.study", "nothing");
        row("copy into B", "COPY lobule.blob(institution_id, sha256, size, chunk_size, chunks) FROM STDIN", "0A000");
        row("existing large object", "SELECT lo_open(1, 131072)", "42501");
        row("another database", "SELECT * FROM postgres.pg_catalog.pg_class", "0A000");
    }

    void attack()
    {
        QFETCH(QString, sql);
        QFETCH(QString, expected);
        const Outcome outcome = say("alice", sql);
        for (const char* secret : {"BCANARY", "100077", "100078", "Hospital B", "bob"})
            QVERIFY2(!outcome.out.contains(QLatin1String(secret)), qPrintable(outcome.out.left(500)));
        if (expected == "nothing")
            QVERIFY2(outcome.isOk, qPrintable(outcome.state));
        else
            QCOMPARE(outcome.state, expected);
        QCOMPARE(fingerprint(), m_fingerprint);
    }

    void sessionsOfOthersCannotBeEnded()
    {
        QProcess bob;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("PGPASSWORD", m_archive.passwords["bob"]);
        bob.setProcessEnvironment(environment);
        bob.start("psql",
            {"-XAtq", QStringLiteral("host=localhost port=%1 dbname=lobule user=bob sslmode=require").arg(m_archive.server.port())});
        bob.write("SELECT pg_backend_pid();\n");
        QVERIFY(bob.waitForReadyRead(10'000));
        const QString pid = QString::fromUtf8(bob.readLine()).trimmed();
        QVERIFY(pid.toInt() > 0);
        QCOMPARE(say("alice", QStringLiteral("SELECT pg_terminate_backend(%1)").arg(pid)).state, QString("42501"));
        QCOMPARE(say("alice", QStringLiteral("SELECT pg_cancel_backend(%1)").arg(pid)).state, QString("42501"));
        bob.write("SELECT 'still here';\n");
        QVERIFY(bob.waitForReadyRead(10'000));
        QCOMPARE(bob.readLine().trimmed(), QByteArray("still here"));
        bob.closeWriteChannel();
        bob.waitForFinished();
    }

    void optionsOfTheConnectionGiveNothing_data()
    {
        QTest::addColumn<QString>("options");
        QTest::addColumn<QString>("expected");
        QTest::newRow("role") << "-c role=lobule_owner"
                              << "42501";
        QTest::newRow("session_authorization") << "-c session_authorization=bob"
                                               << "42501";
        QTest::newRow("row_security") << "-c row_security=off"
                                      << "42501";
        QTest::newRow("replica") << "-c session_replication_role=replica"
                                 << "42501";
        QTest::newRow("system tables") << "-c allow_system_table_mods=on"
                                       << "42501";
    }

    void optionsOfTheConnectionGiveNothing()
    {
        QFETCH(QString, options);
        QFETCH(QString, expected);
        const Outcome outcome = m_archive.say("alice", "SELECT * FROM lobule.study WHERE institution_id = 2", options);
        QVERIFY(!outcome.isOk);
        if (!outcome.state.isEmpty()) QCOMPARE(outcome.state, expected); // otherwise there is not even a session
        QCOMPARE(fingerprint(), m_fingerprint);
    }

    void nonsenseInTheFeedKeepsNobodyFromReading()
    {
        QVERIFY(say("alice", "SELECT lobule.log_changes(1, ARRAY[gen_random_uuid()], '{prediction}', '{no uuid}')").isOk);
        const Outcome read = say("alice", "SELECT count(*) FROM lobule.pull(1, 0, 100)");
        QVERIFY2(read.isOk, qPrintable(read.state));
    }

    void plansTellNothingOfOthers()
    {
        // The planner's estimate for a value that only B has is the one for a value that nobody has.
        const auto plan = [this](const char* value) {
            return say("alice", QStringLiteral("EXPLAIN SELECT * FROM lobule.study WHERE description = '%1'").arg(value))
                .out.replace(value, "");
        };
        QVERIFY(plan("CT ABDOMEN").contains("rows="));
        QCOMPARE(plan("CT ABDOMEN"), plan("NO SUCH THING"));
    }

    void notificationsCarryNothing()
    {
        // Heard by those who know the channel's name, which only members can read; the payload is empty.
        const QString channel = m_archive.server.sql("SELECT channel FROM lobule.institution WHERE institution_id = 1");
        QVERIFY(channel.size() > 32);
        const Outcome heard
            = say("alice", QStringLiteral("LISTEN %1; SELECT lobule.log_changes(1, ARRAY[gen_random_uuid()], '{x}', '{x}')").arg(channel));
        QVERIFY2(heard.isOk, qPrintable(heard.state));
        QVERIFY2(heard.out.contains(QStringLiteral("Asynchronous notification \"%1\" received").arg(channel)), qPrintable(heard.out));
        QVERIFY(!heard.out.contains("with payload"));
    }

    void allowedThingsWork_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("expected");
        QTest::newRow("own study") << "SELECT study_uid FROM lobule.study"
                                   << "2.25.100066";
        QTest::newRow("own institution") << "SELECT name FROM lobule.institution"
                                         << "Hospital A";
        QTest::newRow("own membership") << "SELECT login, can_write FROM lobule.member"
                                        << "alice|t";
        QTest::newRow("own chunk") << "SELECT count(*) FROM lobule.blob_chunk"
                                   << "1";
        QTest::newRow("own feed") << "SELECT kind FROM lobule.pull(1, 0, 1)"
                                  << "instance";
        QTest::newRow("greeting") << "SELECT lobule.hello() -> 'institutions' -> 0 ->> 'name'"
                                  << "Hospital A";
        QTest::newRow("own report")
            << "SELECT cardinality(lobule.push(1, 3, gen_random_uuid(), '[{\"op\":\"00000000-0000-4000-8000-000000000777\","
               "\"seq\":1,\"kind\":\"report\",\"key\":\"00000000-0000-4000-8000-000000000778\",\"body\":{\"version_uid\":"
               "\"00000000-0000-4000-8000-000000000778\",\"study_uid\":\"2.25.100066\",\"parents\":[],\"status\":\"draft\","
               "\"reader\":\"\",\"fields\":{},\"created_at_ms\":0}}]'))"
            << "1";
        QTest::newRow("same UID as B, own institution")
            << "BEGIN; INSERT INTO lobule.study VALUES (1, '2.25.100077', '', '', '', '', '', false, false, 0); SELECT count(*) FROM "
               "lobule.study; ROLLBACK"
            << "2";
    }

    void allowedThingsWork()
    {
        QFETCH(QString, sql);
        QFETCH(QString, expected);
        const Outcome outcome = say("alice", sql);
        QVERIFY2(outcome.isOk, qPrintable(outcome.state));
        QCOMPARE(outcome.out.trimmed(), expected);
    }

    void everyTableIsForced()
    {
        QCOMPARE(m_archive.server.sql("SELECT count(*) FROM pg_class WHERE relnamespace = 'lobule'::regnamespace AND relkind IN ('r', 'p') "
                                      "AND NOT (relrowsecurity AND relforcerowsecurity)"),
            QString("0"));
        // No view, no function for everybody, no definer function without a fixed search_path.
        QCOMPARE(
            m_archive.server.sql("SELECT count(*) FROM pg_class WHERE relnamespace = 'lobule'::regnamespace AND relkind IN ('v', 'm')"),
            QString("0"));
        QCOMPARE(m_archive.server.sql(
                     "SELECT count(*) FROM pg_proc p WHERE pronamespace = 'lobule'::regnamespace AND (has_function_privilege('public', "
                     "p.oid, 'EXECUTE') OR NOT coalesce(array_to_string(proconfig, ','), '') LIKE '%search_path=%')"),
            QString("0"));
        QCOMPARE(m_archive.server.sql("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'lobule_owner'"), QString("f"));
    }

    void theOwnerSeesNoClinicalRow()
    {
        QCOMPARE(m_archive.server.sql("SET ROLE lobule_owner; SELECT (SELECT count(*) FROM lobule.study) + (SELECT count(*) FROM "
                                      "lobule.report_version) + (SELECT count(*) FROM lobule.blob_chunk)"),
            QString("0"));
    }

    void aReaderCannotWrite()
    {
        const auto password = m_archive.admin->addUser("rita", "Hospital A", false);
        QVERIFY(password);
        m_archive.passwords["rita"] = *password;
        QCOMPARE(say("rita", "SELECT study_uid FROM lobule.study").out.trimmed(), QString("2.25.100066"));
        QCOMPARE(say("rita", "SELECT lobule.push(1, 3, gen_random_uuid(), '[]')").state, QString("42501"));
        QCOMPARE(say("rita", "INSERT INTO lobule.study VALUES (1, '2.25.9', '', '', '', '', '', false, false, 0)").state, QString("42501"));
    }

    void originalIdentitiesDoNotFit()
    {
        const auto refused = [this](const char* values) {
            return say("alice", QStringLiteral("INSERT INTO lobule.study VALUES (1, %1, 'CT', false, false, 0)").arg(QLatin1String(values)))
                .state;
        };
        QCOMPARE(refused("'1.2.840.113619.2.55.3', '', '', '', ''"), QString("23514"));
        QCOMPARE(refused("'2.25.1', 'HONG^GILDONG', '', '', ''"), QString("23514"));
        QCOMPARE(refused("'2.25.1', '12345678', '', '', ''"), QString("23514"));
        QCOMPARE(refused("'2.25.1', '', '', '61 years, Seoul', ''"), QString("23514"));
    }

    void scramVerifierIsPostgresOwn()
    {
        // That alice logged in with it says as much; the form is PostgreSQL's.
        QVERIFY(m_archive.server.sql("SELECT rolpassword FROM pg_authid WHERE rolname = 'alice'").startsWith("SCRAM-SHA-256$4096:"));
    }
};

QTEST_GUILESS_MAIN(TestArchiveSecurity)
#include "tst_archive_security.moc"
