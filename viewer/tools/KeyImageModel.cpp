#include "viewer/tools/KeyImageModel.h"

#include "core/library/Library.h"
#include "core/library/OsUser.h"

#include <QUndoCommand>

#include <algorithm>

namespace lobule::tools {

/// From one state of a key image to another; no state means that the frame is not marked.
class KeyImageCommand : public QUndoCommand {
public:
    using State = std::optional<library::KeyImage>;

    KeyImageCommand(KeyImageModel* model, State before, State after)
        : m_model(model), m_id(before ? before->id : after->id), m_before(std::move(before)), m_after(std::move(after))
    {
        if (!m_before)
            setText(KeyImageModel::tr("Mark key image"));
        else if (!m_after)
            setText(KeyImageModel::tr("Remove key image"));
        else
            setText(KeyImageModel::tr("Change note"));
    }
    void redo() override { apply(m_after); }
    void undo() override { apply(m_before); }

private:
    void apply(const State& to)
    {
        // A step that could not be stored did not happen: the stack drops it.
        if (!m_model || !m_model->apply(m_id, to)) setObsolete(true);
    }

    QPointer<KeyImageModel> m_model;
    QString m_id;
    State m_before;
    State m_after;
};

KeyImageModel::KeyImageModel(library::Library* library, QString studyUid, QUndoStack* undo, QObject* parent)
    : QObject(parent), m_library(library), m_studyUid(std::move(studyUid)), m_undo(undo)
{
    if (auto stored = m_library->keyImages(m_studyUid)) {
        m_images = std::move(*stored);
    } else {
        // Nobody can be connected yet: told as soon as the event loop runs.
        const QString detail = QString::fromStdString(stored.error().detail);
        QMetaObject::invokeMethod(
            this, [this, detail] { Q_EMIT storeFailed(detail); }, Qt::QueuedConnection);
    }
}

std::optional<library::KeyImage> KeyImageModel::find(const QString& id) const
{
    const auto found = std::find_if(m_images.cbegin(), m_images.cend(), [&](const library::KeyImage& image) { return image.id == id; });
    return found == m_images.cend() ? std::nullopt : std::optional(*found);
}

std::optional<library::KeyImage> KeyImageModel::at(const QString& instanceUid, int frame) const
{
    const auto found = std::find_if(m_images.cbegin(), m_images.cend(),
        [&](const library::KeyImage& image) { return image.instanceUid == instanceUid && image.frame == frame; });
    return found == m_images.cend() ? std::nullopt : std::optional(*found);
}

void KeyImageModel::toggle(const library::KeyImage& shown)
{
    library::KeyImage image = shown;
    image.id = library::keyImageId(shown.instanceUid, shown.frame);
    if (find(image.id)) return remove(image.id);
    image.studyUid = m_studyUid;
    image.author = library::osUserName();
    // Kept by undo and redo.
    image.createdAt = QDateTime::currentDateTimeUtc();
    m_undo->push(new KeyImageCommand(this, std::nullopt, image));
}

void KeyImageModel::setNote(const QString& id, const QString& note)
{
    const auto before = find(id);
    const QString text = note.simplified().left(library::kMaxKeyImageNote);
    if (!before || before->note == text) return;
    library::KeyImage after = *before;
    after.note = text;
    after.author = library::osUserName();
    m_undo->push(new KeyImageCommand(this, before, after));
}

void KeyImageModel::remove(const QString& id)
{
    if (const auto before = find(id)) m_undo->push(new KeyImageCommand(this, before, std::nullopt));
}

void KeyImageModel::refresh()
{
    auto stored = m_library->keyImages(m_studyUid);
    if (!stored) return Q_EMIT storeFailed(QString::fromStdString(stored.error().detail));
    m_images = std::move(*stored);
    Q_EMIT changed();
}

bool KeyImageModel::apply(const QString& id, const std::optional<library::KeyImage>& state)
{
    const auto stored = state ? m_library->putKeyImage(*state) : m_library->removeKeyImage(id);
    // Somebody else has taken the mark away already: that is what was wanted.
    const bool isGone = !state && !stored && stored.error().code == ErrorCode::NotFound;
    if (!stored && !isGone) {
        Q_EMIT storeFailed(QString::fromStdString(stored.error().detail));
        return false;
    }
    refresh();
    return true;
}

} // namespace lobule::tools
