#include "viewer/tools/MeasurementModel.h"

#include "core/library/Library.h"

#include <QUndoCommand>

#include <algorithm>
#include <optional>

namespace lobule::tools {

namespace {
constexpr int kMergeableId = 1;
}

/// From one state of a measurement to another; no state means that it is not there.
class MeasurementCommand : public QUndoCommand {
public:
    MeasurementCommand(
        MeasurementModel* model, std::optional<library::Measurement> before, std::optional<library::Measurement> after, int serial)
        : m_model(model), m_before(std::move(before)), m_after(std::move(after)), m_serial(serial)
    {
        if (!m_before)
            setText(MeasurementModel::tr("Add measurement"));
        else if (!m_after)
            setText(MeasurementModel::tr("Delete measurement"));
        else
            setText(MeasurementModel::tr("Move measurement"));
    }

    void redo() override { apply(m_after, m_before); }
    void undo() override { apply(m_before, m_after); }
    [[nodiscard]] int id() const override { return m_before && m_after ? kMergeableId : -1; }
    bool mergeWith(const QUndoCommand* next) override
    {
        const auto* other = dynamic_cast<const MeasurementCommand*>(next);
        if (other == nullptr || other->isObsolete() || other->m_serial != m_serial || other->m_after->id != m_after->id) return false;
        m_after = other->m_after;
        return true;
    }

private:
    void apply(const std::optional<library::Measurement>& to, const std::optional<library::Measurement>& from)
    {
        const bool isDone = to ? m_model->put(*to) : m_model->erase(from->id);
        // A step that could not be stored did not happen: the stack drops it.
        if (!isDone) setObsolete(true);
    }

    MeasurementModel* m_model;
    std::optional<library::Measurement> m_before;
    std::optional<library::Measurement> m_after;
    int m_serial;
};

MeasurementModel::MeasurementModel(library::Library* library, QString studyUid, QObject* parent)
    : QObject(parent), m_library(library), m_studyUid(std::move(studyUid))
{
    const auto stored = m_library->measurements(m_studyUid);
    if (stored) {
        m_measurements = *stored;
    } else {
        // Nobody can be connected yet: told as soon as the event loop runs.
        const QString detail = QString::fromStdString(stored.error().detail);
        QMetaObject::invokeMethod(
            this, [this, detail] { Q_EMIT storeFailed(detail); }, Qt::QueuedConnection);
    }
}

QList<library::Measurement> MeasurementModel::onFrame(const QString& instanceUid, int frame) const
{
    QList<library::Measurement> found;
    std::copy_if(m_measurements.cbegin(), m_measurements.cend(), std::back_inserter(found),
        [&](const library::Measurement& m) { return m.instanceUid == instanceUid && m.frame == frame; });
    return found;
}

std::optional<library::Measurement> MeasurementModel::find(const QString& id) const
{
    const auto it = std::find_if(m_measurements.cbegin(), m_measurements.cend(), [&](const library::Measurement& m) { return m.id == id; });
    return it == m_measurements.cend() ? std::nullopt : std::optional(*it);
}

void MeasurementModel::add(const library::Measurement& measurement)
{
    library::Measurement added = measurement;
    added.studyUid = m_studyUid;
    m_undo.push(new MeasurementCommand(this, std::nullopt, added, ++m_serial));
}

void MeasurementModel::change(const library::Measurement& measurement)
{
    const auto before = find(measurement.id);
    if (!before) return;
    library::Measurement after = measurement;
    after.studyUid = m_studyUid;
    m_undo.push(new MeasurementCommand(this, before, after, m_serial));
}

void MeasurementModel::finishChange() { ++m_serial; }

void MeasurementModel::remove(const QString& id)
{
    const auto before = find(id);
    if (!before) return;
    m_undo.push(new MeasurementCommand(this, before, std::nullopt, ++m_serial));
}

void MeasurementModel::refresh()
{
    auto stored = m_library->measurements(m_studyUid);
    if (!stored) return Q_EMIT storeFailed(QString::fromStdString(stored.error().detail));
    m_measurements = std::move(*stored);
    Q_EMIT changed();
}

bool MeasurementModel::put(const library::Measurement& measurement)
{
    const auto stored = m_library->putMeasurement(measurement);
    if (!stored) {
        Q_EMIT storeFailed(QString::fromStdString(stored.error().detail));
        return false;
    }
    const auto it
        = std::find_if(m_measurements.begin(), m_measurements.end(), [&](const library::Measurement& m) { return m.id == measurement.id; });
    if (it == m_measurements.end())
        m_measurements.append(measurement);
    else
        *it = measurement;
    Q_EMIT changed();
    return true;
}

bool MeasurementModel::erase(const QString& id)
{
    const auto removed = m_library->removeMeasurement(id);
    if (!removed) {
        Q_EMIT storeFailed(QString::fromStdString(removed.error().detail));
        return false;
    }
    m_measurements.removeIf([&](const library::Measurement& m) { return m.id == id; });
    Q_EMIT changed();
    return true;
}

} // namespace lobule::tools
