#pragma once

#include "core/library/Library.h"
#include "core/volume/SeriesVolume.h"
#include "tests/viewer/support/VolumeFixture.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTemporaryDir>

namespace lobule::test {

/// A real library in a temporary folder with one study of one series, whose pixels a VolumeSpec tells.
class LibraryFixture {
public:
    static constexpr const char* kStudyUid = "2.25.77";
    static constexpr const char* kSeriesUid = "2.25.78";

    [[nodiscard]] bool create(const VolumeSpec& spec)
    {
        qputenv("LOBULE_KEY_FILE", m_folder.filePath(QStringLiteral("site.key")).toUtf8());
        auto opened = library::Library::open(folder());
        if (!opened) return false;
        m_library = std::move(*opened);
        const auto staging = m_library->stagingFolder();
        if (!staging) return false;
        QList<library::StagedInstance> batch;
        for (int k = 0; k < spec.slices; ++k) batch.append(staged(spec, k, *staging));
        const auto added = m_library->add(batch);
        if (!added) return false;
        for (const auto& outcome : *added) {
            if (!outcome) return false;
        }
        return true;
    }

    [[nodiscard]] library::Library& library() { return *m_library; }
    [[nodiscard]] QString folder() const { return m_folder.filePath(QStringLiteral("library")); }
    [[nodiscard]] std::shared_ptr<const volume::SeriesVolume> volume()
    {
        const auto volumes = m_library->openSeries(QLatin1String(kSeriesUid));
        return volumes && !volumes->isEmpty() ? volumes->front() : nullptr;
    }

private:
    static library::StagedInstance staged(const VolumeSpec& spec, int k, const QString& staging)
    {
        library::StagedInstance instance;
        instance.studyUid = QLatin1String(kStudyUid);
        instance.seriesUid = QLatin1String(kSeriesUid);
        instance.instanceUid = QStringLiteral("2.25.100.%1").arg(k);
        const QByteArray object = "object " + QByteArray::number(k);
        instance.objectPath = write(staging, QStringLiteral("%1.dcm").arg(k), object);
        instance.objectSha256 = QString::fromLatin1(QCryptographicHash::hash(object, QCryptographicHash::Sha256).toHex());
        instance.sourceDigest = instance.objectSha256;
        instance.objectBytes = object.size();
        instance.pixelPath = write(staging, QStringLiteral("%1.px").arg(k), VolumeFixture::frameBytes(spec, k));
        instance.pixelType = spec.type;
        instance.isHu = true;
        instance.rows = spec.rows;
        instance.columns = spec.columns;
        const volume::SliceInfo info = VolumeFixture::info(spec, k);
        library::StagedFrame frame;
        frame.geometry = info.geometry;
        frame.windowWidth = info.windowWidth;
        frame.windowCenter = info.windowCenter;
        frame.thicknessMm = info.thicknessMm;
        instance.frames = {frame};
        instance.sopClassUid = QStringLiteral("1.2.840.10008.5.1.4.1.1.2");
        instance.transferSyntaxUid = QStringLiteral("1.2.840.10008.1.2.1");
        instance.modality = spec.modality;
        instance.pseudonym = QStringLiteral("P-TEST");
        instance.instanceNumber = k + 1;
        instance.isSynthetic = true;
        return instance;
    }

    static QString write(const QString& folder, const QString& name, const QByteArray& bytes)
    {
        QFile file(folder + u'/' + name);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) return {};
        return file.fileName();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<library::Library> m_library;
};

} // namespace lobule::test
