#include "core/archive/Membership.h"
#include "core/library/Database.h"
#include "tests/core/archive/ArchiveFixture.h"

#include <QTest>

using namespace lobule;
using test::Station;
using test::TestArchive;

/// Two archives whose institutions have the same numbers and names, and a library that goes from one to the other.
class TestArchiveSwitch : public QObject {
    Q_OBJECT

    TestArchive m_archive;

    [[nodiscard]] int elsewhere(const QString& table) const
    {
        return m_archive.server.sql(QStringLiteral("SELECT count(*) FROM lobule.") + table, QStringLiteral("elsewhere")).toInt();
    }
    static QString reasonOfTie(Station& station)
    {
        const auto tied = archive::tie(*station.store, station.settings, station.password(), QStringLiteral("Hospital A"));
        return tied ? QString() : archive::reasonOf(tied.error());
    }
    /// What the other archive knows of the fixture's study of this number.
    [[nodiscard]] int elsewhereOf(int study) const
    {
        return elsewhere(QStringLiteral("study WHERE study_uid = '%1'").arg(library::fixture::studyUid(study)));
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString reason = test::PostgresServer::missing(); !reason.isEmpty()) QSKIP(qPrintable(reason));
        const QString error = m_archive.start();
        QVERIFY2(error.isEmpty(), qPrintable(error));
        archive::ArchiveAdmin other(m_archive.server.administrator(), QStringLiteral("elsewhere"));
        QVERIFY(other.init());
        QCOMPARE(*other.addInstitution(QStringLiteral("Hospital A")), 1);
        QCOMPARE(*other.addInstitution(QStringLiteral("Hospital C")), 2);
        for (const char* login : {"alice", "anna"}) QVERIFY(other.addUser(QLatin1String(login), QStringLiteral("Hospital A"), true));
        QVERIFY(other.addUser(QStringLiteral("bob"), QStringLiteral("Hospital C"), true));
    }

    void anotherArchiveBehindTheSameNameGetsNothing()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString own = a.add(1), colleagues = b.add(2);
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(test::inTurn({&a, &b, &a}), QString());
        QVERIFY(a.report_(own, "not sent yet"));
        const auto before = a.store->links();
        a.settings.database = QStringLiteral("elsewhere");
        QCOMPARE(a.sync(), QString("other-archive"));
        QCOMPARE(reasonOfTie(a), QString("other-archive"));
        QCOMPARE(elsewhere("study") + elsewhere("blob") + elsewhere("applied_op"), 0);
        // Nor is anything forgotten here, or read from there.
        QVERIFY(a.library->study(own) && a.library->study(colleagues));
        const auto after = a.store->links();
        QVERIFY(after && after->size() == 1);
        QCOMPARE(after->first().cursor, before->first().cursor);
        QCOMPARE(after->first().epoch, before->first().epoch);
        QCOMPARE(a.store->counts()->waiting, 1);
        archive::SyncOptions options;
        options.fetchStudy = colleagues;
        const auto fetched = archive::syncOnce(*a.store, a.settings, a.password(), options, a.report);
        QVERIFY(!fetched);
        QCOMPARE(archive::reasonOf(fetched.error()), QString("other-archive"));
        // Back at its own archive everything goes on.
        a.settings.database = QStringLiteral("lobule");
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.report.sent, 1);
    }

    void anotherNumberIsAnotherArchiveAsWell()
    {
        Station b(m_archive, "bob", "Hospital B");
        const QString own = b.add(3);
        QCOMPARE(b.connect(), QString());
        QCOMPARE(b.sync(), QString());
        m_archive.server.sql(
            QStringLiteral("UPDATE lobule.member SET institution_id = 1 WHERE login = 'bob'"), QStringLiteral("elsewhere"));
        b.settings.database = QStringLiteral("elsewhere");
        QCOMPARE(b.sync(), QString("other-archive")); // and not: the membership of Hospital B has ended
        QVERIFY(b.library->study(own));
        QCOMPARE(b.store->links()->size(), 1);
        QCOMPARE(elsewhere("study"), 0);
    }

    void aRestoredArchiveIsTheSameOne()
    {
        Station a(m_archive, "alice");
        a.add(4);
        QCOMPARE(a.connect(), QString());
        QCOMPARE(a.sync(), QString());
        QVERIFY(m_archive.admin->renewEpoch());
        QCOMPARE(a.sync(), QString());
        QVERIFY(a.report.sent >= 1);
    }

    void afterDisconnectingColleaguesWorkStaysOut()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString own = a.add(5), colleagues = b.add(6), cached = b.add(7);
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(test::inTurn({&a, &b, &a}), QString());
        QVERIFY(b.report_(own, "by a colleague, on a study of this library"));
        QVERIFY(b.report_(colleagues, "by a colleague"));
        QCOMPARE(test::inTurn({&b, &a}), QString());
        QVERIFY(a.report_(own, "own"));
        QVERIFY(a.report_(colleagues, "unsent, on a study of a colleague"));
        QVERIFY(archive::untie(*a.store));
        QVERIFY(a.library->study(own) && a.library->study(colleagues) && !a.library->study(cached));
        QCOMPARE(a.store->counts()->waiting, 0); // of no archive that it is tied to

        a.settings.database = QStringLiteral("elsewhere");
        QCOMPARE(reasonOfTie(a), QString());
        QVERIFY(a.report_(colleagues, "written while at another archive"));
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.report.waiting + a.report.attention, 0);
        QCOMPARE(elsewhereOf(5), 1);
        QCOMPARE(elsewhereOf(6) + elsewhereOf(7), 0);
        QCOMPARE(m_archive.server.sql("SELECT fields ->> 'impression' FROM lobule.report_version", "elsewhere"), QString("own"));

        // Back where that work belongs, it goes.
        QVERIFY(archive::untie(*a.store));
        a.settings.database = QStringLiteral("lobule");
        QCOMPARE(reasonOfTie(a), QString());
        QCOMPARE(a.sync(), QString());
        QCOMPARE(m_archive.count("report_version",
                     "fields ->> 'impression' IN ('own', 'unsent, on a study of a colleague', "
                     "'written while at another archive')"),
            3);
        QCOMPARE(b.sync(), QString());
        QCOMPARE(b.impressions(colleagues).last(), QString("written while at another archive"));
    }

    void aLinkOfAnOlderVersionLearnsItsArchive()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString own = a.add(8);
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(test::inTurn({&a, &b}), QString());
        QVERIFY(b.report_(own, "by a colleague, before the update"));
        QCOMPARE(test::inTurn({&b, &a}), QString());
        QVERIFY(a.report_(own, "before the update"));
        {
            const auto old = library::detail::Database::open(a.folder() + "/library.sqlite", QStringLiteral("catalogue"));
            QVERIFY(old);
            for (const char* statement : {"UPDATE archive_link SET identity = ''", "UPDATE outbox SET archive = ''",
                     "UPDATE report_version SET origin = 'linked' WHERE origin <> ''"})
                QVERIFY((*old)->run(statement));
        }
        // It cannot tell another archive from its own after a restore: then it asks.
        a.settings.database = QStringLiteral("elsewhere");
        QCOMPARE(a.sync(), QString("other-archive"));
        a.settings.database = QStringLiteral("lobule");
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.store->links()->first().identity, m_archive.offer("Hospital A").identity);
        QCOMPARE(m_archive.count("report_version", "fields ->> 'impression' = 'before the update'"), 1);
        QVERIFY(archive::untie(*a.store));
        a.settings.database = QStringLiteral("elsewhere");
        QCOMPARE(reasonOfTie(a), QString());
        QCOMPARE(a.sync(), QString());
        QCOMPARE(
            m_archive.server.sql("SELECT fields ->> 'impression' FROM lobule.report_version WHERE study_uid = '" + own + "'", "elsewhere"),
            QString("before the update"));
    }
};

QTEST_GUILESS_MAIN(TestArchiveSwitch)
#include "tst_archive_switch.moc"
