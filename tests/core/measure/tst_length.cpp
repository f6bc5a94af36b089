#include "core/measure/Length.h"

#include <QTest>

#include <cmath>

using namespace lobule;
using namespace lobule::measure;

/// Lengths in closed form.
class TestLength : public QObject {
    Q_OBJECT

    static SliceGeometry slice(double rowSpacingMm, double columnSpacingMm)
    {
        SliceGeometry g;
        g.rows = 512;
        g.columns = 512;
        g.rowSpacingMm = rowSpacingMm;
        g.columnSpacingMm = columnSpacingMm;
        return g;
    }

private Q_SLOTS:
    void between_data()
    {
        QTest::addColumn<double>("rowSpacingMm");
        QTest::addColumn<double>("columnSpacingMm");
        QTest::addColumn<double>("i0");
        QTest::addColumn<double>("j0");
        QTest::addColumn<double>("i1");
        QTest::addColumn<double>("j1");
        QTest::addColumn<double>("expected");
        QTest::addColumn<QString>("text");
        QTest::newRow("same point") << 1.0 << 1.0 << 7.0 << 7.0 << 7.0 << 7.0 << 0.0 << "0.0 mm";
        QTest::newRow("3-4-5") << 1.0 << 1.0 << 0.0 << 0.0 << 3.0 << 4.0 << 5.0 << "5.0 mm";
        QTest::newRow("along a row: column spacing") << 2.0 << 0.5 << 10.0 << 10.0 << 30.0 << 10.0 << 10.0 << "10.0 mm";
        QTest::newRow("down a column: row spacing") << 2.0 << 0.5 << 10.0 << 10.0 << 10.0 << 30.0 << 40.0 << "40.0 mm";
        QTest::newRow("anisotropic 3-4-5") << 0.8 << 0.6 << 0.0 << 0.0 << 5.0 << 5.0 << 5.0 << "5.0 mm";
        QTest::newRow("fractions, backwards") << 0.7 << 0.7 << 10.5 << 4.25 << 7.5 << 8.25 << 3.5 << "3.5 mm";
        QTest::newRow("no spacing") << 0.0 << 0.0 << 0.0 << 0.0 << 3.0 << 4.0 << 5.0 << "5.0 px";
        QTest::newRow("half a spacing is none") << 0.7 << 0.0 << 0.0 << 0.0 << 3.0 << 4.0 << 5.0 << "5.0 px";
    }

    void between()
    {
        QFETCH(double, rowSpacingMm);
        QFETCH(double, columnSpacingMm);
        QFETCH(double, i0);
        QFETCH(double, j0);
        QFETCH(double, i1);
        QFETCH(double, j1);
        QFETCH(double, expected);
        QFETCH(QString, text);
        const Length length = lengthBetween(slice(rowSpacingMm, columnSpacingMm), {i0, j0}, {i1, j1});
        QVERIFY(std::abs(length.value - expected) < 1e-12);
        QCOMPARE(length.text(), text);
        QCOMPARE(length.unit == Unit::Millimetre, text.endsWith("mm"));
    }

    void agreesWithPatientCoordinates()
    {
        SliceGeometry g = slice(0.9, 0.7);
        g.rowDirection = {0.6, 0.8, 0.0};
        g.columnDirection = {0.0, 0.0, -1.0};
        g.originLps = {10, -20, 30};
        const double world = lobule::length(g.worldLps(12.5, 80.25) - g.worldLps(40.0, 3.5));
        QVERIFY(std::abs(lengthBetween(g, {40.0, 3.5}, {12.5, 80.25}).value - world) < 1e-9);
    }

    void evaluatesStoredMeasurements()
    {
        library::Measurement m;
        m.kind = "length";
        m.indexIj = {0, 0, 3, 4};
        QVERIFY(evaluate(m, slice(2, 2)));
        QCOMPARE(m.valueMm, 10.0);
        const auto pixels = evaluate(m, slice(0, 0));
        QVERIFY(pixels && pixels->unit == Unit::Pixel);
        QCOMPARE(m.valueMm, 0.0);
        m.indexIj.removeLast();
        QVERIFY(evaluate(m, slice(2, 2)).error().code == ErrorCode::Misuse);
        m.kind = "volume";
        QVERIFY(evaluate(m, slice(2, 2)).error().code == ErrorCode::Unsupported);
    }
};

QTEST_GUILESS_MAIN(TestLength)
#include "tst_length.moc"
