#include "tests/viewer/support/BodyPhantom.h"
#include "tests/viewer/support/Mouse.h"
#include "viewer/render/VolumePresets.h"
#include "viewer/render/VolumeRenderWidget.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace lobule;
using render::VolumeRenderWidget;
using State = VolumeRenderWidget::State;

namespace {

constexpr int kPatienceMs = 30000;

int lit(const QImage& image, int above)
{
    int n = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) n += qGray(image.pixel(x, y)) > above ? 1 : 0;
    }
    return n;
}

/// Air with one block of bone in one corner of the body, so that a picture tells which way it is seen.
test::VolumeSpec blockSpec(std::function<bool(int, int, int)> isBlock)
{
    test::VolumeSpec spec;
    spec.columns = spec.rows = 48;
    spec.slices = 48;
    spec.value = [isBlock = std::move(isBlock)](int i, int j, int k) { return isBlock(i, j, k) ? 1000.0 : -1000.0; };
    return spec;
}

QPointF centroid(const QImage& image)
{
    double n = 0, sx = 0, sy = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            // The cube in the lower left corner is not the patient.
            if (x < image.width() / 5 && y > image.height() * 4 / 5) continue;
            if (qGray(image.pixel(x, y)) <= 60) continue;
            n += 1;
            sx += x;
            sy += y;
        }
    }
    return n > 0 ? QPointF(sx / n / image.width(), sy / n / image.height()) : QPointF(-1, -1);
}

} // namespace

/// On a machine without OpenGL (a bare offscreen platform) only the failure path is tested, and the test says so.
class TestVolumeWidget : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// Everything twice: a machine without a graphics card would otherwise never run the other half.
    void initTestCase_data()
    {
        QTest::addColumn<QByteArray>("rayCaster");
        QTest::newRow("processor") << QByteArray("cpu");
        QTest::newRow("graphics card") << QByteArray("gpu");
    }

    void init()
    {
        QFETCH_GLOBAL(QByteArray, rayCaster);
        qputenv("LOBULE_RAYCASTER", rayCaster);
    }

    void initTestCase()
    {
        VolumeRenderWidget probe;
        m_hasOpenGl = open(probe, m_fixture.make(blockSpec([](int, int, int) { return true; })));
    }

    void cleanup() { qunsetenv("LOBULE_NO_OPENGL"); }

    void withoutOpenGlTheReasonIsShown()
    {
        qputenv("LOBULE_NO_OPENGL", "1");
        VolumeRenderWidget view;
        QSignalSpy unavailable(&view, &VolumeRenderWidget::unavailable);
        QVERIFY(!open(view, m_fixture.make(blockSpec([](int, int, int) { return true; }))));
        QCOMPARE(view.state(), State::Unavailable);
        QCOMPARE(unavailable.count(), 1);
        QVERIFY(unavailable[0][0].toString().contains(QStringLiteral("OpenGL")));
        QVERIFY(lit(view.grab().toImage(), 100) > 200); // The words.
        // Input goes nowhere and does no harm; another series asks again.
        test::drag(view, {50, 50}, {90, 90});
        QTest::keyClick(&view, Qt::Key_R);
        view.setPreset(2);
        qunsetenv("LOBULE_NO_OPENGL");
        if (m_hasOpenGl) QVERIFY(open(view, m_fixture.make(blockSpec([](int, int, int) { return true; }))));
    }

    void aSeriesThatIsNoVolumeSaysWhy_data()
    {
        QTest::addColumn<int>("what");
        QTest::addColumn<QString>("word");
        QTest::newRow("single slice") << 0 << QStringLiteral("One image");
        QTest::newRow("no positions") << 1 << QStringLiteral("where in the body");
        QTest::newRow("no spacing") << 2 << QStringLiteral("how large");
        QTest::newRow("colour") << 3 << QStringLiteral("Colour");
    }

    void aSeriesThatIsNoVolumeSaysWhy()
    {
        if (!m_hasOpenGl) QSKIP("no OpenGL here");
        QFETCH(int, what);
        QFETCH(QString, word);
        test::VolumeSpec spec;
        if (what == 0) spec.slices = 1;
        if (what == 1) spec.hasPosition = false;
        if (what == 2) spec.columnSpacingMm = spec.rowSpacingMm = 0.0;
        if (what == 3) spec.type = PixelType::Rgb8;
        VolumeRenderWidget view;
        QSignalSpy unavailable(&view, &VolumeRenderWidget::unavailable);
        QVERIFY(!open(view, m_fixture.make(spec)));
        QCOMPARE(unavailable.count(), 1);
        QVERIFY2(unavailable[0][0].toString().contains(word), qPrintable(unavailable[0][0].toString()));
    }

    void theVolumeIsSeen()
    {
        if (!m_hasOpenGl) QSKIP("no OpenGL here");
        VolumeRenderWidget view;
        QVERIFY(open(view, m_fixture.make(test::bodySpec(96, 60))));
        for (int preset = 0; preset < render::volumePresets().size(); ++preset) {
            view.setPreset(preset);
            static_cast<void>(view.grab());
            const QImage picture = view.picture();
            QCOMPARE(picture.size(), view.size() * view.devicePixelRatio());
            const int area = picture.width() * picture.height();
            QVERIFY2(lit(picture, 30) > area / 50, qPrintable(QStringLiteral("preset %1: %2").arg(preset).arg(lit(picture, 30))));
            QVERIFY(lit(picture, 10) < area * 9 / 10); // Air stays clear.
        }
    }

    /// The first view is from the front: the patient's right is on the left, the head is up.
    void directionsAreThePatients_data()
    {
        QTest::addColumn<int>("axis");
        QTest::addColumn<QPointF>("where");
        QTest::newRow("patient's right") << 0 << QPointF(-1, 0);
        QTest::newRow("head") << 1 << QPointF(0, -1);
    }

    void directionsAreThePatients()
    {
        if (!m_hasOpenGl) QSKIP("no OpenGL here");
        QFETCH(int, axis);
        QFETCH(QPointF, where);
        VolumeRenderWidget view;
        QVERIFY(open(view, m_fixture.make(blockSpec([axis](int i, int, int k) { return axis == 0 ? i < 12 : k >= 36; }))));
        view.setPreset(2);
        static_cast<void>(view.grab());
        QCOMPARE(view.letters(), (QStringList{"R", "L", "H", "F"}));
        const QPointF at = centroid(view.picture()) - QPointF(0.5, 0.5);
        QVERIFY2(QPointF::dotProduct(at, where) > 0.08, qPrintable(QStringLiteral("%1 %2").arg(at.x()).arg(at.y())));
        QVERIFY(std::abs(at.x() * where.y()) + std::abs(at.y() * where.x()) < 0.08);
    }

    /// A prone, head-first series with its own axes must come out the same as seen from the front: what is on the patient's right stays
    /// there.
    void axesOfTheSeriesAreHonoured()
    {
        if (!m_hasOpenGl) QSKIP("no OpenGL here");
        test::VolumeSpec spec = blockSpec([](int i, int, int) { return i >= 36; }); // Columns run to the patient's right.
        spec.rowDirection = {-1, 0, 0};
        spec.columnDirection = {0, -1, 0};
        VolumeRenderWidget view;
        QVERIFY(open(view, m_fixture.make(spec)));
        view.setPreset(2);
        static_cast<void>(view.grab());
        QVERIFY(centroid(view.picture()).x() < 0.42);
    }

    void mouseTurnsZoomsPansAndResets()
    {
        if (!m_hasOpenGl) QSKIP("no OpenGL here");
        VolumeRenderWidget view;
        QVERIFY(open(view, m_fixture.make(blockSpec([](int i, int j, int k) {
            return std::abs(i - 24) < 8 && std::abs(j - 24) < 8 && std::abs(k - 24) < 8;
        }))));
        view.setPreset(2);
        static_cast<void>(view.grab());
        const QImage start = view.picture();
        const QStringList letters = view.letters();
        test::drag(view, {100, 150}, {190, 150});
        static_cast<void>(view.grab());
        // 90 of 300 pixels to the right turn the front 48 degrees to the viewer's right; up stays up.
        QCOMPARE(view.letters(), (QStringList{"PR", "AL", "H", "F"}));
        QVERIFY(view.picture() != start);
        QTest::keyClick(&view, Qt::Key_R);
        static_cast<void>(view.grab());
        QCOMPARE(view.letters(), letters);
        QCOMPARE(view.picture(), start);
        test::drag(view, {150, 150}, {220, 150}, Qt::MiddleButton);
        static_cast<void>(view.grab());
        QVERIFY(centroid(view.picture()).x() > 0.6);
        QTest::mouseDClick(&view, Qt::LeftButton, Qt::NoModifier, QPoint(150, 150));
        const int before = lit(start, 60);
        test::wheel(view, 240);
        static_cast<void>(view.grab());
        QVERIFY(lit(view.picture(), 60) > before * 11 / 10);
        QTest::qWait(300); // The still picture after the draft.
        QCOMPARE(view.state(), State::Ready);
    }

    void preparationCanBeCancelledAndStartedAgain()
    {
        if (!m_hasOpenGl) QSKIP("no OpenGL here");
        VolumeRenderWidget view;
        QSignalSpy unavailable(&view, &VolumeRenderWidget::unavailable);
        view.resize(300, 300);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.setVolume(m_fixture.make(test::bodySpec(256, 40)));
        QCOMPARE(view.state(), State::Preparing);
        auto* button = view.findChild<QPushButton*>();
        QVERIFY(button && button->isVisible());
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(view.state() != State::Preparing, kPatienceMs);
        QCOMPARE(view.state(), State::Cancelled);
        QCOMPARE(unavailable.count(), 0); // Cancel is not an error.
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(view.state(), State::Ready, kPatienceMs);
    }

    void destructionWhilePreparingIsSafe()
    {
        for (int k = 0; k < 3; ++k) {
            VolumeRenderWidget view;
            view.resize(200, 200);
            view.show();
            view.setVolume(m_fixture.make(test::bodySpec(128, 20)));
            QTest::qWait(5 * k);
        }
        VolumeRenderWidget view;
        view.show();
        view.setVolume(m_fixture.make(test::bodySpec(128, 20)));
        view.setVolume(nullptr);
        QCOMPARE(view.state(), State::Empty);
    }

private:
    /// True when the volume is ready to be seen.
    static bool open(VolumeRenderWidget& view, std::shared_ptr<const volume::SeriesVolume> volume)
    {
        view.resize(300, 300);
        view.show();
        if (!QTest::qWaitForWindowExposed(&view)) return false;
        view.setVolume(std::move(volume));
        return QTest::qWaitFor([&] { return view.state() == State::Ready || view.state() == State::Unavailable; }, kPatienceMs)
            && view.state() == State::Ready;
    }

    test::VolumeFixture m_fixture;
    bool m_hasOpenGl = false;
};

QTEST_MAIN(TestVolumeWidget)
#include "tst_volumewidget.moc"
