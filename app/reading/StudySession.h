#pragma once

#include "core/base/Result.h"
#include "core/library/KeyImage.h"
#include "core/library/Records.h"

#include <QHash>
#include <QObject>

#include <memory>
#include <optional>

namespace lobule::library {
class Library;
}
namespace lobule::tools {
class KeyImageModel;
class MeasurementModel;
} // namespace lobule::tools
namespace lobule::volume {
class SeriesVolume;
}

namespace lobule::reading {

using VolumePtr = std::shared_ptr<const volume::SeriesVolume>;

/// What is open while a study is read: its rows, its mapped volumes, its measurements and key images with their undo stack, its
/// predictions. GUI thread.
class StudySession : public QObject {
    Q_OBJECT
public:
    /// Reads the rows of the study; pixels are mapped when they are asked for. Errors: NotFound, Database.
    [[nodiscard]] static Result<std::unique_ptr<StudySession>> open(library::Library* library, const QString& studyUid);
    ~StudySession() override;

    [[nodiscard]] const library::StudyRow& study() const { return m_study; }
    [[nodiscard]] const QList<library::SeriesRow>& series() const { return m_series; }
    /// Null when the series is not of this study.
    [[nodiscard]] const library::SeriesRow* findSeries(const QString& seriesUid) const;
    /// The series to begin with: the one with the most images. Empty when no series has images.
    [[nodiscard]] QString firstSeries() const;
    /// Whether decoded pixels of a series have to be made again before it can be read.
    [[nodiscard]] Result<library::PixelState> pixelState(const QString& seriesUid) const;
    /// Lets the mapped volumes of a series go, so that the next volumes() maps them anew.
    void forget(const QString& seriesUid) { m_volumes.remove(seriesUid); }
    /// Reads the rows again while the study is still being imported: true when more images have arrived.
    bool refresh();
    /// Volumes of a series, mapped once and kept while the study is open. Errors: NotFound, Corrupt, Database.
    [[nodiscard]] Result<QList<VolumePtr>> volumes(const QString& seriesUid);
    struct Place {
        int series = 0; ///< Position in series().
        int stack = 0; ///< Position in volumes().
        int index = 0; ///< Of the slice in its volume.
        VolumePtr volume;
    };
    /// Where a frame is shown; nothing where its pixels are not there.
    [[nodiscard]] std::optional<Place> placeOf(const QString& seriesUid, const QString& instanceUid, int frame);
    /// SOP Instance UID -> Image Type of a series, for the prediction gate.
    [[nodiscard]] const QHash<QString, QString>& imageTypes(const QString& seriesUid);
    /// Transfer syntax and SOP class of one instance, for the facts; empty row when it is not known.
    [[nodiscard]] library::InstanceRow instance(const QString& instanceUid) const;

    /// Whether somebody else was imported under the same patient ID: looked up once.
    [[nodiscard]] bool isPatientIdShared();

    [[nodiscard]] tools::MeasurementModel* measurements() const { return m_measurements.get(); }

    /// They share the undo stack of the measurements.
    [[nodiscard]] tools::KeyImageModel* keyImages() const { return m_keyImages.get(); }
    /// As one scrolls through the study; those whose pixels are not there last.
    [[nodiscard]] QList<library::KeyImage> keyImagesInOrder();

    /// Newest first.
    [[nodiscard]] const QList<library::Prediction>& predictions() const { return m_predictions; }
    /// The newest prediction of a frame.
    [[nodiscard]] const library::Prediction* prediction(const QString& instanceUid, int frame) const;
    /// Reads predictions, measurements and key images again; what can be undone here can still be.
    void refreshNotes();
    /// Keeps a prediction that is already in the library.
    void addPrediction(const library::Prediction& prediction);

Q_SIGNALS:
    void predictionsChanged();

private:
    StudySession(library::Library* library, library::StudyRow study, QList<library::SeriesRow> series);

    library::Library* m_library;
    library::StudyRow m_study;
    QList<library::SeriesRow> m_series;
    QHash<QString, QList<VolumePtr>> m_volumes;
    QHash<QString, QHash<QString, QString>> m_imageTypes;
    QList<library::Prediction> m_predictions;
    std::optional<bool> m_isIdShared;
    std::unique_ptr<tools::MeasurementModel> m_measurements;
    std::unique_ptr<tools::KeyImageModel> m_keyImages;
};

} // namespace lobule::reading
