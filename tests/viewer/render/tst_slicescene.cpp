#include "tests/viewer/support/VolumeFixture.h"
#include "viewer/render/MeasurementPainter.h"
#include "viewer/render/SliceRaster.h"
#include "viewer/render/SliceScene.h"

#include <QGuiApplication>
#include <QImage>
#include <QTest>

#include <cmath>
#include <numbers>

using namespace lobule;

namespace {

Vec3 turned(double degrees, Vec3 a, Vec3 b)
{
    const double r = degrees * std::numbers::pi / 180.0;
    return a * std::cos(r) + b * std::sin(r);
}

render::SliceScene sceneOf(std::shared_ptr<const volume::SeriesVolume> volume, render::WindowLevel window)
{
    render::SliceScene scene;
    scene.volume = std::move(volume);
    scene.view.window = window;
    scene.showOverlays = false;
    return scene;
}

int count(const QImage& image, QRgb color)
{
    int n = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) n += image.pixel(x, y) == color ? 1 : 0;
    }
    return n;
}

} // namespace

class TestSliceScene : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void orientation_data()
    {
        QTest::addColumn<QList<double>>("row");
        QTest::addColumn<QList<double>>("column");
        QTest::addColumn<QStringList>("letters");
        const auto list = [](Vec3 v) { return QList<double>{v.x, v.y, v.z}; };
        const Vec3 x{1, 0, 0}, y{0, 1, 0}, z{0, 0, 1};
        QTest::newRow("axial") << list(x) << list(y) << QStringList{"R", "L", "A", "P"};
        QTest::newRow("coronal") << list(x) << list(z * -1) << QStringList{"R", "L", "H", "F"};
        QTest::newRow("sagittal") << list(y) << list(z * -1) << QStringList{"A", "P", "H", "F"};
        QTest::newRow("prone, feet first") << list(x * -1) << list(y * -1) << QStringList{"L", "R", "P", "A"};
        QTest::newRow("oblique 30 degrees in plane")
            << list(turned(30, x, y)) << list(turned(30, y, x * -1)) << QStringList{"RA", "LP", "AL", "PR"};
        QTest::newRow("gantry tilt 5 degrees is not oblique") << list(x) << list(turned(5, y, z)) << QStringList{"R", "L", "A", "P"};
        QTest::newRow("tilt 20 degrees") << list(x) << list(turned(20, y, z)) << QStringList{"R", "L", "AF", "PH"};
        QTest::newRow("60 degrees: second axis leads") << list(turned(60, x, z)) << list(y) << QStringList{"FR", "HL", "A", "P"};
        QTest::newRow("no direction") << QList<double>{0, 0, 0} << list(y) << QStringList{};
    }

    void orientation()
    {
        QFETCH(QList<double>, row);
        QFETCH(QList<double>, column);
        QFETCH(QStringList, letters);
        QCOMPARE(render::orientationLetters({row[0], row[1], row[2]}, {column[0], column[1], column[2]}), letters);
    }

    void viewMapRoundTrips_data()
    {
        QTest::addColumn<bool>("fit");
        QTest::addColumn<double>("zoom");
        QTest::addColumn<double>("rowSpacing");
        QTest::newRow("fit") << true << 1.0 << 1.0;
        QTest::newRow("fit, tall pixels") << true << 1.0 << 2.5;
        QTest::newRow("zoomed") << false << 3.7 << 1.0;
        QTest::newRow("zoomed, flat pixels") << false << 0.4 << 0.5;
    }

    void viewMapRoundTrips()
    {
        QFETCH(bool, fit);
        QFETCH(double, zoom);
        QFETCH(double, rowSpacing);
        test::VolumeSpec spec;
        spec.rowSpacingMm = rowSpacing;
        render::SliceScene scene = sceneOf(m_fixture.make(spec), {});
        scene.view.fit = fit;
        scene.view.zoom = zoom;
        scene.view.centerIj = {20.25, 41.5};
        const QSizeF size(300, 200);
        const render::ViewMap map = viewMap(scene, size);
        for (const QPointF ij : {QPointF(0, 0), QPointF(63, 63), QPointF(-5, 12.125)}) {
            const QPointF back = map.toImage(map.toView(ij));
            QVERIFY(std::abs(back.x() - ij.x()) < 1e-9 && std::abs(back.y() - ij.y()) < 1e-9);
        }
        QCOMPARE(map.scaleY / map.scaleX, rowSpacing);
        const QPointF middle = map.toImage({150, 100});
        const QPointF expected = fit ? QPointF(31.5, 31.5) : QPointF(20.25, 41.5);
        QVERIFY(std::abs(middle.x() - expected.x()) < 1e-9 && std::abs(middle.y() - expected.y()) < 1e-9);
        if (!fit) return;
        const QPointF corner = map.toView({63.5, 63.5}) - map.toView({-0.5, -0.5});
        QVERIFY(corner.x() <= 300.0 + 1e-9 && corner.y() <= 200.0 + 1e-9);
        QVERIFY(std::abs(corner.x() - 300.0) < 1e-9 || std::abs(corner.y() - 200.0) < 1e-9);
    }

    /// At one device pixel per image pixel the picture is exactly the windowed slice.
    void unscaledPictureIsTheSlice_data()
    {
        QTest::addColumn<int>("type");
        for (const PixelType type : {PixelType::Int16, PixelType::UInt16, PixelType::Int32, PixelType::Float32, PixelType::Rgb8}) {
            QTest::addRow("type %d", int(type)) << int(type);
        }
    }

    void unscaledPictureIsTheSlice()
    {
        QFETCH(int, type);
        test::VolumeSpec spec;
        spec.type = static_cast<PixelType>(type);
        spec.value = [](int i, int j, int) { return i * 2 + j; };
        const auto volume = m_fixture.make(spec);
        QVERIFY(volume);
        const render::WindowLevel window{120, 90};
        const QImage shown = renderScene(sceneOf(volume, window), {64, 64});
        const QImage slice = render::windowedImage(volume->pixels(0), window, false).convertToFormat(QImage::Format_RGB32);
        QCOMPARE(shown, slice);
    }

    /// A linear ramp stays linear when it is enlarged: interpolated values have a closed form.
    void enlargedRampIsLinear_data()
    {
        QTest::addColumn<double>("ratio");
        QTest::newRow("2x") << 1.0;
        QTest::newRow("2x on a HiDPI screen") << 2.0;
        QTest::newRow("fractional device pixel ratio") << 1.5;
    }

    void enlargedRampIsLinear()
    {
        QFETCH(double, ratio);
        test::VolumeSpec spec;
        spec.value = [](int i, int, int) { return 4.0 * i; };
        const render::SliceScene scene = sceneOf(m_fixture.make(spec), {256, 128});
        const QImage shown = renderScene(scene, {128, 128}, ratio);
        QCOMPARE(shown.size(), (QSizeF(128, 128) * ratio).toSize());
        for (int x = 0; x < shown.width(); ++x) {
            const double i = std::clamp((x + 0.5) / (2.0 * ratio) - 0.5, 0.0, 63.0);
            const double expected = (4.0 * i - (128 - 0.5)) / 255.0 * 255.0 + 127.5;
            QVERIFY(std::abs(qRed(shown.pixel(x, 70)) - expected) <= 0.51);
        }
    }

    /// A circle in millimetres is round on the screen however its pixels are shaped.
    void anisotropicPixels()
    {
        test::VolumeSpec spec;
        spec.columns = 100;
        spec.rows = 50;
        spec.rowSpacingMm = 2.0;
        spec.value = [](int i, int j, int) { return std::hypot(i - 49.5, 2.0 * (j - 24.5)) < 30.0 ? 1000.0 : -1000.0; };
        const QImage shown = renderScene(sceneOf(m_fixture.make(spec), {100, 0}), {400, 400});
        int left = 400, right = 0, top = 400, bottom = 0;
        for (int y = 0; y < 400; ++y) {
            for (int x = 0; x < 400; ++x) {
                if (qRed(shown.pixel(x, y)) < 128) continue;
                left = std::min(left, x);
                right = std::max(right, x);
                top = std::min(top, y);
                bottom = std::max(bottom, y);
            }
        }
        QVERIFY2(std::abs((right - left) - 240) <= 4, qPrintable(QString::number(right - left)));
        QVERIFY2(std::abs((bottom - top) - 240) <= 8, qPrintable(QString::number(bottom - top)));
    }

    /// A fine checker must come out grey, not as an interference pattern.
    void shrinkingFilters()
    {
        test::VolumeSpec spec;
        spec.columns = spec.rows = 400;
        spec.slices = 1;
        spec.value = [](int i, int j, int) { return (i + j) % 2 == 0 ? 0.0 : 200.0; };
        const QImage shown = renderScene(sceneOf(m_fixture.make(spec), {201, 100.5}), {97, 97});
        for (int y = 8; y < 89; ++y) {
            for (int x = 8; x < 89; ++x)
                QVERIFY2(std::abs(qRed(shown.pixel(x, y)) - 127) <= 12, qPrintable(QString::number(qRed(shown.pixel(x, y)))));
        }
    }

    void outsideIsBlack()
    {
        test::VolumeSpec spec;
        spec.value = [](int, int, int) { return 1000.0; };
        render::SliceScene scene = sceneOf(m_fixture.make(spec), {100, 0});
        const QImage shown = renderScene(scene, {200, 100});
        QCOMPARE(shown.pixel(49, 50), qRgb(0, 0, 0));
        QCOMPARE(shown.pixel(50, 50), qRgb(255, 255, 255));
        QCOMPARE(shown.pixel(149, 50), qRgb(255, 255, 255));
        QCOMPARE(shown.pixel(150, 50), qRgb(0, 0, 0));
        scene.view.fit = false;
        scene.view.centerIj = {5000, 5000};
        QCOMPARE(count(renderScene(scene, {200, 100}), qRgb(0, 0, 0)), 200 * 100);
        scene.volume.reset();
        QCOMPARE(count(renderScene(scene, {200, 100}), qRgb(0, 0, 0)), 200 * 100);
    }

    /// The raster's shortcut for window changes must not show what a fresh picture would not.
    void rasterNeverShowsStalePixels()
    {
        test::VolumeSpec spec;
        spec.value = [](int i, int j, int k) { return i * 3.0 + j + 100.0 * k; };
        render::SliceScene scene = sceneOf(m_fixture.make(spec), {300, 100});
        render::SliceRaster raster;
        const QSizeF size(150, 150);
        const auto check = [&] {
            render::SliceRaster fresh;
            const QImage expected = fresh.picture(scene, size, 1.0).image.copy();
            return raster.picture(scene, size, 1.0).image == expected;
        };
        QVERIFY(check());
        scene.view.window = {50, 200};
        QVERIFY(check());
        scene.index = 3;
        QVERIFY(check());
        scene.view.invert = true;
        QVERIFY(check());
        scene.view.fit = false;
        scene.view.zoom = 0.5;
        scene.view.centerIj = {31.5, 31.5};
        QVERIFY(check());
        scene.view.window = {400, 200};
        QVERIFY(check());
        scene.volume = m_fixture.make(test::VolumeSpec{});
        QVERIFY(check());
    }

    void scaleBarLengths()
    {
        QCOMPARE(render::scaleBarLengthMm(2.7, 1000), 50.0);
        QCOMPARE(render::scaleBarLengthMm(1.0, 1000), 100.0);
        QCOMPARE(render::scaleBarLengthMm(0.9, 300), 50.0);
        QCOMPARE(render::scaleBarLengthMm(12.0, 1000), 10.0);
        QCOMPARE(render::scaleBarLengthMm(1000.0, 1000), 0.0);
    }

    void scaleBarOnlyWithSpacing()
    {
        test::VolumeSpec spec;
        spec.value = [](int, int, int) { return -2000.0; };
        spec.hasPosition = false;
        render::SliceScene scene = sceneOf(m_fixture.make(spec), {100, 0});
        scene.showOverlays = true;
        const auto lit = [](const QImage& image) { return image.width() * image.height() - count(image, qRgb(0, 0, 0)); };
        QVERIFY(lit(renderScene(scene, {400, 400})) > 50);
        spec.columnSpacingMm = spec.rowSpacingMm = 0.0;
        scene.volume = m_fixture.make(spec);
        QCOMPARE(lit(renderScene(scene, {400, 400})), 0);
        spec.hasPosition = true; // The letters need directions, not spacing.
        scene.volume = m_fixture.make(spec);
        QVERIFY(lit(renderScene(scene, {400, 400})) > 20);
    }

    void measurementIsCrispWithHalo()
    {
        test::VolumeSpec spec;
        spec.value = [](int, int, int) { return 1000.0; };
        render::SliceScene scene = sceneOf(m_fixture.make(spec), {100, 0});
        library::Measurement line;
        line.id = QStringLiteral("a");
        line.kind = QStringLiteral("length");
        line.indexIj = {10, 31.75, 54, 31.75};
        line.valueMm = 44.0;
        scene.measurements = {line};
        const QImage shown = renderScene(scene, {256, 256});
        const int x = 128;
        const int y = 129; // (31.75 + 0.5) * 4
        QCOMPARE(shown.pixel(x, y), qRgb(0xff, 0xd8, 0x66));
        QCOMPARE(shown.pixel(x, y - 1), qRgb(0xff, 0xd8, 0x66));
        QCOMPARE(shown.pixel(x, y - 2), qRgb(0, 0, 0));
        QCOMPARE(shown.pixel(x, y + 1), qRgb(0, 0, 0));
        QCOMPARE(shown.pixel(x, y - 4), qRgb(255, 255, 255));
        scene.selectedMeasurementId = line.id;
        QCOMPARE(renderScene(scene, {256, 256}).pixel(42, y), qRgb(255, 255, 255));
    }

    void measurementText()
    {
        library::Measurement line;
        line.kind = QStringLiteral("length");
        line.indexIj = {0, 0, 30, 40};
        SliceGeometry geometry;
        QCOMPARE(render::measurementText(line, geometry), QStringLiteral("50.0 px"));
        geometry.columnSpacingMm = 0.7;
        QCOMPARE(render::measurementText(line, geometry), QStringLiteral("50.0 px"));
        geometry.rowSpacingMm = 0.7;
        QCOMPARE(render::measurementText(line, geometry), QStringLiteral("35.0 mm"));
    }

    void hitsHandlesThenLine()
    {
        library::Measurement line;
        line.indexIj = {10, 10, 50, 10};
        render::ViewMap map;
        map.scaleX = map.scaleY = 2.0;
        QCOMPARE(hitMeasurement(line, map, map.toView({10, 10}) + QPointF(3, 3)), std::optional<int>(0));
        QCOMPARE(hitMeasurement(line, map, map.toView({50, 10})), std::optional<int>(1));
        QCOMPARE(hitMeasurement(line, map, map.toView({30, 12})), std::optional<int>(-1));
        QCOMPARE(hitMeasurement(line, map, map.toView({30, 20})), std::optional<int>());
    }

    void resultBoxStaysInTheView()
    {
        render::ResultBox box;
        box.label = QStringLiteral("LC");
        box.score = 0.93;
        box.modelText = QStringLiteral("lobule-phantom 1.0");
        box.deviceText = QStringLiteral("46 ms · CPU");
        const QRectF view(0, 0, 900, 700);
        const QRectF home = resultBoxRect(view, box);
        QVERIFY(view.contains(home));
        QVERIFY(home.left() > 450 && home.top() > 350);
        box.offset = {-100, -50};
        QCOMPARE(resultBoxRect(view, box), home.translated(-100, -50));
        box.offset = {5000, -5000};
        QVERIFY(view.contains(resultBoxRect(view, box)));
        box.clinicalUse = true;
        QVERIFY(resultBoxRect(view, box).height() < home.height());
    }

    void resultFromPrediction()
    {
        library::Prediction prediction;
        prediction.label = QStringLiteral("LC");
        prediction.score = 0.5;
        prediction.modelName = QStringLiteral("m");
        prediction.modelVersion = QStringLiteral("1.0");
        prediction.device = QStringLiteral("CPU");
        prediction.milliseconds = 45.6;
        render::ResultBox box = render::resultBox(prediction);
        QCOMPARE(box.label, QStringLiteral("LC"));
        QCOMPARE(box.modelText, QStringLiteral("m 1.0"));
        QCOMPARE(box.deviceText, QStringLiteral("46 ms · CPU"));
        QVERIFY(!box.clinicalUse);
        prediction.indeterminate = true;
        QCOMPARE(render::resultBox(prediction).label, QStringLiteral("indeterminate"));
    }

private:
    test::VolumeFixture m_fixture;
};

QTEST_MAIN(TestSliceScene)
#include "tst_slicescene.moc"
