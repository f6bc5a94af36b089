#pragma once

#include "app/reporting/ReportPanel.h"
#include "app/reporting/ReportPdf.h"
#include "app/reporting/ReportStore.h"

#include <QFutureWatcher>
#include <QPointer>
#include <QTimer>

#include <map>

class QLabel;
class QLayout;
class QAction;
class QPushButton;

namespace lobule::theme {
class AiBadge;
}

namespace lobule::reporting {

class FieldEdit;
class MergeDialog;
class PreviewDialog;
class VersionsDialog;

/// Widgets of the panel and what connects them with the store.
class ReportPanel::Private {
public:
    Private(ReportPanel* owner, library::Library* in);

    void build();
    [[nodiscard]] QLayout* buildHead();
    [[nodiscard]] QWidget* buildConflict();
    [[nodiscard]] QLayout* buildPrediction();
    [[nodiscard]] QWidget* buildForm();
    [[nodiscard]] QLayout* buildButtons();
    void connectAll();
    void retranslate();
    void showReport(); ///< Loads the stored text into the fields.
    void showState(); ///< Status line, what may be edited, which buttons there are.
    void showSaved();
    void showConflict();
    void compare();
    void merge();
    void showPrediction();
    void readPrediction();
    void fieldActed(const QString& key);
    void askToFinalise();
    void finalise();
    void showVersions();
    void restore(const library::ReportVersion& version);
    void setLanguage(Language chosen);
    [[nodiscard]] Result<ReportInput> input() const;
    [[nodiscard]] QString predictionPlace() const;
    [[nodiscard]] QString techniqueSuggestion() const;
    [[nodiscard]] QString pseudonym() const;
    void startExport(const QString& file);
    void exportEnded();
    void startPreview();
    void showPages();
    void fail(const Error& error) { Q_EMIT q->exportFailed(error); }

    ReportPanel* q;
    library::Library* library;
    ReportStore store;
    Language language = Language::Korean;
    library::SeriesRow series;
    std::optional<library::Prediction> prediction;
    int predictionImage = 0; ///< Instance number of the predicted slice; 0: not known.
    bool isAddendumOpen = false;
    QDateTime savedAt;
    QString exportedStudy;
    bool isRefused = false; ///< The last try to store failed.
    std::function<std::optional<render::SliceScene>()> sceneSource;
    std::function<QString(const QString&)> fileChooser;
    QFutureWatcher<std::pair<QString, std::optional<Error>>> exporting;
    QFutureWatcher<QList<QImage>> rendering;
    QTimer clock;

    QLabel* title = nullptr;
    QPushButton* saved = nullptr;
    QWidget* conflict = nullptr; ///< Shown where a report has two heads.
    QLabel* conflictText = nullptr;
    QPushButton* conflictButton = nullptr;
    QLabel* aiTitle = nullptr;
    theme::AiBadge* badge = nullptr;
    QLabel* aiNote = nullptr;
    QPushButton* aiImage = nullptr;
    QPushButton* aiInsert = nullptr;
    std::map<QString, FieldEdit*> fields;
    QLabel* finalNote = nullptr;
    QPushButton* finaliseButton = nullptr;
    QPushButton* addendumButton = nullptr;
    QPushButton* previewButton = nullptr;
    QPushButton* languageButton = nullptr;
    QAction* koreanAction = nullptr;
    QAction* englishAction = nullptr;
    QPointer<VersionsDialog> versionsDialog;
    QPointer<PreviewDialog> previewDialog;
    QPointer<MergeDialog> mergeDialog;
};

} // namespace lobule::reporting
