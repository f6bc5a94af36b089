#include "app/reporting/ReportPictures.h"

#include "core/library/Library.h"
#include "core/volume/SeriesVolume.h"

#include <QHash>

#include <algorithm>

namespace lobule::reporting {

namespace {

class Loader {
public:
    Loader(const library::Library& library, const library::StudyRow& study, const QList<library::Prediction>& predictions)
        : m_library(library), m_study(study), m_predictions(predictions)
    {
    }

    Result<QList<ReportPicture>> load()
    {
        auto measurements = m_library.measurements(m_study.studyUid);
        if (!measurements) return tl::unexpected(measurements.error());
        m_measurements = std::move(*measurements);
        const auto keyImages = m_library.keyImages(m_study.studyUid);
        if (!keyImages) return tl::unexpected(keyImages.error());
        QList<ReportPicture> pictures;
        if (!m_predictions.isEmpty()) {
            const library::Prediction& newest = m_predictions.first();
            auto picture = pictureOf(newest.seriesUid, newest.instanceUid, newest.frame);
            if (!picture) return tl::unexpected(picture.error());
            if (picture->scene.volume) pictures << std::move(*picture);
        }
        const bool hasPrediction = !pictures.isEmpty();
        for (const library::KeyImage& image : *keyImages) {
            auto picture = pictureOf(image.seriesUid, image.instanceUid, image.frame);
            if (!picture) return tl::unexpected(picture.error());
            picture->note = image.note;
            if (picture->scene.volume) picture->scene.view.window = render::windowOf(image, *picture->scene.volume, picture->scene.index);
            if (hasPrediction && isSame(pictures.first().scene, picture->scene))
                pictures.first().note = image.note;
            else
                pictures << std::move(*picture);
        }
        return pictures;
    }

private:
    using Volumes = QList<std::shared_ptr<const volume::SeriesVolume>>;

    static bool isSame(const render::SliceScene& one, const render::SliceScene& other)
    {
        return one.volume == other.volume && one.index == other.index && one.view.window == other.view.window;
    }

    /// Mapped once for all pictures of a series.
    Result<Volumes> volumesOf(const QString& seriesUid)
    {
        if (const auto known = m_volumes.constFind(seriesUid); known != m_volumes.constEnd()) return *known;
        auto opened = m_library.openSeries(seriesUid);
        if (opened) m_volumes.insert(seriesUid, *opened);
        return opened;
    }

    /// The frame as it is read: opening window, whole image, with measurements and what the model said last about it.
    Result<ReportPicture> pictureOf(const QString& seriesUid, const QString& instanceUid, int frame)
    {
        ReportPicture picture;
        picture.seriesUid = seriesUid;
        const auto row = m_library.instance(instanceUid);
        if (!row) return tl::unexpected(row.error());
        picture.imageNumber = row->number;
        if (row->frames > 1) picture.frameNumber = frame + 1;
        const auto volumes = volumesOf(seriesUid);
        if (!volumes) return tl::unexpected(volumes.error());
        for (const auto& volume : *volumes) {
            const int index = volume->indexOf(instanceUid, frame);
            if (index < 0) continue;
            picture.scene.volume = volume;
            picture.scene.index = index;
            picture.scene.view.window = render::openingWindow(*volume, index);
            picture.scene.corners.topLeft = QStringList{m_study.pseudonym};
            const auto isHere = [&](const auto& note) { return note.instanceUid == instanceUid && note.frame == frame; };
            std::copy_if(m_measurements.begin(), m_measurements.end(), std::back_inserter(picture.scene.measurements), isHere);
            const auto said = std::find_if(m_predictions.begin(), m_predictions.end(), isHere);
            if (said != m_predictions.end()) picture.scene.result = render::resultBox(*said);
            break;
        }
        return picture;
    }

    const library::Library& m_library;
    const library::StudyRow& m_study;
    const QList<library::Prediction>& m_predictions;
    QList<library::Measurement> m_measurements;
    QHash<QString, Volumes> m_volumes;
};

} // namespace

Result<QList<ReportPicture>> loadPictures(
    const library::Library& library, const library::StudyRow& study, const QList<library::Prediction>& predictions)
{
    return Loader(library, study, predictions).load();
}

} // namespace lobule::reporting
