#pragma once

#include "app/worklist/ImportController.h"
#include "app/worklist/StudyModel.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <functional>

class QSplitter;
class QStackedWidget;

namespace lobule::library {
class Library;
}
namespace lobule::settings {
class Settings;
}

namespace lobule::worklist {

class DemoStudy;
class EmptyState;
class ImportResultDialog;
class PasswordPrompt;
class QuarantinePage;
class ReportPane;
class ResumeStrip;
class SeriesPane;
class SideBar;
class StudyLoader;
class StudyTable;
class WorklistBar;

/// The first page: find a study, see what is known about it, bring new ones in. GUI thread; `library` belongs to it, too.
class WorklistPage : public QWidget {
    Q_OBJECT
public:
    WorklistPage(library::Library* library, settings::Settings* settings, QWidget* parent = nullptr);
    ~WorklistPage() override;

    void importPaths(const QStringList& paths);
    /// Makes the demonstration studies and imports them.
    void importDemo();
    /// Reads the catalogue again now; call after a change made elsewhere in the program.
    void refresh();
    /// In the order of the list; empty at its ends.
    [[nodiscard]] QString neighbour(const QString& studyUid, int step) const;
    [[nodiscard]] QString nextUnread(const QString& studyUid) const;
    [[nodiscard]] const StudyCounts& counts() const;
    void selectStudy(const QString& studyUid);
    void setDevice(const QString& text, const QString& toolTip);
    void saveUiState();

    [[nodiscard]] StudyModel* model() const { return m_model; }
    [[nodiscard]] StudyTable* table() const { return m_table; }
    [[nodiscard]] SideBar* sideBar() const { return m_side; }
    [[nodiscard]] WorklistBar* bar() const { return m_bar; }
    [[nodiscard]] ImportController* importer() const { return m_importer; }

Q_SIGNALS:
    void openRequested(const QString& studyUid, const QString& seriesUid);
    void reportRequested(const QString& studyUid);
    void pdfRequested(const QString& studyUid);
    void settingsRequested();
    void revealRequested(const QString& studyUid);
    void countsChanged();
    void problem(const QString& sentence);
    void studiesRemoved(const QStringList& studyUids);

private:
    void buildPage();
    void connectBar();
    void connectList();
    void connectImport();
    void restoreUiState();
    void applyFilter();
    void showStudy();
    void showRightPage();
    void chooseFiles();
    void chooseFolder();
    void markRead(const QStringList& studyUids, bool isRead);
    void confirmRemove(const QStringList& studyUids);
    void removeStudies(const QStringList& studyUids);
    void reloadQuarantine();
    void connectResume();
    void importEnded(const ImportReport& report);
    void showUnfinished();
    void openNextUnread();

    library::Library* m_library;
    settings::Settings* m_settings;
    StudyModel* m_model;
    StudyLoader* m_loader;
    ImportController* m_importer;
    DemoStudy* m_demo;
    WorklistBar* m_bar = nullptr;
    SideBar* m_side = nullptr;
    ImportStrip* m_strip = nullptr;
    ResumeStrip* m_resume = nullptr;
    PasswordPrompt* m_passwords = nullptr;
    StudyTable* m_table = nullptr;
    EmptyState* m_empty = nullptr;
    SeriesPane* m_series = nullptr;
    ReportPane* m_report = nullptr;
    QuarantinePage* m_quarantine = nullptr;
    QSplitter* m_vertical = nullptr;
    QSplitter* m_lower = nullptr;
    QStackedWidget* m_list = nullptr; ///< Table or empty state.
    QStackedWidget* m_right = nullptr; ///< Studies or quarantine.
    QPointer<ImportResultDialog> m_result;
    ImportReport m_lastReport;
    QTimer m_showLater; ///< Series and report follow the current study when it rests.
    bool m_isLoaded = false;
};

} // namespace lobule::worklist
