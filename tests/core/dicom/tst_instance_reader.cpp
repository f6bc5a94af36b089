#include "core/dicom/ContrastPhase.h"
#include "core/dicom/CtSeriesWriter.h"
#include "core/dicom/DicomFile.h"
#include "core/dicom/FrameDecoder.h"
#include "core/dicom/InstanceReader.h"
#include "tests/core/dicom/DicomBuilder.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lobule;
using lobule::test::DicomBuilder;
using B = DicomBuilder;

namespace {

std::string sequence(std::uint32_t tag, const std::vector<std::string>& items)
{
    std::string all;
    for (const std::string& item : items) all += B().mark(0xFFFEE000, static_cast<std::uint32_t>(item.size())).raw(item).dataSet();
    return B().header(tag, "SQ", static_cast<std::uint32_t>(all.size())).raw(all).dataSet();
}

} // namespace

class TestInstanceReader : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    Result<dicom::DicomFile> open(const std::string& bytes)
    {
        QFile file(path("image"));
        file.open(QIODevice::WriteOnly);
        file.write(bytes.data(), static_cast<qint64>(bytes.size()));
        file.close();
        return dicom::DicomFile::open(file.fileName().toStdString());
    }

private Q_SLOTS:
    void readsClassicCt();
    void readsFunctionalGroups();
    void readsHowItIsShown();
    void readsPadding_data();
    void readsPadding();
    void saysWhatWasLost_data();
    void saysWhatWasLost();
    void readsPhaseOfEachFrame();
    void distrustsGeometry_data();
    void distrustsGeometry();
    void tellsHu_data();
    void tellsHu();
    void findsContrastPhase_data();
    void findsContrastPhase();
    void writesUnchangedPixels_data();
    void writesUnchangedPixels();
    void writesSeriesThatReadsBack();
    void refusesWrongSlices();
    void uidsAreStable();
};

void TestInstanceReader::readsClassicCt()
{
    B builder;
    builder.identity()
        .element(0x00180050, "DS", "2.5")
        .element(0x00180060, "DS", "120")
        .element(0x00181150, "IS", "500")
        .element(0x00181151, "IS", "300")
        .element(0x00181210, "SH", "B30f")
        .element(0x00200011, "IS", "3")
        .element(0x00200012, "IS", "2")
        .element(0x00200013, "IS", "17")
        .element(0x00200032, "DS", "-100.5\\-90\\40.25")
        .element(0x00200037, "DS", "1\\0\\0\\0\\0.9659258\\-0.258819")
        .element(0x00200052, "UI", "1.9")
        .image(4, 6)
        .element(0x00280030, "DS", "0.8\\0.7")
        .element(0x00280300, "CS", "YES")
        .element(0x00281050, "DS", "40\\-600")
        .element(0x00281051, "DS", "400\\1500")
        .element(0x00281052, "DS", "-1024")
        .element(0x00281053, "DS", "1")
        .pixels(std::string(48, '\0'));
    const auto file = open(builder.file());
    QVERIFY(file);
    const dicom::InstanceFacts facts = dicom::readInstance(*file);
    QCOMPARE(facts.modality, std::string("CT"));
    QCOMPARE(facts.seriesNumber, 3);
    QCOMPARE(facts.acquisitionNumber, 2);
    QCOMPARE(facts.instanceNumber, 17);
    QCOMPARE(facts.tubeVoltageKvp, 120.0);
    QCOMPARE(facts.exposureMas, 150.0); // 300 mA for 500 ms
    QCOMPARE(facts.kernel, std::string("B30f"));
    QCOMPARE(facts.thicknessMm, 2.5);
    QVERIFY(facts.isSynthetic);
    QVERIFY(facts.isHu);
    QCOMPARE(facts.frames.size(), std::size_t{1});
    const dicom::FrameFacts& frame = facts.frames.front();
    QCOMPARE(frame.windowCenter, 40.0);
    QCOMPARE(frame.windowWidth, 400.0);
    QVERIFY(frame.geometry.hasPosition);
    QCOMPARE(frame.geometry.rowSpacingMm, 0.8);
    QCOMPARE(frame.geometry.columnSpacingMm, 0.7);
    // One column to the right is 0.7 mm along +x; one row down 0.8 mm along the tilted column direction.
    const Vec3 right = frame.geometry.worldLps(1, 0) - frame.geometry.originLps;
    const Vec3 down = frame.geometry.worldLps(0, 1) - frame.geometry.originLps;
    QVERIFY(length(right - Vec3{0.7, 0, 0}) < 1e-9);
    QVERIFY(length(down - Vec3{0, 0.8 * 0.9659258, 0.8 * -0.258819}) < 1e-6);
}

void TestInstanceReader::readsFunctionalGroups()
{
    const std::string measures = sequence(0x00289110, {B().element(0x00180050, "DS", "3").element(0x00280030, "DS", "0.5\\0.5").dataSet()});
    const std::string orientation = sequence(0x00209116, {B().element(0x00200037, "DS", "1\\0\\0\\0\\1\\0").dataSet()});
    const std::string window = sequence(0x00289132, {B().element(0x00281050, "DS", "60").element(0x00281051, "DS", "360").dataSet()});
    const std::string transform = sequence(
        0x00289145, {B().element(0x00281052, "DS", "-1024").element(0x00281053, "DS", "1").element(0x00281054, "LO", "HU").dataSet()});
    std::vector<std::string> frames;
    for (const char* z : {"10", "13", "16"}) {
        const std::string plane = sequence(0x00209113, {B().element(0x00200032, "DS", std::string("-1\\-2\\") + z).dataSet()});
        frames.push_back(plane + (frames.size() == 2 ? window : std::string()));
    }
    B builder;
    builder.identity()
        .element(0x00280008, "IS", "3")
        .image(1, 2)
        .raw(sequence(0x52009229, {orientation + measures + transform}))
        .raw(sequence(0x52009230, frames))
        .pixels(std::string(12, '\0'));
    const auto file = open(builder.file());
    QVERIFY(file);
    const dicom::InstanceFacts facts = dicom::readInstance(*file);
    QCOMPARE(facts.frames.size(), std::size_t{3});
    QVERIFY(facts.isHu);
    for (std::size_t i = 0; i < 3; ++i) {
        const dicom::FrameFacts& frame = facts.frames[i];
        QVERIFY(frame.geometry.hasPosition);
        QCOMPARE(frame.geometry.originLps.z, 10.0 + 3.0 * static_cast<double>(i));
        QCOMPARE(frame.geometry.rowSpacingMm, 0.5);
        QCOMPARE(frame.thicknessMm, 3.0);
        QCOMPARE(frame.rescaleIntercept, -1024.0);
        QCOMPARE(frame.windowWidth, i == 2 ? 360.0 : 0.0);
    }
}

void TestInstanceReader::readsHowItIsShown()
{
    const std::string table = B().us(0x00283002, {4, 65534, 12}).element(0x00283006, "OW", B::little16({0, 1000, 4000, 4095})).dataSet();
    const auto image = [&](const char* photometric, const std::string& voi) {
        return open(B().identity().image(2, 2, 16, true, 0, photometric).raw(voi).pixels(std::string(8, '\0')).file());
    };
    const auto plain = image("MONOCHROME2", {});
    QVERIFY(plain);
    QVERIFY(!dicom::readInstance(*plain).isMonochrome1 && !dicom::readInstance(*plain).voiLut);
    QVERIFY(dicom::readInstance(*image("MONOCHROME1", {})).isMonochrome1);
    const auto lut = dicom::readInstance(*image("MONOCHROME2", sequence(0x00283010, {table}))).voiLut;
    QVERIFY(lut);
    QCOMPARE(lut->firstMapped, -2);
    QCOMPARE(lut->bits, 12u);
    QVERIFY(lut->entries == std::vector<std::uint16_t>({0, 1000, 4000, 4095}));
    QCOMPARE(lut->grey(-100), 0.0);
    QCOMPARE(lut->grey(-1), 1000.0 / 4095.0);
    QCOMPARE(lut->grey(55), 1.0);
    for (const auto& [word, function] : {std::pair{"SIGMOID", VoiFunction::Sigmoid}, {"LINEAR_EXACT", VoiFunction::LinearExact},
             {"LINEAR", VoiFunction::Linear}, {"NONSENSE", VoiFunction::Linear}}) {
        const std::string window
            = B().element(0x00281050, "DS", "40").element(0x00281051, "DS", "400").element(0x00281056, "CS", word).dataSet();
        QVERIFY(dicom::readInstance(*image("MONOCHROME2", window)).frames.front().voiFunction == function);
    }
}

void TestInstanceReader::readsPadding_data()
{
    QTest::addColumn<bool>("isSigned");
    QTest::addColumn<int>("value");
    QTest::addColumn<int>("limit"); // negative: none
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    // Stored -2000, written as US by many scanners; rescale -1024.
    QTest::newRow("signed as unsigned") << true << 63536 << -1 << -3024.0 << -3024.0;
    QTest::newRow("unsigned") << false << 4095 << -1 << 3071.0 << 3071.0;
    QTest::newRow("range") << false << 0 << 10 << -1024.0 << -1014.0;
    QTest::newRow("range downwards") << false << 10 << 0 << -1024.0 << -1014.0;
}

void TestInstanceReader::readsPadding()
{
    QFETCH(bool, isSigned);
    QFETCH(int, value);
    QFETCH(int, limit);
    QFETCH(double, low);
    QFETCH(double, high);
    B builder;
    builder.identity().image(2, 2, 16, isSigned).us(0x00280120, static_cast<std::uint32_t>(value));
    if (limit >= 0) builder.us(0x00280121, static_cast<std::uint32_t>(limit));
    builder.element(0x00281052, "DS", "-1024").element(0x00281053, "DS", "1").pixels(std::string(8, '\0'));
    const auto file = open(builder.file());
    QVERIFY(file);
    const dicom::FrameFacts frame = dicom::readInstance(*file).frames.front();
    QCOMPARE(frame.paddingLow, low);
    QCOMPARE(frame.paddingHigh, high);
}

void TestInstanceReader::saysWhatWasLost_data()
{
    QTest::addColumn<QByteArray>("syntax");
    QTest::addColumn<QByteArray>("flag");
    QTest::addColumn<bool>("isLossy");
    QTest::newRow("plain") << QByteArray("1.2.840.10008.1.2.1") << QByteArray() << false;
    QTest::newRow("plain that was lossy before") << QByteArray("1.2.840.10008.1.2.1") << QByteArray("01") << true;
    QTest::newRow("JPEG baseline says nothing") << QByteArray("1.2.840.10008.1.2.4.50") << QByteArray() << true;
    QTest::newRow("JPEG baseline denies it") << QByteArray("1.2.840.10008.1.2.4.50") << QByteArray("00") << true;
    QTest::newRow("JPEG lossless") << QByteArray("1.2.840.10008.1.2.4.70") << QByteArray() << false;
    QTest::newRow("JPEG 2000 says nothing") << QByteArray("1.2.840.10008.1.2.4.91") << QByteArray() << true;
    QTest::newRow("JPEG 2000 used without loss") << QByteArray("1.2.840.10008.1.2.4.91") << QByteArray("00") << false;
}

void TestInstanceReader::saysWhatWasLost()
{
    QFETCH(QByteArray, syntax);
    QFETCH(QByteArray, flag);
    QFETCH(bool, isLossy);
    B builder;
    builder.identity().image(2, 2, 8, false);
    if (!flag.isEmpty()) builder.element(0x00282110, "CS", flag.toStdString()).element(0x00282112, "DS", "3\\8.5");
    if (syntax.contains(".4.")) {
        const std::string jpeg2000(
            "\xFF\x4F\xFF\x51\0\x29\0\0\0\0\0\2\0\0\0\2\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\2\0\0\0\0\0\0\0\0\0\1\7\1\1\xFF\xD9\0", 48);
        const std::string jpeg("\xFF\xD8\xFF\xC3\0\x0B\x08\0\2\0\2\1\1\x11\0\xFF\xD9\0", 18);
        builder.fragments({syntax.endsWith("91") ? jpeg2000 : jpeg});
    } else {
        builder.pixels(std::string(4, '\0'));
    }
    const auto file = open(builder.file(syntax.toStdString()));
    if (!file) QFAIL(file.error().arguments.empty() ? errorCodeName(file.error().code) : file.error().arguments.front().c_str());
    const dicom::InstanceFacts facts = dicom::readInstance(*file);
    QCOMPARE(facts.isLossy, isLossy);
    QCOMPARE(facts.lossyRatio, isLossy && !flag.isEmpty() ? 8.5 : 0.0);
}

void TestInstanceReader::readsPhaseOfEachFrame()
{
    const auto frame = [](int acquisition, std::uint32_t temporal, const char* time, const char* type) {
        const std::string content = B().element(0x00189074, "DT", time)
                                        .header(0x00209128, "UL", 4)
                                        .raw(B::little32(temporal))
                                        .us(0x00209156, static_cast<std::uint32_t>(acquisition))
                                        .dataSet();
        return sequence(0x00189329, {B().element(0x00089007, "CS", type).dataSet()}) + sequence(0x00209111, {content});
    };
    B builder;
    builder.element(0x00080030, "TM", "100000")
        .element(0x00080032, "TM", "095900")
        .identity()
        .element(0x00200012, "IS", "9")
        .us(0x00280002, 1)
        .element(0x00280004, "CS", "MONOCHROME2")
        .element(0x00280008, "IS", "3")
        .us(0x00280010, 2)
        .us(0x00280011, 2)
        .us(0x00280100, 16)
        .us(0x00280101, 16)
        .us(0x00280102, 15)
        .us(0x00280103, 1)
        .raw(sequence(0x52009230,
            {frame(4, 1, "20260102101500.25", "ORIGINAL\\PRIMARY\\LOCALIZER\\NONE"),
                frame(5, 2, "20260102101600", "ORIGINAL\\PRIMARY\\VOLUME\\NONE"), std::string()}))
        .pixels(std::string(24, '\0'));
    const auto file = open(builder.file());
    QVERIFY(file);
    const auto frames = dicom::readInstance(*file).frames;
    QCOMPARE(frames.size(), std::size_t{3});
    QCOMPARE(frames[0].acquisitionNumber, 4);
    QCOMPARE(frames[0].temporalPosition, 1);
    QCOMPARE(frames[0].acquisitionTimeS, 15 * 60 + 0.25); // after Study Time
    QCOMPARE(frames[1].acquisitionTimeS, 16 * 60.0);
    QCOMPARE(frames[2].acquisitionTimeS, -60.0); // that of the whole image
    QCOMPARE(frames[0].frameType, std::string("ORIGINAL\\PRIMARY\\LOCALIZER\\NONE"));
    QCOMPARE(frames[1].acquisitionNumber, 5);
    QCOMPARE(frames[1].temporalPosition, 2);
    QCOMPARE(frames[2].acquisitionNumber, 9);
    QVERIFY(frames[2].frameType.empty());
}

void TestInstanceReader::distrustsGeometry_data()
{
    QTest::addColumn<QString>("position");
    QTest::addColumn<QString>("orientation");
    QTest::newRow("no position") << QString() << QStringLiteral("1\\0\\0\\0\\1\\0");
    QTest::newRow("two numbers") << QStringLiteral("1\\2") << QStringLiteral("1\\0\\0\\0\\1\\0");
    QTest::newRow("words") << QStringLiteral("1\\2\\head") << QStringLiteral("1\\0\\0\\0\\1\\0");
    QTest::newRow("zero directions") << QStringLiteral("1\\2\\3") << QStringLiteral("0\\0\\0\\0\\0\\0");
    QTest::newRow("same direction twice") << QStringLiteral("1\\2\\3") << QStringLiteral("1\\0\\0\\1\\0\\0");
    QTest::newRow("not a number") << QStringLiteral("nan\\2\\3") << QStringLiteral("1\\0\\0\\0\\1\\0");
}

void TestInstanceReader::distrustsGeometry()
{
    QFETCH(QString, position);
    QFETCH(QString, orientation);
    const auto file = open(B().identity()
                               .element(0x00200032, "DS", position.toStdString())
                               .element(0x00200037, "DS", orientation.toStdString())
                               .image(1, 1)
                               .element(0x00280030, "DS", "0\\0.5")
                               .pixels("xx")
                               .file());
    QVERIFY(file);
    const dicom::InstanceFacts facts = dicom::readInstance(*file);
    QVERIFY(!facts.frames.front().geometry.hasPosition);
    QVERIFY(!facts.frames.front().geometry.hasSpacing());
}

void TestInstanceReader::tellsHu_data()
{
    QTest::addColumn<QString>("modality");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("intercept");
    QTest::addColumn<QString>("slope");
    QTest::addColumn<bool>("isHu");
    const auto row = [](const char* name, const char* modality, const char* type, const char* intercept, const char* slope, bool isHu) {
        QTest::newRow(name) << modality << type << intercept << slope << isHu;
    };
    row("CT, type not said", "CT", "", "-1024", "1", true);
    row("CT, HU", "CT", "HU", "-1024", "1", true);
    row("CT, other unit", "CT", "US", "-1024", "1", false);
    row("CT without rescale", "CT", "", "", "", false);
    row("MR", "MR", "", "-1024", "1", false);
    row("exponents and signs", "CT", "HU", " -1.024E3", "+1.0 ", true);
    // What says nothing, or nothing that can be calculated with, is no reason to call stored values HU.
    row("empty intercept", "CT", "HU", " ", "1", false);
    row("empty slope", "CT", "HU", "-1024", " ", false);
    row("no intercept", "CT", "HU", "", "1", false);
    row("intercept with a comma", "CT", "HU", "-1024,0", "1", false);
    row("words", "CT", "HU", "-1024", "one", false);
    row("infinite", "CT", "HU", "-inf", "1", false);
    row("infinite slope", "CT", "HU", "-1024", "1e999", false);
    row("slope of nothing", "CT", "HU", "-1024", "0", false);
}

void TestInstanceReader::tellsHu()
{
    QFETCH(QString, modality);
    QFETCH(QString, type);
    QFETCH(QString, intercept);
    QFETCH(QString, slope);
    QFETCH(bool, isHu);
    B builder;
    builder.element(0x00080060, "CS", modality.toStdString()).image(1, 1);
    if (!intercept.isEmpty()) builder.element(0x00281052, "DS", intercept.toStdString());
    if (!slope.isEmpty()) builder.element(0x00281053, "DS", slope.toStdString());
    if (!type.isEmpty()) builder.element(0x00281054, "LO", type.toStdString());
    const auto file = open(builder.pixels("xx").file());
    QVERIFY(file);
    const dicom::InstanceFacts facts = dicom::readInstance(*file);
    QCOMPARE(facts.isHu, isHu);
    const bool isBroken = !facts.frames.front().isRescaled;
    if (isBroken) QCOMPARE(facts.frames.front().rescaleIntercept, 0.0);
}

void TestInstanceReader::findsContrastPhase_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("phase");
    const std::pair<const char*, const char*> rows[] = {{"LIVER ARTERIAL 2.5", "arterial"}, {"Abd Art 1.0 B30f", "arterial"},
        {"HAP", "arterial"}, {"PORTAL VENOUS PHASE", "portal-venous"}, {"pvp_axial", "portal-venous"}, {"Delayed 5min", "delayed"},
        {"PRE CONTRAST", "unenhanced"}, {"Abdomen w/o contrast", "unenhanced"}, {"NON-CONTRAST", "unenhanced"},
        {"HBP 20min", "hepatobiliary"}, {"CT AP W CONTRAST", ""}, {"PRE/ART/PORTAL", ""}, {"THIN SOFT", ""}, {"PREVIOUS", ""}, {"", ""},
        {"\xEB\x8F\x99\xEB\xA7\xA5\xEA\xB8\xB0", "arterial"}, {"\xB9\xAE\xB8\xC6\xB1\xE2", "portal-venous"}};
    for (const auto& [text, phase] : rows) QTest::addRow("'%s'", text) << QByteArray(text) << QString::fromLatin1(phase);
}

void TestInstanceReader::findsContrastPhase()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, phase);
    QCOMPARE(QString::fromStdString(dicom::contrastPhaseOf({text.constData(), static_cast<std::size_t>(text.size())})), phase);
}

void TestInstanceReader::writesUnchangedPixels_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* name, const std::string& bytes) {
        QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()));
    };
    row("native", B().identity().image(1, 2).pixels("abcd").file());
    row("implicit", B(test::Form::ImplicitLittle).identity().image(1, 2).pixels("abcd").file());
    row("big endian", B(test::Form::ExplicitBig).identity().image(1, 2).pixels("abcd").file());
    row("no preamble", B().identity().image(1, 2).pixels("abcd").dataSet());
    row("fragments of a syntax unknown to the parser",
        B().identity().image(1, 2, 8, false).fragments({"some", "codestream"}).file("1.2.840.10008.1.2.4.201"));
    row("private element behind the pixels", B().identity().image(1, 2).pixels("abcd").element(0x7FE11010, "LO", "secret").file());
}

void TestInstanceReader::writesUnchangedPixels()
{
    QFETCH(QByteArray, bytes);
    const auto file = open(bytes.toStdString());
    QVERIFY2(file, file ? "" : file.error().arguments.front().c_str());
    QVERIFY(file->write(path("copy").toStdString()));
    const auto copy = dicom::DicomFile::open(path("copy").toStdString());
    QVERIFY2(copy, copy ? "" : copy.error().arguments.front().c_str());
    QCOMPARE(copy->report().transferSyntaxUid, file->report().transferSyntaxUid);
    QVERIFY(copy->report().hasMetaGroup);
    QCOMPARE(dicom::readInstance(*copy).instanceUid, dicom::readInstance(*file).instanceUid);
    const auto same = [](dicom::ByteView a, dicom::ByteView b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); };
    QVERIFY(same(copy->pixels().native, file->pixels().native));
    QCOMPARE(copy->pixels().fragments.size(), file->pixels().fragments.size());
    for (std::size_t i = 0; i < copy->pixels().fragments.size(); ++i)
        QVERIFY(same(copy->pixels().fragments[i], file->pixels().fragments[i]));
    // The preamble is empty, and nothing behind the pixels was taken along.
    QVERIFY(std::all_of(copy->bytes().begin(), copy->bytes().begin() + 128, [](std::uint8_t byte) { return byte == 0; }));
    QCOMPARE(copy->report().location.elementEnd, std::uint64_t{copy->bytes().size()});
}

void TestInstanceReader::writesSeriesThatReadsBack()
{
    dicom::CtSeries series;
    series.patientName = QStringLiteral("Synthetic^Patient");
    series.patientId = QStringLiteral("SYN-7");
    series.studyUid = dicom::uidFromText(QStringLiteral("study"));
    series.seriesUid = dicom::uidFromText(QStringLiteral("series"));
    series.seriesDescription = QStringLiteral("합성 PORTAL");
    series.rows = 3;
    series.columns = 5;
    series.firstOriginLps = {-10, -20, 30};
    series.sliceSpacingMm = 2.5;
    const dicom::CtSeriesWriter writer(series);
    std::vector<std::int16_t> hu;
    for (int i = 0; i < 15; ++i) hu.push_back(static_cast<std::int16_t>(-1000 + 200 * i));
    QVERIFY(writer.write(2, hu, path("slice")));
    const auto file = dicom::DicomFile::open(path("slice").toStdString());
    QVERIFY(file);
    const dicom::InstanceFacts facts = dicom::readInstance(*file);
    QCOMPARE(QString::fromStdString(facts.instanceUid), writer.instanceUid(2));
    QCOMPARE(QString::fromStdString(facts.seriesDescription), series.seriesDescription);
    QVERIFY(facts.isSynthetic);
    QVERIFY(facts.isHu);
    QCOMPARE(facts.instanceNumber, 3);
    QCOMPARE(facts.frames.front().geometry.originLps, (Vec3{-10, -20, 35}));
    QCOMPARE(dicom::readContrastPhase(*file), std::string("portal-venous"));
    const auto type = dicom::decodeFrames(*file, facts, path("values").toStdString());
    QVERIFY(type);
    QCOMPARE(*type, PixelType::Int16);
    QFile values(path("values"));
    QVERIFY(values.open(QIODevice::ReadOnly));
    QCOMPARE(values.readAll(), QByteArray(reinterpret_cast<const char*>(hu.data()), static_cast<qsizetype>(2 * hu.size())));
}

void TestInstanceReader::refusesWrongSlices()
{
    dicom::CtSeries series;
    series.rows = series.columns = 2;
    const std::vector<std::int16_t> hu(4, 0);
    QCOMPARE(dicom::CtSeriesWriter(series).write(0, hu, path("x")).error().code, ErrorCode::Misuse); // no UIDs
    series.studyUid = series.seriesUid = QStringLiteral("2.25.1");
    QCOMPARE(dicom::CtSeriesWriter(series).write(0, {hu.data(), 3}, path("x")).error().code, ErrorCode::Misuse);
    const std::vector<std::int16_t> high(4, 32000); // with an intercept of -1024 beyond int16
    QCOMPARE(dicom::CtSeriesWriter(series).write(0, high, path("x")).error().code, ErrorCode::Misuse);
    QCOMPARE(dicom::CtSeriesWriter(series).write(0, hu, path("no/such/folder/x")).error().code, ErrorCode::FileUnwritable);
    QVERIFY(!QFile::exists(path("x")));
    QVERIFY(dicom::CtSeriesWriter(series).write(0, hu, path("x")));
}

void TestInstanceReader::uidsAreStable()
{
    QCOMPARE(dicom::uidFromText(QStringLiteral("a")), dicom::uidFromText(QStringLiteral("a")));
    QVERIFY(dicom::uidFromText(QStringLiteral("a")) != dicom::uidFromText(QStringLiteral("b")));
    for (int i = 0; i < 100; ++i) {
        const QString uid = dicom::uidFromText(QString::number(i));
        QVERIFY(uid.startsWith(QLatin1String("2.25.")) && uid.size() <= 44 && uid.at(5) != QLatin1Char('0'));
    }
}

QTEST_GUILESS_MAIN(TestInstanceReader)
#include "tst_instance_reader.moc"
