#pragma once

#include "core/library/Records.h"

#include <QList>
#include <QObject>
#include <QUndoStack>

#include <optional>

namespace lobule::library {
class Library;
}

namespace lobule::tools {

/// The measurements of one study, stored in the library as they are made; every change is one undo step.
class MeasurementModel : public QObject {
    Q_OBJECT
public:
    /// `library` must outlive the model and belong to the same thread.
    MeasurementModel(library::Library* library, QString studyUid, QObject* parent = nullptr);

    [[nodiscard]] const QList<library::Measurement>& all() const { return m_measurements; }
    [[nodiscard]] QList<library::Measurement> onFrame(const QString& instanceUid, int frame) const;
    [[nodiscard]] QUndoStack* undoStack() { return &m_undo; }
    void add(const library::Measurement& measurement);
    void change(const library::Measurement& measurement); ///< By id; changes of one measurement merge into one step until finishChange().
    void finishChange(); ///< The drag is over: the next change() is a step of its own.
    void remove(const QString& id);
    /// Reads them again after others have changed some. What can be undone stays so.
    void refresh();

Q_SIGNALS:
    void changed();
    void storeFailed(const QString& detail); ///< The library refused; the change is taken back.

private:
    friend class MeasurementCommand;
    [[nodiscard]] std::optional<library::Measurement> find(const QString& id) const;
    bool put(const library::Measurement& measurement);
    bool erase(const QString& id);

    library::Library* m_library;
    QString m_studyUid;
    QList<library::Measurement> m_measurements;
    int m_serial = 0; ///< Only changes with the same number merge.
    QUndoStack m_undo;
};

} // namespace lobule::tools
