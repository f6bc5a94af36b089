#include "core/ingest/WorkerPool.h"
#include "tests/core/dicom/DicomBuilder.h"
#include "tests/core/ingest/ImportFixture.h"

#include <QCoreApplication>
#include <QProcess>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTimer>
#ifndef _WIN32
#include <csignal>
#endif

using namespace lobule;
using namespace lobule::ingest;
using namespace lobule::ingest::fixture;
using lobule::test::DicomBuilder;

namespace {

constexpr const char* kChild = "LOBULE_TEST_IMPORT_INTO";

enum ChildEnd { Whole = 0, FullAndClean = 3, Unclean = 4, OtherFailure = 5 };

/// The child that is killed in the middle of its import, or gets too small a disk.
int importAsChild()
{
    const QStringList arguments = QCoreApplication::arguments();
    const QString folder = qEnvironmentVariable(kChild);
    const ImportResult result = import(folder, arguments.mid(1));
    if (!result.failure) return Whole;
    if (result.failure->code != ErrorCode::DiskFull) return OtherFailure;
    const auto opened = library::Library::open(folder);
    const auto report = opened ? (*opened)->verify(false) : tl::unexpected(opened.error());
    return report && report->problems.isEmpty() && report->instances >= result.imported ? FullAndClean : Unclean;
}

} // namespace

/// Imports that are stopped, killed or given rubbish, and continued.
class TestImportSurvival : public ImportFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { makeFolder(); }

    void remembersWhatWasInterrupted();
    void cancelKeepsWhatIsComplete();
    void survivesKilledWorkers();
    void survivesKilledImporter();
    void endsWhenTheDiskIsFull_data();
    void endsWhenTheDiskIsFull();
    void fewPixelsComeInMemory();
    void crowdsOfRubbish();
    void listsManyWithoutWaitingForEach();
    void stopsWhereTheLibraryRefuses_data();
    void stopsWhereTheLibraryRefuses();
    void remembersWhileTheMediumIsAway();
};

void TestImportSurvival::remembersWhatWasInterrupted()
{
#ifdef _WIN32
    QSKIP("signals are POSIX");
#else
    writeSeries(QStringLiteral("in"), 300);
    const auto unfinished = [this] {
        const auto opened = library::Library::open(library());
        return *(*opened)->unfinishedImports();
    };
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QString::fromLatin1(kChild), library());
    QProcess child;
    child.setProcessEnvironment(environment);
    child.start(QCoreApplication::applicationFilePath(), {path(QStringLiteral("in"))});
    QVERIFY(child.waitForStarted());
    // Some are in, not all.
    QTRY_VERIFY_WITH_TIMEOUT(!QDir(library() + QStringLiteral("/objects")).isEmpty(), 20'000);
    QVERIFY(unfinished().isEmpty()); // somebody is at it
    child.kill();
    QVERIFY(child.waitForFinished());
    const auto left = unfinished();
    QCOMPARE(left.size(), 1);
    QCOMPARE(left.first().paths, QStringList{path(QStringLiteral("in"))});
    QCOMPARE(left.first().profile, QStringLiteral("basic"));
    // Paths may identify a person.
    QFile vault(library() + QStringLiteral("/vault.sqlite"));
    QVERIFY(vault.open(QIODevice::ReadOnly));
    QVERIFY(!vault.readAll().contains(path(QStringLiteral("in")).toUtf8()));
    int before = 0;
    {
        const auto opened = library::Library::open(library());
        before = static_cast<int>((*opened)->instances()->size());
    }
    // The program ends while it continues: still not finished.
    ImportOptions how = options();
    how.continues = {left.first().id};
    {
        Importer importer(library(), how);
        importer.start(left.first().paths);
        QTest::qWait(150);
    }
    const auto again = unfinished();
    QCOMPARE(again.size(), 1);
    how.continues = {again.first().id};
    const ImportResult rest = import(library(), again.first().paths, how);
    QCOMPARE(rest.imported + rest.duplicates, 300);
    QVERIFY(rest.duplicates >= before);
    QVERIFY(unfinished().isEmpty());
    // Cancelling is a decision.
    writeSeries(QStringLiteral("more"), 100, QStringLiteral("two"));
    Importer importer(library(), options());
    connect(&importer, &Importer::progressed, &importer, [&](const ImportProgress& progress) {
        if (progress.filesDone > 0) importer.cancel();
    });
    QVERIFY(run(importer, [&] { importer.start({path(QStringLiteral("more"))}); }).cancelled);
    QVERIFY(unfinished().isEmpty());
    verifyClean(-1);
#endif
}

void TestImportSurvival::cancelKeepsWhatIsComplete()
{
    writeSeries(QStringLiteral("in"), 200);
    Importer importer(library(), options());
    connect(&importer, &Importer::progressed, &importer, [&](const ImportProgress& progress) {
        if (progress.filesDone > 0) importer.cancel();
    });
    const ImportResult result = run(importer, [&] { importer.start({path(QStringLiteral("in"))}); });
    QVERIFY(result.cancelled);
    QVERIFY(result.imported < 200);
    verifyClean(result.imported);
    // Letting the importer go cancels as well.
    {
        Importer second(library(), options());
        second.start({path(QStringLiteral("in"))});
        QTest::qWait(30);
    }
    const ImportResult rest = import(library(), {path(QStringLiteral("in"))});
    QCOMPARE(rest.imported + rest.duplicates, 200);
    verifyClean(200);
}

void TestImportSurvival::survivesKilledWorkers()
{
#ifdef _WIN32
    QSKIP("signals are POSIX");
#else
    writeSeries(QStringLiteral("in"), 400);
    Importer importer(library(), options());
    QTimer killer;
    int killed = 0;
    connect(&killer, &QTimer::timeout, &importer, [&] {
        const QList<qint64> ids = importer.workerProcessIds();
        if (ids.isEmpty()) return;
        const qint64 victim = ids.at(QRandomGenerator::global()->bounded(ids.size()));
        if (::kill(static_cast<pid_t>(victim), SIGKILL) == 0) ++killed;
    });
    const ImportResult result = run(importer, [&] {
        importer.start({path(QStringLiteral("in"))});
        killer.start(60);
        QTimer::singleShot(1500, &killer, &QTimer::stop);
    });
    QVERIFY(killed > 0);
    QVERIFY(!result.failure);
    QCOMPARE(result.imported + static_cast<int>(result.quarantined.size()), 400);
    for (const QuarantinedFile& file : result.quarantined) QCOMPARE(file.code, ErrorCode::WorkerCrashed);
    const ImportResult again = import(library(), {path(QStringLiteral("in"))});
    QCOMPARE(again.imported + again.duplicates, 400);
    verifyClean(400);
#endif
}

void TestImportSurvival::survivesKilledImporter()
{
#ifdef _WIN32
    QSKIP("signals are POSIX");
#else
    writeSeries(QStringLiteral("in"), 60);
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QString::fromLatin1(kChild), library());
    int before = 0;
    for (int round = 0; round < 20; ++round) {
        QProcess child;
        child.setProcessEnvironment(environment);
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(QCoreApplication::applicationFilePath(), {path(QStringLiteral("in"))});
        QVERIFY(child.waitForStarted());
        QTest::qWait(QRandomGenerator::global()->bounded(20, 500));
        child.kill();
        QVERIFY(child.state() == QProcess::NotRunning || child.waitForFinished());
        const auto opened = library::Library::open(library());
        QVERIFY(opened);
        const auto report = (*opened)->verify(false);
        QVERIFY(report);
        QVERIFY2(report->problems.isEmpty(), qPrintable(report->problems.join(QLatin1Char('\n'))));
        QVERIFY(report->instances >= before);
        before = report->instances;
    }
    const ImportResult result = import(library(), {path(QStringLiteral("in"))});
    QCOMPARE(result.imported + result.duplicates, 60);
    QCOMPARE(result.duplicates, before);
    verifyClean(60);
#endif
}

void TestImportSurvival::endsWhenTheDiskIsFull_data()
{
    QTest::addColumn<int>("kib");
    for (const int kib : {3000, 5000, 6000, 7000, 8000, 9000}) QTest::newRow(qPrintable(QString::number(kib))) << kib;
}

void TestImportSurvival::endsWhenTheDiskIsFull()
{
#ifndef Q_OS_LINUX
    QSKIP("needs a mount namespace");
#else
    QFETCH(int, kib);
    writeSeries(QStringLiteral("in"), 600);
    QVERIFY(QDir().mkpath(library()));
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QString::fromLatin1(kChild), library());
    QProcess child;
    child.setProcessEnvironment(environment);
    const QString script = QStringLiteral("mount -t tmpfs -o size=%1k none \"$1\" || exit 77; exec \"$2\" \"$3\"").arg(kib);
    child.start(QStringLiteral("unshare"),
        {QStringLiteral("--map-root-user"), QStringLiteral("--mount"), QStringLiteral("sh"), QStringLiteral("-c"), script,
            QStringLiteral("sh"), library(), QCoreApplication::applicationFilePath(), path(QStringLiteral("in"))});
    QVERIFY(child.waitForStarted());
    QVERIFY2(child.waitForFinished(60'000), "the import never ended");
    if (child.exitCode() == 77 || child.readAllStandardError().contains("unshare")) QSKIP("this account may not mount a small file system");
    QCOMPARE(child.exitStatus(), QProcess::NormalExit);
    QCOMPARE(child.exitCode(), static_cast<int>(FullAndClean));
#endif
}

/// One durable transaction a file took longer than the import itself; and each file stands in the list once, as it was last.
void TestImportSurvival::listsManyWithoutWaitingForEach()
{
    constexpr int kFiles = 1500;
    for (int i = 0; i < kFiles; ++i) write(QStringLiteral("in/%1.dcm").arg(i), QByteArray());
    const auto listed = [this] {
        const auto opened = library::Library::open(library());
        QSet<QString> files;
        const auto rows = (*opened)->quarantine();
        for (const library::QuarantineRow& row : *rows) files.insert(row.file);
        return files.size() == rows->size() ? static_cast<int>(rows->size()) : -1;
    };
    const ImportResult result = import(library(), {path(QStringLiteral("in"))});
    QCOMPARE(static_cast<int>(result.quarantined.size()), kFiles);
    QCOMPARE(listed(), kFiles);
    // Again, with some of them mended.
    writeSeries(QStringLiteral("plain"), 3);
    for (int i = 0; i < 3; ++i) {
        QVERIFY(QFile::remove(path(QStringLiteral("in/%1.dcm").arg(i))));
        QVERIFY(QFile::rename(path(QStringLiteral("plain/IM00000%1").arg(i + 1)), path(QStringLiteral("in/%1.dcm").arg(i))));
    }
    QCOMPARE(import(library(), {path(QStringLiteral("in"))}).imported, 3);
    QCOMPARE(listed(), kFiles - 3);
}

void TestImportSurvival::stopsWhereTheLibraryRefuses_data()
{
    QTest::addColumn<bool>("isCatalogue");
    QTest::newRow("catalogue") << true;
    QTest::newRow("objects") << false;
}

/// That is no file's fault: none is quarantined, and the import can be continued once the library takes files again.
void TestImportSurvival::stopsWhereTheLibraryRefuses()
{
    QFETCH(bool, isCatalogue);
    writeSeries(QStringLiteral("in"), 3);
    QVERIFY(library::Library::open(library()));
    const auto sql = [this](const char* text) {
        auto connection = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("refusal"));
        connection.setDatabaseName(library() + QStringLiteral("/library.sqlite"));
        const bool isDone = connection.open() && !connection.exec(QString::fromLatin1(text)).lastError().isValid();
        connection = {};
        QSqlDatabase::removeDatabase(QStringLiteral("refusal"));
        return isDone;
    };
    const auto block = [this](int i) { return QStringLiteral("library/objects/%1").arg(i, 2, 16, QLatin1Char('0')); };
    if (isCatalogue)
        QVERIFY(sql("CREATE TRIGGER refusal BEFORE INSERT ON instance BEGIN SELECT RAISE(ABORT, 'refused'); END"));
    else
        for (int i = 0; i < 256; ++i) write(block(i), QByteArray("in the way"));
    const ImportResult result = import(library(), {path(QStringLiteral("in"))});
    QVERIFY(result.failure);
    QCOMPARE(result.failure->code, isCatalogue ? ErrorCode::Database : ErrorCode::FileUnwritable);
    QCOMPARE(codes(result), QString());
    QCOMPARE(result.imported, 0);
    if (isCatalogue)
        QVERIFY(sql("DROP TRIGGER refusal"));
    else
        for (int i = 0; i < 256; ++i) QVERIFY(QFile::remove(path(block(i))));
    QList<library::UnfinishedImport> left;
    {
        const auto opened = library::Library::open(library());
        QVERIFY((*opened)->quarantine()->isEmpty());
        left = *(*opened)->unfinishedImports();
    }
    QCOMPARE(left.size(), 1);
    ImportOptions how = options();
    how.continues = {left.first().id};
    QCOMPARE(import(library(), left.first().paths, how).imported, 3);
    verifyClean(3);
}

void TestImportSurvival::remembersWhileTheMediumIsAway()
{
    writeSeries(QStringLiteral("in"), 100);
    {
        Importer importer(library(), options());
        importer.start({path(QStringLiteral("in"))});
        QTest::qWait(100);
    }
    const auto unfinished = [this] {
        const auto opened = library::Library::open(library());
        return *(*opened)->unfinishedImports();
    };
    const auto resume = [&] {
        ImportOptions how = options();
        how.continues = {unfinished().first().id};
        return import(library(), unfinished().first().paths, how);
    };
    QCOMPARE(unfinished().size(), 1);
    // Taken out; and a mount point with nothing in it.
    QVERIFY(QFile::rename(path(QStringLiteral("in")), path(QStringLiteral("away"))));
    QCOMPARE(codes(resume()), QStringLiteral("not-found"));
    QCOMPARE(unfinished().size(), 1);
    QVERIFY(QDir().mkpath(path(QStringLiteral("in"))));
    QCOMPARE(resume().total, 0);
    QCOMPARE(unfinished().size(), 1);
    QVERIFY(QDir().rmdir(path(QStringLiteral("in"))) && QFile::rename(path(QStringLiteral("away")), path(QStringLiteral("in"))));
    const ImportResult rest = resume();
    QCOMPARE(rest.imported + rest.duplicates, 100);
    QVERIFY(unfinished().isEmpty());
    // A path that was never there is not worth remembering.
    QCOMPARE(codes(import(library(), {path(QStringLiteral("nowhere"))})), QStringLiteral("not-found"));
    QVERIFY(unfinished().isEmpty());
    verifyClean(100);
}

void TestImportSurvival::fewPixelsComeInMemory()
{
    writeSeries(QStringLiteral("in"), 1);
    // 1.2 MB a frame, and 0.6 MB that become 1.2 by a slope with a fraction.
    const auto image = [](const char* uid, std::uint32_t rows, const char* slope) {
        return DicomBuilder()
            .identity(uid)
            .image(rows, 800)
            .element(0x00281052, "DS", "-5")
            .element(0x00281053, "DS", slope)
            .pixels(std::string(rows * 1600, '\3'))
            .file();
    };
    write(QStringLiteral("in/IM000002"), image("1.2.3.2", 800, "1"));
    write(QStringLiteral("in/IM000003"), image("1.2.3.3", 400, "0.5"));
    write(QStringLiteral("in/IM000004"), image("1.2.3.4", 10, "0.5"));
    WorkerPool::Options how;
    how.program = options().workerProgram;
    how.workers = 1;
    how.hello.keyHex = QString(64, QLatin1Char('5'));
    how.hello.profile = QStringLiteral("basic");
    how.hello.release = QStringList{QStringLiteral("all")};
    how.hello.stagingFolder = path(QStringLiteral("staging"));
    WorkerPool pool(how);
    QSignalSpy spy(&pool, &WorkerPool::replied);
    QVERIFY(pool.start());
    const struct {
        qint64 bytes;
        bool isInMemory;
    } expected[] = {{64 * 64 * 2, true}, {800 * 800 * 2, false}, {400 * 800 * 4, false}, {10 * 800 * 4, true}};
    for (int i = 0; i < 4; ++i) {
        pool.submit({RequestKind::Ingest, i, path(QStringLiteral("in/IM00000%1").arg(i + 1)), {}}, 0);
        QVERIFY(!spy.isEmpty() || spy.wait(20'000));
        const auto reply = spy.takeFirst().first().value<Reply>();
        QVERIFY2(reply.kind == ReplyKind::Accepted, qPrintable(reply.reason));
        QCOMPARE(reply.instance.pixelPath.isEmpty(), expected[i].isInMemory);
        QCOMPARE(expected[i].isInMemory ? reply.instance.pixels.size() : QFileInfo(reply.instance.pixelPath).size(), expected[i].bytes);
    }
}

/// Mutated copies of good files: every one imported, a duplicate, skipped or quarantined, none lost, each within seconds.
void TestImportSurvival::crowdsOfRubbish()
{
    using B = DicomBuilder;
    const std::string good[] = {B().identity().image(4, 4).pixels(std::string(32, '\1')).file(),
        B(test::Form::ImplicitLittle).identity().image(4, 4).pixels(std::string(32, '\1')).file(),
        B(test::Form::ExplicitBig)
            .identity()
            .header(0x00081110, "SQ", B::kUndefined)
            .mark(0xFFFEE000, B::kUndefined)
            .element(0x00081155, "UI", "1.2")
            .mark(0xFFFEE00D, 0)
            .mark(0xFFFEE0DD, 0)
            .image(4, 4)
            .pixels(std::string(32, '\1'))
            .file()};
    auto* random = QRandomGenerator::global();
    const quint32 seed = random->generate();
    QRandomGenerator generator(seed);
    constexpr int kCopies = 150;
    for (int i = 0; i < kCopies; ++i) {
        std::string bytes = good[i % 3];
        for (quint32 flips = 1 + generator.bounded(8u); flips > 0; --flips) {
            const auto at = static_cast<std::size_t>(generator.bounded(128, static_cast<int>(bytes.size())));
            bytes[at] = static_cast<char>(generator.bounded(256));
        }
        if (i % 5 == 0) bytes.resize(static_cast<std::size_t>(generator.bounded(static_cast<int>(bytes.size()))));
        write(QStringLiteral("in/%1").arg(i), bytes);
    }
    const ImportResult result = import(library(), {path(QStringLiteral("in"))});
    const QByteArray note = "seed " + QByteArray::number(seed);
    QVERIFY2(!result.failure, note.constData());
    QVERIFY2(result.imported + result.duplicates + result.skipped + result.quarantined.size() == kCopies, note.constData());
    for (const QuarantinedFile& file : result.quarantined) QVERIFY2(file.code != ErrorCode::WorkerTimeout, note.constData());
    verifyClean(result.imported);
}

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    if (qEnvironmentVariableIsSet(kChild)) return importAsChild();
    TestImportSurvival test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_import_survival.moc"
