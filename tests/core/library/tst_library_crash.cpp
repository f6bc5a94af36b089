#include "core/volume/SeriesVolume.h"
#include "LibraryFixture.h"

#include <QDir>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#ifdef Q_OS_UNIX
#include <csignal>
#include <sys/resource.h>
#endif

using namespace lobule;
using namespace lobule::library;

/// Importers that are killed, and importers beside each other.
class TestLibraryCrash : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;

    static void start(QProcess& process, const QStringList& arguments)
    {
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(LOBULE_IMPORT_LOOP, arguments);
    }

    /// Verify is clean and every listed instance has its file and its pixels.
    static void checkWhole(Library& library)
    {
        const auto report = library.verify(false);
        QVERIFY2(report, report ? "" : report.error().detail.c_str());
        QVERIFY2(report->problems.isEmpty(), qPrintable(report->problems.join('\n')));
        const auto series = library.series();
        QVERIFY(series);
        int frames = 0;
        for (const SeriesRow& row : *series) {
            const auto volumes = library.openSeries(row.seriesUid);
            QVERIFY(volumes);
            QCOMPARE(volumes->size(), 1);
            const auto& volume = *volumes->first();
            QCOMPARE(volume.sliceCount(), row.frameCount);
            const QStringList parts = row.seriesUid.mid(QStringLiteral("2.25.1000").size()).split('.');
            for (int k = 0; k < volume.sliceCount(); ++k, ++frames) {
                const fixture::Recipe recipe{
                    .study = parts[0].toInt(), .series = parts[1].toInt(), .instance = volume.slice(k).instanceNumber};
                QCOMPARE(volume.pixels(k).value(5, 7), double(fixture::pixelValue(recipe, 0, 5, 7)));
            }
        }
        const auto instances = library.instances();
        QVERIFY(instances);
        QCOMPARE(instances->size(), frames);
        for (const InstanceRow& row : *instances) {
            QVERIFY(row.isCached);
            QVERIFY(QFile::exists(library.objectPath(row.objectSha256)));
        }
    }

private Q_SLOTS:
    void lockWithoutItsOwnersNumberIsSwept()
    {
        const QString folder = m_home.filePath(QStringLiteral("early"));
        QVERIFY(Library::open(folder));
        const QDir staging(folder + QStringLiteral("/staging"));
        // Killed between making the lock and writing into it.
        QFile lock(staging.filePath(QStringLiteral("0295c11e.lock")));
        QVERIFY(staging.mkpath(QStringLiteral(".")) && lock.open(QIODevice::WriteOnly));
        lock.close();
        QTest::qWait(300);
        const auto library = Library::open(folder);
        QVERIFY(library && (*library)->stagingFolder());
        QVERIFY(!lock.exists());
    }

    void initTestCase() { fixture::useKeyIn(m_home.path()); }

    void killedImportsLeaveNoTrace()
    {
        const QString folder = m_home.filePath("killed");
        QRandomGenerator random(20261121);
        int instances = 0;
        for (int round = 0; round < 20; ++round) {
            QProcess importer;
            start(importer, {folder, "loop", QString::number(1000 + 100 * round)});
            QVERIFY(importer.waitForReadyRead(20000));
            QTest::qWait(random.bounded(10, 250));
            QCOMPARE(importer.state(), QProcess::Running);
            importer.kill();
            QVERIFY(importer.state() == QProcess::NotRunning || importer.waitForFinished());
            auto library = Library::open(folder);
            QVERIFY(library);
            checkWhole(**library);
            if (QTest::currentTestFailed()) return;
            QCOMPARE(QDir(folder + "/staging").entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden).size(), 0);
            instances = static_cast<int>((*library)->instances()->size());
        }
        QVERIFY2(instances >= 16, "the importers never got to import");
    }

    void aDyingImporterDoesNotDisturbALivingOne()
    {
        const QString folder = m_home.filePath("beside");
        QProcess living;
        start(living, {folder, "same", "30", "6"});
        for (int round = 0; round < 4; ++round) {
            QProcess dying;
            start(dying, {folder, "loop", QString::number(500 + 50 * round)});
            QVERIFY(dying.waitForReadyRead(20000));
            QTest::qWait(120);
            dying.kill();
            QVERIFY(dying.state() == QProcess::NotRunning || dying.waitForFinished());
            QVERIFY(Library::open(folder)); // sweeps while the other one imports
        }
        QVERIFY(living.state() == QProcess::NotRunning || living.waitForFinished(60000));
        QCOMPARE(living.readAllStandardOutput().trimmed(), QByteArray("180 0"));
        auto library = Library::open(folder);
        QVERIFY(library);
        checkWhole(**library);
    }

    void twoProcessesImportTheSame()
    {
        const QString folder = m_home.filePath("same");
        QProcess one;
        QProcess two;
        start(one, {folder, "same", "20", "6"});
        start(two, {folder, "same", "20", "6"});
        QVERIFY(one.state() == QProcess::NotRunning || one.waitForFinished(60000));
        QVERIFY(two.state() == QProcess::NotRunning || two.waitForFinished(60000));
        const auto sum = [](const QByteArray& a, const QByteArray& b, int column) {
            return a.trimmed().split(' ').value(column).toInt() + b.trimmed().split(' ').value(column).toInt();
        };
        const QByteArray first = one.readAllStandardOutput();
        const QByteArray second = two.readAllStandardOutput();
        QVERIFY2(one.exitCode() == 0 && two.exitCode() == 0, (first + second).constData());
        QCOMPARE(sum(first, second, 0), 120);
        QCOMPARE(sum(first, second, 1), 120);
        auto library = Library::open(folder);
        QVERIFY(library);
        QCOMPARE((*library)->studies()->size(), 4);
        checkWhole(**library);
    }

    void aFullDiskLosesNothing_data()
    {
        QTest::addColumn<int>("kib");
        for (const int kib : {3000, 9000, 9100, 9200, 9300, 12000}) QTest::newRow(qPrintable(QString::number(kib))) << kib;
    }

    void aFullDiskLosesNothing()
    {
        QFETCH(int, kib);
#ifndef Q_OS_LINUX
        QSKIP("needs a mount namespace");
#endif
        const QString folder = m_home.filePath("full");
        QVERIFY(QDir().mkpath(folder));
        QProcess process;
        process.setProcessChannelMode(QProcess::SeparateChannels);
        const QString script = QStringLiteral("mount -t tmpfs -o size=%1k none \"$1\" || exit 77; exec \"$2\" \"$1\" fill \"$3\"").arg(kib);
        process.start("unshare", {"--map-root-user", "--mount", "sh", "-c", script, "sh", folder, LOBULE_IMPORT_LOOP, m_home.path()});
        if (!process.waitForFinished(60000) || process.exitCode() == 77 || process.readAllStandardError().contains("unshare"))
            QSKIP("this account may not mount a small file system");
        const QList<QByteArray> lines = process.readAllStandardOutput().trimmed().split('\n');
        QCOMPARE(lines.value(0), QByteArray("disk-full"));
        QVERIFY(lines.value(1).startsWith("instances "));
        QVERIFY(lines.value(1).mid(10).toInt() >= 8); // the small disk holds some, too
        QVERIFY2(lines.size() == 2, lines.join('\n').constData());
        QCOMPARE(process.exitCode(), 0);
    }

    void whatDoesNotFitLeavesNothingBehind()
    {
#ifndef Q_OS_UNIX
        QSKIP("needs RLIMIT_FSIZE");
#else
        const QString folder = m_home.filePath("unfitting");
        auto library = Library::open(folder);
        QVERIFY(library);
        const QString staging = *(*library)->stagingFolder();
        const fixture::Recipe large{.series = 2, .rows = 1100, .columns = 1000};
        const QList<StagedInstance> batch{fixture::stage(staging, {}), fixture::stage(staging, large)};
        // The second one's cache file gets its header and not its pixels.
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
        const rlimit small{2 << 20, before.rlim_max};
        const auto handler = std::signal(SIGXFSZ, SIG_IGN);
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
        const auto outcomes = (*library)->add(batch);
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
        std::signal(SIGXFSZ, handler);
        QVERIFY(outcomes);
        QVERIFY(outcomes->at(0) && *outcomes->at(0) == AddOutcome::Added);
        QVERIFY(!outcomes->at(1) && outcomes->at(1).error().code == ErrorCode::DiskFull);
        checkWhole(**library);
        QVERIFY(!QFile::exists(staging + "/intent"));
        const auto again = (*library)->add({fixture::stage(staging, large)});
        QVERIFY(again && again->first());
        checkWhole(**library);
#endif
    }
};

QTEST_GUILESS_MAIN(TestLibraryCrash)
#include "tst_library_crash.moc"
