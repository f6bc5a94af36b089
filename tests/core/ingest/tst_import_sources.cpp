#include "core/ingest/FileWalker.h"
#include "tests/core/dicom/DicomBuilder.h"
#include "tests/core/ingest/ImportFixture.h"
#include "tests/core/ingest/ZipBuilder.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>

#include <filesystem>
#ifndef _WIN32
#include <sys/stat.h>
#include <unistd.h>
#endif

using namespace lobule;
using namespace lobule::ingest;
using namespace lobule::ingest::fixture;
using lobule::test::DicomBuilder;
using lobule::test::ZipBuilder;

namespace {

/// A DICOMDIR of one patient with one study, whose two series have these files.
std::string directory(std::initializer_list<const char*> first, std::initializer_list<const char*> second)
{
    const auto record = [](const char* type, const std::string& file = {}) {
        DicomBuilder fields;
        fields.us(0x00041410, 0xFFFF).element(0x00041430, "CS", type);
        if (!file.empty()) fields.element(0x00041500, "CS", file);
        return DicomBuilder().mark(0xFFFEE000, static_cast<std::uint32_t>(fields.dataSet().size())).raw(fields.dataSet()).dataSet();
    };
    std::string records = record("PATIENT") + record("STUDY") + record("SERIES");
    for (const char* file : first) records += record("IMAGE", file);
    records += record("SERIES");
    for (const char* file : second) records += record("IMAGE", file);
    DicomBuilder meta;
    meta.element(0x00020002, "UI", "1.2.840.10008.1.3.10").element(0x00020010, "UI", "1.2.840.10008.1.2.1");
    DicomBuilder data;
    data.header(0x00041220, "SQ", static_cast<std::uint32_t>(records.size())).raw(records);
    return std::string(128, '\0') + "DICM" + meta.dataSet() + data.dataSet();
}

} // namespace

/// What an import can be given: archives, media, names of every kind, and what is no file.
class TestImportSources : public ImportFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { makeFolder(); }

    void readsArchives();
    void readsArchivesWithPassword();
    void countsWhatArchivesWithhold();
    void readsUnicodePaths();
    void readsNamesThatAreNoUnicode();
    void tellsFoldersThatCannotBeListed();
    void followsDicomdir();
    void followsDicomdirInArchives();
    void countsDepthNotMarks();
    void neverHangsOnWhatIsNoFile();
    void passesOverTheLibrary();
    void tellsMissingPaths();
    void remembersWholePaths();
    void tellsWhenTwoPersonsShareAnId();
};

void TestImportSources::tellsWhenTwoPersonsShareAnId()
{
    const auto file = [](const char* name, const std::string& number) {
        return DicomBuilder()
            .element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2")
            .element(0x00080018, "UI", "1.2.3.4." + number)
            .element(0x00080060, "CS", "CT")
            .element(0x00100010, "PN", name)
            .element(0x00100020, "LO", "4711")
            .element(0x0020000D, "UI", "1.2.3." + number)
            .element(0x0020000E, "UI", "1.2.3.4.5." + number)
            .image(64, 64, 8, false)
            .pixels(std::string(4096, 'x'))
            .file();
    };
    write(QStringLiteral("one.dcm"), file("Hong^Gildong", "1"));
    write(QStringLiteral("same.dcm"), file("HONG^GILDONG", "2"));
    write(QStringLiteral("other.dcm"), file("Kim^Yuna", "3"));
    QVERIFY(import(library(), {path(QStringLiteral("one.dcm")), path(QStringLiteral("same.dcm"))}).sharedIds.isEmpty());
    const ImportResult result = import(library(), {path(QStringLiteral("other.dcm"))});
    QCOMPARE(result.imported, 1);
    QCOMPARE(result.sharedIds.size(), 1);
    QVERIFY(result.sharedIds.first().startsWith(QStringLiteral("P-")));
    QCOMPARE(toJson(result)[QLatin1String("sharedIds")].toArray().size(), 1);
}

void TestImportSources::remembersWholePaths()
{
    write(QStringLiteral("in/broken.dcm"), QByteArray("rubbish"));
    const QString before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(m_folder->path()));
    const ImportResult result = import(library(), {QStringLiteral("in/./broken.dcm")});
    QVERIFY(QDir::setCurrent(before));
    QCOMPARE(result.quarantined.size(), 1);
    const auto opened = library::Library::open(library());
    const auto rows = (*opened)->quarantine();
    QCOMPARE(rows->size(), 1);
    QCOMPARE(QFileInfo(rows->first().file).canonicalFilePath(), QFileInfo(path(QStringLiteral("in/broken.dcm"))).canonicalFilePath());
    QVERIFY(rows->first().file.startsWith(u'/') && !rows->first().file.contains(QStringLiteral("/./")));
}

void TestImportSources::readsArchives()
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

void TestImportSources::readsArchivesWithPassword()
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

/// One damaged, one locked file and a link cost the others nothing, and each of them is accounted for.
void TestImportSources::countsWhatArchivesWithhold()
{
    writeSeries(QStringLiteral("plain"), 3);
    QProcess zip;
    zip.setWorkingDirectory(path(QStringLiteral("plain")));
    zip.start(QStringLiteral("zip"),
        {QStringLiteral("-q"), QStringLiteral("-P"), QStringLiteral("liver"), path(QStringLiteral("cd.zip")), QStringLiteral("IM000001")});
    if (!zip.waitForFinished() || zip.exitCode() != 0) QSKIP("needs zip");
    QVERIFY(QFile::link(QStringLiteral("IM000002"), path(QStringLiteral("plain/link"))));
    zip.start(QStringLiteral("zip"),
        {QStringLiteral("-q"), QStringLiteral("-0"), QStringLiteral("-y"), path(QStringLiteral("cd.zip")), QStringLiteral("IM000002"),
            QStringLiteral("IM000003"), QStringLiteral("link")});
    QVERIFY(zip.waitForFinished() && zip.exitCode() == 0);
    QFile whole(path(QStringLiteral("plain/IM000002")));
    QFile archive(path(QStringLiteral("cd.zip")));
    QVERIFY(whole.open(QIODevice::ReadOnly) && archive.open(QIODevice::ReadWrite));
    const qsizetype at = archive.readAll().indexOf(whole.readAll());
    QVERIFY(at > 0);
    QVERIFY(archive.seek(at + 3000) && archive.putChar('!') && archive.putChar('!'));
    archive.close();
    const ImportResult result = import(library(), {path(QStringLiteral("cd.zip"))});
    QCOMPARE(result.imported, 1);
    QCOMPARE(result.skipped, 1);
    QCOMPARE(result.skippedFiles.first().file, path(QStringLiteral("cd.zip!link")));
    QCOMPARE(codes(result), QStringLiteral("archive-member archive-password"));
    QCOMPARE(result.total, 4);
    for (const QuarantinedFile& file : result.quarantined) {
        QCOMPARE(
            file.file, path(file.code == ErrorCode::ArchiveMember ? QStringLiteral("cd.zip!IM000002") : QStringLiteral("cd.zip!IM000001")));
        QCOMPARE(file.retry, path(QStringLiteral("cd.zip")));
    }
    ImportOptions how = options();
    how.archivePasswords = {QStringLiteral("liver")};
    const ImportResult again = import(library(), {path(QStringLiteral("cd.zip"))}, how);
    QCOMPARE(again.imported, 1);
    QCOMPARE(again.duplicates, 1);
    QCOMPARE(codes(again), QStringLiteral("archive-member"));
    const auto opened = library::Library::open(library());
    QCOMPARE((*opened)->quarantine()->size(), 1);
    verifyClean(2);
}

void TestImportSources::readsUnicodePaths()
{
    writeSeries(QStringLiteral("간 CT/환자 #1 \u00e9\u0301 \U0001F9EA/%20"), 2);
    const ImportResult result = import(path(QStringLiteral("도서관")), {path(QStringLiteral("간 CT"))});
    QCOMPARE(result.imported, 2);
}

void TestImportSources::readsNamesThatAreNoUnicode()
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

void TestImportSources::tellsFoldersThatCannotBeListed()
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

void TestImportSources::followsDicomdir()
{
    // Six slices on the disc, under names that a mount has made small; four are listed, and two that are not there.
    writeSeries(QStringLiteral("cd/images"), 6);
    for (int k = 1; k <= 6; ++k)
        QVERIFY(QFile::rename(path(QStringLiteral("cd/images/IM00000%1").arg(k)), path(QStringLiteral("cd/images/im%1").arg(k))));
    write(QStringLiteral("cd/DICOMDIR"),
        directory({"IMAGES\\IM1", "IMAGES\\IM2", "IMAGES\\IM3", "IMAGES\\IM4", "IMAGES\\IM7"}, {"LOST\\IM1", "..\\..\\in\\IM1"}));
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
    // A link to the directory alone, as for folders whose names are no Unicode.
    QVERIFY(QDir().mkpath(path(QStringLiteral("elsewhere"))));
    QVERIFY(QFile::link(path(QStringLiteral("cd/DICOMDIR")), path(QStringLiteral("elsewhere/DICOMDIR"))));
    const ImportResult linked = import(library(), {path(QStringLiteral("elsewhere/DICOMDIR"))});
    QCOMPARE(linked.duplicates, 4);
    QCOMPARE(codes(linked), QStringLiteral("not-found not-found"));
    verifyClean(6);
}

/// The same disc in an archive: the directory lies alone where it was unpacked, and only what is not in the archive is missing.
void TestImportSources::followsDicomdirInArchives()
{
    writeSeries(QStringLiteral("plain"), 4);
    const auto slice = [&](int k) {
        QFile file(path(QStringLiteral("plain/IM00000%1").arg(k)));
        file.open(QIODevice::ReadOnly);
        return file.readAll();
    };
    const std::string list = directory({"IMAGES\\IM1", "IMAGES\\IM2", "IMAGES\\IM3", "IMAGES\\IM7"}, {"LOST\\IM1"});
    const QByteArray bytes(list.data(), static_cast<qsizetype>(list.size()));
    ZipBuilder zip;
    zip.add("CD/images/im1", slice(1)).add("CD/IMAGES/IM2;1", slice(2)).add("CD\\IMAGES\\IM3.", slice(3)).add("IMAGES/IM7", slice(4));
    zip.add("CD/DICOMDIR", bytes);
    write(QStringLiteral("disc!.zip"), zip.bytes());
    const ImportResult result = import(library(), {path(QStringLiteral("disc!.zip"))});
    QCOMPARE(result.imported, 4);
    QCOMPARE(result.skipped, 1);
    QCOMPARE(codes(result), QStringLiteral("not-found not-found"));
    QCOMPARE(result.quarantined.at(0).file, path(QStringLiteral("disc!.zip!CD/IMAGES/IM7")));
    QCOMPARE(result.quarantined.at(0).retry, path(QStringLiteral("disc!.zip")));
    QCOMPARE(result.quarantined.at(1).file, path(QStringLiteral("disc!.zip!CD/LOST/IM1")));
    QCOMPARE(result.total, 7);
    // At the top of the archive, which is itself in one.
    const QByteArray inner = ZipBuilder().add("DICOMDIR", bytes).add("IMAGES/IM1", slice(1)).bytes();
    write(QStringLiteral("outer.zip"), ZipBuilder().add("in.zip", inner).bytes());
    const ImportResult nested = import(library(), {path(QStringLiteral("outer.zip"))});
    QCOMPARE(nested.duplicates, 1);
    QCOMPARE(codes(nested), QStringLiteral("not-found not-found not-found not-found"));
    QCOMPARE(nested.quarantined.at(0).file, path(QStringLiteral("outer.zip!in.zip!IMAGES/IM2")));
    // By another name, which no disc has, it says nothing about files that it cannot see.
    write(QStringLiteral("other.zip"), ZipBuilder().add("index.bin", bytes).add("IMAGES/IM1", slice(1)).bytes());
    QCOMPARE(codes(import(library(), {path(QStringLiteral("other.zip"))})), QString());
}

/// A mark in a name is no archive.
void TestImportSources::countsDepthNotMarks()
{
    writeSeries(QStringLiteral("plain"), 1);
    QFile file(path(QStringLiteral("plain/IM000001")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray inner = ZipBuilder().add("x!!!!.dcm", file.readAll()).bytes();
    write(QStringLiteral("a!b/c!!!.zip"), ZipBuilder().add("a!b!c!d.zip", inner).bytes());
    const ImportResult result = import(library(), {path(QStringLiteral("a!b/c!!!.zip"))});
    QCOMPARE(codes(result), QString());
    QCOMPARE(result.imported, 1);
}

void TestImportSources::neverHangsOnWhatIsNoFile()
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

/// Its own objects would come back as another patient: their pseudonym is pseudonymized once more.
void TestImportSources::passesOverTheLibrary()
{
    writeSeries(QStringLiteral("in"), 2);
    QCOMPARE(import(library(), {path(QStringLiteral("in"))}).imported, 2);
    const QString object = [this] {
        QDirIterator all(library() + QStringLiteral("/objects"), QDir::Files, QDirIterator::Subdirectories);
        return all.hasNext() ? all.next() : QString();
    }();
    QVERIFY(!object.isEmpty());
    QVERIFY(QFile::link(library(), path(QStringLiteral("link"))));
    QDir().mkpath(path(QStringLiteral("library.old")));
    QVERIFY(QFile::copy(path(QStringLiteral("in/IM000001")), path(QStringLiteral("library.old/copy"))));
    // The folder around it, the library by another name, and what lies in it.
    const ImportResult whole = import(library(), {m_folder->path()});
    QCOMPARE(whole.imported, 0);
    QCOMPARE(whole.duplicates, 3);
    const auto isLibrary = [](const SkippedFile& file) { return file.reason.contains(QLatin1String("library itself")); };
    QCOMPARE(std::count_if(whole.skippedFiles.cbegin(), whole.skippedFiles.cend(), isLibrary), 1);
    for (const QString& given : {library(), path(QStringLiteral("link")), object, library() + QStringLiteral("/objects")}) {
        const ImportResult result = import(library(), {given});
        QCOMPARE(result.imported + result.duplicates, 0);
        QCOMPARE(result.skipped, 1);
        QVERIFY(isLibrary(result.skippedFiles.first()));
        QCOMPARE(result.total, 1);
    }
    verifyClean(2);
}

void TestImportSources::tellsMissingPaths()
{
    writeSeries(QStringLiteral("in"), 1);
    const ImportResult result = import(library(), {path(QStringLiteral("nowhere")), path(QStringLiteral("in"))});
    QCOMPARE(result.imported, 1);
    QCOMPARE(codes(result), QStringLiteral("not-found"));
    QCOMPARE(import(library(), {}).imported, 0);
}

QTEST_GUILESS_MAIN(TestImportSources)
#include "tst_import_sources.moc"
