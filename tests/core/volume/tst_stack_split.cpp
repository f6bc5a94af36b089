#include "core/volume/SliceOrder.h"
#include "core/volume/StackSplit.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

using namespace lobule;
using namespace lobule::volume;

/// Series made in closed form, taken apart again.
class TestStackSplit : public QObject {
    Q_OBJECT

    static SliceInfo at(Vec3 origin, int number, int acquisition = 1)
    {
        SliceInfo slice;
        slice.instanceUid = QStringLiteral("1.2.%1").arg(number);
        slice.instanceNumber = number;
        slice.acquisitionNumber = acquisition;
        slice.geometry = {512, 512, 0.7, 0.7, origin, {1, 0, 0}, {0, 1, 0}, true};
        return slice;
    }

    /// Adds `count` axial slices from `z` upwards; numbers go on.
    static void add(std::vector<SliceInfo>& slices, int count, double z, double step, int acquisition)
    {
        for (int i = 0; i < count; ++i) slices.push_back(at({-170, -170, z + step * i}, static_cast<int>(slices.size()) + 1, acquisition));
    }

    static std::vector<Stack> split(std::vector<SliceInfo> slices)
    {
        std::shuffle(slices.begin(), slices.end(), std::mt19937(11));
        return splitStacks(std::move(slices));
    }

    static QList<int> sizes(const std::vector<Stack>& stacks)
    {
        QList<int> sizes;
        for (const Stack& stack : stacks) sizes << static_cast<int>(stack.slices.size());
        return sizes;
    }

private Q_SLOTS:
    void threePhasesByAcquisition()
    {
        std::vector<SliceInfo> slices;
        for (int phase = 0; phase < 3; ++phase) add(slices, 40, -500 + 1.7 * phase, 5, phase + 2);
        const auto stacks = split(slices);
        QCOMPARE(sizes(stacks), QList<int>({40, 40, 40}));
        for (int phase = 0; phase < 3; ++phase) {
            const Stack& stack = stacks[static_cast<std::size_t>(phase)];
            QVERIFY(stack.label.part == StackPart::Phase);
            QCOMPARE(stack.label.number, phase + 1);
            QCOMPARE(stack.label.count, 3);
            QCOMPARE(stack.slices.front().acquisitionNumber, phase + 2);
            QCOMPARE(stack.slices.front().geometry.originLps.z, -500 + 1.7 * phase);
            QCOMPARE(analyseStack(stack.slices).summary(), QStringLiteral("even 5.0"));
        }
        QCOMPARE(seriesSummary(stacks), QStringLiteral("phases 3;even 5.0"));
    }

    void phasesByTemporalPositionAndByTime()
    {
        std::vector<SliceInfo> slices;
        add(slices, 40, 0, 2.5, 1);
        add(slices, 40, 0, 2.5, 1);
        auto timed = slices;
        for (std::size_t i = 0; i < slices.size(); ++i) slices[i].temporalPosition = i < 40 ? 2 : 1;
        auto stacks = split(slices);
        QCOMPARE(sizes(stacks), QList<int>({40, 40}));
        QCOMPARE(stacks[0].slices.front().instanceNumber, 41); // temporal position 1 comes first
        for (std::size_t i = 0; i < timed.size(); ++i) timed[i].acquisitionTimeS = i < 40 ? 36000.0 : 36070.5;
        stacks = split(timed);
        QCOMPARE(stacks[0].slices.front().instanceNumber, 1);
        QVERIFY(stacks[0].label.part == StackPart::Phase);
    }

    /// Every second slice a second later: one volume, whatever the times say.
    void interleavedAcquisitionsAreNoPhases()
    {
        std::vector<SliceInfo> slices;
        add(slices, 40, 0, 2.5, 1);
        for (std::size_t i = 0; i < slices.size(); ++i) slices[i].acquisitionTimeS = i % 2 == 0 ? 60.0 : 61.0;
        QCOMPARE(sizes(split(slices)), QList<int>({40}));
    }

    void aPhaseWithAMissingSliceSaysSo()
    {
        std::vector<SliceInfo> slices;
        add(slices, 40, 0, 5, 1);
        add(slices, 40, 0, 5, 2);
        slices.erase(slices.begin() + 60);
        const auto stacks = split(slices);
        QCOMPARE(sizes(stacks), QList<int>({40, 39}));
        QCOMPARE(seriesSummary(stacks), QStringLiteral("phases 2;even 5.0;gap 10.0;missing 1"));
    }

    void stepAndShootIsOneStack()
    {
        std::vector<SliceInfo> slices;
        for (int rotation = 0; rotation < 12; ++rotation) add(slices, 4, rotation * 20.0, 5, rotation + 1);
        QCOMPARE(sizes(split(slices)), QList<int>({48}));
        slices.clear();
        for (int rotation = 0; rotation < 48; ++rotation) add(slices, 1, rotation * 5.0, 5, rotation + 1);
        QCOMPARE(sizes(split(slices)), QList<int>({48}));
        QCOMPARE(seriesSummary(split(slices)), QStringLiteral("even 5.0"));
    }

    void rangesThatFollowEachOtherShareAPhase()
    {
        // Chest and abdomen, twice.
        std::vector<SliceInfo> slices;
        add(slices, 20, 200, 5, 1);
        add(slices, 40, 0, 5, 2);
        add(slices, 20, 200, 5, 3);
        add(slices, 40, 0, 5, 4);
        const auto stacks = split(slices);
        QCOMPARE(sizes(stacks), QList<int>({60, 60}));
        QCOMPARE(seriesSummary(stacks), QStringLiteral("phases 2;even 5.0"));
    }

    void repeatsWithoutAWord_data()
    {
        QTest::addColumn<bool>("isInterleaved");
        QTest::newRow("pass after pass") << false;
        QTest::newRow("place by place") << true;
    }

    void repeatsWithoutAWord()
    {
        QFETCH(bool, isInterleaved);
        std::vector<SliceInfo> slices;
        for (int k = 0; k < 60; ++k) {
            const int place = isInterleaved ? k / 3 : k % 20;
            slices.push_back(at({0, 0, 4.0 * place}, k + 1, 0));
        }
        const auto stacks = split(slices);
        QCOMPARE(sizes(stacks), QList<int>({20, 20, 20}));
        QVERIFY(stacks[0].label.part == StackPart::Repeat);
        QCOMPARE(stacks[1].slices.front().instanceNumber, isInterleaved ? 2 : 21);
        QCOMPARE(seriesSummary(stacks), QStringLiteral("repeats 3;even 4.0"));
    }

    /// Every slice has a time of its own, and the numbers say nothing of the phase.
    void repeatsGoByTheirTimes_data()
    {
        QTest::addColumn<bool>("isNumberedTwice");
        QTest::newRow("each phase numbered from 1") << true;
        QTest::newRow("numbered by place, phases in either order") << false;
    }

    void repeatsGoByTheirTimes()
    {
        QFETCH(bool, isNumberedTwice);
        std::vector<SliceInfo> slices;
        for (int k = 0; k < 40; ++k) {
            const int place = k % 20, phase = k / 20;
            SliceInfo slice = at({30.0 * phase, 0, 4.0 * place}, isNumberedTwice ? place + 1 : 2 * place + (place + phase) % 2 + 1, 1);
            slice.instanceUid = QStringLiteral("2.25.%1").arg((k * 7919) % 1000);
            slice.acquisitionTimeS = 100.0 + 40.0 * phase + place;
            slices.push_back(slice);
        }
        const auto stacks = split(slices);
        QCOMPARE(sizes(stacks), QList<int>({20, 20}));
        for (const Stack& stack : stacks)
            for (const SliceInfo& slice : stack.slices) QCOMPARE(slice.geometry.originLps.x, stack.slices.front().geometry.originLps.x);
        QVERIFY(stacks[0].slices.front().acquisitionTimeS < stacks[1].slices.front().acquisitionTimeS);
    }

    void anUnfinishedPassIsSplitToo()
    {
        std::vector<SliceInfo> slices;
        add(slices, 20, 0, 4, 1);
        add(slices, 17, 0, 4, 1);
        QCOMPARE(sizes(split(slices)), QList<int>({20, 17}));
    }

    void aFewDuplicatesAreAFinding()
    {
        std::vector<SliceInfo> slices;
        add(slices, 20, 0, 4, 1);
        slices.push_back(at({-170, -170, 8}, 21));
        const auto stacks = split(slices);
        QCOMPARE(sizes(stacks), QList<int>({21}));
        QCOMPARE(seriesSummary(stacks), QStringLiteral("duplicate-position 1"));
    }

    void localizersAndPagesAreSplitOff()
    {
        std::vector<SliceInfo> slices;
        add(slices, 30, 0, 5, 1);
        SliceInfo scout = at({0, 0, 0}, 31);
        scout.kind = SliceKind::Localizer;
        scout.geometry.columnDirection = {0, 0, -1};
        slices.push_back(scout);
        scout.instanceNumber = 32;
        scout.geometry.rowDirection = {0, 1, 0};
        slices.push_back(scout);
        SliceInfo page = at({}, 33);
        page.kind = SliceKind::Page;
        page.geometry.hasPosition = false;
        slices.push_back(page);
        const auto stacks = split(slices);
        QCOMPARE(sizes(stacks), QList<int>({30, 2, 1}));
        QVERIFY(stacks[1].label.kind == SliceKind::Localizer && stacks[2].label.kind == SliceKind::Page);
        QCOMPARE(seriesSummary(stacks), QStringLiteral("even 5.0;localizers 2;pages 1"));
    }

    void kinds_data()
    {
        QTest::addColumn<QString>("imageType");
        QTest::addColumn<QString>("sopClass");
        QTest::addColumn<bool>("hasPosition");
        QTest::addColumn<int>("kind");
        const QString ct = QStringLiteral("1.2.840.10008.5.1.4.1.1.2"), capture = QStringLiteral("1.2.840.10008.5.1.4.1.1.7");
        const auto row = [](const char* type, const QString& sopClass, bool hasPosition, SliceKind kind) {
            QTest::addRow("%s %s", type, qPrintable(sopClass.right(3)))
                << QString(type) << sopClass << hasPosition << static_cast<int>(kind);
        };
        row("ORIGINAL\\PRIMARY\\AXIAL", ct, true, SliceKind::Slice);
        row("DERIVED\\SECONDARY\\MPR", ct, true, SliceKind::Slice);
        row("", ct, false, SliceKind::Slice);
        row("ORIGINAL\\PRIMARY\\LOCALIZER", ct, true, SliceKind::Localizer);
        row("DERIVED\\SECONDARY\\REF_SURVIEW", capture, false, SliceKind::Localizer);
        row("DERIVED\\SECONDARY\\DOSE_INFO", capture, false, SliceKind::Page);
        row("DERIVED\\SECONDARY\\SCREEN SAVE", ct, false, SliceKind::Page);
        row("ORIGINAL\\PRIMARY\\OTHER\\CT_SOM5 PROT", ct, false, SliceKind::Page);
        row("DERIVED\\SECONDARY\\RESULTS", capture, false, SliceKind::Page);
        row("DERIVED\\SECONDARY\\AXIAL", capture, true, SliceKind::Slice);
    }

    void kinds()
    {
        QFETCH(QString, imageType);
        QFETCH(QString, sopClass);
        QFETCH(bool, hasPosition);
        QFETCH(int, kind);
        QCOMPARE(static_cast<int>(sliceKindOf(imageType, sopClass, hasPosition)), kind);
    }

    void planesMatricesSpacingsAndFramesAreSplit_data()
    {
        QTest::addColumn<int>("what");
        for (const char* name : {"orientation", "matrix", "spacing", "frame of reference"})
            QTest::newRow(name) << static_cast<int>(QByteArray(name).size());
    }

    void planesMatricesSpacingsAndFramesAreSplit()
    {
        QFETCH(int, what);
        std::vector<SliceInfo> slices;
        add(slices, 30, 0, 5, 1);
        for (int i = 0; i < 12; ++i) {
            SliceInfo other = at({0, 3.0 * i, 400}, 31 + i);
            if (what == 11) other.geometry.columnDirection = {0, 0, -1};
            if (what != 11) other.geometry.originLps = {0, 0, 400 + 3.0 * i};
            if (what == 6) other.geometry.rows = 256;
            if (what == 7) other.geometry.rowSpacingMm = other.geometry.columnSpacingMm = 0.9;
            if (what == 18) other.frameOfReferenceUid = QStringLiteral("1.2.3");
            slices.push_back(other);
        }
        const auto stacks = split(slices);
        QCOMPARE(sizes(stacks), QList<int>({30, 12}));
        QVERIFY(stacks[1].label.part == StackPart::Other);
        QCOMPARE(stacks[1].label.number, 2);
        QCOMPARE(seriesSummary(stacks), QStringLiteral("even 5.0;stacks 2"));
        QCOMPARE(analyseStack(stacks[1].slices).summary(), QStringLiteral("even 3.0"));
    }

    void aRotatingProjectionStaysWhole()
    {
        // 90 planes around an axis: 90 stacks of one would help nobody.
        std::vector<SliceInfo> slices;
        for (int i = 0; i < 90; ++i) {
            SliceInfo slice = at({0, 0, 0}, i + 1);
            const double angle = 4.0 * i * std::numbers::pi / 180;
            slice.geometry.rowDirection = {std::cos(angle), std::sin(angle), 0};
            slice.geometry.columnDirection = {0, 0, -1};
            slices.push_back(slice);
        }
        const auto stacks = split(slices);
        QCOMPARE(sizes(stacks), QList<int>({90}));
        QCOMPARE(seriesSummary(stacks), QStringLiteral("mixed-orientation 90"));
    }

    void nothingLostNothingTwice()
    {
        std::mt19937 random(5);
        for (int round = 0; round < 50; ++round) {
            std::vector<SliceInfo> slices;
            const int count = 1 + static_cast<int>(random() % 200);
            for (int i = 0; i < count; ++i) {
                SliceInfo slice = at({0, 0, static_cast<double>(random() % 40)}, i + 1, static_cast<int>(random() % 5));
                slice.kind = random() % 20 == 0 ? SliceKind::Localizer : SliceKind::Slice;
                slice.geometry.hasPosition = random() % 10 != 0;
                if (random() % 3 == 0) slice.geometry.columnDirection = {0, 0, -1};
                slices.push_back(slice);
            }
            QStringList uids;
            for (const Stack& stack : splitStacks(slices))
                for (const SliceInfo& slice : stack.slices) uids << slice.instanceUid;
            QCOMPARE(uids.size(), count);
            QCOMPARE(uids.removeDuplicates(), 0);
        }
        QVERIFY(splitStacks({}).empty());
        QCOMPARE(seriesSummary({}), QString());
    }
};

QTEST_GUILESS_MAIN(TestStackSplit)
#include "tst_stack_split.moc"
