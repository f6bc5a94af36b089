#include "tests/viewer/support/VolumeFixture.h"
#include "viewer/render/SliceScene.h"

#include "core/volume/SeriesVolume.h"

#include <QImage>
#include <QTest>

#include <cmath>
#include <vector>

using namespace lobule;
using render::WindowLevel;

namespace {

/// PS3.3 C.11.2.1.3.2 and C.11.2.1.3.1, likewise.
double exactVoi(double x, double c, double w)
{
    if (x <= c - w / 2.0) return 0.0;
    if (x > c + w / 2.0) return 255.0;
    return ((x - c) / w + 0.5) * 255.0;
}

double sigmoidVoi(double x, double c, double w) { return 255.0 / (1.0 + std::exp(-4.0 * (x - c) / w)); }

/// PS3.3 C.11.2.1.2.1, written down as it stands there, output range 0 to 255.
double linearVoi(double x, const WindowLevel& window)
{
    const double c = window.centerHu;
    const double w = window.widthHu;
    if (x <= c - 0.5 - (w - 1.0) / 2.0) return 0.0;
    if (x > c - 0.5 + (w - 1.0) / 2.0) return 255.0;
    return ((x - (c - 0.5)) / (w - 1.0) + 0.5) * 255.0;
}

template <class T> SliceView view(const std::vector<T>& values, PixelType type)
{
    return {values.data(), 1, static_cast<int>(values.size()), type};
}

} // namespace

class TestWindowLevel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyHuFollowsTheStandard_data()
    {
        QTest::addColumn<double>("width");
        QTest::addColumn<double>("center");
        for (const auto& preset : render::windowPresets()) {
            QTest::newRow(preset.name) << preset.window.widthHu << preset.window.centerHu;
        }
        QTest::newRow("width 1 is a step") << 1.0 << 40.0;
        QTest::newRow("width 2") << 2.0 << 0.0;
        QTest::newRow("fractions") << 123.4 << -17.25;
        QTest::newRow("wide") << 8192.0 << 1024.0;
    }

    void everyHuFollowsTheStandard()
    {
        QFETCH(double, width);
        QFETCH(double, center);
        const WindowLevel window{width, center};
        std::vector<std::int16_t> values;
        for (int hu = -3000; hu <= 4000; ++hu) values.push_back(static_cast<std::int16_t>(hu));
        const QImage image = render::windowedImage(view(values, PixelType::Int16), window, false);
        const QImage inverted = render::windowedImage(view(values, PixelType::Int16), window, true);
        QCOMPARE(image.format(), QImage::Format_Grayscale8);
        for (std::size_t k = 0; k < values.size(); ++k) {
            const double expected = linearVoi(values[k], window);
            const int shown = image.constScanLine(0)[k];
            // Half a grey level of rounding; a thousandth for single precision.
            QVERIFY2(std::abs(shown - expected) <= 0.501,
                qPrintable(QStringLiteral("HU %1: %2, not %3").arg(values[k]).arg(shown).arg(expected)));
            QCOMPARE(int(inverted.constScanLine(0)[k]), 255 - shown);
        }
    }

    void landmarksOfTheLiverWindow()
    {
        // 150/30: black up to -45 HU, white above 104 HU, the middle of the ramp between 29 and 30.
        const std::vector<std::int16_t> values{-1000, -45, -44, 29, 30, 104, 105, 3000};
        const QImage image = render::windowedImage(view(values, PixelType::Int16), {150.0, 30.0}, false);
        const QList<int> expected{0, 0, 2, 127, 128, 255, 255, 255};
        for (int k = 0; k < expected.size(); ++k) QCOMPARE(int(image.constScanLine(0)[k]), expected[k]);
    }

    void allTypesAgree()
    {
        const WindowLevel window{400.0, 40.0};
        std::vector<std::uint16_t> u16;
        std::vector<std::int32_t> i32;
        std::vector<float> f32;
        for (int v = 0; v < 500; ++v) {
            u16.push_back(static_cast<std::uint16_t>(v));
            i32.push_back(v);
            f32.push_back(static_cast<float>(v));
        }
        const QImage a = render::windowedImage(view(u16, PixelType::UInt16), window, false);
        QCOMPARE(render::windowedImage(view(i32, PixelType::Int32), window, false), a);
        QCOMPARE(render::windowedImage(view(f32, PixelType::Float32), window, false), a);
        for (std::size_t k = 0; k < u16.size(); ++k) QVERIFY(std::abs(a.constScanLine(0)[k] - linearVoi(u16[k], window)) <= 0.501);
    }

    void notANumberIsBlack()
    {
        const std::vector<float> values{std::nanf(""), -HUGE_VALF, HUGE_VALF};
        const QImage image = render::windowedImage(view(values, PixelType::Float32), {100.0, 0.0}, false);
        QCOMPARE(int(image.constScanLine(0)[0]), 0);
        QCOMPARE(int(image.constScanLine(0)[1]), 0);
        QCOMPARE(int(image.constScanLine(0)[2]), 255);
    }

    void colourIsShownAsItIs()
    {
        const std::vector<std::uint8_t> values{10, 20, 30, 255, 0, 128};
        const SliceView pixels{values.data(), 1, 2, PixelType::Rgb8};
        const QImage image = render::windowedImage(pixels, {1.0, 0.0}, false);
        QCOMPARE(image.pixel(0, 0), qRgb(10, 20, 30));
        QCOMPARE(image.pixel(1, 0), qRgb(255, 0, 128));
        QCOMPARE(render::windowedImage(pixels, {1.0, 0.0}, true).pixel(0, 0), qRgb(245, 235, 225));
    }

    void defaults()
    {
        QList<int> keys;
        for (const auto& preset : render::windowPresets()) keys.append(preset.key);
        QCOMPARE(keys, (QList<int>{1, 2, 3, 4, 5, 6, 7, 8}));
    }

    void functionsOfTheFile_data()
    {
        QTest::addColumn<double>("width");
        QTest::addColumn<double>("center");
        QTest::newRow("abdomen") << 400.0 << 40.0;
        QTest::newRow("narrow") << 1.0 << 0.0;
        QTest::newRow("fractions") << 77.5 << -3.25;
        QTest::newRow("wide") << 4096.0 << 1024.0;
    }

    void functionsOfTheFile()
    {
        QFETCH(double, width);
        QFETCH(double, center);
        std::vector<std::int16_t> values;
        for (int hu = -3000; hu <= 4000; ++hu) values.push_back(static_cast<std::int16_t>(hu));
        const SliceView pixels = view(values, PixelType::Int16);
        const QImage exact = render::windowedImage(pixels, {width, center, VoiFunction::LinearExact, false}, false);
        const QImage sigmoid = render::windowedImage(pixels, {width, center, VoiFunction::Sigmoid, false}, false);
        const QImage inverted = render::windowedImage(pixels, {width, center, VoiFunction::Sigmoid, false}, true);
        for (std::size_t k = 0; k < values.size(); ++k) {
            const double x = values[k];
            QVERIFY(std::abs(exact.constScanLine(0)[k] - exactVoi(x, center, width)) <= 0.501);
            QVERIFY(std::abs(sigmoid.constScanLine(0)[k] - sigmoidVoi(x, center, width)) <= 0.501);
            QCOMPARE(int(inverted.constScanLine(0)[k]), 255 - sigmoid.constScanLine(0)[k]);
        }
    }

    void tableOfTheFile()
    {
        test::VolumeSpec spec;
        spec.columns = 12;
        spec.rows = spec.slices = 1;
        spec.modality = QStringLiteral("CR");
        spec.value = [](int i, int, int) { return i - 4; };
        const auto table = std::make_shared<VoiLut>(VoiLut{-2, 10, {0, 1023, 512, 300, 1, 600}});
        spec.change = [&](volume::SliceInfo& info) { info.voiLut = table; };
        test::VolumeFixture fixture;
        const auto volume = fixture.make(spec);
        const WindowLevel window = render::openingWindow(*volume, 0);
        QVERIFY(window.usesTable);
        const QImage image = render::windowedImage(*volume, 0, window);
        for (int i = 0; i < 12; ++i) {
            const int entry = std::clamp(i - 4 + 2, 0, 5);
            QCOMPARE(int(image.constScanLine(0)[i]), qRound(table->entries[static_cast<std::size_t>(entry)] / 1023.0 * 255.0));
        }
        // A window of one's own takes its place.
        QCOMPARE(int(render::windowedImage(*volume, 0, {11, 1}).constScanLine(0)[11]), 255);
    }

    void monochrome1IsTurned()
    {
        test::VolumeSpec spec;
        spec.columns = 4;
        spec.rows = spec.slices = 1;
        spec.modality = QStringLiteral("CR");
        spec.value = [](int i, int, int) { return 100 * i; };
        spec.change = [](volume::SliceInfo& info) { info.isMonochrome1 = true; };
        test::VolumeFixture fixture;
        const auto volume = fixture.make(spec);
        const WindowLevel window = render::openingWindow(*volume, 0);
        const QImage image = render::windowedImage(*volume, 0, window);
        QCOMPARE(int(image.constScanLine(0)[0]), 255);
        QCOMPARE(int(image.constScanLine(0)[3]), 0);
        // The view, too, and its own inversion turns it back.
        render::SliceScene scene;
        scene.volume = volume;
        scene.showOverlays = false;
        scene.view.window = window;
        const auto left = [&] { return qGray(render::renderScene(scene, {40, 10}).pixel(1, 5)); };
        QVERIFY(left() > 250);
        scene.view.invert = true;
        QVERIFY(left() < 5);
    }

    void opensInTheWindowOfItsKind()
    {
        test::VolumeSpec spec;
        spec.windowWidth = 700;
        spec.windowCenter = 350;
        test::VolumeFixture fixture;
        QCOMPARE(render::openingWindow(*fixture.make(spec), 0), (WindowLevel{150, 30}));
        QCOMPARE(*render::fileWindow(*fixture.make(spec), 0), (WindowLevel{700, 350}));
        spec.change = [](volume::SliceInfo& info) { info.kind = volume::SliceKind::Localizer; };
        QCOMPARE(render::openingWindow(*fixture.make(spec), 0), (WindowLevel{700, 350}));
        spec.modality = QStringLiteral("MR");
        spec.change = [](volume::SliceInfo& info) { info.voiFunction = VoiFunction::Sigmoid; };
        QCOMPARE(render::openingWindow(*fixture.make(spec), 0), (WindowLevel{700, 350, VoiFunction::Sigmoid, false}));
        spec.windowWidth = 0;
        QVERIFY(!render::fileWindow(*fixture.make(spec), 0));
    }

    void rangeOfThePixels()
    {
        const std::vector<std::int16_t> values{-20, 5, 300};
        test::VolumeSpec spec;
        spec.columns = 5;
        spec.rows = spec.slices = 1;
        spec.modality = QStringLiteral("MR");
        // Two pixels of padding, which must not stretch the window.
        spec.value = [&](int i, int, int) { return i < 3 ? values[static_cast<std::size_t>(i)] : -2000 - i; };
        spec.change = [](volume::SliceInfo& info) { info.paddingLow = -2010, info.paddingHigh = -2000; };
        test::VolumeFixture fixture;
        const auto volume = fixture.make(spec);
        const WindowLevel window = render::pixelRangeWindow(*volume, 0);
        QCOMPARE(render::openingWindow(*volume, 0), window);
        const QImage image = render::windowedImage(*volume, 0, window);
        QCOMPARE(int(image.constScanLine(0)[0]), 0);
        QCOMPARE(int(image.constScanLine(0)[2]), 255);
        QCOMPARE(int(image.constScanLine(0)[1]), qRound(25.0 / 320.0 * 255.0));
    }
};

QTEST_GUILESS_MAIN(TestWindowLevel)
#include "tst_windowlevel.moc"
