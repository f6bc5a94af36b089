// Whole imports with the real worker program into a real library.

#include "core/dicom/CtSeriesWriter.h"
#include "core/ingest/CacheRebuilder.h"
#include "core/ingest/FileWalker.h"
#include "core/ingest/Importer.h"
#include "core/ingest/TreeAnonymizer.h"
#include "core/library/Library.h"
#include "core/volume/SeriesVolume.h"
#include "tests/core/dicom/DicomBuilder.h"
#include "tests/core/ingest/ZipBuilder.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <filesystem>
#ifndef _WIN32
#include <csignal>
#include <sys/stat.h>
#include <unistd.h>
#endif

using namespace lobule;
using namespace lobule::ingest;
using lobule::test::DicomBuilder;
using lobule::test::ZipBuilder;

namespace {

constexpr const char* kChild = "LOBULE_TEST_IMPORT_INTO";

ImportOptions options()
{
    ImportOptions out;
    out.workers = 2;
    out.workerProgram = QStringLiteral(LOBULE_BIN_DIR "/lobule-ingest");
    return out;
}

template <class Job, class Start> ImportResult run(Job& job, const Start& start)
{
    QEventLoop loop;
    ImportResult result;
    QObject::connect(&job, &Job::finished, &loop, [&](const ImportResult& end) {
        result = end;
        loop.quit();
    });
    start();
    loop.exec();
    return result;
}

ImportResult import(const QString& library, const QStringList& paths, const ImportOptions& how = options())
{
    Importer importer(library, how);
    return run(importer, [&] { importer.start(paths); });
}

/// The child that is killed in the middle of its import.
int importAsChild()
{
    const QStringList arguments = QCoreApplication::arguments();
    import(qEnvironmentVariable(kChild), arguments.mid(1));
    return 0;
}

QString codes(const ImportResult& result)
{
    QStringList out;
    for (const QuarantinedFile& file : result.quarantined) out << QString::fromLatin1(errorCodeName(file.code));
    out.sort();
    return out.join(QLatin1Char(' '));
}

} // namespace

class TestImporter : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;

    QString path(const QString& name) const { return m_folder->filePath(name); }
    QString library() const { return path(QStringLiteral("library")); }

    void write(const QString& name, const QByteArray& bytes) const
    {
        QDir().mkpath(QFileInfo(path(name)).path());
        QFile file(path(name));
        QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(file.errorString()));
        file.write(bytes);
    }
    void write(const QString& name, const std::string& bytes) const
    {
        write(name, QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())));
    }

    /// `count` slices of 64 x 64 in `folder`, as IM000001 and so on.
    dicom::CtSeries writeSeries(const QString& folder, int count, const QString& name = QStringLiteral("one")) const
    {
        dicom::CtSeries series;
        series.patientName = QStringLiteral("Hong^Gildong");
        series.patientId = QStringLiteral("4711");
        series.studyUid = dicom::uidFromText(QStringLiteral("study") + name);
        series.seriesUid = dicom::uidFromText(QStringLiteral("series") + name);
        series.frameOfReferenceUid = dicom::uidFromText(QStringLiteral("frame") + name);
        series.rows = series.columns = 64;
        series.sliceSpacingMm = 2.5;
        const dicom::CtSeriesWriter writer(series);
        QDir().mkpath(path(folder));
        std::vector<std::int16_t> hu(64 * 64);
        for (int k = 0; k < count; ++k) {
            for (std::size_t i = 0; i < hu.size(); ++i) hu[i] = static_cast<std::int16_t>((static_cast<int>(i) * 7 + k * 13) % 2000 - 1000);
            const auto written = writer.write(k, hu, path(QStringLiteral("%1/IM%2").arg(folder).arg(k + 1, 6, 10, QLatin1Char('0'))));
            Q_ASSERT(written);
        }
        return series;
    }
    void verifyClean(int instances) const
    {
        const auto opened = library::Library::open(library());
        QVERIFY(opened);
        const auto report = (*opened)->verify(false);
        QVERIFY(report);
        QVERIFY2(report->problems.isEmpty(), qPrintable(report->problems.join(QLatin1Char('\n'))));
        if (instances >= 0) QCOMPARE(report->instances, instances);
        QCOMPARE(QDir(library() + QStringLiteral("/staging")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).size(), 0);
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("LOBULE_KEY_FILE", path(QStringLiteral("keys/site.key")).toUtf8());
    }

    void importsASeries();
    void importsTwiceWithoutChange();
    void quarantinesWithReasons();
    void holdsUntilReleased();
    void readsArchives();
    void readsArchivesWithPassword();
    void readsUnicodePaths();
    void readsNamesThatAreNoUnicode();
    void tellsFoldersThatCannotBeListed();
    void followsDicomdir();
    void neverHangsOnWhatIsNoFile();
    void remembersWhatWasInterrupted();
    void recognisesKnownFilesWithoutWork();
    void aRetryClearsTheQuarantine();
    void tellsMissingPaths();
    void cancelKeepsWhatIsComplete();
    void survivesKilledWorkers();
    void survivesKilledImporter();
    void crowdsOfRubbish();
    void anonymizesTrees();
    void rebuildsTheCache();
    void fullDiskOrMissingWorkerEndsWithAnError();
    void noIdentityOutsideTheVault();
    void importsTheTestData();
};

void TestImporter::importsASeries()
{
    const dicom::CtSeries series = writeSeries(QStringLiteral("in"), 30);
    Importer importer(library(), options());
    QSignalSpy progress(&importer, &Importer::progressed);
    QVERIFY(!importer.isRunning());
    const ImportResult result = run(importer, [&] {
        importer.start({path(QStringLiteral("in"))});
        QVERIFY(importer.isRunning());
    });
    QVERIFY(!importer.isRunning());
    QVERIFY(!result.failure);
    QCOMPARE(result.imported, 30);
    QCOMPARE(result.duplicates + result.skipped + static_cast<int>(result.quarantined.size()), 0);
    QCOMPARE(result.studies.size(), 1);
    const auto last = progress.last().first().value<ImportProgress>();
    QCOMPARE(last.filesDone, 30);
    QCOMPARE(last.filesTotal, 30);
    QVERIFY(last.isTotalFinal);
    QCOMPARE(last.added, 30);

    const auto opened = library::Library::open(library());
    QVERIFY(opened);
    const auto study = (*opened)->study(result.studies.first());
    QVERIFY(study);
    QVERIFY(study->isSynthetic);
    QCOMPARE(study->instanceCount, 30);
    QVERIFY(study->pseudonym.startsWith(QLatin1String("P-")));
    QVERIFY(result.studies.first() != series.studyUid);
    const auto rows = (*opened)->series(result.studies.first());
    QVERIFY(rows && rows->size() == 1);
    QCOMPARE(rows->first().tubeVoltageKvp, 120.0);
    const auto volumes = (*opened)->openSeries(rows->first().seriesUid);
    QVERIFY(volumes && volumes->size() == 1);
    const auto& volume = *volumes->first();
    QCOMPARE(volume.sliceCount(), 30);
    QCOMPARE(volume.sliceSpacingMm(), 2.5);
    for (int k = 0; k < 30; ++k) {
        QCOMPARE(volume.slice(k).instanceNumber, k + 1);
        QCOMPARE(volume.pixels(k).value(5, 1), static_cast<double>((69 * 7 + k * 13) % 2000 - 1000));
    }
    verifyClean(30);
}

void TestImporter::importsTwiceWithoutChange()
{
    writeSeries(QStringLiteral("in"), 10);
    const ImportResult first = import(library(), {path(QStringLiteral("in"))});
    QCOMPARE(first.imported, 10);
    const ImportResult second = import(library(), {path(QStringLiteral("in"))});
    QCOMPARE(second.imported, 0);
    QCOMPARE(second.duplicates, 10);
    QCOMPARE(second.studies, first.studies);
    verifyClean(10);
}

void TestImporter::quarantinesWithReasons()
{
    writeSeries(QStringLiteral("in"), 2);
    using B = DicomBuilder;
    write(QStringLiteral("in/truncated"), B().identity().header(0x7FE00010, "OW", 5000).raw("xx").file());
    write(QStringLiteral("in/nested"), [] {
        B builder;
        for (int i = 0; i < 5000; ++i) builder.header(0x00081110, "SQ", B::kUndefined).mark(0xFFFEE000, B::kUndefined);
        return builder.file();
    }());
    write(QStringLiteral("in/no study"),
        B().element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2").element(0x00080018, "UI", "1.2.3.9").image(1, 1).pixels("xx").file());
    write(QStringLiteral("in/notes.txt"), QByteArray("not DICOM"));
    write(QStringLiteral("in/broken.dcm"), QByteArray("was DICOM once"));
    write(QStringLiteral("in/.hidden"), QByteArray("not DICOM"));
    write(QStringLiteral("in/empty"), QByteArray());
    // Same SOP Instance UID, other content.
    write(QStringLiteral("in2/other"), B().identity("1.2.3.4.5").image(1, 1).pixels("ab").file());
    write(QStringLiteral("in3/other"), B().identity("1.2.3.4.5").image(1, 1).pixels("cd").file());
    const ImportResult result = import(library(), {path(QStringLiteral("in"))});
    QCOMPARE(result.imported, 2);
    QCOMPARE(result.skipped, 3);
    QCOMPARE(codes(result), QStringLiteral("limit-exceeded malformed missing-attribute not-dicom"));
    for (const QuarantinedFile& file : result.quarantined) {
        QVERIFY(file.file.startsWith(path(QStringLiteral("in/"))));
        QVERIFY(file.reason.endsWith(QLatin1Char('.')));
    }
    QCOMPARE(import(library(), {path(QStringLiteral("in2"))}).imported, 1);
    QCOMPARE(codes(import(library(), {path(QStringLiteral("in3"))})), QStringLiteral("conflicting-duplicate"));
    const auto opened = library::Library::open(library());
    const auto kept = (*opened)->quarantine();
    QVERIFY(kept);
    QCOMPARE(kept->size(), 5);
    verifyClean(3);
}

void TestImporter::holdsUntilReleased()
{
    DicomBuilder capture;
    capture.element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7")
        .element(0x00080018, "UI", "1.2.3.4.5")
        .element(0x00080060, "CS", "OT")
        .element(0x0020000D, "UI", "1.2.3")
        .element(0x0020000E, "UI", "1.2.3.4")
        .image(1, 2, 8, false)
        .pixels("ab");
    write(QStringLiteral("in/capture"), capture.file());
    ImportResult result = import(library(), {path(QStringLiteral("in"))});
    QCOMPARE(codes(result), QStringLiteral("held-for-review"));
    ImportOptions other = options();
    other.release = {QStringLiteral("burned-in-annotation")};
    QCOMPARE(import(library(), {path(QStringLiteral("in"))}, other).quarantined.size(), 1);
    other.release = {QStringLiteral("secondary-capture")};
    QCOMPARE(import(library(), {path(QStringLiteral("in"))}, other).imported, 1);
    other.release = {QStringLiteral("all")};
    QCOMPARE(import(library(), {path(QStringLiteral("in"))}, other).duplicates, 1);
}

void TestImporter::readsArchives()
{
    writeSeries(QStringLiteral("plain"), 3);
    const auto slice = [&](int k) {
        QFile file(path(QStringLiteral("plain/IM00000%1").arg(k)));
        file.open(QIODevice::ReadOnly);
        return file.readAll();
    };
    const QByteArray inner = ZipBuilder().add("IM3", slice(3), true).bytes();
    ZipBuilder outer;
    outer.add("../../IM1", slice(1)).add("\xC8\xAB\xB1\xE6\xB5\xBF/IM2", slice(2), true).add("readme.txt", "hello").add("inner.zip", inner);
    outer.add("bad.dcm", "rubbish");
    write(QStringLiteral("in/CD 복사본.zip"), outer.bytes());
    write(QStringLiteral("in/damaged.zip"), outer.bytes().left(5000));
    const ImportResult result = import(library(), {path(QStringLiteral("in"))});
    QCOMPARE(result.imported, 3);
    QCOMPARE(result.skipped, 1);
    QCOMPARE(codes(result), QStringLiteral("archive-member not-dicom"));
    for (const QuarantinedFile& file : result.quarantined) {
        if (file.code == ErrorCode::NotDicom) QCOMPARE(file.file, path(QStringLiteral("in/CD 복사본.zip!bad.dcm")));
    }
    verifyClean(3);
    // The same files again, now unpacked: the same instances.
    QCOMPARE(import(library(), {path(QStringLiteral("plain"))}).duplicates, 3);
    // Archives in archives have an end.
    QByteArray onion = slice(1);
    for (int i = 0; i < 6; ++i) onion = ZipBuilder().add("next.zip", onion).bytes();
    write(QStringLiteral("onion.zip"), onion);
    QCOMPARE(codes(import(library(), {path(QStringLiteral("onion.zip"))})), QStringLiteral("limit-exceeded"));
}

void TestImporter::readsArchivesWithPassword()
{
    writeSeries(QStringLiteral("plain"), 2);
    QProcess zip;
    zip.setWorkingDirectory(m_folder->path());
    zip.start(QStringLiteral("zip"),
        {QStringLiteral("-q"), QStringLiteral("-r"), QStringLiteral("-P"), QStringLiteral("liver"), QStringLiteral("secret.zip"),
            QStringLiteral("plain")});
    if (!zip.waitForFinished() || zip.exitCode() != 0) QSKIP("needs zip");
    const QString archive = path(QStringLiteral("secret.zip"));
    const auto listed = [this] {
        const auto opened = library::Library::open(library());
        return (*opened)->quarantine()->size();
    };
    ImportResult result = import(library(), {archive});
    QCOMPARE(codes(result), QStringLiteral("archive-password"));
    QCOMPARE(result.quarantined.first().reason, QStringLiteral("The archive needs a password."));
    QCOMPARE(result.quarantined.first().retry, archive);
    ImportOptions how = options();
    how.archivePasswords = {QStringLiteral("kidney")};
    result = import(library(), {archive}, how);
    QCOMPARE(codes(result), QStringLiteral("archive-password"));
    QCOMPARE(result.quarantined.first().reason, QStringLiteral("The password does not open the archive."));
    QCOMPARE(listed(), 1);
    // In an archive without a password, with another one that is tried first.
    QFile file(archive);
    QVERIFY(file.open(QIODevice::ReadOnly));
    write(QStringLiteral("outer.zip"), ZipBuilder().add("secret.zip", file.readAll()).bytes());
    how.archivePasswords = {QStringLiteral("kidney"), QStringLiteral("liver")};
    QCOMPARE(import(library(), {path(QStringLiteral("outer.zip"))}, how).imported, 2);
    QCOMPARE(import(library(), {archive}, how).duplicates, 2);
    QCOMPARE(listed(), 0);
}

void TestImporter::readsUnicodePaths()
{
    writeSeries(QStringLiteral("간 CT/환자 #1 \u00e9\u0301 \U0001F9EA/%20"), 2);
    const ImportResult result = import(path(QStringLiteral("도서관")), {path(QStringLiteral("간 CT"))});
    QCOMPARE(result.imported, 2);
}

void TestImporter::readsNamesThatAreNoUnicode()
{
#ifdef _WIN32
    QSKIP("names are Unicode on Windows");
#else
    writeSeries(QStringLiteral("plain"), 3);
    // "환자" in EUC-KR, as a folder and as a file.
    const std::filesystem::path in = path(QStringLiteral("in")).toStdString();
    const std::filesystem::path folder = in / "\xC8\xAF\xC0\xDA";
    std::filesystem::create_directories(folder);
    std::filesystem::rename(path(QStringLiteral("plain/IM000001")).toStdString(), folder / "IM1");
    std::filesystem::rename(path(QStringLiteral("plain/IM000002")).toStdString(), folder / "\xC8\xAF\xC0\xDA.dcm");
    std::filesystem::copy_file(path(QStringLiteral("plain/IM000003")).toStdString(), in / "IM3");
    const ImportResult result = import(library(), {path(QStringLiteral("in"))});
    QCOMPARE(result.imported, 3);
    QVERIFY(std::filesystem::exists(folder / "IM1"));
    std::filesystem::resize_file(folder / "IM1", 200);
    const ImportResult again = import(library(), {path(QStringLiteral("in"))});
    QCOMPARE(again.duplicates, 2);
    QCOMPARE(again.quarantined.size(), 1);
    QVERIFY2(again.quarantined.first().file.endsWith(QStringLiteral("환자/IM1")), qPrintable(again.quarantined.first().file));
    verifyClean(3);
#endif
}

void TestImporter::tellsFoldersThatCannotBeListed()
{
#ifdef _WIN32
    QSKIP("needs POSIX permissions");
#else
    writeSeries(QStringLiteral("in/closed"), 1);
    namespace fs = std::filesystem;
    const fs::path closed = path(QStringLiteral("in/closed")).toStdString();
    if (::geteuid() == 0) {
        // Root may list everything: the walk alone, as somebody who may not.
        fs::permissions(closed, fs::perms::owner_all);
        fs::permissions(m_folder->path().toStdString(), fs::perms::all);
        FileWalker walker({path(QStringLiteral("in"))}, path(QStringLiteral("links")));
        QSignalSpy refused(&walker, &FileWalker::refused);
        QCOMPARE(::seteuid(65534), 0);
        walker.start();
        walker.wait();
        QCOMPARE(::seteuid(0), 0);
        QTRY_COMPARE(refused.size(), 1);
        QCOMPARE(refused.first().first().toString(), path(QStringLiteral("in/closed")));
        QCOMPARE(refused.first().at(1).toInt(), static_cast<int>(ErrorCode::FileUnreadable));
        return;
    }
    fs::permissions(closed, fs::perms::none);
    const ImportResult result = import(library(), {path(QStringLiteral("in"))});
    fs::permissions(closed, fs::perms::owner_all);
    QCOMPARE(codes(result), QStringLiteral("file-unreadable"));
#endif
}

void TestImporter::followsDicomdir()
{
    // Six slices on the disc, under names that a mount has made small; four are listed, and two that are not there.
    writeSeries(QStringLiteral("cd/images"), 6);
    for (int k = 1; k <= 6; ++k)
        QVERIFY(QFile::rename(path(QStringLiteral("cd/images/IM00000%1").arg(k)), path(QStringLiteral("cd/images/im%1").arg(k))));
    const auto record = [](const char* type, const std::string& file = {}) {
        DicomBuilder fields;
        fields.us(0x00041410, 0xFFFF).element(0x00041430, "CS", type);
        if (!file.empty()) fields.element(0x00041500, "CS", file);
        return DicomBuilder().mark(0xFFFEE000, static_cast<std::uint32_t>(fields.dataSet().size())).raw(fields.dataSet()).dataSet();
    };
    std::string records = record("PATIENT") + record("STUDY") + record("SERIES");
    for (const char* file : {"IMAGES\\IM1", "IMAGES\\IM2", "IMAGES\\IM3", "IMAGES\\IM4", "IMAGES\\IM7"}) records += record("IMAGE", file);
    records += record("SERIES") + record("IMAGE", "LOST\\IM1") + record("IMAGE", "..\\..\\in\\IM1");
    DicomBuilder meta;
    meta.element(0x00020002, "UI", "1.2.840.10008.1.3.10").element(0x00020010, "UI", "1.2.840.10008.1.2.1");
    DicomBuilder data;
    data.header(0x00041220, "SQ", static_cast<std::uint32_t>(records.size())).raw(records);
    write(QStringLiteral("cd/DICOMDIR"), std::string(128, '\0') + "DICM" + meta.dataSet() + data.dataSet());
    const ImportResult result = import(library(), {path(QStringLiteral("cd/DICOMDIR"))});
    QCOMPARE(result.imported, 4);
    QCOMPARE(result.skipped, 1);
    QCOMPARE(codes(result), QStringLiteral("not-found not-found"));
    QCOMPARE(result.quarantined.at(0).file, path(QStringLiteral("cd/IMAGES/IM7")));
    QVERIFY2(result.quarantined.at(1).reason.contains(QLatin1String("patient 1, study 1, series 2")),
        qPrintable(result.quarantined.at(1).reason));
    QCOMPARE(result.total, 7);
    // The folder as a whole brings what the directory does not list, and still says what is missing.
    const ImportResult whole = import(library(), {path(QStringLiteral("cd"))});
    QCOMPARE(whole.imported, 2);
    QCOMPARE(whole.duplicates, 4);
    QCOMPARE(codes(whole), QStringLiteral("not-found not-found"));
    QCOMPARE(whole.total, 9);
    verifyClean(6);
}

void TestImporter::neverHangsOnWhatIsNoFile()
{
#ifdef _WIN32
    QSKIP("POSIX files");
#else
    writeSeries(QStringLiteral("in/a"), 2);
    writeSeries(QStringLiteral("elsewhere"), 1, QStringLiteral("two"));
    namespace fs = std::filesystem;
    const fs::path in = path(QStringLiteral("in")).toStdString();
    QCOMPARE(::mkfifo((in / "pipe.dcm").c_str(), 0600), 0);
    fs::create_symlink("/dev/zero", in / "endless");
    fs::create_symlink(in, in / "a" / "round");
    fs::create_symlink(in / "loop2", in / "loop1");
    fs::create_symlink(in / "loop1", in / "loop2");
    fs::create_symlink(in / "nowhere", in / "dangling");
    fs::create_symlink(fs::path(path(QStringLiteral("elsewhere/IM000001")).toStdString()), in / "linked file");
    QElapsedTimer clock;
    clock.start();
    const ImportResult result = import(library(), {path(QStringLiteral("in"))});
    QVERIFY(clock.elapsed() < 10'000);
    QCOMPARE(result.imported, 3);
    QCOMPARE(result.skipped, 2);
    QStringList said;
    for (const QuarantinedFile& file : result.quarantined) said << QFileInfo(file.file).fileName() + QLatin1Char(' ') + file.reason;
    said.sort();
    QCOMPARE(result.total, result.imported + result.skipped + static_cast<int>(result.quarantined.size()));
    QVERIFY2(said.filter(QStringLiteral("round It is a link to a folder")).size() == 1, qPrintable(said.join(u'\n')));
    QVERIFY2(said.filter(QStringLiteral("dangling The link leads nowhere")).size() == 1, qPrintable(said.join(u'\n')));
    QCOMPARE(result.quarantined.size(), 4); // and the two of the loop
    // Asked for by themselves.
    QCOMPARE(import(library(), {path(QStringLiteral("in/pipe.dcm"))}).quarantined.size(), 1);
    QCOMPARE(import(library(), {path(QStringLiteral("in/endless"))}).quarantined.size(), 1);
    QCOMPARE(codes(import(library(), {path(QStringLiteral("in/dangling"))})), QStringLiteral("not-found"));
#endif
}

void TestImporter::remembersWhatWasInterrupted()
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

void TestImporter::recognisesKnownFilesWithoutWork()
{
    writeSeries(QStringLiteral("in"), 60);
    QCOMPARE(import(library(), {path(QStringLiteral("in"))}).imported, 60);
    ImportOptions how = options();
    how.continues = {4711}; // continuing asks first
    const ImportResult again = import(library(), {path(QStringLiteral("in"))}, how);
    QCOMPARE(again.duplicates, 60);
    QCOMPARE(again.total, 60);
    // What is known but broken is not waved through: the second import heals it.
    QDirIterator objects(library() + QStringLiteral("/objects"), QDir::Files, QDirIterator::Subdirectories);
    QVERIFY(QFile::remove(objects.next()));
    QCOMPARE(import(library(), {path(QStringLiteral("in"))}, how).duplicates, 60);
    verifyClean(60);
}

void TestImporter::aRetryClearsTheQuarantine()
{
    writeSeries(QStringLiteral("plain"), 1);
    QFile slice(path(QStringLiteral("plain/IM000001")));
    QVERIFY(slice.open(QIODevice::ReadOnly));
    const QByteArray bytes = slice.readAll();
    const auto listed = [this] {
        const auto opened = library::Library::open(library());
        return *(*opened)->quarantine();
    };
    write(QStringLiteral("in/half"), bytes.left(bytes.size() / 2));
    for (int i = 0; i < 2; ++i) {
        const ImportResult result = import(library(), {path(QStringLiteral("in"))});
        QCOMPARE(codes(result), QStringLiteral("malformed"));
        QCOMPARE(result.quarantined.first().retry, path(QStringLiteral("in/half")));
        QCOMPARE(listed().size(), 1); // once, however often it was tried
        QCOMPARE(listed().first().retry, path(QStringLiteral("in/half")));
    }
    write(QStringLiteral("in/half"), bytes);
    QCOMPARE(import(library(), {listed().first().retry}).imported, 1);
    QVERIFY(listed().isEmpty());
    // The member of an archive is tried again through the archive.
    write(QStringLiteral("in2/a!b.zip"), ZipBuilder().add("x/half", bytes.left(bytes.size() / 2)).bytes());
    const ImportResult member = import(library(), {path(QStringLiteral("in2"))});
    QCOMPARE(member.quarantined.first().file, path(QStringLiteral("in2/a!b.zip!x/half")));
    QCOMPARE(member.quarantined.first().retry, path(QStringLiteral("in2/a!b.zip")));
}

void TestImporter::tellsMissingPaths()
{
    writeSeries(QStringLiteral("in"), 1);
    const ImportResult result = import(library(), {path(QStringLiteral("nowhere")), path(QStringLiteral("in"))});
    QCOMPARE(result.imported, 1);
    QCOMPARE(codes(result), QStringLiteral("not-found"));
    QCOMPARE(import(library(), {}).imported, 0);
}

void TestImporter::cancelKeepsWhatIsComplete()
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

void TestImporter::survivesKilledWorkers()
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

void TestImporter::survivesKilledImporter()
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

/// Mutated copies of good files: every one imported, a duplicate, skipped or quarantined, none lost, each within seconds.
void TestImporter::crowdsOfRubbish()
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

void TestImporter::anonymizesTrees()
{
    const dicom::CtSeries series = writeSeries(QStringLiteral("in/a"), 3);
    writeSeries(QStringLiteral("in/b"), 3); // the same again
    write(QStringLiteral("in/notes.txt"), QByteArray("x"));
    write(QStringLiteral("in/bad.dcm"), QByteArray("x"));
    const QString out = path(QStringLiteral("out"));
    TreeAnonymizer anonymizer(options());
    const ImportResult result = run(anonymizer, [&] { anonymizer.start({path(QStringLiteral("in"))}, out); });
    QVERIFY(!result.failure);
    QCOMPARE(result.imported, 3);
    QCOMPARE(result.duplicates, 3);
    QCOMPARE(result.skipped, 1);
    QCOMPARE(codes(result), QStringLiteral("not-dicom"));
    QCOMPARE(result.written.size(), 3);
    QStringList files;
    QDirIterator all(out, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (all.hasNext()) files << all.next();
    QCOMPARE(files.size(), 3);
    for (const auto& written : result.written) QVERIFY(QFile::exists(out + QLatin1Char('/') + written.name));
    for (const QString& file : files) {
        QVERIFY(QDir(out).relativeFilePath(file).startsWith(result.studies.first() + QLatin1Char('/')));
        QFile content(file);
        QVERIFY(content.open(QIODevice::ReadOnly));
        const QByteArray bytes = content.readAll();
        QVERIFY(!bytes.contains("Gildong") && !bytes.contains("4711") && !bytes.contains(series.studyUid.toLatin1()));
    }
    QCOMPARE(QDir(out).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).size(), 1);
}

void TestImporter::rebuildsTheCache()
{
    writeSeries(QStringLiteral("in"), 12);
    const ImportResult imported = import(library(), {path(QStringLiteral("in"))});
    QDirIterator cached(library() + QStringLiteral("/cache"), QDir::Files, QDirIterator::Subdirectories);
    int removed = 0;
    while (cached.hasNext()) removed += QFile::remove(cached.next()) ? 1 : 0;
    QVERIFY(removed > 0);
    {
        const auto opened = library::Library::open(library());
        QVERIFY((*opened)->verify(true)); // notices that the pixels are gone
    }
    CacheRebuilder rebuilder(library(), options());
    const ImportResult result = run(rebuilder, [&] { rebuilder.start(); });
    QVERIFY(!result.failure);
    QCOMPARE(result.imported, 12);
    QCOMPARE(result.studies, imported.studies);
    const auto opened = library::Library::open(library());
    const auto series = (*opened)->series(imported.studies.first());
    const auto volumes = (*opened)->openSeries(series->first().seriesUid);
    QVERIFY(volumes && volumes->size() == 1);
    QCOMPARE(volumes->first()->sliceCount(), 12);
    QCOMPARE(volumes->first()->pixels(7).value(5, 1), static_cast<double>((69 * 7 + 7 * 13) % 2000 - 1000));
    QCOMPARE(run(rebuilder, [&] { rebuilder.start(); }).imported, 0); // nothing left to do
    verifyClean(12);
}

void TestImporter::fullDiskOrMissingWorkerEndsWithAnError()
{
    writeSeries(QStringLiteral("in"), 2);
    ImportOptions none = options();
    none.workerProgram = path(QStringLiteral("nothing"));
    ImportResult result = import(library(), {path(QStringLiteral("in"))}, none);
    QVERIFY(result.failure);
    QCOMPARE(result.failure->code, ErrorCode::WorkerUnavailable);
    ImportOptions wrong = options();
    wrong.profile = QStringLiteral("no-such-profile");
    result = import(library(), {path(QStringLiteral("in"))}, wrong);
    QVERIFY(result.failure);
    QCOMPARE(result.imported, 0);
    write(QStringLiteral("a file"), QByteArray("x"));
    result = import(path(QStringLiteral("a file/library")), {path(QStringLiteral("in"))});
    QVERIFY(result.failure);
    verifyClean(0);
}

void TestImporter::noIdentityOutsideTheVault()
{
    writeSeries(QStringLiteral("in"), 2);
    write(QStringLiteral("in/Hong Gildong 4711.dcm"), QByteArray("x"));
    QCOMPARE(import(library(), {path(QStringLiteral("in"))}).imported, 2);
    QDirIterator all(library(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    int looked = 0;
    while (all.hasNext()) {
        QFile file(all.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY2(!bytes.contains("Gildong") && !bytes.contains("4711"), qPrintable(file.fileName()));
        ++looked;
    }
    QVERIFY(looked >= 4);
}

void TestImporter::importsTheTestData()
{
    const QString data = qEnvironmentVariable("LOBULE_TEST_DATA");
    if (data.isEmpty()) QSKIP("LOBULE_TEST_DATA names no folder with test images");
    const ImportResult ct = import(library(), {data + QStringLiteral("/a_abdominal_ct")});
    QCOMPARE(ct.imported, 103);
    QCOMPARE(ct.studies.size(), 2);
    QCOMPARE(import(library(), {data + QStringLiteral("/a_abdominal_ct")}).duplicates, 103);
    for (const char* folder : {"f_crafted", "f_corrupt_malicious"}) {
        QDirIterator files(data + QLatin1Char('/') + QLatin1String(folder), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString file = files.next();
            if (file.endsWith(QLatin1String(".txt"))) continue;
            QElapsedTimer clock;
            clock.start();
            const ImportResult result = import(library(), {file});
            QVERIFY2(clock.elapsed() < 5000, qPrintable(file));
            QVERIFY2(!result.failure, qPrintable(file));
            QVERIFY2(result.imported + result.duplicates + result.quarantined.size() == 1, qPrintable(file));
        }
    }
    verifyClean(-1);
}

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    if (qEnvironmentVariableIsSet(kChild)) return importAsChild();
    TestImporter test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_importer.moc"
