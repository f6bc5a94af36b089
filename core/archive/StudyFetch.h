#pragma once

#include "core/archive/ConnectionSettings.h"
#include "core/base/Error.h"

#include <QObject>

#include <memory>
#include <optional>

namespace lobule::keys {
class KeyStore;
}

namespace lobule::archive {

/// Fetches the files of one study that lie in the archive only, in a thread and through a connection of its own: a reader does not wait
/// behind what is being sent. What has come stays, also after cancel(). One fetch an object; belongs to the thread that made it.
class StudyFetch : public QObject {
    Q_OBJECT
public:
    StudyFetch(QString libraryFolder, QString studyUid, std::shared_ptr<keys::KeyStore> keyStore = {}, QObject* parent = nullptr);
    ~StudyFetch() override; ///< Cancels, and waits for a second at the most.

    [[nodiscard]] const QString& studyUid() const { return m_studyUid; }
    void start();
    void cancel();

Q_SIGNALS:
    void progressed(qint64 bytes, qint64 totalBytes);
    /// `isComplete`: every file is here. Otherwise `error` says why not; none: cancelled.
    void finished(bool isComplete, const std::optional<lobule::Error>& error);

private:
    class Private;
    QString m_studyUid;
    std::unique_ptr<Private> d;
};

} // namespace lobule::archive
