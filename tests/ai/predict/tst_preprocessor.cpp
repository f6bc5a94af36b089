#include "ai/predict/Preprocessor.h"

#include <QTest>

#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

using namespace lobule;
using namespace lobule::predict;
using package::Crop;
using package::Interpolation;
using package::PreprocessSettings;
using package::VoiFunction;
using package::WindowStage;

namespace {

constexpr std::int16_t kAir = -1000;

/// rows x columns values, (37 i + 91 j) mod 23: the plane that the golden values below were made from with torch.
std::vector<float> pattern(int rows, int columns)
{
    std::vector<float> plane;
    for (int i = 0; i < rows; ++i) {
        for (int j = 0; j < columns; ++j) plane.push_back(static_cast<float>((37 * i + 91 * j) % 23));
    }
    return plane;
}

/// A slice of air with a filled ellipse of 60 HU.
std::vector<std::int16_t> ellipse(int rows, int columns, double centreRow, double centreColumn, double radiusRows, double radiusColumns)
{
    std::vector<std::int16_t> pixels(static_cast<std::size_t>(rows * columns), kAir);
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column) {
            const double a = (row + 0.5 - centreRow) / radiusRows;
            const double b = (column + 0.5 - centreColumn) / radiusColumns;
            if (a * a + b * b <= 1.0) pixels[static_cast<std::size_t>(row * columns + column)] = 60;
        }
    }
    return pixels;
}

HuSlice sliceOf(const std::vector<std::int16_t>& pixels, int rows, int columns, double rowSpacingMm = 0.7, double columnSpacingMm = 0.7)
{
    return {pixels.data(), PixelType::Int16, rows, columns, rowSpacingMm, columnSpacingMm};
}

double mean(const std::vector<float>& values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

void compareAll(const std::vector<float>& actual, const std::vector<double>& expected)
{
    QCOMPARE(actual.size(), expected.size());
    for (std::size_t i = 0; i < actual.size(); ++i) {
        QVERIFY2(std::abs(static_cast<double>(actual[i]) - expected[i]) < 1e-4,
            qPrintable(QStringLiteral("%1: %2").arg(i).arg(static_cast<double>(actual[i]))));
    }
}

} // namespace

class TestPreprocessor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void windowFollowsTheStandard_data();
    void windowFollowsTheStandard();
    void resamplingEqualsTorch();
    void areaAverageKeepsTheMean();
    void resamplingKeepsConstants_data();
    void resamplingKeepsConstants();
    void bodyIsFoundWithoutTableAndNoise();
    void airHasNoBody();
    void bodyFillsTheNetworksInput();
    void anisotropicPixelsBecomeSquareMillimetres();
    void valuesBelowPaddingCountAsPadding();
    void windowStageDecidesWhetherNoiseIsClipped();
    void bothPixelTypesGiveTheSame();
    void unalignedPixelsAreRead();
    void badSlicesAreRefused_data();
    void badSlicesAreRefused();
    void normalisationIsPerChannel();
};

void TestPreprocessor::windowFollowsTheStandard_data()
{
    QTest::addColumn<int>("function");
    QTest::addColumn<double>("hu");
    QTest::addColumn<double>("expected");
    // Width 150, level 30. PS3.3 C.11.2.1.2.1: LINEAR is ((x - (c - 0.5)) / (w - 1) + 0.5), zero at c - 0.5 - (w - 1) / 2.
    const int linear = static_cast<int>(VoiFunction::Linear);
    QTest::newRow("linear at its low edge") << linear << -45.0 << 0.0;
    QTest::newRow("linear one above") << linear << -44.0 << 1.0 / 149.0;
    QTest::newRow("linear at its high edge") << linear << 104.0 << 1.0;
    QTest::newRow("linear below") << linear << -2000.0 << 0.0;
    QTest::newRow("linear above") << linear << 3000.0 << 1.0;
    // PS3.3 C.11.2.1.3.2: LINEAR_EXACT is (x - c) / w + 0.5.
    const int exact = static_cast<int>(VoiFunction::LinearExact);
    QTest::newRow("exact at its low edge") << exact << -45.0 << 0.0;
    QTest::newRow("exact at the level") << exact << 30.0 << 0.5;
    QTest::newRow("exact inside") << exact << 60.0 << 0.7;
    QTest::newRow("exact at its high edge") << exact << 105.0 << 1.0;
    // PS3.3 C.11.2.1.3.1: SIGMOID is 1 / (1 + exp(-4 (x - c) / w)).
    const int sigmoid = static_cast<int>(VoiFunction::Sigmoid);
    QTest::newRow("sigmoid at the level") << sigmoid << 30.0 << 0.5;
    QTest::newRow("sigmoid at the edge") << sigmoid << 105.0 << 1.0 / (1.0 + std::exp(-2.0));
}

void TestPreprocessor::windowFollowsTheStandard()
{
    QFETCH(const int, function);
    QFETCH(const double, hu);
    QFETCH(const double, expected);
    PreprocessSettings settings;
    settings.voiFunction = static_cast<VoiFunction>(function);
    QVERIFY(std::abs(static_cast<double>(windowedValue(settings, static_cast<float>(hu))) - expected) < 1e-6);
}

void TestPreprocessor::resamplingEqualsTorch()
{
    // torch.nn.functional.interpolate(mode="bilinear", antialias=True, align_corners=False)
    compareAll(resample(pattern(7, 9), 7, 9, 3, 4, Interpolation::BilinearAntialias),
        {11.40612, 12.43206, 11.8223, 13.04286, 11.67731, 10.63558, 10.28981, 11.82857, 9.07143, 14.2108, 12.63937, 10.61429});
    const std::vector<float> larger = resample(pattern(7, 9), 7, 9, 10, 12, Interpolation::BilinearAntialias);
    QCOMPARE(larger.size(), std::size_t{120});
    compareAll(
        {larger.begin(), larger.begin() + 12}, {0.0, 13.75, 21.625, 20.875, 20.125, 19.375, 18.625, 17.875, 17.125, 16.375, 15.625, 15.0});
    QVERIFY(std::abs(mean(larger) - 11.561979) < 1e-5);
    // mode="area" where the scale is a whole number; torch's is no area average elsewhere. The pattern's rows shift by 37,
    // so the first six rows and eight columns are the same in both.
    compareAll(
        resample(pattern(6, 8), 6, 8, 3, 4, Interpolation::Area), {12.25, 16.0, 14.0, 12.0, 11.5, 9.5, 7.5, 17.0, 5.0, 14.5, 12.5, 10.5});
}

void TestPreprocessor::areaAverageKeepsTheMean()
{
    const std::vector<float> plane = pattern(37, 51);
    for (const auto& [rows, columns] : {std::pair{5, 7}, {12, 50}, {36, 3}, {37, 51}, {64, 96}}) {
        const std::vector<float> out = resample(plane, 37, 51, rows, columns, Interpolation::Area);
        QVERIFY2(std::abs(mean(out) - mean(plane)) < 1e-3, qPrintable(QStringLiteral("%1 x %2").arg(rows).arg(columns)));
    }
    // Worked by hand: 5 values over 2 places are (a + b + c/2) / 2.5 and (c/2 + d + e) / 2.5.
    compareAll(resample({1, 2, 3, 4, 5}, 1, 5, 1, 2, Interpolation::Area), {1.8, 4.2});
}

void TestPreprocessor::resamplingKeepsConstants_data()
{
    QTest::addColumn<int>("interpolation");
    QTest::newRow("area") << static_cast<int>(Interpolation::Area);
    QTest::newRow("bilinear") << static_cast<int>(Interpolation::BilinearAntialias);
}

void TestPreprocessor::resamplingKeepsConstants()
{
    QFETCH(const int, interpolation);
    for (const int edge : {16, 100, 223, 224, 225, 511}) {
        const std::vector<float> plane(static_cast<std::size_t>(edge * edge), 0.625f);
        for (const float value : resample(plane, edge, edge, 224, 96, static_cast<Interpolation>(interpolation))) {
            QVERIFY(std::abs(value - 0.625f) < 1e-5f);
        }
    }
}

void TestPreprocessor::bodyIsFoundWithoutTableAndNoise()
{
    std::vector<std::int16_t> pixels = ellipse(512, 512, 240, 256, 130, 180);
    for (std::size_t column = 60; column < 450; ++column) {
        for (std::size_t row = 420; row < 422; ++row) pixels[row * 512 + column] = 200; // A table two pixels thick.
    }
    for (std::size_t i = 0; i < 512; ++i) pixels[(i * 7919) % pixels.size()] = 3000;
    const std::vector<float> hu(pixels.begin(), pixels.end());
    const PixelBox box = findBody(hu, 512, 512, -300.0);
    QVERIFY(std::abs(box.top - 110) <= 8 && std::abs(box.left - 76) <= 8);
    QVERIFY2(std::abs(box.rows - 260) <= 12 && std::abs(box.columns - 360) <= 12,
        qPrintable(QStringLiteral("%1 %2").arg(box.rows).arg(box.columns)));
}

void TestPreprocessor::airHasNoBody()
{
    QCOMPARE(findBody(std::vector<float>(512 * 512, -1000.0f), 512, 512, -300.0), PixelBox());
    const std::vector<std::int16_t> pin = ellipse(512, 512, 256, 256, 20, 20);
    QCOMPARE(findBody({pin.begin(), pin.end()}, 512, 512, -300.0), PixelBox());

    PreprocessSettings settings;
    settings.crop = Crop::Body;
    const auto plane = Preprocessor(settings).plane(sliceOf(pin, 512, 512));
    QVERIFY(!plane.has_value());
    QCOMPARE(plane.error().code, ErrorCode::NotScored);
    QCOMPARE(plane.error().arguments, std::vector<std::string>{"no-body"});
}

void TestPreprocessor::bodyFillsTheNetworksInput()
{
    PreprocessSettings settings;
    settings.crop = Crop::Body;
    settings.rows = 96;
    settings.columns = 128;
    settings.bodyMarginMm = 0.0;
    const auto share = [&](const std::vector<std::int16_t>& pixels) {
        const auto plane = Preprocessor(settings).plane(sliceOf(pixels, 512, 512));
        return plane ? static_cast<double>(std::count_if(plane->begin(), plane->end(), [](float v) { return v > 0.5f; })) / (96.0 * 128.0)
                     : 0.0;
    };
    // An ellipse of the input's shape covers pi/4 of its box, wherever it lies and however large it is.
    QVERIFY(std::abs(share(ellipse(512, 512, 250, 256, 150, 200)) - 0.785) < 0.05);
    QVERIFY(std::abs(share(ellipse(512, 512, 120, 140, 75, 100)) - 0.785) < 0.08);
    // At the edge, where the widened box reaches beyond the slice.
    QVERIFY(std::abs(share(ellipse(512, 512, 150, 110, 150, 100)) - 0.785 / 2.0) < 0.05);
}

void TestPreprocessor::anisotropicPixelsBecomeSquareMillimetres()
{
    // A circle of 80 mm radius, sampled at 1.0 x 0.5 mm in 200 rows x 400 columns, i.e. 200 mm x 200 mm.
    const std::vector<std::int16_t> pixels = ellipse(200, 400, 100, 200, 80, 160);
    PreprocessSettings settings;
    settings.rows = settings.columns = 100;
    const auto extents = [&](double rowSpacingMm, double columnSpacingMm) {
        const auto plane = Preprocessor(settings).plane(sliceOf(pixels, 200, 400, rowSpacingMm, columnSpacingMm)).value();
        int across = 0;
        int down = 0;
        for (std::size_t i = 0; i < 100; ++i) {
            across += plane[50 * 100 + i] > 0.35f ? 1 : 0;
            down += plane[i * 100 + 50] > 0.35f ? 1 : 0;
        }
        return std::pair(across, down);
    };
    QCOMPARE(extents(1.0, 0.5), std::pair(80, 80));
    // Unknown spacing: pixels count as square, so the slice is padded above and below.
    QCOMPARE(extents(0.0, 0.0), std::pair(80, 40));
}

void TestPreprocessor::valuesBelowPaddingCountAsPadding()
{
    PreprocessSettings settings;
    settings.windowStage = WindowStage::AfterResize;
    settings.rows = settings.columns = 32;
    settings.paddingHu = -45.0;
    // Half of each 2 x 2 block lies outside the scanner's circle (-3024 there on some scanners).
    std::vector<std::int16_t> pixels(64 * 64);
    for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = i % 2 == 0 ? -3024 : 105;
    const auto plane = Preprocessor(settings).plane(sliceOf(pixels, 64, 64)).value();
    for (const float value : plane) QVERIFY(std::abs(value - 0.5f) < 1e-5f);
}

void TestPreprocessor::windowStageDecidesWhetherNoiseIsClipped()
{
    // Alternating 55 and 155 HU about 105, the window's upper edge.
    std::vector<std::int16_t> pixels(64 * 64);
    for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = i % 2 == 0 ? 55 : 155;
    PreprocessSettings settings;
    settings.rows = settings.columns = 32;
    settings.windowStage = WindowStage::BeforeResize;
    const double before = mean(Preprocessor(settings).plane(sliceOf(pixels, 64, 64)).value());
    settings.windowStage = WindowStage::AfterResize;
    const double after = mean(Preprocessor(settings).plane(sliceOf(pixels, 64, 64)).value());
    QVERIFY(std::abs(before - (100.0 / 150.0 + 1.0) / 2.0) < 1e-5);
    QVERIFY(std::abs(after - 1.0) < 1e-5);
}

void TestPreprocessor::bothPixelTypesGiveTheSame()
{
    const std::vector<std::int16_t> whole = ellipse(128, 128, 64, 64, 40, 50);
    const std::vector<float> real(whole.begin(), whole.end());
    const Preprocessor preprocessor{PreprocessSettings()};
    HuSlice slice = sliceOf(whole, 128, 128);
    const auto a = preprocessor.plane(slice);
    slice.pixels = real.data();
    slice.type = PixelType::Float32;
    QCOMPARE(a.value(), preprocessor.plane(slice).value());
}

void TestPreprocessor::unalignedPixelsAreRead()
{
    const std::vector<std::int16_t> pixels = ellipse(64, 64, 32, 32, 20, 20);
    std::vector<char> shifted(pixels.size() * 2 + 1);
    std::copy_n(reinterpret_cast<const char*>(pixels.data()), pixels.size() * 2, shifted.data() + 1);
    const Preprocessor preprocessor{PreprocessSettings()};
    HuSlice slice = sliceOf(pixels, 64, 64);
    const auto a = preprocessor.plane(slice);
    slice.pixels = shifted.data() + 1;
    QCOMPARE(a.value(), preprocessor.plane(slice).value());
}

void TestPreprocessor::badSlicesAreRefused_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("columns");
    QTest::addColumn<double>("rowSpacingMm");
    QTest::addColumn<double>("columnSpacingMm");
    QTest::newRow("too few rows") << 15 << 64 << 0.7 << 0.7;
    QTest::newRow("negative columns") << 64 << -64 << 0.7 << 0.7;
    QTest::newRow("too many rows") << 4097 << 64 << 0.7 << 0.7;
    QTest::newRow("one spacing only") << 64 << 64 << 0.7 << 0.0;
    QTest::newRow("negative spacing") << 64 << 64 << -0.7 << -0.7;
    QTest::newRow("tiny spacing") << 64 << 64 << 1e-30 << 1e-30;
    QTest::newRow("spacing no number") << 64 << 64 << std::numeric_limits<double>::quiet_NaN() << 0.7;
    QTest::newRow("spacings far apart") << 64 << 64 << 0.1 << 10.0;
}

void TestPreprocessor::badSlicesAreRefused()
{
    QFETCH(const int, rows);
    QFETCH(const int, columns);
    QFETCH(const double, rowSpacingMm);
    QFETCH(const double, columnSpacingMm);
    const std::vector<std::int16_t> pixels(4200 * 64);
    const auto plane = Preprocessor(PreprocessSettings()).plane(sliceOf(pixels, rows, columns, rowSpacingMm, columnSpacingMm));
    QVERIFY(!plane.has_value());
    QCOMPARE(plane.error().code, ErrorCode::Misuse);

    std::vector<float> notANumber(64 * 64, 0.0f);
    notANumber[100] = std::numeric_limits<float>::quiet_NaN();
    const auto unscored = Preprocessor(PreprocessSettings()).plane({notANumber.data(), PixelType::Float32, 64, 64, 0.7, 0.7});
    QVERIFY(!unscored.has_value());
    QCOMPARE(unscored.error().code, ErrorCode::NotScored);
    QCOMPARE(unscored.error().arguments, std::vector<std::string>{"not-finite"});
}

void TestPreprocessor::normalisationIsPerChannel()
{
    PreprocessSettings settings;
    settings.rows = settings.columns = 32;
    settings.channels = 3;
    settings.mean = {0.0f, 0.5f, 0.25f};
    settings.std = {1.0f, 0.5f, 2.0f};
    const std::vector<float> plane(32 * 32, 0.75f);
    std::vector<float> tensor(3 * plane.size());
    Preprocessor(settings).normalise(plane.data(), tensor.data());
    for (std::size_t i = 0; i < plane.size(); ++i) {
        QCOMPARE(tensor[i], 0.75f);
        QCOMPARE(tensor[plane.size() + i], 0.5f);
        QCOMPARE(tensor[2 * plane.size() + i], 0.25f);
    }
}

QTEST_GUILESS_MAIN(TestPreprocessor)
#include "tst_preprocessor.moc"
