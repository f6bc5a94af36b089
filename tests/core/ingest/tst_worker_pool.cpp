// The pool against a worker that misbehaves: this program itself, when the environment says so.

#include "core/ingest/DecodingTime.h"
#include "core/ingest/Protocol.h"
#include "core/ingest/WireChannel.h"
#include "core/ingest/WorkerPool.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#ifndef _WIN32
#include <unistd.h>
#endif

using namespace lobule;
using namespace lobule::ingest;

namespace {

constexpr const char* kMode = "LOBULE_TEST_WORKER";

/// Does what the name of the file says.
int misbehave()
{
    auto channel = WireChannel::takeStandardStreams();
    if (!channel || !channel->read()) return 1;
    if (qEnvironmentVariable(kMode) == QLatin1String("stillborn")) return 7;
    static_cast<void>(channel->write({{QStringLiteral("result"), QStringLiteral("ready")}}));
    for (;;) {
        const auto message = channel->read();
        if (!message) return 0;
        const auto request = requestFromJson(*message);
        if (!request) return 1;
        std::printf("a stray print\n");
        std::fflush(stdout);
        if (request->file == QLatin1String("abort")) std::abort();
        if (request->file == QLatin1String("exit")) return 0;
        if (request->file == QLatin1String("unreadable")) return kExitUnreadable;
#ifndef _WIN32
        if (request->file == QLatin1String("spin")) std::raise(SIGXCPU);
#endif
        if (request->file == QLatin1String("hang"))
            for (;;) QThread::sleep(1);
        if (request->file == QLatin1String("sleep")) QThread::msleep(300);
#ifndef _WIN32
        if (request->file == QLatin1String("killed")) ::kill(::getpid(), SIGKILL);
#endif
        Reply reply;
        reply.kind = ReplyKind::NotDicom;
        reply.id = request->file == QLatin1String("wrong id") ? 4711 : request->id;
        QJsonObject json = toJson(reply);
        if (request->file == QLatin1String("nonsense")) json = {{QStringLiteral("what"), 1}};
        static_cast<void>(channel->write(json));
    }
}

} // namespace

class TestWorkerPool : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    WorkerPool::Options options(int workers = 2) const
    {
        WorkerPool::Options out;
        out.program = QCoreApplication::applicationFilePath();
        out.workers = workers;
        out.baseTimeoutMs = 1500;
        out.hello.stagingFolder = m_folder.path();
        return out;
    }
    static void submit(WorkerPool& pool, const QStringList& files)
    {
        qint64 id = 0;
        for (const QString& file : files) pool.submit({RequestKind::Ingest, ++id, file, {}}, 0);
    }
    /// Replies by id, once `count` have come.
    static QMap<qint64, Reply> waitFor(QSignalSpy& spy, int count, int ms = 20'000)
    {
        QElapsedTimer clock;
        clock.start();
        while (spy.size() < count && clock.elapsed() < ms) spy.wait(100);
        QMap<qint64, Reply> out;
        for (const auto& arguments : spy) {
            const auto reply = arguments.first().value<Reply>();
            out.insert(reply.id, reply);
        }
        return out;
    }

private Q_SLOTS:
    void initTestCase() { qputenv(kMode, "yes"); }

    void answersEverything()
    {
        WorkerPool pool(options());
        QSignalSpy spy(&pool, &WorkerPool::replied);
        QVERIFY(pool.start());
        QStringList files;
        for (int i = 0; i < 200; ++i) files << QStringLiteral("fine");
        submit(pool, files);
        QCOMPARE(waitFor(spy, 200).size(), 200);
        QCOMPARE(pool.pending(), 0);
        QCOMPARE(pool.processIds().size(), 2);
    }

    void oneBadFileCostsOneFile_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("code");
        QTest::newRow("crash") << "abort" << static_cast<int>(ErrorCode::WorkerCrashed);
        QTest::newRow("quiet end") << "exit" << static_cast<int>(ErrorCode::WorkerCrashed);
        QTest::newRow("medium gives no more") << "unreadable" << static_cast<int>(ErrorCode::FileUnreadable);
#ifndef _WIN32
        QTest::newRow("processor time is up") << "spin" << static_cast<int>(ErrorCode::WorkerTimeout);
#endif
        QTest::newRow("hang") << "hang" << static_cast<int>(ErrorCode::WorkerTimeout);
        QTest::newRow("nonsense") << "nonsense" << static_cast<int>(ErrorCode::WorkerCrashed);
        QTest::newRow("answer to something else") << "wrong id" << static_cast<int>(ErrorCode::WorkerCrashed);
    }
    void oneBadFileCostsOneFile()
    {
        QFETCH(QString, file);
        QFETCH(int, code);
        WorkerPool pool(options());
        QSignalSpy spy(&pool, &WorkerPool::replied);
        QVERIFY(pool.start());
        QStringList files;
        for (int i = 0; i < 20; ++i) files << (i % 7 == 3 ? file : QStringLiteral("fine"));
        submit(pool, files);
        const auto replies = waitFor(spy, 20);
        QCOMPARE(replies.size(), 20);
        QCOMPARE(spy.size(), 20);
        for (int i = 0; i < 20; ++i) {
            const Reply& reply = replies[i + 1];
            if (i % 7 == 3) {
                QCOMPARE(static_cast<int>(reply.kind), static_cast<int>(ReplyKind::Rejected));
                QCOMPARE(static_cast<int>(reply.code), code);
                QVERIFY(!reply.reason.isEmpty());
            } else {
                QCOMPARE(static_cast<int>(reply.kind), static_cast<int>(ReplyKind::NotDicom));
            }
        }
    }

    void whatACrashLeftHalfDoneGoes()
    {
        WorkerPool pool(options(1));
        QSignalSpy spy(&pool, &WorkerPool::replied);
        QVERIFY(pool.start());
        const QString folder = m_folder.filePath(QStringLiteral("w0-1/"));
        const QStringList names{QString::fromLatin1(kUnfinishedPixels), QStringLiteral("1.raw")};
        for (const QString& name : names) {
            QFile file(folder + name);
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write("pixels") == 6);
        }
        submit(pool, {QStringLiteral("abort"), QStringLiteral("fine")});
        QCOMPARE(waitFor(spy, 2).size(), 2);
        QVERIFY(!QFileInfo::exists(folder + names.first()));
        QVERIFY2(QFileInfo::exists(folder + names.last()), "it was announced: the library is about to take it");
    }

#ifndef _WIN32
    void killedFromOutsideGetsASecondChance()
    {
        WorkerPool pool(options(1));
        QSignalSpy spy(&pool, &WorkerPool::replied);
        QVERIFY(pool.start());
        submit(pool, {QStringLiteral("sleep"), QStringLiteral("fine")});
        QTRY_VERIFY(!pool.processIds().isEmpty());
        QTest::qWait(150);
        const qint64 victim = pool.processIds().first();
        QCOMPARE(::kill(static_cast<pid_t>(victim), SIGKILL), 0);
        const auto replies = waitFor(spy, 2);
        QCOMPARE(static_cast<int>(replies[1].kind), static_cast<int>(ReplyKind::NotDicom));
        QCOMPARE(static_cast<int>(replies[2].kind), static_cast<int>(ReplyKind::NotDicom));
        QVERIFY(pool.processIds().first() != victim);
    }

    void killedTwiceIsGivenUp()
    {
        WorkerPool pool(options(1));
        QSignalSpy spy(&pool, &WorkerPool::replied);
        QVERIFY(pool.start());
        submit(pool, {QStringLiteral("killed"), QStringLiteral("fine")});
        const auto replies = waitFor(spy, 2);
        QCOMPARE(replies[1].code, ErrorCode::WorkerCrashed);
        QCOMPARE(static_cast<int>(replies[2].kind), static_cast<int>(ReplyKind::NotDicom));
    }
#endif

    void timeoutGrowsWithTheFile()
    {
        WorkerPool::Options slow = options(1);
        slow.baseTimeoutMs = 100;
        slow.bytesPerTimeoutSecond = 1000;
        WorkerPool pool(slow);
        QSignalSpy spy(&pool, &WorkerPool::replied);
        QVERIFY(pool.start());
        pool.submit({RequestKind::Ingest, 1, QStringLiteral("sleep"), {}}, 0);
        pool.submit({RequestKind::Ingest, 2, QStringLiteral("sleep"), {}}, 20'000);
        const auto replies = waitFor(spy, 2);
        QCOMPARE(replies[1].code, ErrorCode::WorkerTimeout);
        QCOMPARE(static_cast<int>(replies[2].kind), static_cast<int>(ReplyKind::NotDicom));
    }

    void abandonLeavesNoProcess()
    {
        WorkerPool pool(options());
        QSignalSpy spy(&pool, &WorkerPool::replied);
        QVERIFY(pool.start());
        submit(pool, {QStringLiteral("hang"), QStringLiteral("hang"), QStringLiteral("hang")});
        QTRY_COMPARE(pool.processIds().size(), 2);
        QTest::qWait(200);
        const QList<qint64> ids = pool.processIds();
        pool.abandon();
        QCOMPARE(pool.pending(), 0);
#ifndef _WIN32
        for (const qint64 id : ids) QCOMPARE(::kill(static_cast<pid_t>(id), 0), -1);
#endif
        QTest::qWait(300);
        QCOMPARE(spy.size(), 0);
        QVERIFY(pool.processIds().isEmpty());
    }

    void missingProgramIsSaid()
    {
        WorkerPool::Options none = options();
        none.program = m_folder.filePath(QStringLiteral("nothing-here"));
        WorkerPool pool(none);
        const auto started = pool.start();
        QVERIFY(!started);
        QCOMPARE(started.error().code, ErrorCode::WorkerUnavailable);
    }

    /// Processor time by what is to be decoded, not by the size of the file alone; and little for little that claims much.
    void timeGrowsWithThePixels()
    {
        const auto seconds = [](const char* syntax, std::uint32_t frames, std::uint64_t compressed, bool isEncapsulated = true) {
            dicom::PreScanReport report;
            report.transferSyntaxUid = syntax;
            report.pixels = dicom::PixelModule{512, 512, frames, 1, 16, 16, 15, true, "MONOCHROME2"};
            report.location.encapsulated = isEncapsulated;
            report.location.value = {1000, compressed};
            return processorSeconds(report, compressed + 1000);
        };
        constexpr const char* kJpeg2000 = "1.2.840.10008.1.2.4.90";
        QCOMPARE(processorSeconds(1000), std::uint64_t{4});
        QCOMPARE(seconds(kJpeg2000, 1, 200'000), std::uint64_t{4});
        // An enhanced study of 2000 slices takes a minute on a good core.
        QVERIFY(seconds(kJpeg2000, 2000, 400ull << 20) >= 240);
        QVERIFY(seconds("1.2.840.10008.1.2.4.70", 2000, 400ull << 20) >= 100);
        QVERIFY(seconds("1.2.840.10008.1.2.1", 2000, 1000ull << 20, false) <= 60);
        // As much as a bomb of 1.3 MB may claim, and the most there is.
        QVERIFY(seconds(kJpeg2000, 512, 1'300'000) < 60);
        QCOMPARE(seconds(kJpeg2000, 32'000, 8ull << 30), std::uint64_t{1800});
        QCOMPARE(seconds("1.2.3", 2000, 400ull << 20), std::uint64_t{12});
        QCOMPARE(processorSeconds(dicom::PreScanReport{}, 1000), std::uint64_t{4});
    }

    void workerThatNeverStartsIsSaid()
    {
        qputenv(kMode, "stillborn");
        WorkerPool pool(options());
        QSignalSpy broken(&pool, &WorkerPool::broken);
        QVERIFY(pool.start());
        submit(pool, {QStringLiteral("fine")});
        QVERIFY(broken.wait(20'000));
        QCOMPARE(broken.first().first().value<Error>().code, ErrorCode::WorkerUnavailable);
        qputenv(kMode, "yes");
    }
};

int main(int argc, char** argv)
{
    if (qEnvironmentVariableIsSet(kMode)) return misbehave();
    QCoreApplication application(argc, argv);
    TestWorkerPool test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_worker_pool.moc"
