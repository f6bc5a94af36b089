#include "tests/viewer/support/LibraryFixture.h"
#include "tests/viewer/support/Mouse.h"
#include "viewer/panels/SliceWidget.h"
#include "viewer/render/MeasurementPainter.h"
#include "viewer/tools/MeasurementModel.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace lobule;
using panels::MouseTool;

/// Length measurements, drawn by mouse events and kept in a real library.
class TestLengthTool : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<test::LibraryFixture>();
        open({}, 0.75, 1.5);
    }

    void cleanup()
    {
        m_view.reset();
        m_model.reset();
        m_fixture.reset();
    }

    void pressDragRelease_data() { ways(); }
    void pressDragRelease()
    {
        QFETCH(QPointF, from);
        QFETCH(QPointF, to);
        test::drag(*m_view, test::viewPoint(*m_view, from.x(), from.y()), test::viewPoint(*m_view, to.x(), to.y()));
        compareStored(from, to);
    }

    void clickClick_data() { ways(); }
    void clickClick()
    {
        QFETCH(QPointF, from);
        QFETCH(QPointF, to);
        QTest::mouseClick(m_view.get(), Qt::LeftButton, Qt::NoModifier, test::viewPoint(*m_view, from.x(), from.y()).toPoint());
        QVERIFY(m_model->all().isEmpty());
        test::hover(*m_view, test::viewPoint(*m_view, to.x(), to.y()));
        QCOMPARE(m_view->scene().measurements.size(), 1); // The draft, with its length so far.
        QTest::mouseClick(m_view.get(), Qt::LeftButton, Qt::NoModifier, test::viewPoint(*m_view, to.x(), to.y()).toPoint());
        compareStored(from, to);
    }

    void lengthIsShownWhileDrawing()
    {
        QTest::mousePress(m_view.get(), Qt::LeftButton, Qt::NoModifier, test::viewPoint(*m_view, 10, 10).toPoint());
        QTest::mouseMove(m_view.get(), test::viewPoint(*m_view, 40, 10).toPoint());
        QCOMPARE(m_view->scene().measurements.size(), 1);
        const auto& geometry = m_view->volume()->slice(0).geometry;
        QCOMPARE(render::measurementText(m_view->scene().measurements[0], geometry), QStringLiteral("22.5 mm"));
        QVERIFY(m_model->all().isEmpty());
        QTest::keyClick(m_view.get(), Qt::Key_Escape);
        QVERIFY(m_view->scene().measurements.isEmpty());
        QTest::mouseRelease(m_view.get(), Qt::LeftButton, Qt::NoModifier, QPoint(200, 200));
        QVERIFY(m_model->all().isEmpty());
    }

    void aSlipStoresNothing()
    {
        const QPoint at = test::viewPoint(*m_view, 30, 30).toPoint();
        QTest::mousePress(m_view.get(), Qt::LeftButton, Qt::NoModifier, at);
        QTest::mouseMove(m_view.get(), at + QPoint(1, 1));
        QTest::mouseRelease(m_view.get(), Qt::LeftButton, Qt::NoModifier, at + QPoint(1, 1));
        QTest::mouseClick(m_view.get(), Qt::LeftButton, Qt::NoModifier, at + QPoint(2, 0));
        QVERIFY(m_model->all().isEmpty());
        QVERIFY(stored().isEmpty());
    }

    void scrollingTakesTheHalfDrawnLineBack()
    {
        QTest::mouseClick(m_view.get(), Qt::LeftButton, Qt::NoModifier, test::viewPoint(*m_view, 10, 10).toPoint());
        test::hover(*m_view, test::viewPoint(*m_view, 40, 40));
        QCOMPARE(m_view->scene().measurements.size(), 1);
        QTest::keyClick(m_view.get(), Qt::Key_Down);
        QVERIFY(m_view->scene().measurements.isEmpty());
        QVERIFY(m_model->all().isEmpty());
    }

    void endsStayOnTheImage()
    {
        m_view->resize(600, 300); // Black beside the image.
        test::drag(*m_view, test::viewPoint(*m_view, 32, 32), QPointF(595, 150));
        QCOMPARE(m_model->all().size(), 1);
        QCOMPARE(m_model->all()[0].indexIj[2], 63.5);
    }

    void handleMovesAreOneStepEach()
    {
        draw({10, 10}, {50, 10});
        const QString id = m_model->all()[0].id;
        test::drag(*m_view, test::viewPoint(*m_view, 50, 10), test::viewPoint(*m_view, 50, 40));
        QCOMPARE(m_model->all().size(), 1);
        QVERIFY(std::abs(m_model->all()[0].valueMm - std::hypot(40 * 0.75, 30 * 1.5)) < 0.75);
        QCOMPARE(stored()[0].valueMm, m_model->all()[0].valueMm);
        test::drag(*m_view, test::viewPoint(*m_view, 50, 40), test::viewPoint(*m_view, 20, 40));
        QCOMPARE(m_model->undoStack()->count(), 3);
        m_model->undoStack()->undo();
        QVERIFY(std::abs(m_model->all()[0].valueMm - std::hypot(40 * 0.75, 30 * 1.5)) < 0.75);
        m_model->undoStack()->undo();
        QVERIFY(std::abs(stored()[0].valueMm - 30.0) < 0.5);
        QCOMPARE(stored()[0].id, id);
    }

    void changesWithoutAPauseMerge()
    {
        draw({10, 10}, {50, 10});
        library::Measurement moved = m_model->all()[0];
        for (int k = 0; k < 5; ++k) {
            moved.valueMm += 1.0;
            m_model->change(moved);
        }
        QCOMPARE(m_model->undoStack()->count(), 2);
        m_model->finishChange();
        moved.valueMm = 99.0;
        m_model->change(moved);
        QCOMPARE(m_model->undoStack()->count(), 3);
        m_model->undoStack()->undo();
        m_model->undoStack()->undo();
        QVERIFY(std::abs(stored()[0].valueMm - 30.0) < 0.5);
    }

    void wholeLineMovesWithoutChangingItsLength()
    {
        draw({10, 10}, {50, 10});
        const library::Measurement before = m_model->all()[0];
        m_view->setTool(MouseTool::Select);
        test::drag(*m_view, test::viewPoint(*m_view, 30, 10), test::viewPoint(*m_view, 35, 30));
        const library::Measurement after = m_model->all()[0];
        QVERIFY(std::abs(after.valueMm - before.valueMm) < 1e-9);
        QVERIFY(after.indexIj[1] > before.indexIj[1] + 15);
        // Far out of the image: it stops at the edge.
        test::drag(
            *m_view, test::viewPoint(*m_view, after.indexIj[0] + 10, after.indexIj[1]), QPointF(m_view->width() - 2, m_view->height() - 2));
        const library::Measurement edge = m_model->all()[0];
        QVERIFY(std::abs(edge.valueMm - before.valueMm) < 1e-9);
        QVERIFY(edge.indexIj[2] <= 63.5 && edge.indexIj[3] <= 63.5);
    }

    void undoRedoDeleteArePersisted()
    {
        draw({10, 10}, {50, 10});
        QCOMPARE(m_view->selectedMeasurement(), m_model->all()[0].id);
        QCOMPARE(stored().size(), 1);
        m_model->undoStack()->undo();
        QVERIFY(stored().isEmpty());
        QVERIFY(m_view->scene().measurements.isEmpty());
        m_model->undoStack()->redo();
        QCOMPARE(stored().size(), 1);
        m_view->selectMeasurement(m_model->all()[0].id);
        QTest::keyClick(m_view.get(), Qt::Key_Delete);
        QVERIFY(stored().isEmpty());
        m_model->undoStack()->undo();
        QCOMPARE(stored().size(), 1);
        // A new model in a new session finds it again, on its own slice only.
        tools::MeasurementModel again(&m_fixture->library(), QLatin1String(test::LibraryFixture::kStudyUid));
        QCOMPARE(again.onFrame(QStringLiteral("2.25.100.%1").arg(m_view->slice()), 0).size(), 1);
        QVERIFY(again.onFrame(QStringLiteral("2.25.100.0"), 0).isEmpty());
    }

    void selectionFollowsTheMouse()
    {
        draw({10, 10}, {50, 10});
        QSignalSpy selected(m_view.get(), &panels::SliceWidget::measurementSelected);
        m_view->setTool(MouseTool::WindowLevel);
        QTest::mouseClick(m_view.get(), Qt::LeftButton, Qt::NoModifier, test::viewPoint(*m_view, 30, 50).toPoint());
        QVERIFY(m_view->selectedMeasurement().isEmpty());
        QTest::mouseClick(m_view.get(), Qt::LeftButton, Qt::NoModifier, test::viewPoint(*m_view, 30, 10).toPoint());
        QCOMPARE(m_view->selectedMeasurement(), m_model->all()[0].id);
        QCOMPARE(selected.count(), 2);
        QCOMPARE(m_model->undoStack()->count(), 1); // Selecting is not an edit.
        QTest::keyClick(m_view.get(), Qt::Key_Escape);
        QVERIFY(m_view->selectedMeasurement().isEmpty());
    }

    void pixelsWhereThereIsNoSpacing()
    {
        m_fixture = std::make_unique<test::LibraryFixture>();
        open({}, 0.0, 0.0);
        draw({10, 10}, {40, 50});
        QCOMPARE(m_model->all()[0].valueMm, 0.0);
        const QString text = render::measurementText(m_model->all()[0], m_view->volume()->slice(0).geometry);
        QVERIFY2(text.endsWith(QStringLiteral(" px")) && std::abs(text.chopped(3).toDouble() - 50.0) < 1.0, qPrintable(text));
    }

    void refusedStepsAreTakenBack()
    {
        QSignalSpy failed(m_model.get(), &tools::MeasurementModel::storeFailed);
        library::Measurement stray;
        stray.id = QStringLiteral("stray");
        stray.instanceUid = QStringLiteral("2.25.999"); // Not in the library.
        stray.kind = QStringLiteral("length");
        stray.indexIj = {0, 0, 1, 1};
        m_model->add(stray);
        QCOMPARE(failed.count(), 1);
        QVERIFY(m_model->all().isEmpty());
        QCOMPARE(m_model->undoStack()->count(), 0);
    }

private:
    void ways()
    {
        QTest::addColumn<QPointF>("from");
        QTest::addColumn<QPointF>("to");
        QTest::newRow("along a row") << QPointF(8, 20) << QPointF(56, 20);
        QTest::newRow("along a column") << QPointF(20, 5) << QPointF(20, 45);
        QTest::newRow("slanted") << QPointF(50, 50) << QPointF(14, 23);
    }

    void open(test::VolumeSpec spec, double columnSpacing, double rowSpacing)
    {
        m_view.reset();
        m_model.reset();
        spec.columnSpacingMm = columnSpacing;
        spec.rowSpacingMm = rowSpacing;
        QVERIFY(m_fixture->create(spec));
        m_model = std::make_unique<tools::MeasurementModel>(&m_fixture->library(), QLatin1String(test::LibraryFixture::kStudyUid));
        m_view = std::make_unique<panels::SliceWidget>();
        m_view->resize(512, 512);
        m_view->setVolume(m_fixture->volume());
        QVERIFY(m_view->volume());
        m_view->setMeasurements(m_model.get());
        m_view->setTool(MouseTool::Length);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }

    void draw(QPointF from, QPointF to)
    {
        test::drag(*m_view, test::viewPoint(*m_view, from.x(), from.y()), test::viewPoint(*m_view, to.x(), to.y()));
        QCOMPARE(m_model->all().size(), 1);
    }

    /// Closed form: pixel spacing 0.75 mm between columns, 1.5 mm between rows. A mouse hits whole view pixels, so each end is
    /// up to half of one off.
    void compareStored(QPointF from, QPointF to)
    {
        const double expected = std::hypot((to.x() - from.x()) * 0.75, (to.y() - from.y()) * 1.5);
        const auto map = viewMap(m_view->scene(), m_view->size());
        const double tolerance = std::sqrt(2.0) * 0.75 / map.scaleX;
        QCOMPARE(stored().size(), 1);
        const library::Measurement made = stored()[0];
        QVERIFY2(std::abs(made.valueMm - expected) <= tolerance, qPrintable(QStringLiteral("%1, not %2").arg(made.valueMm).arg(expected)));
        // Exactly the distance of the points that are stored with it.
        QVERIFY(std::abs(made.valueMm - std::hypot((made.indexIj[2] - made.indexIj[0]) * 0.75, (made.indexIj[3] - made.indexIj[1]) * 1.5))
            < 1e-9);
        QCOMPARE(made.kind, QStringLiteral("length"));
        QCOMPARE(made.instanceUid, QStringLiteral("2.25.100.%1").arg(m_view->slice()));
        QCOMPARE(made.seriesUid, QLatin1String(test::LibraryFixture::kSeriesUid));
        QVERIFY(made.createdAt.isValid());
    }

    QList<library::Measurement> stored()
    {
        const auto list = m_fixture->library().measurements(QLatin1String(test::LibraryFixture::kStudyUid));
        return list ? *list : QList<library::Measurement>();
    }

    std::unique_ptr<test::LibraryFixture> m_fixture;
    std::unique_ptr<tools::MeasurementModel> m_model;
    std::unique_ptr<panels::SliceWidget> m_view;
};

QTEST_MAIN(TestLengthTool)
#include "tst_lengthtool.moc"
