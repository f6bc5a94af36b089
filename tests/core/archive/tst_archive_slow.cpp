#include "core/archive/PageSize.h"
#include "tests/core/archive/ArchiveFixture.h"
#include "tests/support/TcpProxy.h"

#include <QTest>

using namespace lobule;
using test::Station;
using test::TcpProxy;
using test::TestArchive;

/// Lines on which everything takes long, and nothing is wrong.
class TestArchiveSlow : public QObject {
    Q_OBJECT

    TestArchive m_archive;

    static QByteArray largeSalt(int megabytes)
    {
        QByteArray bytes(qsizetype(megabytes) << 20, Qt::Uninitialized);
        quint32 x = 12345;
        for (char& byte : bytes) {
            x = x * 1664525u + 1013904223u;
            byte = static_cast<char>(x >> 24);
        }
        return bytes;
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

    void aSlowLineIsNoSilence()
    {
        // 1 Mbit/s: a piece of 1 MiB takes 8 s, the watchdog's patience is 3.
        constexpr qint64 line = 125'000;
        Station a(m_archive, "alice"), b(m_archive, "anna");
        TcpProxy there(m_archive.server.port(), line), back(m_archive.server.port(), line);
        a.settings.port = there.port();
        b.settings.port = back.port();
        a.settings.silenceSeconds = b.settings.silenceSeconds = 3;
        a.settings.statementSeconds = b.settings.statementSeconds = 4; // as 60 would be for a line of 70 kbit/s
        const QString study = a.add(51, 1, largeSalt(1) + QByteArray(300'000, 'x'));
        QCOMPARE(a.connect() + b.connect(), QString());
        there.cutAfter(1'200'000);
        QCOMPARE(a.sync(false, 1), QString("connection-lost"));
        // The first piece was committed by then, though less than 16 were sent.
        QCOMPARE(m_archive.count("blob_chunk c", "c.sha256 IN (SELECT sha256 FROM lobule.blob WHERE size BETWEEN 1300000 AND 1400000)"), 1);
        QCOMPARE(a.sync(false, 1), QString());
        QVERIFY2(there.sentBytes() < 1'200'000 + 500'000, qPrintable(QString::number(there.sentBytes())));
        archive::SyncOptions options;
        QCOMPARE(b.sync(false, 1), QString());
        options.fetchStudy = study;
        options.attempts = 1;
        const auto fetched = archive::syncOnce(*b.store, b.settings, b.password(), options, b.report);
        QVERIFY2(fetched.has_value(), fetched ? "" : qPrintable(TestArchive::describe(fetched.error())));
        QVERIFY(b.store->remoteObjects(study)->isEmpty());
    }

    void notesPassASlowLineToo()
    {
        // 1 Mbit/s as above. 200 lines take 5 s to be sent, and all of them 8 s to be fetched: longer than a statement may take, and than a
        // transaction may be idle while the answer is under way.
        constexpr qint64 line = 125'000;
        constexpr int notes = 300;
        Station a(m_archive, "alice"), b(m_archive, "anna");
        TcpProxy there(m_archive.server.port(), line), back(m_archive.server.port(), line);
        a.settings.port = there.port();
        b.settings.port = back.port();
        a.settings.statementSeconds = b.settings.statementSeconds = 4;
        const QString study = a.add(52);
        for (int i = 0; i < notes; ++i) {
            const QString id = QStringLiteral("7d8f3c1e-0000-4000-8000-%1").arg(i, 12, 10, QLatin1Char('0'));
            QVERIFY(a.library->putMeasurement(
                {id, study, {}, library::fixture::instanceUid(52, 1, 1), 0, "length", {1, 2, 3, 4}, 10, QString(1000, QChar(0xac04)), {}}));
        }
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(a.sync(false, 1), QString());
        QCOMPARE(a.report.waiting, 0);
        QCOMPARE(m_archive.count("measurement"), notes);
        QCOMPARE(b.sync(false, 1), QString());
        QCOMPARE(b.library->measurements(study)->size(), notes);
    }

    void pagesAdaptToTheLine()
    {
        Station a(m_archive, "alice");
        const Error lost{archive::kArchiveCode, {archive::kMark, archive::reason::kLost}, {}};
        const Error refused{archive::kArchiveCode, {archive::kMark, archive::reason::kInvalid}, {}};
        archive::PageSize size(*a.store, "sent", 200);
        const int first = size.lines();
        size.passed(false, 1); // there was no more: says nothing
        QCOMPARE(size.lines(), first);
        for (int i = 0; i < 10; ++i) size.passed(true, 1);
        QCOMPARE(size.lines(), 200);
        size.passed(true, 2000);
        QCOMPARE(size.lines(), 200);
        size.passed(true, 5000);
        QCOMPARE(size.lines(), 100);
        size.failed(refused); // not the line's fault
        QCOMPARE(size.lines(), 100);
        for (int i = 0; i < 10; ++i) size.failed(lost);
        QCOMPARE(size.lines(), 1);
        // The next connection begins there, in this direction, until it is as usual again.
        archive::PageSize again(*a.store, "sent", 200);
        QCOMPARE(again.lines(), 1);
        QCOMPARE(archive::PageSize(*a.store, "received", 500).lines(), first);
        for (int i = 0; i < 5; ++i) again.passed(true, 1);
        QCOMPARE(archive::PageSize(*a.store, "sent", 200).lines(), first);
    }
};

QTEST_GUILESS_MAIN(TestArchiveSlow)
#include "tst_archive_slow.moc"
