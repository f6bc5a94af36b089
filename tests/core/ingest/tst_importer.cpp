#include "core/ingest/CacheRebuilder.h"
#include "core/ingest/TreeAnonymizer.h"
#include "core/volume/SeriesVolume.h"
#include "tests/core/dicom/DicomBuilder.h"
#include "tests/core/ingest/ImportFixture.h"
#include "tests/core/ingest/ZipBuilder.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QSignalSpy>

using namespace lobule;
using namespace lobule::ingest;
using namespace lobule::ingest::fixture;
using lobule::test::DicomBuilder;
using lobule::test::ZipBuilder;

/// Whole imports with the real worker program into a real library.
class TestImporter : public ImportFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { makeFolder(); }

    void importsASeries();
    void importsTwiceWithoutChange();
    void quarantinesWithReasons();
    void keepsPatientsOfOneStudyUidApart();
    void tellsPhasesApartByTheirTimes_data();
    void tellsPhasesApartByTheirTimes();
    void holdsUntilReleased();
    void recognisesKnownFilesWithoutWork();
    void aRetryClearsTheQuarantine();
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
    write(QStringLiteral("in/._IM1.dcm"), QByteArray("\0\5\x16\7\0\2\0\0Mac OS X", 16));
    // Same SOP Instance UID, other content.
    write(QStringLiteral("in2/other"), B().identity("1.2.3.4.5").image(1, 1).pixels("ab").file());
    write(QStringLiteral("in3/other"), B().identity("1.2.3.4.5").image(1, 1).pixels("cd").file());
    const ImportResult result = import(library(), {path(QStringLiteral("in"))});
    QCOMPARE(result.imported, 2);
    QCOMPARE(result.skipped, 4);
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

/// Two persons under one Study Instance UID would be read as one.
void TestImporter::keepsPatientsOfOneStudyUidApart()
{
    const auto slice = [](const char* instance, const char* series, const char* id) {
        return DicomBuilder()
            .element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2")
            .element(0x00080018, "UI", instance)
            .element(0x00080060, "CS", "CT")
            .element(0x00100010, "PN", id)
            .element(0x00100020, "LO", id)
            .element(0x0020000D, "UI", "1.2.3")
            .element(0x0020000E, "UI", series)
            .image(1, 1)
            .pixels("ab")
            .file();
    };
    write(QStringLiteral("in/1"), slice("1.2.3.1.1", "1.2.3.1", "LEE4711"));
    QCOMPARE(import(library(), {path(QStringLiteral("in"))}).imported, 1);
    write(QStringLiteral("in/2"), slice("1.2.3.1.2", "1.2.3.1", "LEE4711"));
    write(QStringLiteral("in/3"), slice("1.2.3.2.1", "1.2.3.2", "PARK12"));
    write(QStringLiteral("in/4"), slice("1.2.3.1.3", "1.2.3.1", "PARK12"));
    const ImportResult result = import(library(), {path(QStringLiteral("in"))});
    QCOMPARE(result.imported, 1);
    QCOMPARE(codes(result), QStringLiteral("malformed malformed"));
    for (const QuarantinedFile& file : result.quarantined)
        QVERIFY2(file.reason.contains(QLatin1String("one Study Instance UID with two patients")), qPrintable(file.reason));
    verifyClean(2);
}

/// A scanner that numbers the acquisitions alike and the images through: only the times tell the phases apart, and the profile removes
/// them.
void TestImporter::tellsPhasesApartByTheirTimes_data()
{
    QTest::addColumn<QString>("studyTime");
    QTest::addColumn<QStringList>("acquired");
    QTest::addColumn<int>("phases");
    QTest::newRow("two phases") << "101500" << QStringList{"101622.25", "101657.25"} << 2;
    QTest::newRow("round midnight") << "235800" << QStringList{"235930", "000040"} << 2;
    QTest::newRow("three phases") << "080000" << QStringList{"081000", "081040", "081300"} << 3;
    QTest::newRow("one time") << "101500" << QStringList{"101622"} << 1;
    QTest::newRow("no study time") << "" << QStringList{"101622", "101657"} << 1;
}

void TestImporter::tellsPhasesApartByTheirTimes()
{
    QFETCH(QString, studyTime);
    QFETCH(QStringList, acquired);
    QFETCH(int, phases);
    const int count = static_cast<int>(acquired.size());
    for (int i = 0; i < 20 * count; ++i) {
        // Place by place, so that the numbers say nothing about the phase; the last phase lacks its end.
        const int place = i / count, phase = i % count;
        if (phase == count - 1 && count > 1 && place >= 17) continue;
        DicomBuilder slice;
        slice.identity("1.2.3.4." + std::to_string(i + 1))
            .element(0x00080030, "TM", studyTime.toStdString())
            .element(0x00080032, "TM", acquired[phase].toStdString())
            .element(0x00200013, "IS", std::to_string(i + 1))
            .element(0x00200032, "DS", "0\\0\\" + std::to_string(5 * place))
            .element(0x00200037, "DS", "1\\0\\0\\0\\1\\0")
            .element(0x00280030, "DS", "1\\1")
            .image(1, 1)
            .pixels(DicomBuilder::little16({100 * phase + place}));
        write(QStringLiteral("in/%1").arg(i), slice.file());
    }
    const ImportResult result = import(library(), {path(QStringLiteral("in"))});
    QVERIFY(result.quarantined.isEmpty());
    const auto opened = library::Library::open(library());
    const QString series = (*opened)->series(result.studies.first())->first().seriesUid;
    const auto check = [&](const library::Library& lib) {
        const auto stacks = lib.openSeries(series);
        QVERIFY(stacks);
        QCOMPARE(static_cast<int>(stacks->size()), phases);
        for (int phase = 0; phases > 1 && phase < phases; ++phase)
            for (int k = 0; k < (*stacks)[phase]->sliceCount(); ++k) QCOMPARE((*stacks)[phase]->pixels(k).value(0, 0), 100.0 * phase + k);
    };
    check(**opened);
    // The stored files have no times any more; decoding them again forgets nothing.
    QVERIFY(*(*opened)->clearCache() > 0);
    CacheRebuilder rebuilder(library(), options());
    QCOMPARE(run(rebuilder, [&] { rebuilder.start(series); }).imported, result.imported);
    check(**opened);
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
        QVERIFY(!bytes.contains("Gildong") && !bytes.contains("KL4711") && !bytes.contains(series.studyUid.toLatin1()));
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
    write(QStringLiteral("in/Hong Gildong KL4711.dcm"), QByteArray("x"));
    QCOMPARE(import(library(), {path(QStringLiteral("in"))}).imported, 2);
    QDirIterator all(library(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    int looked = 0;
    while (all.hasNext()) {
        QFile file(all.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY2(!bytes.contains("Gildong") && !bytes.contains("KL4711"), qPrintable(file.fileName()));
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

QTEST_GUILESS_MAIN(TestImporter)
#include "tst_importer.moc"
