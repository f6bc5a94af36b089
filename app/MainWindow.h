#pragma once

#include <QMainWindow>
#include <QPointer>
#include <QTimer>

class QStackedWidget;

namespace lobule::library {
class Library;
}
namespace lobule::predict {
class InferenceClient;
}
namespace lobule::reading {
class ReadingPage;
}
namespace lobule::settings {
class Settings;
class SettingsDialog;
} // namespace lobule::settings
namespace lobule::sync {
class SyncDesk;
}
namespace lobule::worklist {
class DropTarget;
class WorklistPage;
} // namespace lobule::worklist

namespace lobule::app {

class KeysDialog;
class StatusLine;

/// The one window: worklist and reading page, one status line. Moves between the pages and passes on what one has to tell the
/// other.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    /// `library` and `settings` must outlive the window.
    MainWindow(library::Library* library, settings::Settings* settings, QWidget* parent = nullptr);
    ~MainWindow() override;

    void importPaths(const QStringList& paths);
    /// Opens a study for reading, after its images have been fetched where they lie in the archive only; an unknown UID leaves the window
    /// as it is and says so.
    void openStudy(const QString& studyUid, const QString& seriesUid = {});
    void showWorklist();

    [[nodiscard]] worklist::WorklistPage* worklistPage() const { return m_worklist; }
    [[nodiscard]] reading::ReadingPage* readingPage() const { return m_reading; }
    [[nodiscard]] StatusLine* statusLine() const { return m_status; }
    [[nodiscard]] sync::SyncDesk* syncDesk() const { return m_sync; }
    [[nodiscard]] bool isReading() const;

protected:
    void changeEvent(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

private:
    void connectWorklist();
    void connectReading();
    void connectInference();
    void connectSync();
    void addKeys();
    void applySettings();
    void chooseLanguage(const QString& code);
    void openSettings();
    void openArchiveSettings();
    void showConflict(const QString& studyUid);
    void showKeys();
    void revealCurrent();
    void reveal(const QString& studyUid);
    void toggleFullScreen();
    void updateWords();
    void updateDevice();

    library::Library* m_library;
    settings::Settings* m_settings;
    predict::InferenceClient* m_inference;
    worklist::WorklistPage* m_worklist;
    reading::ReadingPage* m_reading;
    worklist::DropTarget* m_drop;
    QTimer m_growLater; ///< The study that is read takes in what an import brings, now and then.
    StatusLine* m_status;
    sync::SyncDesk* m_sync;
    QString m_askedFrom; ///< What was read when a study was asked for whose images had to be fetched; empty: nothing.
    QStackedWidget* m_pages;
    QPointer<settings::SettingsDialog> m_settingsDialog;
    QPointer<KeysDialog> m_keys;
};

} // namespace lobule::app
