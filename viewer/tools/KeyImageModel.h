#pragma once

#include "core/library/KeyImage.h"

#include <QList>
#include <QObject>
#include <QPointer>
#include <QUndoStack>

#include <optional>

namespace lobule::library {
class Library;
}

namespace lobule::tools {

/// The key images of one study, stored in the library as they are marked; every change is one undo step on the stack that measurements
/// use, too, so that undo takes back what was done last.
class KeyImageModel : public QObject {
    Q_OBJECT
public:
    /// `library` must outlive the model and belong to the same thread, `undo` must outlive its use.
    KeyImageModel(library::Library* library, QString studyUid, QUndoStack* undo, QObject* parent = nullptr);

    [[nodiscard]] const QList<library::KeyImage>& all() const { return m_images; }
    [[nodiscard]] std::optional<library::KeyImage> at(const QString& instanceUid, int frame) const;
    /// Marks the frame as it is shown, or takes its mark away.
    void toggle(const library::KeyImage& shown);
    void setNote(const QString& id, const QString& note);
    void remove(const QString& id);
    /// Reads them again after others have changed some. What can be undone stays so.
    void refresh();

Q_SIGNALS:
    void changed();
    void storeFailed(const QString& detail); ///< The library refused; the change is taken back.

private:
    friend class KeyImageCommand;
    [[nodiscard]] std::optional<library::KeyImage> find(const QString& id) const;
    /// Stores the state and reads all again; no state: removes.
    bool apply(const QString& id, const std::optional<library::KeyImage>& state);

    library::Library* m_library;
    QString m_studyUid;
    QPointer<QUndoStack> m_undo;
    QList<library::KeyImage> m_images;
};

} // namespace lobule::tools
