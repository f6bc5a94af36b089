#include "tests/core/archive/ArchiveFixture.h"

#include <QElapsedTimer>
#include <QTest>
#include <QThread>

#include <thread>

using namespace lobule;
using test::Station;
using test::TestArchive;

/// Files of which sending began and never ended are cleared by the administrator, and nobody's work is lost by it.
class TestArchiveTidy : public QObject {
    Q_OBJECT

    TestArchive m_archive;

    /// Content that no other file has.
    static QByteArray salt(quint32 seed, int bytes)
    {
        QByteArray made(bytes, Qt::Uninitialized);
        for (char& byte : made) {
            seed = seed * 1664525u + 1013904223u;
            byte = static_cast<char>(seed >> 24);
        }
        return made;
    }

    /// Sends pieces of 1 MiB and stops after the first.
    static QString sendOnePiece(Station& station)
    {
        archive::SyncOptions options;
        bool isEnough = false;
        options.burst = 1;
        options.attempts = 1;
        options.pace = [&](qint64) { isEnough = true; };
        options.isCancelled = [&] { return isEnough; };
        station.report = {};
        const auto done = archive::syncOnce(*station.store, station.settings, station.password(), options, station.report);
        return done ? QString() : QString::fromLatin1(errorCodeName(done.error().code));
    }

    void age(int days) const
    {
        m_archive.server.sql(QStringLiteral("UPDATE lobule.blob_chunk SET received_at = now() - interval '%1 days'").arg(days));
    }

    [[nodiscard]] archive::Tidied tidy() const
    {
        const auto done = m_archive.admin->tidy(7);
        if (!done) qFatal("tidy: %s", qPrintable(TestArchive::describe(done.error())));
        return *done;
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

    void whatWasClearedIsSentFromItsBeginning()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(1, 1, salt(1, 3 << 20));
        QVERIFY(a.report_(study, "goes with it"));
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(sendOnePiece(a), QString("cancelled"));
        QCOMPARE(m_archive.count("blob_chunk"), 1);
        age(6);
        QCOMPARE(tidy().objects, 0);
        age(8);
        const archive::Tidied done = tidy();
        QCOMPARE(done.objects, 1);
        QCOMPARE(done.bytes, qint64(1 << 20));
        QCOMPARE(m_archive.count("blob_chunk") + m_archive.count("blob"), 0);
        QCOMPARE(m_archive.count("audit", "action = 'object-cleared' AND (detail ->> 'bytes')::int = 1048576"), 1);
        QCOMPARE(tidy().objects, 0);

        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.report.waiting + a.report.attention, 0);
        QVERIFY(a.report.sentBytes > 3 << 20);
        QCOMPARE(b.sync(true), QString());
        QVERIFY(b.library->verify(false)->problems.isEmpty());
        QCOMPARE(b.impressions(study), QStringList{"goes with it"});
    }

    void whatAnImageRefersToStays()
    {
        Station a(m_archive, "alice");
        a.add(2, 2, salt(2, 1000));
        QCOMPARE(a.connect(), QString());
        QCOMPARE(a.sync(), QString());
        const int before = m_archive.count("blob_chunk");
        // Whole, but no image ever came for it.
        m_archive.server.sql("WITH b AS (INSERT INTO lobule.blob VALUES (1, sha256('whole'), 5, 1048576, 1)) "
                             "INSERT INTO lobule.blob_chunk VALUES (1, sha256('whole'), 0, sha256('whole'), 'whole')");
        age(400);
        QCOMPARE(tidy().objects, 1);
        QCOMPARE(m_archive.count("blob_chunk"), before);
        // Whoever acts as the owner could not clear it either, and sees no content.
        m_archive.server.sql("SET ROLE lobule_owner; DELETE FROM lobule.blob");
        QCOMPARE(m_archive.count("blob_chunk"), before);
        QCOMPARE(m_archive.server.sql("SET ROLE lobule_owner; SELECT count(*) FROM lobule.blob_chunk"), QString("0"));
    }

    void oneThatIsJustBeingSentStays()
    {
        m_archive.server.sql("WITH b AS (INSERT INTO lobule.blob VALUES (1, sha256('slow'), 1048577, 1048576, 2)) INSERT INTO "
                             "lobule.blob_chunk VALUES (1, sha256('slow'), 1, sha256('a'), 'a')");
        age(30);
        std::thread sender([this] {
            (void)m_archive.say("alice",
                "BEGIN; INSERT INTO lobule.blob_chunk(institution_id, sha256, idx, chunk_sha256, data) "
                "VALUES (1, sha256('slow'), 0, sha256('b'), 'b'); SELECT pg_sleep(3); COMMIT");
        });
        QElapsedTimer since;
        since.start();
        while (
            m_archive.server.sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") != "1" && since.elapsed() < 20'000)
            QThread::msleep(50);
        const archive::Tidied during = tidy();
        sender.join();
        QCOMPARE(during.objects, 0);
        QCOMPARE(during.busy, 1);
        const archive::Tidied after = tidy(); // something has come: it is not old any more
        QCOMPARE(after.objects + after.busy, 0);
        QCOMPARE(m_archive.count("blob_chunk", "sha256 = sha256('slow')"), 2);
        age(30);
        QCOMPARE(tidy().objects, 1);
    }

    /// The workstation has looked what is there, and is still busy with another file.
    void clearedBetweenLookingAndSending()
    {
        Station lost(m_archive, "anna"), a(m_archive, "alice"), b(m_archive, "anna");
        const QByteArray content = salt(4, 3 << 20);
        lost.add(4, 1, content);
        QCOMPARE(lost.connect(), QString());
        QCOMPARE(sendOnePiece(lost), QString("cancelled"));
        age(8);
        a.add(3, 1, salt(3, 2 << 20));
        const QString study = a.add(4, 1, content);
        QVERIFY(a.report_(study, "behind it"));
        QCOMPARE(a.connect() + b.connect(), QString());
        archive::SyncOptions options;
        options.burst = 1;
        int cleared = -1;
        options.pace = [&](qint64) {
            if (cleared < 0) cleared = tidy().objects;
        };
        a.report = {};
        QVERIFY(archive::syncOnce(*a.store, a.settings, a.password(), options, a.report));
        QCOMPARE(cleared, 1);
        QCOMPARE(a.report.waiting + a.report.attention, 0);
        QCOMPARE(b.sync(true), QString());
        QVERIFY(b.library->verify(false)->problems.isEmpty());
        QCOMPARE(b.impressions(study), QStringList{"behind it"});
    }

    void oneThatWasBegunJustNowStays()
    {
        m_archive.server.sql("INSERT INTO lobule.blob VALUES (1, sha256('begun'), 5, 1048576, 1)");
        QCOMPARE(tidy().objects, 0);
        m_archive.server.sql("UPDATE lobule.blob SET received_at = now() - interval '8 days' WHERE sha256 = sha256('begun')");
        QCOMPARE(tidy().objects, 1);
        QCOMPARE(
            m_archive.say("alice", "INSERT INTO lobule.blob VALUES (1, sha256('z'), 5, 1048576, 1, '2000-01-01')").state, QString("42501"));
    }

    void whatCannotBeDoneIsSaid()
    {
        const auto why = [](const Result<archive::Tidied>& done) {
            return done ? QString()
                        : QLatin1String(errorCodeName(done.error().code)) + u' ' + QString::fromStdString(done.error().arguments.front());
        };
        QVERIFY(m_archive.admin->tidy(archive::kMostTidyDays));
        QCOMPARE(why(m_archive.admin->tidy(archive::kMostTidyDays + 1)), QString("misuse more days than the server can count back"));
        m_archive.server.sql("ALTER ROLE lobule_migrator PASSWORD 'of the migrator'");
        archive::ArchiveAdmin migrator(QStringLiteral("host=localhost port=%1 user=lobule_migrator password='of the migrator' "
                                                      "sslmode=verify-full sslrootcert=%2")
                                           .arg(m_archive.server.port())
                                           .arg(m_archive.server.rootCertificate()),
            QStringLiteral("lobule"));
        QVERIFY2(why(migrator.tidy(7)).startsWith("misuse clearing takes a superuser"), qPrintable(why(migrator.tidy(7))));
    }

    void workstationsDoNotSayWhenAChunkCame()
    {
        QCOMPARE(m_archive
                     .say("alice",
                         "INSERT INTO lobule.blob_chunk(institution_id, sha256, idx, chunk_sha256, data, received_at) "
                         "VALUES (1, sha256('y'), 0, sha256('y'), 'y', '2000-01-01')")
                     .state,
            QString("42501"));
    }
};

QTEST_GUILESS_MAIN(TestArchiveTidy)
#include "tst_archive_tidy.moc"
