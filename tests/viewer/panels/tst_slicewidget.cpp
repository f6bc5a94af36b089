#include "tests/viewer/support/Mouse.h"
#include "tests/viewer/support/VolumeFixture.h"
#include "viewer/panels/SliceWidget.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace lobule;
using panels::MouseTool;
using panels::SliceWidget;
using render::WindowLevel;

class TestSliceWidget : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_view = std::make_unique<SliceWidget>();
        m_view->resize(512, 512);
        test::VolumeSpec spec;
        spec.slices = 41;
        m_view->setVolume(m_fixture.make(spec));
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        m_view->setFocus();
    }
    void cleanup() { m_view.reset(); }

    void startsInTheMiddleInTheLiverWindow()
    {
        QCOMPARE(m_view->slice(), 20);
        QCOMPARE(m_view->window(), (WindowLevel{150, 30}));
        QVERIFY(m_view->scene().view.fit);
    }

    void otherModalitiesTakeTheFilesWindowOrTheRange()
    {
        test::VolumeSpec spec;
        spec.modality = QStringLiteral("MR");
        spec.windowWidth = 700;
        spec.windowCenter = 300;
        m_view->setVolume(m_fixture.make(spec));
        QCOMPARE(m_view->window(), (WindowLevel{700, 300}));
        spec.windowWidth = 0;
        m_view->setVolume(m_fixture.make(spec));
        QCOMPARE(m_view->window(), (WindowLevel{127, 83.5})); // Slice 2: 20 to 146.
    }

    void keysMoveThroughTheSlices_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<bool>("shift");
        QTest::addColumn<int>("expected");
        QTest::newRow("down") << int(Qt::Key_Down) << false << 21;
        QTest::newRow("up") << int(Qt::Key_Up) << false << 19;
        QTest::newRow("shift down") << int(Qt::Key_Down) << true << 30;
        QTest::newRow("shift up") << int(Qt::Key_Up) << true << 10;
        QTest::newRow("page down") << int(Qt::Key_PageDown) << false << 30;
        QTest::newRow("home") << int(Qt::Key_Home) << false << 0;
        QTest::newRow("end") << int(Qt::Key_End) << false << 40;
    }

    void keysMoveThroughTheSlices()
    {
        QFETCH(int, key);
        QFETCH(bool, shift);
        QFETCH(int, expected);
        QSignalSpy changed(m_view.get(), &SliceWidget::sliceChanged);
        QTest::keyClick(m_view.get(), static_cast<Qt::Key>(key), shift ? Qt::ShiftModifier : Qt::NoModifier);
        QCOMPARE(m_view->slice(), expected);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed[0][0].toInt(), expected);
    }

    void endsAreWalls()
    {
        m_view->setSlice(40);
        QSignalSpy changed(m_view.get(), &SliceWidget::sliceChanged);
        QTest::keyClick(m_view.get(), Qt::Key_Down);
        test::wheel(*m_view, -120);
        QCOMPARE(m_view->slice(), 40);
        QCOMPARE(changed.count(), 0);
    }

    void wheelScrollsAndSmallTurnsAddUp()
    {
        test::wheel(*m_view, -120);
        QCOMPARE(m_view->slice(), 21);
        test::wheel(*m_view, 240);
        QCOMPARE(m_view->slice(), 19);
        for (int k = 0; k < 3; ++k) test::wheel(*m_view, -40);
        QCOMPARE(m_view->slice(), 20);
        test::wheel(*m_view, -80);
        test::wheel(*m_view, 80); // Turning back does not first use up what was left.
        test::wheel(*m_view, 40);
        QCOMPARE(m_view->slice(), 19);
    }

    void presetsOnTheNumberKeys()
    {
        for (const render::WindowPreset& preset : render::windowPresets()) {
            QTest::keyClick(m_view.get(), static_cast<Qt::Key>(Qt::Key_0 + preset.key));
            QCOMPARE(m_view->window(), preset.window);
            const QStringList texts = m_view->scene().corners.topRight;
            QVERIFY2(texts[0].endsWith(QStringLiteral("· ") + QLatin1String(preset.name)), qPrintable(texts[0]));
        }
        QTest::keyClick(m_view.get(), Qt::Key_9);
        QCOMPARE(m_view->window(), (WindowLevel{80, 40}));
    }

    void leftDragSetsTheWindow()
    {
        QSignalSpy changed(m_view.get(), &SliceWidget::windowChanged);
        test::drag(*m_view, {200, 200}, {320, 240});
        QCOMPARE(m_view->window(), (WindowLevel{210, 50})); // Half a unit a pixel at a width of 150.
        QVERIFY(changed.count() >= 1);
        test::drag(*m_view, {400, 200}, {10, 200});
        QVERIFY(m_view->window().widthHu >= 1.0);
        m_view->setWindow({-5, 0});
        QCOMPARE(m_view->window().widthHu, 1.0);
    }

    void middleDragPansAndKeepsThePointUnderTheMouse()
    {
        const QPointF before = viewMap(m_view->scene(), m_view->size()).toImage({200, 200});
        test::drag(*m_view, {200, 200}, {260, 170}, Qt::MiddleButton);
        QVERIFY(!m_view->scene().view.fit);
        const QPointF after = viewMap(m_view->scene(), m_view->size()).toImage({260, 170});
        QVERIFY(std::abs(after.x() - before.x()) < 1e-9 && std::abs(after.y() - before.y()) < 1e-9);
        QCOMPARE(m_view->window(), (WindowLevel{150, 30}));
        test::drag(*m_view, {10, 10}, {500, 500}, Qt::MiddleButton);
        test::drag(*m_view, {10, 10}, {500, 500}, Qt::MiddleButton);
        const QPointF center = m_view->scene().view.centerIj;
        QVERIFY(center.x() >= -0.5 && center.y() >= -0.5); // The image cannot be lost.
    }

    void rightDragAndControlWheelZoomAboutThePoint()
    {
        const QPointF at(300, 120);
        const auto under = [&] { return viewMap(m_view->scene(), m_view->size()).toImage(at); };
        const QPointF before = under();
        test::drag(*m_view, at, {300, 60}, Qt::RightButton);
        const double zoom = m_view->scene().view.zoom;
        QVERIFY(std::abs(zoom - 8.0 * std::exp(60.0 / 150.0)) < 1e-9);
        QVERIFY(std::abs(under().x() - before.x()) < 1e-9 && std::abs(under().y() - before.y()) < 1e-9);
        test::wheel(*m_view, 120, Qt::ControlModifier, at);
        QVERIFY(std::abs(m_view->scene().view.zoom - zoom * 1.2) < 1e-9);
        QVERIFY(std::abs(under().x() - before.x()) < 1e-9 && std::abs(under().y() - before.y()) < 1e-9);
        QCOMPARE(m_view->slice(), 20);
        QTest::mouseDClick(m_view.get(), Qt::LeftButton, Qt::NoModifier, QPoint(100, 100));
        QVERIFY(m_view->scene().view.fit);
    }

    void scrollToolGoesThroughTheSeries()
    {
        m_view->setTool(MouseTool::Scroll);
        test::drag(*m_view, {256, 100}, {256, 225}); // 512 px for 41 slices: 12.5 px each.
        QCOMPARE(m_view->slice(), 30);
        QCOMPARE(m_view->window(), (WindowLevel{150, 30}));
    }

    void zoomAndPanToolsOnTheLeftButton()
    {
        QSignalSpy changed(m_view.get(), &SliceWidget::toolChanged);
        m_view->setTool(MouseTool::Zoom);
        test::drag(*m_view, {256, 256}, {256, 200});
        QVERIFY(m_view->scene().view.zoom > 8.0);
        m_view->setTool(MouseTool::Pan);
        const QPointF center = m_view->scene().view.centerIj;
        test::drag(*m_view, {256, 256}, {200, 256});
        QVERIFY(m_view->scene().view.centerIj.x() > center.x());
        QCOMPARE(changed.count(), 2);
    }

    void escapeTakesTheDragBack()
    {
        QTest::mousePress(m_view.get(), Qt::LeftButton, Qt::NoModifier, QPoint(200, 200));
        QTest::mouseMove(m_view.get(), QPoint(300, 300));
        QVERIFY(m_view->window() != (WindowLevel{150, 30}));
        QTest::keyClick(m_view.get(), Qt::Key_Escape);
        QCOMPARE(m_view->window(), (WindowLevel{150, 30}));
        QTest::mouseMove(m_view.get(), QPoint(350, 350));
        QTest::mouseRelease(m_view.get(), Qt::LeftButton, Qt::NoModifier, QPoint(350, 350));
        QCOMPARE(m_view->window(), (WindowLevel{150, 30}));
    }

    void togglesOnKeys()
    {
        QSignalSpy ai(m_view.get(), &SliceWidget::aiVisibleChanged);
        m_view->setResult(result());
        QVERIFY(m_view->scene().result);
        QTest::keyClick(m_view.get(), Qt::Key_X);
        QVERIFY(!m_view->isAiVisible() && !m_view->scene().result);
        QTest::keyClick(m_view.get(), Qt::Key_X);
        QVERIFY(m_view->isAiVisible() && m_view->scene().result);
        QCOMPARE(ai.count(), 2);
        QTest::keyClick(m_view.get(), Qt::Key_Space);
        QVERIFY(!m_view->areOverlaysVisible());
        QTest::keyClick(m_view.get(), Qt::Key_I);
        QVERIFY(m_view->scene().view.invert);
        m_view->setInverted(false);
        QTest::keyClick(m_view.get(), Qt::Key_F);
        QVERIFY(m_view->scene().view.fit);
    }

    void resultBoxFollowsTheMouseAndStays()
    {
        m_view->setResult(result());
        const QRectF view(QPointF(0, 0), QSizeF(m_view->size()));
        const QRectF home = render::resultBoxRect(view, *m_view->scene().result);
        test::drag(*m_view, home.center(), home.center() - QPointF(120, 80));
        QCOMPARE(m_view->window(), (WindowLevel{150, 30}));
        const QRectF moved = render::resultBoxRect(view, *m_view->scene().result);
        QVERIFY(QLineF(moved.topLeft(), home.topLeft() - QPointF(120, 80)).length() <= 1.5);
        m_view->setSlice(3);
        m_view->setResult(result());
        QCOMPARE(render::resultBoxRect(view, *m_view->scene().result), moved);
    }

    void probeTellsTheHuUnderTheMouse()
    {
        QSignalSpy probed(m_view.get(), &SliceWidget::probed);
        test::hover(*m_view, test::viewPoint(*m_view, 12, 34));
        QCOMPARE(probed.last()[0].toString(), QStringLiteral("x 12 y 34 · 246 HU")); // 12 + 34 + 10 * 20
        QTest::keyClick(m_view.get(), Qt::Key_Down);
        QCOMPARE(probed.last()[0].toString(), QStringLiteral("x 12 y 34 · 256 HU"));
        m_view->resize(800, 400);
        test::hover(*m_view, QPointF(5, 200)); // Beside the image.
        QCOMPARE(probed.last()[0].toString(), QString());
        test::hover(*m_view, QPointF(400, 200));
        QVERIFY(!probed.last()[0].toString().isEmpty());
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(m_view.get(), &leave);
        QCOMPARE(probed.last()[0].toString(), QString());
    }

    void cornersSayWhatIsShown()
    {
        m_view->setCornerTexts(QStringLiteral("P-7K3M\nPortal venous · Se 4"), QStringLiteral("120 kVp 205 mAs B30f"));
        m_view->setSlice(4);
        const render::CornerTexts corners = m_view->scene().corners;
        QCOMPARE(corners.topLeft,
            (QStringList{"P-7K3M", QStringLiteral("Portal venous · Se 4 · Im 5/41"), QStringLiteral("Thk 1.0 mm · Loc 4.0 mm")}));
        QCOMPARE(corners.topRight,
            (QStringList{QStringLiteral("W 150 L 30 · Liver"), QStringLiteral("Zoom 8.0×"), QStringLiteral("120 kVp 205 mAs B30f")}));
    }

    void withoutAVolumeNothingHappens()
    {
        m_view->setVolume(nullptr);
        QVERIFY(!m_view->volume());
        for (const Qt::Key key : {Qt::Key_Down, Qt::Key_End, Qt::Key_1, Qt::Key_F, Qt::Key_I, Qt::Key_Delete})
            QTest::keyClick(m_view.get(), key);
        for (const Qt::MouseButton button : {Qt::LeftButton, Qt::MiddleButton, Qt::RightButton})
            test::drag(*m_view, {100, 100}, {200, 200}, button);
        test::wheel(*m_view, 120);
        const QImage shown = m_view->grab().toImage();
        int lit = 0;
        for (int x = shown.width() / 5; x < shown.width() * 4 / 5; ++x) {
            for (int y = shown.height() * 2 / 5; y < shown.height() * 3 / 5; ++y) lit += qGray(shown.pixel(x, y)) > 100 ? 1 : 0;
        }
        QVERIFY(lit > 50); // The words that say so.
    }

    void widgetAndSceneShowTheSame()
    {
        m_view->setOverlaysVisible(false);
        m_view->clearFocus();
        const QImage widget = m_view->grab().toImage().convertToFormat(QImage::Format_RGB32).copy(2, 2, 508, 508);
        const QImage scene = renderScene(m_view->scene(), m_view->size(), m_view->devicePixelRatio()).copy(2, 2, 508, 508);
        QCOMPARE(widget, scene);
    }

private:
    static render::ResultBox result()
    {
        render::ResultBox box;
        box.label = QStringLiteral("LC");
        box.score = 0.93;
        box.modelText = QStringLiteral("lobule-phantom 1.0");
        return box;
    }

    test::VolumeFixture m_fixture;
    std::unique_ptr<SliceWidget> m_view;
};

QTEST_MAIN(TestSliceWidget)
#include "tst_slicewidget.moc"
