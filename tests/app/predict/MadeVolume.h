#pragma once

#include "core/volume/CacheFile.h"
#include "core/volume/SeriesVolume.h"

#include <QBuffer>
#include <QTemporaryDir>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace lobule::test {

/// An axial CT-like volume in a temporary cache: 64 x 64, 5 mm pixels, 5 mm apart. `pixel(slice, i, j)` gives HU.
inline std::shared_ptr<const volume::SeriesVolume> makeVolume(const QTemporaryDir& folder, int slices,
    const std::function<std::int16_t(int, int, int)>& pixel, const QString& modality = QStringLiteral("CT"), int side = 64,
    double spacingMm = 5.0)
{
    const volume::CacheFormat format{side, side, PixelType::Int16};
    const QString path = folder.filePath(QStringLiteral("made-%1-%2.lpx").arg(modality).arg(slices));
    auto writer = volume::CacheWriter::open(path, format, true);
    if (!writer) return {};
    std::vector<volume::SliceInfo> infos;
    for (int k = 0; k < slices; ++k) {
        QByteArray bytes;
        for (int j = 0; j < side; ++j) {
            for (int i = 0; i < side; ++i) {
                const std::int16_t value = pixel(k, i, j);
                bytes.append(reinterpret_cast<const char*>(&value), 2);
            }
        }
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::ReadOnly);
        if (!(*writer)->write(k, buffer)) return {};
        volume::SliceInfo info;
        info.instanceUid = QStringLiteral("2.25.%1").arg(k + 1);
        info.instanceNumber = k + 1;
        info.geometry.rows = info.geometry.columns = side;
        info.geometry.rowSpacingMm = info.geometry.columnSpacingMm = spacingMm;
        info.geometry.originLps = {-side * spacingMm / 2, -side * spacingMm / 2, 5.0 * k};
        info.geometry.hasPosition = true;
        info.slot = k;
        info.isHu = modality == QLatin1String("CT");
        infos.push_back(info);
    }
    if (!(*writer)->sync()) return {};
    auto file = volume::CacheFile::open(path, format, slices);
    if (!file) return {};
    return std::make_shared<const volume::SeriesVolume>(QStringLiteral("2.25.999"), modality, infos, *file);
}

} // namespace lobule::test
