#include "core/volume/SeriesVolume.h"
#include "tests/core/dicom/DicomBuilder.h"
#include "tests/core/ingest/ImportFixture.h"

#include <QJsonArray>
#include <QJsonObject>

using namespace lobule;
using namespace lobule::ingest;
using namespace lobule::ingest::fixture;
using lobule::test::DicomBuilder;

namespace {

/// One RLE frame of 4 x 4 pixels of 16 bits, or one that ends inside its second segment.
std::string rleFrame(bool isWhole)
{
    const std::string segment = '\x0f' + std::string(16, 'p') + '\x80';
    std::string header = DicomBuilder::little32(2) + DicomBuilder::little32(64) + DicomBuilder::little32(82);
    header.resize(64, '\0');
    const std::string bytes = header + segment + segment;
    return isWhole ? bytes : bytes.substr(0, 90);
}

std::string multiFrame(const std::string& instance, const std::vector<std::string>& frames)
{
    DicomBuilder builder;
    builder.identity(instance).element(0x00280008, "IS", std::to_string(frames.size())).image(4, 4).fragments(frames);
    return builder.file("1.2.840.10008.1.2.5");
}

} // namespace

/// What becomes of the pictures in the files: whether they can be shown, and what their values are.
class TestImportPictures : public ImportFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { makeFolder(); }

    void tellsWhatCannotBeShown();
    void aGoodCopyTakesThePlaceOfADamagedOne();
    void neverCallsBrokenRescalesHu();

private:
    QString findings(const QString& study) const
    {
        const auto opened = library::Library::open(library());
        const auto rows = (*opened)->series(study);
        return rows && rows->size() == 1 ? rows->first().geometry : QStringLiteral("not one series");
    }
};

void TestImportPictures::tellsWhatCannotBeShown()
{
    write(QStringLiteral("in/good"), DicomBuilder().identity("1.2.3.4.1").image(4, 4).pixels(std::string(32, 'x')).file());
    write(QStringLiteral("in/htj2k"),
        DicomBuilder().identity("1.2.3.4.2").image(4, 4).fragments({"\xff\x4f\xff\x51"}).file("1.2.840.10008.1.2.4.201"));
    write(QStringLiteral("in/whole"), multiFrame("1.2.3.4.3", {rleFrame(true), rleFrame(true)}));
    const ImportResult fine = import(library(), {path(QStringLiteral("in/good")), path(QStringLiteral("in/whole"))});
    QCOMPARE(fine.imported, 2);
    QVERIFY(fine.notShown.isEmpty());
    QVERIFY(!findings(fine.studies.first()).contains(QLatin1String("undecodable")));
    write(QStringLiteral("in/frame"), multiFrame("1.2.3.4.4", {rleFrame(true), rleFrame(false), rleFrame(true)}));
    // A document has no picture that could be missing.
    write(QStringLiteral("in/document"), DicomBuilder().identity("1.2.3.4.5", "1.2.3.4", "1.2.3", "1.2.840.10008.5.1.4.1.1.11.1").file());
    const ImportResult result = import(library(), {path(QStringLiteral("in"))});
    QCOMPARE(codes(result), QString());
    QCOMPARE(result.imported, 3);
    QCOMPARE(result.notShown.size(), 2);
    for (const UnshownFile& file : result.notShown) {
        const bool isFrame = file.file == path(QStringLiteral("in/frame"));
        QCOMPARE(file.file, path(isFrame ? QStringLiteral("in/frame") : QStringLiteral("in/htj2k")));
        QCOMPARE(file.code, isFrame ? ErrorCode::Malformed : ErrorCode::Unsupported);
        QVERIFY2(file.reason.contains(isFrame ? QLatin1String("frame 2 of 3") : QLatin1String("High-Throughput JPEG 2000")),
            qPrintable(file.reason));
        QVERIFY(file.number > 0);
    }
    QCOMPARE(toJson(result)[QLatin1String("notShown")].toArray().size(), 2);
    QCOMPARE(toJson(result)[QLatin1String("notShown")].toArray().first().toObject().keys().join(u' '),
        QStringLiteral("code file number reason"));
    QVERIFY2(findings(result.studies.first()).split(u';').contains(QLatin1String("undecodable 4")),
        qPrintable(findings(result.studies.first())));
    ImportResult sum = fine;
    sum.add(result);
    QCOMPARE(sum.notShown.size(), 2);
    QCOMPARE(import(library(), {path(QStringLiteral("in"))}).duplicates, 5);
    verifyClean(5);
}

/// In whatever order they come, in one import or in two: one image is here, and nothing asks for attention.
void TestImportPictures::aGoodCopyTakesThePlaceOfADamagedOne()
{
    write(QStringLiteral("in/1 bad"), multiFrame("1.2.3.4.1", {rleFrame(false)}));
    write(QStringLiteral("in/2 good"), multiFrame("1.2.3.4.1", {rleFrame(true)}));
    write(QStringLiteral("in/3 good"), multiFrame("1.2.3.4.2", {rleFrame(true)}));
    write(QStringLiteral("in/4 bad"), multiFrame("1.2.3.4.2", {rleFrame(false)}));
    for (const int round : {1, 2}) {
        const ImportResult result = import(library(), {path(QStringLiteral("in"))});
        QCOMPARE(codes(result), QString());
        QCOMPARE(result.imported, round == 1 ? 2 : 0);
        QCOMPARE(result.duplicates, round == 1 ? 2 : 4);
        QVERIFY(result.notShown.isEmpty());
        verifyClean(2);
    }
    write(QStringLiteral("ct/header only"), DicomBuilder().identity("1.2.3.4.9").file());
    const ImportResult lost = import(library(), {path(QStringLiteral("ct"))});
    QCOMPARE(lost.imported, 1);
    QCOMPARE(lost.notShown.size(), 1);
    write(QStringLiteral("ct/whole"), DicomBuilder().identity("1.2.3.4.9").image(4, 4).pixels(std::string(32, 'x')).file());
    for (const int duplicates : {1, 2}) {
        const ImportResult found = import(library(), {path(QStringLiteral("ct"))});
        QCOMPARE(codes(found), QString());
        QCOMPARE(found.duplicates, duplicates);
        QVERIFY(found.notShown.isEmpty());
    }
}

/// The unit is what density is read from: a slice whose rescale says nothing takes it from its stack, and the series says so.
void TestImportPictures::neverCallsBrokenRescalesHu()
{
    const auto slice = [](int n, const char* intercept) {
        return DicomBuilder()
            .identity("1.2.3.4." + std::to_string(n))
            .element(0x00200032, "DS", "0\\0\\" + std::to_string(n))
            .element(0x00200037, "DS", "1\\0\\0\\0\\1\\0")
            .image(4, 4)
            .element(0x00280030, "DS", "1\\1")
            .element(0x00281052, "DS", intercept)
            .element(0x00281053, "DS", "1")
            .pixels(std::string(32, 'x'))
            .file();
    };
    const auto unit = [this](const QString& study) {
        const auto opened = library::Library::open(library());
        const auto volumes = (*opened)->openSeries((*opened)->series(study)->first().seriesUid);
        return volumes && volumes->size() == 1 ? volumes->first()->unit() : QStringLiteral("not one stack");
    };
    for (int n = 1; n <= 3; ++n) write(QStringLiteral("in/%1").arg(n), slice(n, "-1024"));
    const ImportResult good = import(library(), {path(QStringLiteral("in"))});
    QCOMPARE(good.imported, 3);
    QCOMPARE(unit(good.studies.first()), QStringLiteral("HU"));
    QCOMPARE(findings(good.studies.first()), QStringLiteral("even 1.0"));
    write(QStringLiteral("in/4"), slice(4, "-1024,0"));
    QCOMPARE(import(library(), {path(QStringLiteral("in"))}).imported, 1);
    QCOMPARE(unit(good.studies.first()), QString());
    QCOMPARE(findings(good.studies.first()), QStringLiteral("even 1.0;no-hu 1"));
}

QTEST_GUILESS_MAIN(TestImportPictures)
#include "tst_import_pictures.moc"
