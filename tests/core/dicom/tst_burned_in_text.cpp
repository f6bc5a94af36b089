#include "core/dicom/BurnedInText.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace lobule::dicom;

namespace {

constexpr int kSize = 512;

/// Rows of 5 x 7 letters, most significant bit on the left.
constexpr std::uint8_t kLetters[][7]
    = {{17, 17, 17, 31, 17, 17, 17}, {14, 17, 17, 17, 17, 17, 14}, {17, 25, 21, 19, 17, 17, 17}, {14, 17, 16, 23, 17, 17, 15},
        {31, 16, 16, 30, 16, 16, 31}, {14, 4, 4, 4, 4, 4, 14}, {30, 17, 17, 30, 20, 18, 17}, {31, 1, 2, 4, 8, 16, 31}};

using Slice = std::vector<std::int16_t>;

/// A body of 50 HU with noise of 15 HU in air, which is clipped at -1024.
Slice noisyBody(unsigned seed = 1)
{
    std::mt19937 random(seed);
    std::normal_distribution<double> noise(0.0, 15.0);
    Slice slice(std::size_t{kSize} * kSize);
    for (int y = 0; y < kSize; ++y) {
        for (int x = 0; x < kSize; ++x) {
            const double u = (x - 256) / 200.0, v = (y - 256) / 150.0;
            const double hu = u * u + v * v < 1.0 ? 50.0 : -1010.0;
            slice[static_cast<std::size_t>(y * kSize + x)] = static_cast<std::int16_t>(std::max(-1024.0, std::round(hu + noise(random))));
        }
    }
    return slice;
}

void write(Slice& slice, int x0, int y0, int scale, std::int16_t value, int letters = 8)
{
    for (int i = 0; i < letters; ++i) {
        for (int y = 0; y < 7 * scale; ++y) {
            for (int x = 0; x < 5 * scale; ++x) {
                if ((kLetters[i][y / scale] >> (4 - x / scale)) & 1)
                    slice[static_cast<std::size_t>((y0 + y) * kSize + x0 + 6 * scale * i + x)] = value;
            }
        }
    }
}

double best(const Slice& slice)
{
    const auto found = findBurnedInText(slice.data(), kSize, kSize);
    return found.empty() ? 0.0 : found.front().confidence;
}

} // namespace

class TestBurnedInText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findsText_data()
    {
        QTest::addColumn<int>("x");
        QTest::addColumn<int>("y");
        QTest::addColumn<int>("scale");
        QTest::addColumn<int>("value");
        QTest::newRow("white in air") << 10 << 10 << 2 << 3071;
        QTest::newRow("white on the body") << 180 << 250 << 2 << 3071;
        QTest::newRow("small") << 180 << 250 << 1 << 3071;
        QTest::newRow("large") << 60 << 240 << 5 << 3071;
        QTest::newRow("grey on the body") << 180 << 250 << 2 << 500;
        QTest::newRow("at the edge") << 0 << 505 << 1 << 1000;
    }
    void findsText()
    {
        QFETCH(int, x);
        QFETCH(int, y);
        QFETCH(int, scale);
        QFETCH(int, value);
        Slice slice = noisyBody();
        write(slice, x, y, scale, static_cast<std::int16_t>(value));
        const auto found = findBurnedInText(slice.data(), kSize, kSize);
        QVERIFY(!found.empty());
        QVERIFY2(found.front().confidence >= kConfidentText, qPrintable(QString::number(found.front().confidence)));
        const auto& box = found.front().box;
        QVERIFY(box.x <= x && box.y <= y);
        QVERIFY(box.x + box.width >= std::min(kSize, x + 6 * scale * 8 - scale) && box.y + box.height >= std::min(kSize, y + 7 * scale));
        QVERIFY(box.width <= 6 * scale * 8 + 8 * scale + 8);
    }

    void leavesOthersAlone()
    {
        for (unsigned seed = 1; seed <= 20; ++seed) QVERIFY(best(noisyBody(seed)) < kConfidentText);
        QCOMPARE(best(Slice(std::size_t{kSize} * kSize, 7)), 0.0);
        // One mark beside the picture, as scanners' R and L.
        Slice mark = noisyBody();
        write(mark, 10, 250, 2, 3071, 1);
        QVERIFY(best(mark) < kConfidentText);
        // Saturated metal: constant, but no letters.
        Slice metal = noisyBody();
        for (int i = 0; i < 6; ++i)
            for (int y = 0; y < 12; ++y)
                for (int x = 0; x < 10; ++x) metal[static_cast<std::size_t>((250 + y) * kSize + 150 + 16 * i + x)] = 3071;
        QVERIFY(best(metal) < kConfidentText);
        // A smooth ramp, as phantoms without noise have it.
        Slice ramp(std::size_t{kSize} * kSize);
        for (int y = 0; y < kSize; ++y)
            for (int x = 0; x < kSize; ++x) ramp[static_cast<std::size_t>(y * kSize + x)] = static_cast<std::int16_t>(x / 3 + y / 5);
        QVERIFY(best(ramp) < kConfidentText);
    }

    void takesAnySize()
    {
        for (const int size : {1, 2, 15, 16, 17, 33}) {
            const Slice slice(static_cast<std::size_t>(size * size), 5);
            QVERIFY(findBurnedInText(slice.data(), size, size).empty());
        }
    }
};

QTEST_GUILESS_MAIN(TestBurnedInText)
#include "tst_burned_in_text.moc"
