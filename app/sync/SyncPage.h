#pragma once

#include "core/archive/SyncState.h"

#include <QDialog>
#include <QTimer>

#include <memory>

class QDoubleSpinBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QTableWidget;

namespace lobule::archive {
class SyncRunner;
}
namespace lobule::library {
class Library;
class SyncStore;
} // namespace lobule::library

namespace lobule::sync {

/// What waits for the archive, what needs a person and what to do about it; pause, retry and the limit of the rate. A window of its own
/// beside the reading, not in its way.
class SyncPage : public QDialog {
    Q_OBJECT
public:
    SyncPage(library::Library* library, archive::SyncRunner* runner, QWidget* parent = nullptr);
    ~SyncPage() override;

Q_SIGNALS:
    void settingsRequested();
    /// A report with two versions: show them.
    void conflictRequested(const QString& studyUid);
    void openRequested(const QString& studyUid);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Line;

    void build();
    [[nodiscard]] QWidget* buildEmpty();
    [[nodiscard]] QWidget* buildQueue();
    void retranslate();
    void setState(const archive::SyncState& state);
    void showState();
    void reload();
    void fill(const QList<Line>& lines);
    void act(int row);
    /// Of the current line, after it has been read.
    void dismiss();
    void showDismiss();
    [[nodiscard]] QString nameOf(const QString& studyUid) const;

    library::Library* m_library;
    archive::SyncRunner* m_runner;
    std::unique_ptr<library::SyncStore> m_store;
    archive::SyncState m_state;
    QTimer m_later; ///< The queue follows at most so often.
    QTimer m_clock; ///< "3 min ago" grows older by itself.

    QLabel* m_icon = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_text = nullptr;
    QLabel* m_last = nullptr;
    QProgressBar* m_progress = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_now = nullptr;
    QStackedWidget* m_body = nullptr;
    QLabel* m_emptyText = nullptr;
    QPushButton* m_setUp = nullptr;
    QLabel* m_queueTitle = nullptr;
    QTableWidget* m_table = nullptr;
    QLabel* m_nothing = nullptr;
    QLabel* m_limitName = nullptr;
    QDoubleSpinBox* m_limit = nullptr; ///< MB/s (10^6 bytes); 0: no limit.
    QPushButton* m_retry = nullptr;
    QPushButton* m_dismiss = nullptr;
    QPushButton* m_close = nullptr;
};

} // namespace lobule::sync
