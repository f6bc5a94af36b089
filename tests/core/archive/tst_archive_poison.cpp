#include "tests/core/archive/ArchiveFixture.h"

#include <QTest>

using namespace lobule;
using test::Station;
using test::TestArchive;

/// A member of the institution pushes with psql what no workstation makes. The archive refuses it; what an older one has taken is refused
/// by the workstations that read it, and said to a person.
class TestArchivePoison : public QObject {
    Q_OBJECT

    TestArchive m_archive;

    /// `body`: an expression of SQL. Returns the SQLSTATE.
    QString push(const char* kind, const QString& key, const QString& body)
    {
        return m_archive
            .say("alice",
                QStringLiteral("SELECT lobule.push(1, 10, gen_random_uuid(), jsonb_build_array(jsonb_build_object('op', gen_random_uuid(), "
                               "'seq', 1, 'kind', '%1', 'key', '%2', 'body', %3)))")
                    .arg(QLatin1String(kind), key, body))
            .state;
    }
    QString pushReport(const QString& uid, const QString& study, const QString& parents, const QString& fields)
    {
        return push("report", uid,
            QStringLiteral(
                "jsonb_build_object('version_uid', '%1', 'study_uid', '%2', 'parents', '%3'::jsonb, 'status', 'draft', 'reader', "
                "'forged', 'created_at_ms', 1, 'fields', %4)")
                .arg(uid, study, parents, fields));
    }
    QString pushMeasurement(const QString& uid, int study, const QString& more)
    {
        return push("measurement", uid,
            QStringLiteral("jsonb_build_object('measurement_uid', '%1', 'instance_uid', '%2', 'frame', 0, 'kind', 'length', 'points', "
                           "'[1, 2, 3, 4]'::jsonb, 'value_mm', 1, 'label', 'forged', 'is_removed', false, 'created_at_ms', 1, "
                           "'changed_at_ms', 1) || %3")
                .arg(uid, library::fixture::instanceUid(study, 1, 1), more));
    }
    /// As the one of the study, with another UID.
    QString pushInstance(const QString& uid, int study, const QString& more)
    {
        return push("instance", uid,
            QStringLiteral(
                "(SELECT jsonb_build_object('study', to_jsonb(t) - 'institution_id', 'series', to_jsonb(s) - 'institution_id', "
                "'instance', (to_jsonb(i) - 'institution_id') || '{\"instance_uid\": \"%1\"}' || %2) FROM lobule.instance i JOIN "
                "lobule.series s USING (institution_id, series_uid) JOIN lobule.study t USING (institution_id, study_uid) "
                "WHERE i.instance_uid = '%3')")
                .arg(uid, more, library::fixture::instanceUid(study, 1, 1)));
    }
    static QString uuid(int n) { return QStringLiteral("00000000-0000-4000-8000-%1").arg(n, 12, 10, QLatin1Char('0')); }
    static QString deep(int levels) { return QStringLiteral("(repeat('{\"a\":', %1) || '1' || repeat('}', %1))::jsonb").arg(levels); }

    static QStringList refused(Station& station, const QString& study)
    {
        const auto found = station.store->refusals();
        if (!found) qFatal("no refusals");
        QStringList lines;
        for (const library::Refusal& item : *found)
            if (item.studyUid == study) lines << item.kind + u' ' + item.key + u' ' + item.why;
        lines.sort();
        return lines;
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString reason = test::PostgresServer::missing(); !reason.isEmpty()) QSKIP(qPrintable(reason));
        const QString error = m_archive.start();
        QVERIFY2(error.isEmpty(), qPrintable(error));
    }

    void cleanup()
    {
        if (!m_archive.passwords.empty()) QCOMPARE(m_archive.faults(), QString());
    }

    void theFeedTakesLinesOnlyWhereItsHeadIs()
    {
        const QString op = "gen_random_uuid()";
        for (const auto& [ops, kinds, keys] : {std::tuple{QString("ARRAY[[%1, %1]]").arg(op), "{{x,x}}", "{{x,x}}"},
                 {QString("ARRAY[[%1], [%1]]").arg(op), "{{x},{x}}", "{{x},{x}}"}, {QString("ARRAY[%1]").arg(op), "{x,x}", "{x}"},
                 {QString("ARRAY[%1]").arg(op), "{x}", "{x,x}"}, {QString("ARRAY[%1, %1]").arg(op), "{{x,x}}", "{x,x}"},
                 {QString("NULL"), "{x}", "{x}"}, {QString("ARRAY[%1]").arg(op), "{}", "{x}"}}) {
            const QString call
                = QStringLiteral("SELECT lobule.log_changes(1, %1, '%2', '%3')").arg(ops, QLatin1String(kinds), QLatin1String(keys));
            QCOMPARE(m_archive.say("alice", call).state, QString("22023"));
        }
        QVERIFY(m_archive.say("alice", "SELECT lobule.log_changes(1, '{}', '{}', '{}')").isOk);
        QVERIFY(m_archive.say("alice", QStringLiteral("SELECT lobule.log_changes(1, ARRAY[%1, %1], '{x,x}', '{x,x}')").arg(op)).isOk);
        QCOMPARE(m_archive.faults(), QString());
    }

    /// Lines beyond the head, as an archive before schema 10 could come to have them, kept everybody from writing.
    void anArchiveWithLinesBeyondItsHeadIsMended()
    {
        m_archive.server.sql("INSERT INTO lobule.change SELECT 1, h.rev + n, 'x', 'x', gen_random_uuid() FROM lobule.inst_head h, "
                             "generate_series(1, 2) n WHERE h.institution_id = 1");
        const QString push = "SELECT lobule.log_changes(1, ARRAY[gen_random_uuid()], '{x}', '{x}')";
        QCOMPARE(m_archive.say("alice", push).state, QString("23505"));
        // All that schema 10 has made.
        m_archive.server.sql("DELETE FROM lobule.schema_migration WHERE version = 10; ALTER TABLE lobule.report_version DROP CONSTRAINT "
                             "report_version_bounds_check, DROP CONSTRAINT report_version_parents_check; ALTER TABLE lobule.measurement "
                             "DROP CONSTRAINT measurement_bounds_check; ALTER TABLE lobule.instance DROP CONSTRAINT instance_bounds_check; "
                             "DROP FUNCTION lobule.is_report(jsonb), lobule.is_finite(jsonb)");
        const auto migrated = m_archive.admin->migrate();
        QVERIFY2(migrated, qPrintable(migrated ? QString() : TestArchive::describe(migrated.error())));
        QCOMPARE(*migrated, 1);
        QVERIFY(m_archive.say("alice", push).isOk);
        QCOMPARE(m_archive.faults(), QString());
    }

    void theArchiveTakesNoReportThatNoWorkstationMakes()
    {
        Station a(m_archive, "alice");
        const QString study = a.add(1), own = uuid(1), text = "jsonb_build_object('impression', 'x')";
        QCOMPARE(a.connect(), QString());
        QCOMPARE(a.sync(), QString());
        QCOMPARE(pushReport(own, study, "[\"" + own + "\"]", text), QString("23514"));
        QCOMPARE(pushReport(own, study, "[[\"" + uuid(2) + "\"]]", text), QString("23514"));
        QCOMPARE(pushReport(own, study, "[]", "jsonb_build_object('impression', repeat('x', 262144))"), QString("23514"));
        QCOMPARE(pushReport(own, study, "[]", deep(3000)), QString("23514"));
        QCOMPARE(pushReport(own, study, "[]", deep(65)), QString("23514"));
        QCOMPARE(pushReport(own, study, "[]", "'{\"impression\": 1e400}'::jsonb"), QString("23514"));
        QCOMPARE(pushReport(own, study, "[]", "'{\"impression\": [-1e-400]}'::jsonb"), QString("23514"));
        QCOMPARE(pushReport(own, study, "[]", deep(64)), QString());
    }

    void theArchiveTakesNoMeasurementThatNoWorkstationMakes()
    {
        Station a(m_archive, "alice");
        a.add(2);
        QCOMPARE(a.connect(), QString());
        QCOMPARE(a.sync(), QString());
        for (const char* more : {"'{\"frame\": -1}'", "'{\"frame\": 1000001}'", "'{\"points\": [1, 1e400]}'", "'{\"points\": [1e-400]}'",
                 "'{\"value_mm\": \"NaN\"}'", "'{\"value_mm\": \"-Infinity\"}'",
                 "jsonb_build_object('points', (SELECT jsonb_agg(n) FROM generate_series(1, 2001) n))"})
            QCOMPARE(pushMeasurement(uuid(3), 2, more), QString("23514"));
        QCOMPARE(
            pushMeasurement(uuid(3), 2, "jsonb_build_object('points', (SELECT jsonb_agg(n) FROM generate_series(1, 2000) n))"), QString());
    }

    void theArchiveTakesNoImageThatNoWorkstationMakes()
    {
        Station a(m_archive, "alice");
        a.add(3);
        QCOMPARE(a.connect(), QString());
        QCOMPARE(a.sync(), QString());
        for (const char* more : {"'{\"rows\": -1}'", "'{\"columns\": 65536}'", "'{\"pixel_type\": 6}'", "'{\"pixel_type\": -1}'",
                 "jsonb_build_object('frames', (SELECT jsonb_agg('[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]'::jsonb) FROM generate_series(0, "
                 "100000)))",
                 "'{\"frames\": [[1,1e400,1,1,1,1,1,1,1,1,1,1,1,1,1]]}'"})
            QCOMPARE(pushInstance("2.25.1000031", 3, more), QString("23514"));
        QCOMPARE(pushInstance("2.25.1000031", 3, "'{\"rows\": 65535, \"columns\": 0, \"pixel_type\": 0, \"frames\": []}'"), QString());
    }

    /// The longest report that can be saved, and figures at the edge of what a computer can hold.
    void whatWorkstationsMakeIsTaken()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(4);
        QCOMPARE(a.connect() + b.connect(), QString());
        const QString longest = QString::fromUtf8("\u000b\"\\\n가").repeated(20'000);
        const auto save = [&](qsizetype size) {
            return a.library->saveReport(study, {{"impression", longest.left(size)}}, "draft", "Kim");
        };
        const auto tooLong = save(longest.size());
        QVERIFY(!tooLong);
        QCOMPARE(tooLong.error().arguments.front(), std::string("report-too-long"));
        qsizetype size = longest.size();
        while (size > 0 && !save(size)) size -= 10;
        QVERIFY(size > 80'000);
        library::Measurement line{uuid(40), study, {}, library::fixture::instanceUid(4, 1, 1), 0, "length",
            {5e-324, -1.7976931348623157e308}, 1.7976931348623157e308, "", {}};
        QVERIFY(a.library->putMeasurement(line));
        QCOMPARE(test::inTurn({&a, &b}), QString());
        QCOMPARE(a.report.attention + a.report.waiting, 0);
        QCOMPARE(b.impressions(study).size(), a.impressions(study).size());
        QCOMPARE(b.impressions(study).last(), longest.left(size));
        const auto lines = b.library->measurements(study);
        QCOMPARE(lines->first().indexIj, line.indexIj);
        QCOMPARE(refused(b, study), QStringList());
    }

    /// From here on the archive is one of before schema 10.
    void whatAnOlderArchiveHoldsIsCheckedHere()
    {
        m_archive.server.sql("ALTER TABLE lobule.report_version DROP CONSTRAINT report_version_bounds_check, DROP CONSTRAINT "
                             "report_version_parents_check; ALTER TABLE lobule.measurement DROP CONSTRAINT measurement_bounds_check; "
                             "ALTER TABLE lobule.instance DROP CONSTRAINT instance_bounds_check");
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(5);
        QVERIFY(a.report_(study, "honest"));
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(test::inTurn({&a, &b}), QString());
        // What we cannot read at all; it is not taken for nothing.
        QCOMPARE(pushReport(uuid(50), study, "[]", deep(3000)), QString());
        QCOMPARE(pushReport(uuid(51), study, "[]", "'{\"impression\": 1e400}'::jsonb"), QString());
        QCOMPARE(pushMeasurement(uuid(52), 5, "'{\"points\": [1e400]}'"), QString());
        // What we can read and do not take.
        QCOMPARE(pushReport(uuid(53), study, "[]", deep(65)), QString());
        QCOMPARE(pushReport(uuid(54), study, "[]", "jsonb_build_object('impression', repeat('x', 262144))"), QString());
        QCOMPARE(pushMeasurement(uuid(55), 5, "'{\"frame\": 1000001}'"), QString());
        QCOMPARE(pushMeasurement(uuid(56), 5, "'{\"value_mm\": \"NaN\"}'"), QString());
        QCOMPARE(
            pushMeasurement(uuid(57), 5, "jsonb_build_object('points', (SELECT jsonb_agg(n) FROM generate_series(1, 2001) n))"), QString());
        QCOMPARE(pushInstance("2.25.1000051", 5, "'{\"rows\": -1}'"), QString());
        QCOMPARE(pushInstance("2.25.1000052", 5, "'{\"pixel_type\": 77}'"), QString());
        QVERIFY(a.report_(study, "after it"));
        QCOMPARE(test::inTurn({&a, &b}), QString());
        const QStringList expected{"instance 2.25.1000051 invalid", "instance 2.25.1000052 invalid", "measurement " + uuid(52) + " invalid",
            "measurement " + uuid(55) + " invalid", "measurement " + uuid(56) + " invalid", "measurement " + uuid(57) + " invalid",
            "report " + uuid(50) + " invalid", "report " + uuid(51) + " invalid", "report " + uuid(53) + " invalid",
            "report " + uuid(54) + " invalid"};
        for (Station* station : {&a, &b}) {
            QCOMPARE(refused(*station, study), expected);
            QCOMPARE(station->impressions(study), (QStringList{"honest", "after it"}));
            QVERIFY(station->library->measurements(study)->isEmpty());
        }
        QCOMPARE(*b.store->dismiss(*b.store->refusals()), int(expected.size()));
    }

    void aVersionAmongItsOwnAncestorsHidesNothing()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(6);
        QVERIFY(a.report_(study, "honest"));
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(test::inTurn({&a, &b}), QString());
        const QString text = "jsonb_build_object('impression', 'forged')";
        const auto before = b.store->reportHeads(study);
        const QString honest = before->first().versionUid;
        const auto named = [](const QStringList& uids) { return "[\"" + uids.join("\",\"") + "\"]"; };
        QCOMPARE(pushReport(uuid(60), study, named({honest, uuid(60)}), text), QString());
        QCOMPARE(pushReport(uuid(65), study, QStringLiteral("[[\"%1\"]]").arg(honest), text), QString());
        // Three in a ring, of which the last one that comes closes it.
        QCOMPARE(pushReport(uuid(61), study, named({uuid(63)}), text), QString());
        QCOMPARE(pushReport(uuid(62), study, named({uuid(61)}), text), QString());
        QCOMPARE(pushReport(uuid(63), study, named({honest, uuid(62)}), text), QString());
        QCOMPARE(b.sync(), QString());
        QCOMPARE(refused(b, study),
            (QStringList{"report " + uuid(60) + " invalid", "report " + uuid(63) + " invalid", "report " + uuid(65) + " invalid"}));
        QStringList heads;
        const auto found = b.store->reportHeads(study);
        for (const library::ReportHead& head : *found) heads << head.versionUid;
        heads.sort();
        QStringList expected{honest, uuid(62)};
        expected.sort();
        QCOMPARE(heads, expected);
        // One that comes before the version which it was built upon is no such thing.
        QCOMPARE(pushReport(uuid(67), study, named({uuid(66)}), text), QString());
        QCOMPARE(pushReport(uuid(66), study, named({honest}), text), QString());
        QCOMPARE(b.sync(), QString());
        QCOMPARE(refused(b, study).size(), 3);
        QVERIFY(b.library->reportVersions(study)->size() == 5);
    }
};

QTEST_GUILESS_MAIN(TestArchivePoison)
#include "tst_archive_poison.moc"
