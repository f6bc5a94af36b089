#pragma once

#include "core/archive/SyncState.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <memory>

class QWidget;

namespace lobule::archive {
class StudyFetch;
class SyncRunner;
} // namespace lobule::archive
namespace lobule::library {
class Library;
class SyncStore;
} // namespace lobule::library

namespace lobule::sync {

class FetchStrip;
class SyncChip;
class SyncPage;

/// The window's side of the shared archive: runs the synchronisation, owns its widgets, and brings the images of a study that lies in
/// the archive only before it is opened. GUI thread.
class SyncDesk : public QObject {
    Q_OBJECT
public:
    /// The widgets become children of `window`, which places them.
    SyncDesk(library::Library* library, QWidget* window);
    ~SyncDesk() override; ///< Stops the synchronisation.

    void start();
    [[nodiscard]] SyncChip* chip() const { return m_chip; }
    [[nodiscard]] FetchStrip* strip() const { return m_strip; }
    [[nodiscard]] archive::SyncRunner* runner() const { return m_runner.get(); }
    [[nodiscard]] const archive::SyncState& state() const;
    void showPage();

    /// Whether images of the study have to come from the archive before it can be read.
    [[nodiscard]] bool isRemote(const QString& studyUid) const;
    /// Fetches them; openRequested() follows. Another fetch under way is called off.
    void fetch(const QString& studyUid, const QString& seriesUid);
    /// The study whose images are coming; empty: none.
    [[nodiscard]] QString fetching() const;
    void cancelFetch();

Q_SIGNALS:
    void stateChanged(const lobule::archive::SyncState& state);
    /// Others' work has come into the library.
    void received();
    void settingsRequested();
    void openRequested(const QString& studyUid, const QString& seriesUid);
    void conflictRequested(const QString& studyUid);
    void notice(const QString& sentence);
    void problem(const QString& sentence, const std::function<void()>& retry);

private:
    void fetched(bool isComplete, const std::optional<Error>& error);
    [[nodiscard]] QString nameOf(const QString& studyUid) const;

    library::Library* m_library;
    QWidget* m_window;
    std::unique_ptr<library::SyncStore> m_store;
    std::unique_ptr<archive::SyncRunner> m_runner;
    std::unique_ptr<archive::StudyFetch> m_fetch;
    QString m_series; ///< To show when the fetch is done.
    SyncChip* m_chip;
    FetchStrip* m_strip;
    QPointer<SyncPage> m_page;
    QTimer m_tellLater; ///< A long list of changes comes in pages; the window follows now and then.
};

} // namespace lobule::sync
