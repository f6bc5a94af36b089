#include "app/predict/OrientedSlice.h"
#include "app/predict/PredictionGate.h"

#include <QtEndian>
#include <QTest>

#include <cmath>
#include <numbers>

using namespace lobule;
using namespace lobule::predict;

namespace {

/// What passes: an axial 512 x 512 CT slice, 0.7 mm.
GateFacts goodFacts()
{
    GateFacts facts;
    facts.modality = QStringLiteral("CT");
    facts.unit = QStringLiteral("HU");
    facts.imageType = QStringLiteral("ORIGINAL\\PRIMARY\\AXIAL");
    facts.geometry.rows = facts.geometry.columns = 512;
    facts.geometry.rowSpacingMm = facts.geometry.columnSpacingMm = 0.7;
    facts.geometry.hasPosition = true;
    facts.thicknessMm = 5.0;
    return facts;
}

/// The slice turned about the patient's left-right axis, as a gantry tilt.
void tilt(GateFacts& facts, double degrees)
{
    const double angle = degrees * std::numbers::pi / 180.0;
    facts.geometry.columnDirection = {0.0, std::cos(angle), std::sin(angle)};
}

std::int16_t pixel(const OrientedSlice& slice, int row, int column)
{
    return qFromLittleEndian<qint16>(slice.hu.constData() + 2 * (row * slice.columns + column));
}

} // namespace

class TestPredictionGate : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void refuses_data();
    void refuses();
    void passes_data();
    void passes();
    void everyReasonHasASentence();
    void turns_data();
    void turns();
    void clampsToInt16();
};

using Change = void (*)(GateFacts&);

void TestPredictionGate::refuses_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* name, Change change, const char* reason) { QTest::newRow(name) << change << QString(reason); };
    row(
        "magnetic resonance", [](GateFacts& f) { f.modality = "MR"; }, "not-ct");
    row(
        "no modality", [](GateFacts& f) { f.modality.clear(); }, "not-ct");
    row(
        "no rescale", [](GateFacts& f) { f.unit.clear(); }, "not-hu");
    row(
        "localizer", [](GateFacts& f) { f.imageType = "ORIGINAL\\PRIMARY\\LOCALIZER"; }, "localizer");
    row(
        "localizer in value 4", [](GateFacts& f) { f.imageType = "ORIGINAL\\PRIMARY\\AXIAL\\LOCALIZER"; }, "localizer");
    row(
        "secondary capture",
        [](GateFacts& f) {
            f.imageType = "DERIVED\\SECONDARY";
            f.geometry.hasPosition = false;
        },
        "secondary");
    row(
        "no position", [](GateFacts& f) { f.geometry.hasPosition = false; }, "no-orientation");
    row(
        "coronal",
        [](GateFacts& f) {
            f.geometry.columnDirection = {0, 0, -1};
        },
        "not-axial");
    row(
        "sagittal",
        [](GateFacts& f) {
            f.geometry.rowDirection = {0, 1, 0};
            f.geometry.columnDirection = {0, 0, -1};
        },
        "not-axial");
    row(
        "tilted 11 degrees", [](GateFacts& f) { tilt(f, 11); }, "not-axial");
    row(
        "turned 30 degrees in plane",
        [](GateFacts& f) {
            f.geometry.rowDirection = {std::cos(0.52), std::sin(0.52), 0};
            f.geometry.columnDirection = {-std::sin(0.52), std::cos(0.52), 0};
        },
        "not-axial");
    row(
        "directions not perpendicular", [](GateFacts& f) { f.geometry.columnDirection = f.geometry.rowDirection; }, "not-axial");
    row(
        "no spacing", [](GateFacts& f) { f.geometry.rowSpacingMm = 0; }, "no-spacing");
    row(
        "head-sized field", [](GateFacts& f) { f.geometry.rowSpacingMm = f.geometry.columnSpacingMm = 0.38; }, "field-of-view");
    row(
        "impossible field", [](GateFacts& f) { f.geometry.rowSpacingMm = f.geometry.columnSpacingMm = 2.0; }, "field-of-view");
    row(
        "long pixels", [](GateFacts& f) { f.geometry.rowSpacingMm = 1.2; }, "not-square");
    row(
        "slab", [](GateFacts& f) { f.thicknessMm = 20; }, "thickness");
    row(
        "thumbnail",
        [](GateFacts& f) {
            f.geometry.rows = f.geometry.columns = 48;
            f.geometry.rowSpacingMm = f.geometry.columnSpacingMm = 7;
        },
        "too-small");
    row(
        "colour", [](GateFacts& f) { f.pixelType = PixelType::Rgb8; }, "colour");
}

void TestPredictionGate::refuses()
{
    QFETCH(Change, change);
    QFETCH(QString, reason);
    GateFacts facts = goodFacts();
    change(facts);
    const auto checked = checkSlice(facts);
    QVERIFY(!checked);
    QCOMPARE(checked.error().code, ErrorCode::NotScored);
    QCOMPARE(QString::fromStdString(checked.error().arguments.at(0)), notScoredSentence(reason));
    QCOMPARE(QString::fromStdString(checked.error().arguments.at(1)), reason);
}

void TestPredictionGate::passes_data()
{
    QTest::addColumn<Change>("change");
    QTest::newRow("plain") << Change([](GateFacts&) {});
    QTest::newRow("synthetic, derived but positioned") << Change([](GateFacts& f) { f.imageType = "DERIVED\\SECONDARY\\AXIAL"; });
    QTest::newRow("image type unknown") << Change([](GateFacts& f) { f.imageType.clear(); });
    QTest::newRow("thickness unknown") << Change([](GateFacts& f) { f.thicknessMm = 0; });
    QTest::newRow("tilted 9 degrees") << Change([](GateFacts& f) { tilt(f, 9); });
    QTest::newRow("prone") << Change([](GateFacts& f) {
        f.geometry.rowDirection = {-1, 0, 0};
        f.geometry.columnDirection = {0, -1, 0};
    });
    QTest::newRow("quarter turn") << Change([](GateFacts& f) {
        f.geometry.rowDirection = {0, 1, 0};
        f.geometry.columnDirection = {-1, 0, 0};
    });
    QTest::newRow("seen from the head") << Change([](GateFacts& f) { f.geometry.rowDirection = {-1, 0, 0}; });
}

void TestPredictionGate::passes()
{
    QFETCH(Change, change);
    GateFacts facts = goodFacts();
    change(facts);
    QVERIFY(checkSlice(facts).has_value());
}

void TestPredictionGate::everyReasonHasASentence()
{
    const QStringList reasons = notScoredReasons();
    QCOMPARE(reasons.size(), 12);
    for (const QString& reason : reasons) QVERIFY2(notScoredSentence(reason).contains(' '), qPrintable(reason));
    QCOMPARE(notScoredSentence("a word of tomorrow"), QString("a word of tomorrow"));
}

void TestPredictionGate::turns_data()
{
    QTest::addColumn<Vec3>("row");
    QTest::addColumn<Vec3>("column");
    QTest::newRow("as displayed") << Vec3{1, 0, 0} << Vec3{0, 1, 0};
    QTest::newRow("mirrored left-right") << Vec3{-1, 0, 0} << Vec3{0, 1, 0};
    QTest::newRow("mirrored front-back") << Vec3{1, 0, 0} << Vec3{0, -1, 0};
    QTest::newRow("half turn") << Vec3{-1, 0, 0} << Vec3{0, -1, 0};
    QTest::newRow("quarter turn") << Vec3{0, 1, 0} << Vec3{-1, 0, 0};
    QTest::newRow("quarter turn back") << Vec3{0, -1, 0} << Vec3{1, 0, 0};
    QTest::newRow("transposed") << Vec3{0, 1, 0} << Vec3{1, 0, 0};
    QTest::newRow("transposed, both mirrored") << Vec3{0, -1, 0} << Vec3{-1, 0, 0};
}

/// However the file stores it, the result's pixel (row, column) shows the same point of the patient.
void TestPredictionGate::turns()
{
    QFETCH(Vec3, row);
    QFETCH(Vec3, column);
    constexpr int rows = 3;
    constexpr int columns = 4;
    SliceGeometry geometry;
    geometry.rows = rows;
    geometry.columns = columns;
    geometry.rowSpacingMm = 2.0;
    geometry.columnSpacingMm = 1.0;
    geometry.rowDirection = row;
    geometry.columnDirection = column;
    // Every pixel holds a code of its own place in the patient: 100 x + y.
    std::int16_t pixels[rows * columns];
    double smallestX = 1e9;
    double smallestY = 1e9;
    for (int j = 0; j < rows; ++j) {
        for (int i = 0; i < columns; ++i) {
            const Vec3 world = geometry.worldLps(i, j);
            pixels[j * columns + i] = static_cast<std::int16_t>(std::lround(100 * world.x + world.y));
            smallestX = std::min(smallestX, world.x);
            smallestY = std::min(smallestY, world.y);
        }
    }
    const auto turned = orientedSlice({pixels, rows, columns, PixelType::Int16}, geometry);
    QVERIFY(turned.has_value());
    QCOMPARE(turned->hu.size(), 2 * rows * columns);
    for (int y = 0; y < turned->rows; ++y) {
        for (int x = 0; x < turned->columns; ++x) {
            // x grows to the patient's left, y to the back.
            const double worldX = smallestX + x * turned->columnSpacingMm;
            const double worldY = smallestY + y * turned->rowSpacingMm;
            QCOMPARE(pixel(*turned, y, x), static_cast<std::int16_t>(std::lround(100 * worldX + worldY)));
        }
    }
}

void TestPredictionGate::clampsToInt16()
{
    SliceGeometry geometry;
    const float values[4] = {-70000.0F, 70000.0F, std::nanf(""), 12.6F};
    const auto slice = orientedSlice({values, 1, 4, PixelType::Float32}, geometry);
    QVERIFY(slice.has_value());
    QCOMPARE(pixel(*slice, 0, 0), std::int16_t(-32768));
    QCOMPARE(pixel(*slice, 0, 1), std::int16_t(32767));
    QCOMPARE(pixel(*slice, 0, 2), std::int16_t(-32768));
    QCOMPARE(pixel(*slice, 0, 3), std::int16_t(13));
    const std::uint16_t large[2] = {65535, 3};
    const auto unsignedSlice = orientedSlice({large, 1, 2, PixelType::UInt16}, geometry);
    QVERIFY(unsignedSlice.has_value());
    QCOMPARE(pixel(*unsignedSlice, 0, 0), std::int16_t(32767));
    QCOMPARE(pixel(*unsignedSlice, 0, 1), std::int16_t(3));
    const std::uint8_t rgb[3] = {1, 2, 3};
    QVERIFY(!orientedSlice({rgb, 1, 1, PixelType::Rgb8}, geometry));
}

QTEST_GUILESS_MAIN(TestPredictionGate)
#include "tst_predictiongate.moc"
