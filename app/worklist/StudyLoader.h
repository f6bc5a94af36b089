#pragma once

#include "app/worklist/StudyModel.h"
#include "core/base/Error.h"

#include <QObject>
#include <QThread>

#include <memory>

namespace lobule::worklist {

/// Watches the catalogue from a thread of its own, with a connection of its own, and hands over the studies whenever something
/// changed (this window, an import, another program). Reloading one hundred thousand studies therefore never holds up the window.
class StudyLoader : public QObject {
    Q_OBJECT
public:
    explicit StudyLoader(const QString& libraryFolder, QObject* parent = nullptr);
    ~StudyLoader() override; ///< Ends the thread and waits for it.

    /// Begins to watch; connect before, or the first answer goes unheard.
    void start();
    /// Looks at once instead of at the next tick; call after a change of one's own. `force` reloads even without a change.
    void refresh(bool force = false);

Q_SIGNALS:
    void loaded(lobule::worklist::StudyEntries entries);
    void failed(const lobule::Error& error);

private:
    class Worker;
    QThread m_thread;
    Worker* m_worker = nullptr;
};

} // namespace lobule::worklist
