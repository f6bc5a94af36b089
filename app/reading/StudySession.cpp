#include "app/reading/StudySession.h"

#include "core/library/Library.h"
#include "core/volume/SeriesVolume.h"
#include "viewer/tools/KeyImageModel.h"
#include "viewer/tools/MeasurementModel.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace lobule::reading {

Result<std::unique_ptr<StudySession>> StudySession::open(library::Library* library, const QString& studyUid)
{
    auto study = library->study(studyUid);
    if (!study) return tl::unexpected(study.error());
    auto series = library->series(studyUid);
    if (!series) return tl::unexpected(series.error());
    auto predictions = library->predictions(studyUid);
    if (!predictions) return tl::unexpected(predictions.error());
    std::unique_ptr<StudySession> session(new StudySession(library, std::move(*study), std::move(*series)));
    session->m_predictions = std::move(*predictions);
    return session;
}

StudySession::StudySession(library::Library* library, library::StudyRow study, QList<library::SeriesRow> series)
    : m_library(library), m_study(std::move(study)), m_series(std::move(series)),
      m_measurements(std::make_unique<tools::MeasurementModel>(library, m_study.studyUid)),
      m_keyImages(std::make_unique<tools::KeyImageModel>(library, m_study.studyUid, m_measurements->undoStack()))
{
}

StudySession::~StudySession() = default;

const library::SeriesRow* StudySession::findSeries(const QString& seriesUid) const
{
    for (const auto& row : m_series)
        if (row.seriesUid == seriesUid) return &row;
    return nullptr;
}

QString StudySession::firstSeries() const
{
    const library::SeriesRow* best = nullptr;
    for (const auto& row : m_series)
        if (row.frameCount > 0 && (best == nullptr || row.frameCount > best->frameCount)) best = &row;
    return best == nullptr ? QString() : best->seriesUid;
}

Result<QList<VolumePtr>> StudySession::volumes(const QString& seriesUid)
{
    if (const auto known = m_volumes.constFind(seriesUid); known != m_volumes.constEnd()) return *known;
    auto opened = m_library->openSeries(seriesUid);
    if (!opened) return tl::unexpected(opened.error());
    m_volumes.insert(seriesUid, *opened);
    return *opened;
}

std::optional<StudySession::Place> StudySession::placeOf(const QString& seriesUid, const QString& instanceUid, int frame)
{
    const auto row = std::find_if(m_series.cbegin(), m_series.cend(), [&](const auto& each) { return each.seriesUid == seriesUid; });
    if (row == m_series.cend()) return std::nullopt;
    const auto found = volumes(seriesUid);
    if (!found) return std::nullopt;
    for (int stack = 0; stack < found->size(); ++stack)
        if (const int index = found->at(stack)->indexOf(instanceUid, frame); index >= 0)
            return Place{static_cast<int>(row - m_series.cbegin()), stack, index, found->at(stack)};
    return std::nullopt;
}

QList<library::KeyImage> StudySession::keyImagesInOrder()
{
    using Key = std::tuple<bool, int, int, int>;
    QList<std::pair<Key, library::KeyImage>> placed;
    for (const auto& image : m_keyImages->all()) {
        const auto place = placeOf(image.seriesUid, image.instanceUid, image.frame);
        placed.append({place ? Key(false, place->series, place->stack, place->index) : Key(true, 0, 0, 0), image});
    }
    std::stable_sort(placed.begin(), placed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    QList<library::KeyImage> images;
    for (const auto& [key, image] : std::as_const(placed)) images << image;
    return images;
}

Result<library::PixelState> StudySession::pixelState(const QString& seriesUid) const { return m_library->pixelState(seriesUid); }

bool StudySession::isPatientIdShared()
{
    if (!m_isIdShared) m_isIdShared = m_library->isPatientIdShared(m_study.studyUid).value_or(false);
    return *m_isIdShared;
}

bool StudySession::refresh()
{
    const auto rows = m_library->series(m_study.studyUid);
    if (!rows) return false;
    const auto frames = [](const QList<library::SeriesRow>& series) {
        return std::accumulate(
            series.begin(), series.end(), 0, [](int sum, const library::SeriesRow& row) { return sum + row.frameCount; });
    };
    if (rows->size() == m_series.size() && frames(*rows) == frames(m_series)) return false;
    m_series = *rows;
    m_volumes.clear();
    m_imageTypes.clear();
    return true;
}

const QHash<QString, QString>& StudySession::imageTypes(const QString& seriesUid)
{
    if (!m_imageTypes.contains(seriesUid)) {
        QHash<QString, QString> types;
        if (const auto rows = m_library->instances(m_study.studyUid, seriesUid))
            for (const auto& row : *rows) types.insert(row.instanceUid, row.imageType);
        m_imageTypes.insert(seriesUid, types);
    }
    return m_imageTypes[seriesUid];
}

library::InstanceRow StudySession::instance(const QString& instanceUid) const
{
    const auto row = m_library->instance(instanceUid);
    return row ? *row : library::InstanceRow{};
}

const library::Prediction* StudySession::prediction(const QString& instanceUid, int frame) const
{
    for (const auto& prediction : m_predictions)
        if (prediction.instanceUid == instanceUid && prediction.frame == frame) return &prediction;
    return nullptr;
}

void StudySession::refreshNotes()
{
    m_measurements->refresh();
    m_keyImages->refresh();
    auto predictions = m_library->predictions(m_study.studyUid);
    if (!predictions || predictions->size() == m_predictions.size()) return; // They are never changed.
    m_predictions = std::move(*predictions);
    Q_EMIT predictionsChanged();
}

void StudySession::addPrediction(const library::Prediction& prediction)
{
    m_predictions.prepend(prediction);
    Q_EMIT predictionsChanged();
}

} // namespace lobule::reading
