#include "core/volume/SliceOrder.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

using namespace lobule;
using namespace lobule::volume;

/// Reading order and geometry findings of stacks made in closed form.
class TestSliceOrder : public QObject {
    Q_OBJECT

    struct Orientation {
        Vec3 row;
        Vec3 column;
    };

    static SliceInfo at(Vec3 origin, int number, Orientation o = {{1, 0, 0}, {0, 1, 0}})
    {
        SliceInfo slice;
        slice.instanceUid = QStringLiteral("1.2.%1").arg(number);
        slice.instanceNumber = number;
        slice.geometry = {512, 512, 0.7, 0.7, origin, o.row, o.column, true};
        return slice;
    }

    static std::vector<SliceInfo> stack(const std::vector<double>& z)
    {
        std::vector<SliceInfo> slices;
        for (std::size_t i = 0; i < z.size(); ++i) slices.push_back(at({-170, -170, z[i]}, static_cast<int>(i) + 1));
        return slices;
    }

    static std::vector<double> even(int count, double step, double first = -500)
    {
        std::vector<double> z;
        for (int i = 0; i < count; ++i) z.push_back(first + step * i);
        return z;
    }

    static StackGeometry analyse(std::vector<SliceInfo> slices)
    {
        std::shuffle(slices.begin(), slices.end(), std::mt19937(7));
        sortSlices(slices);
        return analyseStack(slices);
    }

private Q_SLOTS:
    void analyses_data()
    {
        QTest::addColumn<QList<double>>("z");
        QTest::addColumn<QString>("summary");
        QTest::addColumn<double>("spacing");
        const auto row = [](const char* name, const std::vector<double>& z, const char* summary, double spacing) {
            QTest::newRow(name) << QList<double>(z.begin(), z.end()) << QString(summary) << spacing;
        };
        row("one slice", {10}, "single", 0);
        row("even", even(60, 5), "even 5.0", 5);
        row("even, numbered from the head", even(60, -5), "even 5.0", 5);
        row("thin", even(300, 0.625), "even 0.625", 0.625);
        std::vector<double> rounded = even(300, 1.25);
        for (double& z : rounded) z = std::round(z * 10) / 10;
        row("positions rounded to 0.1 mm", rounded, "even 1.25", (rounded.back() - rounded.front()) / 299);
        std::vector<double> begun = even(300, 0.625, -500.04);
        for (double& z : begun) z = std::round(z * 10) / 10;
        row("rounded, and the first one most of all", begun, "even 0.625", (begun.back() - begun.front()) / 299);
        std::vector<double> fine = even(300, 0.33);
        for (double& z : fine) z = std::round(z * 10) / 10;
        row("0.33 mm rounded to 0.1 mm", fine, "even 0.33", (fine.back() - fine.front()) / 299);
        std::vector<double> gap = even(60, 5);
        gap.erase(gap.begin() + 20);
        row("one slice missing", gap, "gap 10.0;missing 1", 0);
        std::vector<double> uneven;
        for (int i = 0; i < 30; ++i) uneven.push_back(i < 15 ? i * 3.0 : 42 + (i - 14) * 4.0);
        row("two spacings", uneven, "uneven 3.0-4.0", 0);
        std::vector<double> shifted = even(30, 5);
        shifted[10] += 1.0;
        row("one slice displaced", shifted, "uneven 4.0-6.0", 0);
        std::vector<double> twice = even(10, 5);
        twice.push_back(twice[4]);
        row("duplicate", twice, "duplicate-position 1", 0);
        row("all in one place", {3, 3, 3}, "duplicate-position 2", 0);
        std::vector<double> holes = even(60, 2.5);
        holes.erase(holes.begin() + 40, holes.begin() + 44);
        holes.erase(holes.begin() + 10);
        row("five slices missing in two places", holes, "gap 12.5;missing 5", 0);
    }

    void analyses()
    {
        QFETCH(QList<double>, z);
        QFETCH(QString, summary);
        QFETCH(double, spacing);
        const StackGeometry g = analyse(stack({z.begin(), z.end()}));
        QCOMPARE(g.summary(), summary);
        QVERIFY(std::abs(g.spacingMm - spacing) < 1e-9);
        QCOMPARE(g.kind == SpacingKind::Even, spacing > 0);
    }

    void ordersByPositionNotByNumber_data()
    {
        QTest::addColumn<int>("plane");
        QTest::addColumn<bool>("isFlipped");
        QTest::newRow("axial") << 0 << false;
        QTest::newRow("axial, normal to the feet") << 0 << true;
        QTest::newRow("coronal") << 1 << false;
        QTest::newRow("coronal, flipped") << 1 << true;
        QTest::newRow("sagittal") << 2 << false;
        QTest::newRow("sagittal, flipped") << 2 << true;
    }

    void ordersByPositionNotByNumber()
    {
        QFETCH(int, plane);
        QFETCH(bool, isFlipped);
        const std::array<Orientation, 3> planes{
            Orientation{{1, 0, 0}, {0, 1, 0}}, Orientation{{1, 0, 0}, {0, 0, -1}}, Orientation{{0, 1, 0}, {0, 0, -1}}};
        Orientation o = planes[static_cast<std::size_t>(plane)];
        if (isFlipped) o.row = o.row * -1.0;
        const std::array<Vec3, 3> axes{Vec3{0, 0, 1}, Vec3{0, 1, 0}, Vec3{1, 0, 0}};
        const Vec3 axis = axes[static_cast<std::size_t>(plane)];
        std::vector<SliceInfo> slices;
        for (int i = 0; i < 20; ++i) slices.push_back(at(axis * ((i * 7 % 20) * 2.5 - 30), i + 1, o));
        sortSlices(slices);
        for (std::size_t i = 1; i < slices.size(); ++i)
            QVERIFY(std::abs(dot(slices[i].geometry.originLps - slices[i - 1].geometry.originLps, axis) - 2.5) < 1e-9);
        QCOMPARE(analyseStack(slices).summary(), QStringLiteral("even 2.5"));
    }

    void findsTilt()
    {
        // A gantry tilted by 15 degrees: slices step along z, their normal does not.
        const double angle = 15 * std::numbers::pi / 180;
        const Orientation o{{1, 0, 0}, {0, std::cos(angle), std::sin(angle)}};
        std::vector<SliceInfo> slices;
        for (int i = 0; i < 20; ++i) slices.push_back(at({0, 0, 5.0 * i}, i + 1, o));
        const StackGeometry g = analyse(slices);
        QVERIFY(g.kind == SpacingKind::Even);
        QVERIFY(std::abs(g.spacingMm - 5.0 * std::cos(angle)) < 1e-9);
        QCOMPARE(g.findings, QStringList("tilt 15.0"));
    }

    void thickerSlicesStepFurther()
    {
        // 4 mm through the base of the skull, 7 mm above, one of the latter missing.
        std::vector<SliceInfo> slices;
        for (int i = 0; i < 14; ++i) slices.push_back(at({0, 0, 4.0 * i}, i + 1));
        for (int i = 0; i < 14; ++i) slices.push_back(at({0, 0, 52.0 + 7.0 * (i + 1)}, i + 15));
        for (SliceInfo& slice : slices) slice.thicknessMm = slice.instanceNumber < 15 ? 4.0 : 7.0;
        QCOMPARE(analyse(slices).findings, QStringList("uneven 4.0-7.0"));
        slices.erase(slices.begin() + 20);
        QCOMPARE(analyse(slices).findings, QStringList({"gap 14.0", "missing 1", "uneven 4.0-7.0"}));
        // The same places without a word about thickness look like gaps.
        for (SliceInfo& slice : slices) slice.thicknessMm = 0.0;
        QVERIFY(analyse(slices).findings.contains(QStringLiteral("gap 14.0")));
    }

    void findsAShiftedField()
    {
        // One slice 4 mm to the left of the others is no tilt.
        std::vector<SliceInfo> slices = stack(even(20, 5));
        slices[12].geometry.originLps.x += 4.0;
        QCOMPARE(analyse(slices).findings, QStringList("shifted 4.0"));
    }

    void saysThatNothingCanBeMeasured()
    {
        std::vector<SliceInfo> slices = stack(even(4, 5));
        for (SliceInfo& slice : slices) slice.geometry.rowSpacingMm = slice.geometry.columnSpacingMm = 0.0;
        QCOMPARE(analyse(slices).summary(), QStringLiteral("even 5.0;no-spacing"));
    }

    void obliqueIsNotTilted()
    {
        const double angle = 30 * std::numbers::pi / 180;
        const Orientation o{{1, 0, 0}, {0, std::cos(angle), std::sin(angle)}};
        const Vec3 normal = cross(o.row, o.column);
        std::vector<SliceInfo> slices;
        for (int i = 0; i < 20; ++i) slices.push_back(at(normal * (3.0 * i), i + 1, o));
        QCOMPARE(analyse(slices).summary(), QStringLiteral("even 3.0"));
    }

    void findsMixtures()
    {
        std::vector<SliceInfo> slices = stack(even(10, 5));
        slices.push_back(at({0, 0, 0}, 11, {{0, 1, 0}, {0, 0, -1}}));
        QCOMPARE(analyse(slices).findings, QStringList("mixed-orientation 2"));
        slices = stack(even(10, 5));
        slices[3].geometry.rowSpacingMm = 0.9;
        const StackGeometry g = analyse(slices);
        QCOMPARE(g.findings, QStringList("mixed-spacing"));
        QVERIFY(g.kind == SpacingKind::Even);
    }

    void orientationGroupsStayTogether()
    {
        std::vector<SliceInfo> slices;
        for (int i = 0; i < 6; ++i)
            slices.push_back(i % 2 ? at({double(i), 0, 0}, i + 1, {{0, 1, 0}, {0, 0, -1}}) : at({0, 0, -double(i)}, i + 1));
        sortSlices(slices);
        QList<int> numbers;
        for (const SliceInfo& slice : slices) numbers << slice.instanceNumber;
        QCOMPARE(numbers, QList<int>({5, 3, 1, 2, 4, 6}));
    }

    void withoutPositionByNumber()
    {
        std::vector<SliceInfo> slices = stack({30, 20, 10});
        for (SliceInfo& slice : slices) slice.geometry.hasPosition = false;
        std::reverse(slices.begin(), slices.end());
        sortSlices(slices);
        QCOMPARE(slices.front().instanceNumber, 1);
        QCOMPARE(analyseStack(slices).findings, QStringList("no-position"));
        QVERIFY(analyseStack(slices).kind == SpacingKind::Unknown);
    }

    void equalPositionsKeepNumberOrder()
    {
        std::vector<SliceInfo> slices = stack({5, 5 + 1e-9, 0, 5 - 1e-9});
        sortSlices(slices);
        QList<int> numbers;
        for (const SliceInfo& slice : slices) numbers << slice.instanceNumber;
        QCOMPARE(numbers, QList<int>({3, 1, 2, 4}));
    }

    void nothingIsNothing()
    {
        std::vector<SliceInfo> none;
        sortSlices(none);
        QCOMPARE(analyseStack(none).summary(), QString());
    }
};

QTEST_GUILESS_MAIN(TestSliceOrder)
#include "tst_slice_order.moc"
