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

/// What a synthetic series is made of.
struct VolumeSpec {
    int columns = 64, rows = 64, slices = 5;
    PixelType type = PixelType::Int16;
    double columnSpacingMm = 1.0, rowSpacingMm = 1.0, sliceSpacingMm = 1.0;
    Vec3 rowDirection{1, 0, 0}, columnDirection{0, 1, 0};
    bool hasPosition = true;
    QString modality = QStringLiteral("CT");
    double windowWidth = 0.0, windowCenter = 0.0;
    std::function<void(volume::SliceInfo&)> change = [](volume::SliceInfo&) {};
    std::function<double(int i, int j, int k)> value = [](int i, int j, int k) { return i + j + 10.0 * k; };
};

/// A series whose every pixel is known, mapped from a real cache file in a temporary folder.
class VolumeFixture {
public:
    [[nodiscard]] std::shared_ptr<const volume::SeriesVolume> make(const VolumeSpec& spec)
    {
        const volume::CacheFormat format{spec.rows, spec.columns, spec.type};
        const QString path = m_folder.filePath(QStringLiteral("%1-").arg(++m_count) + format.fileName());
        auto writer = volume::CacheWriter::open(path, format);
        if (!writer) return {};
        std::vector<volume::SliceInfo> infos;
        for (int k = 0; k < spec.slices; ++k) {
            QByteArray bytes = frameBytes(spec, k);
            QBuffer buffer(&bytes);
            if (!buffer.open(QIODevice::ReadOnly) || !(*writer)->write(k, buffer)) return {};
            infos.push_back(info(spec, k));
            spec.change(infos.back());
        }
        if (!(*writer)->sync()) return {};
        writer->reset();
        auto file = volume::CacheFile::open(path, format, spec.slices);
        if (!file) return {};
        return std::make_shared<volume::SeriesVolume>(QStringLiteral("2.25.1"), spec.modality, std::move(infos), *file);
    }

    [[nodiscard]] static volume::SliceInfo info(const VolumeSpec& spec, int k)
    {
        volume::SliceInfo info;
        info.instanceUid = QStringLiteral("2.25.100.%1").arg(k);
        info.instanceNumber = k + 1;
        info.slot = k;
        info.isHu = spec.modality == QLatin1String("CT");
        info.thicknessMm = spec.sliceSpacingMm;
        info.windowWidth = spec.windowWidth;
        info.windowCenter = spec.windowCenter;
        info.geometry.rows = spec.rows;
        info.geometry.columns = spec.columns;
        info.geometry.columnSpacingMm = spec.columnSpacingMm;
        info.geometry.rowSpacingMm = spec.rowSpacingMm;
        info.geometry.rowDirection = spec.rowDirection;
        info.geometry.columnDirection = spec.columnDirection;
        info.geometry.originLps = info.geometry.normal() * (k * spec.sliceSpacingMm);
        info.geometry.hasPosition = spec.hasPosition;
        return info;
    }

    [[nodiscard]] static QByteArray frameBytes(const VolumeSpec& spec, int k)
    {
        QByteArray bytes;
        bytes.reserve(static_cast<qsizetype>(spec.rows) * spec.columns * 4);
        for (int j = 0; j < spec.rows; ++j) {
            for (int i = 0; i < spec.columns; ++i) {
                const double value = spec.value(i, j, k);
                switch (spec.type) {
                case PixelType::Int16: append<std::int16_t>(bytes, value); break;
                case PixelType::UInt16: append<std::uint16_t>(bytes, value); break;
                case PixelType::Int32: append<std::int32_t>(bytes, value); break;
                case PixelType::Float32: append<float>(bytes, value); break;
                case PixelType::Rgb8:
                    for (int c = 0; c < 3; ++c) append<std::uint8_t>(bytes, value + c);
                    break;
                }
            }
        }
        return bytes;
    }

private:
    template <class T> static void append(QByteArray& bytes, double value)
    {
        const T stored = static_cast<T>(value);
        bytes.append(reinterpret_cast<const char*>(&stored), sizeof stored);
    }

    QTemporaryDir m_folder;
    int m_count = 0;
};

} // namespace lobule::test
