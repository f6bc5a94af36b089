#include "core/volume/CacheFile.h"
#include "core/volume/RegularGrid.h"
#include "core/volume/SeriesVolume.h"
#include "core/volume/SliceOrder.h"

#include <QBuffer>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <numbers>

using namespace lobule;
using namespace lobule::volume;

/// Resampling of volumes whose value is a linear function of the patient position: linear interpolation must reproduce it
/// everywhere.
class TestRegularGrid : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_next = 0;

    static double ramp(Vec3 p) { return 3.0 * p.x - 2.0 * p.y + 5.0 * p.z + 40.0; }

    template <class Pixel> std::shared_ptr<const SeriesVolume> volumeOf(std::vector<SliceInfo> slices, PixelType type)
    {
        const CacheFormat format{slices[0].geometry.rows, slices[0].geometry.columns, type};
        const QString path = m_folder.filePath(QString::number(m_next++));
        auto writer = CacheWriter::open(path, format);
        sortSlices(slices);
        int slot = static_cast<int>(slices.size());
        for (SliceInfo& slice : slices) {
            slice.slot = --slot; // anything but the reading order
            QByteArray bytes;
            for (int j = 0; j < format.rows; ++j)
                for (int i = 0; i < format.columns; ++i) {
                    const auto value = static_cast<Pixel>(std::lround(ramp(slice.geometry.worldLps(i, j))));
                    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
                }
            QBuffer buffer(&bytes);
            buffer.open(QIODevice::ReadOnly);
            if (!(*writer)->write(slice.slot, buffer)) return nullptr;
        }
        const auto cache = CacheFile::open(path, format, static_cast<int>(slices.size()));
        return std::make_shared<SeriesVolume>("1.2.3", "CT", slices, *cache);
    }

    static SliceInfo slice(Vec3 origin, int number, Vec3 row = {1, 0, 0}, Vec3 column = {0, 1, 0})
    {
        SliceInfo info;
        info.instanceNumber = number;
        info.instanceUid = QString::number(number);
        info.geometry = {24, 32, 1.0, 2.0, origin, row, column, true};
        return info;
    }

    static std::vector<SliceInfo> straight(const std::vector<double>& z)
    {
        std::vector<SliceInfo> slices;
        for (std::size_t k = 0; k < z.size(); ++k) slices.push_back(slice({-30, -12, z[k]}, static_cast<int>(k)));
        return slices;
    }

    /// Largest difference from the ramp over all voxels that a slice pixel lies around.
    static double largestError(const RegularGrid& grid, std::int16_t outside, int* counted = nullptr)
    {
        double worst = 0;
        std::size_t at = 0;
        for (int k = 0; k < grid.size[2]; ++k)
            for (int j = 0; j < grid.size[1]; ++j)
                for (int i = 0; i < grid.size[0]; ++i, ++at) {
                    if (grid.voxels[at] == outside) continue;
                    if (counted) ++*counted;
                    worst = std::max(worst, std::abs(grid.voxels[at] - ramp(grid.worldLps(i, j, k))));
                }
        return worst;
    }

private Q_SLOTS:
    void evenStackIsCopied()
    {
        const auto volume = volumeOf<std::int16_t>(straight({0, 4, 8, 12, 16}), PixelType::Int16);
        const auto grid = resampleToGrid(*volume);
        QVERIFY(grid);
        QVERIFY(!grid->isResampled);
        QCOMPARE(grid->size, (std::array<int, 3>{32, 24, 5}));
        QCOMPARE(grid->spacingMm, (std::array<double, 3>{2, 1, 4}));
        QVERIFY(grid->originLps == (Vec3{-30, -12, 0}));
        std::size_t at = 0;
        for (int k = 0; k < 5; ++k)
            for (int j = 0; j < 24; ++j)
                for (int i = 0; i < 32; ++i, ++at) QCOMPARE(double(grid->voxels[at]), volume->pixels(k).value(i, j));
    }

    void unevenStackKeepsTheRamp()
    {
        const auto volume = volumeOf<std::int16_t>(straight({0, 3, 6, 11, 14, 24, 27}), PixelType::Int16);
        QVERIFY(volume->spacingKind() == SpacingKind::Uneven);
        const auto grid = resampleToGrid(*volume);
        QVERIFY(grid);
        QVERIFY(grid->isResampled);
        QCOMPARE(grid->size[2], 10);
        QVERIFY(std::abs(grid->spacingMm[2] - 3.0) < 1e-9);
        QVERIFY(largestError(*grid, -1024) <= 0.5 + 1e-3);
        QVERIFY(std::find(grid->voxels.begin(), grid->voxels.end(), -1024) == grid->voxels.end());
    }

    void tiltedStackKeepsTheRamp()
    {
        const double angle = 20 * std::numbers::pi / 180;
        std::vector<SliceInfo> slices;
        for (int k = 0; k < 12; ++k) slices.push_back(slice({-30, -12, 4.0 * k}, k, {1, 0, 0}, {0, std::cos(angle), std::sin(angle)}));
        const auto volume = volumeOf<std::int16_t>(slices, PixelType::Int16);
        QVERIFY(volume->hasFinding(QLatin1String("tilt")));
        const auto grid = resampleToGrid(*volume, {.outside = -2000});
        QVERIFY(grid);
        QVERIFY(grid->size[1] > 24);
        int counted = 0;
        // Rounding of the stored pixels (0.5), of the result (0.5): between rows and slices an average of the former.
        QVERIFY(largestError(*grid, -2000, &counted) <= 1.0 + 1e-3);
        QVERIFY(counted > 32 * 20 * 12);
    }

    void flippedStackIsRightHanded()
    {
        std::vector<SliceInfo> slices;
        for (int k = 0; k < 6; ++k) slices.push_back(slice({30, -12, 4.0 * k}, k, {-1, 0, 0}, {0, 1, 0}));
        const auto grid = resampleToGrid(*volumeOf<std::int16_t>(slices, PixelType::Int16));
        QVERIFY(grid);
        QVERIFY(length(cross(grid->axisI, grid->axisJ) - grid->axisK) < 1e-12);
        QCOMPARE(grid->axisK.z, -1.0);
        QVERIFY(grid->originLps == (Vec3{30, -12, 20}));
        QVERIFY(largestError(*grid, -1024) <= 0.5);
    }

    void limitAveragesDown_data()
    {
        QTest::addColumn<int>("limit");
        QTest::newRow("half") << 16;
        QTest::newRow("not a divisor") << 11;
        QTest::newRow("one axis only") << 24;
        QTest::newRow("tiny") << 2;
    }

    void limitAveragesDown()
    {
        QFETCH(int, limit);
        const auto volume
            = volumeOf<std::int16_t>(straight({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19}), PixelType::Int16);
        const auto grid = resampleToGrid(*volume, {.maxPerAxis = limit});
        QVERIFY(grid);
        for (std::size_t axis = 0; axis < 3; ++axis) QVERIFY(grid->size[axis] <= limit);
        // The field of view stays the same, edge to edge.
        QVERIFY(std::abs(grid->spacingMm[0] * grid->size[0] - 64) < 1e-9);
        QVERIFY(std::abs(grid->spacingMm[1] * grid->size[1] - 24) < 1e-9);
        QVERIFY(std::abs(grid->spacingMm[2] * grid->size[2] - 20) < 1e-9);
        QVERIFY(largestError(*grid, -1024) <= 1.0);
    }

    void limitDoesNotAlias()
    {
        // Alternating slices: every second one would be all of one kind, their average is what is there.
        std::vector<SliceInfo> slices = straight({0, 1, 2, 3, 4, 5, 6, 7});
        const CacheFormat format{24, 32, PixelType::Int16};
        const QString path = m_folder.filePath("alternating");
        auto writer = CacheWriter::open(path, format);
        for (std::size_t k = 0; k < slices.size(); ++k) {
            slices[k].slot = static_cast<int>(k);
            QByteArray bytes;
            for (int p = 0; p < 24 * 32; ++p) {
                const auto value = static_cast<std::int16_t>((static_cast<int>(k) + p) % 2 ? 100 : 0);
                bytes.append(reinterpret_cast<const char*>(&value), 2);
            }
            QBuffer buffer(&bytes);
            buffer.open(QIODevice::ReadOnly);
            QVERIFY((*writer)->write(static_cast<int>(k), buffer));
        }
        const SeriesVolume volume("1.2.3", "CT", slices, *CacheFile::open(path, format, 8));
        const auto grid = resampleToGrid(volume, {.maxPerAxis = 4});
        QVERIFY(grid);
        for (const auto voxel : grid->voxels) QCOMPARE(int(voxel), 50);
    }

    void otherPixelTypes()
    {
        const std::vector<double> z{0, 3, 6, 11, 14};
        const auto wide = resampleToGrid(*volumeOf<std::int32_t>(straight(z), PixelType::Int32));
        const auto real = resampleToGrid(*volumeOf<float>(straight(z), PixelType::Float32));
        QVERIFY(wide && real);
        QVERIFY(largestError(*wide, -1024) <= 0.5 + 1e-3);
        QVERIFY(wide->voxels == real->voxels);
    }

    void differentPixelSpacingPerSlice()
    {
        std::vector<SliceInfo> slices = straight({0, 4, 8, 12});
        slices[2].geometry.rowSpacingMm = 1.25;
        slices[2].geometry.columnSpacingMm = 2.5;
        const auto grid = resampleToGrid(*volumeOf<std::int16_t>(slices, PixelType::Int16), {.outside = -3000});
        QVERIFY(grid);
        // Where the smaller slices end, the blend with "outside" is no ramp: look at the common part.
        double worst = 0;
        for (int k = 0; k < grid->size[2]; ++k)
            for (int j = 0; j < 24; ++j)
                for (int i = 0; i < 32; ++i) {
                    const auto at = (static_cast<std::size_t>(k) * static_cast<std::size_t>(grid->size[1]) + static_cast<std::size_t>(j))
                            * static_cast<std::size_t>(grid->size[0])
                        + static_cast<std::size_t>(i);
                    worst = std::max(worst, std::abs(grid->voxels[at] - ramp(grid->worldLps(i, j, k))));
                }
        QVERIFY2(worst <= 1.0, qPrintable(QString::number(worst)));
    }

    void duplicatesCountOnce()
    {
        const auto grid = resampleToGrid(*volumeOf<std::int16_t>(straight({0, 4, 4, 8}), PixelType::Int16));
        QVERIFY(grid);
        QCOMPARE(grid->size[2], 3);
        QVERIFY(largestError(*grid, -1024) <= 0.5);
    }

    void saysWhyNot()
    {
        const auto reason = [this](std::vector<SliceInfo> slices) {
            const auto grid = resampleToGrid(*volumeOf<std::int16_t>(std::move(slices), PixelType::Int16));
            return grid ? QString() : QString::fromStdString(grid.error().arguments.at(0));
        };
        QCOMPARE(reason(straight({0})), QStringLiteral("single-slice"));
        QCOMPARE(reason(straight({3, 3})), QStringLiteral("single-slice"));
        auto slices = straight({0, 1, 2});
        slices[1].geometry.hasPosition = false;
        QCOMPARE(reason(slices), QStringLiteral("no-position"));
        slices = straight({0, 1, 2});
        slices[1].geometry.rowSpacingMm = 0;
        QCOMPARE(reason(slices), QStringLiteral("no-spacing"));
        slices = straight({0, 1, 2});
        slices[1] = slice({0, 0, 0}, 1, {0, 1, 0}, {0, 0, -1});
        QCOMPARE(reason(slices), QStringLiteral("mixed-orientation"));
        slices = straight({0, 1, 2});
        for (int k = 0; k < 3; ++k) slices[static_cast<std::size_t>(k)].geometry.originLps.x = 1e9 * k;
        QVERIFY(resampleToGrid(*volumeOf<std::int16_t>(slices, PixelType::Int16)).error().code == ErrorCode::LimitExceeded);
    }

    void cancels()
    {
        const auto volume = volumeOf<std::int16_t>(straight({0, 3, 6, 11, 14}), PixelType::Int16);
        int calls = 0;
        const auto grid = resampleToGrid(*volume, {.progress = [&](double fraction) {
            ++calls;
            return fraction < 0.4;
        }});
        QVERIFY(grid.error().code == ErrorCode::Cancelled);
        QVERIFY(calls > 1 && calls < 5);
    }
};

QTEST_GUILESS_MAIN(TestRegularGrid)
#include "tst_regular_grid.moc"
