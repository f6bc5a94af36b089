#pragma once

#include "app/predict/InferenceClient.h"
#include "app/reading/StudySession.h"

#include <QHash>
#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <functional>

class QPushButton;
class QSplitter;
class QStackedWidget;
class QVBoxLayout;

namespace lobule::ingest {
class CacheRebuilder;
struct ImportProgress;
struct ImportResult;
} // namespace lobule::ingest
namespace lobule::panels {
class SliceWidget;
}
namespace lobule::render {
class VolumeRenderWidget;
}
namespace lobule::reporting {
class ReportPanel;
}
namespace lobule::settings {
class Settings;
}

namespace lobule::reading {

class AiPanel;
class InfoPanel;
class KeyImagePanel;
class MeasurementPanel;
class ReadingBar;
class SeriesStrip;
class SliceSlider;
class ToolRail;

/// The second page: one study, read slice by slice, with report, measurements and the model's answers beside it. GUI thread;
/// nothing here waits for the model or for a decoder. `library` and `inference` must outlive the page.
class ReadingPage : public QWidget {
    Q_OBJECT
public:
    enum class Tab { Report, Measurements, Ai, Info };

    ReadingPage(library::Library* library, predict::InferenceClient* inference, settings::Settings* settings, QWidget* parent = nullptr);
    ~ReadingPage() override;

    /// Shows the study and marks it read; the former one is stored and closed. `seriesUid` may be empty. False: it could not be
    /// opened (problem() was emitted) and the former study is still shown.
    bool openStudy(const QString& studyUid, const QString& seriesUid = {});
    /// Shows what has arrived since of a study that is being imported; does nothing when nothing has.
    void refreshImages();
    /// Takes in reports, measurements, AI results and images of the study that others have brought into the library. What is being typed
    /// stays.
    void refreshNotes();
    /// Whether pixels are being decoded again for the series that is to be shown.
    [[nodiscard]] bool isRestoring() const { return m_restorer != nullptr; }
    /// Stores what is being typed and lets the study go.
    void closeStudy();
    [[nodiscard]] QString studyUid() const;
    void showTab(Tab tab);
    void exportPdf();
    void saveUiState();
    [[nodiscard]] bool flush();

    [[nodiscard]] panels::SliceWidget* view() const { return m_view; }
    [[nodiscard]] SeriesStrip* strip() const { return m_strip; }
    [[nodiscard]] StudySession* session() const { return m_session.get(); }
    [[nodiscard]] reporting::ReportPanel* report() const { return m_report; }

Q_SIGNALS:
    void backRequested();
    void neighbourRequested(int step);
    void nextUnreadRequested();
    void keysRequested();
    /// The catalogue was changed: read mark, prediction, report.
    void libraryChanged();
    /// Who the patient of the open study is.
    void revealRequested();
    /// Something to say in the status line; `retry` may be empty.
    void notice(const QString& sentence);
    void problem(const QString& sentence, const std::function<void()>& retry);
    void problemSolved();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void buildPage();
    QWidget* buildImageArea();
    QWidget* buildSidePanel();
    void connectPage();
    void connectPanels();
    void connectInference();
    void addKeys();
    void retranslate();
    void showVolume(const QString& seriesUid, int volumeIndex);
    void mountVolume(const VolumePtr& volume, const QString& seriesUid, int volumeIndex, bool keepView);
    void sayWhyNoPixels(const QString& seriesUid, const Result<QList<VolumePtr>>& volumes);
    void restorePixels(const QString& seriesUid, int volumeIndex, bool keepView);
    void stopRestoring();
    void showRestoring(const ingest::ImportProgress& progress);
    void pixelsRestored(const ingest::ImportResult& result);
    void pixelsDamaged();
    void sliceChanged(int index);
    void showResult();
    void goTo(const QString& seriesUid, const QString& instanceUid, int frame);
    /// Whether the slice shown is a key image, on picture, rail, slider and strip.
    void showKeyMarks();
    void toggleKeyImage();
    void goToKeyImage(const library::KeyImage& image);
    void stepKeyImage(int step);
    void setVolumeShown(bool shown);
    void predictSlices(const QList<int>& slices, bool urgent);
    void predictCurrent();
    void predictSeries();
    void answered(const predict::SliceAnswer& answer);
    void jobFinished(const predict::JobSummary& summary);
    void updateCorners();
    void updateTabs();

    library::Library* m_library;
    predict::InferenceClient* m_inference;
    settings::Settings* m_settings;
    std::unique_ptr<StudySession> m_session;
    VolumePtr m_volume;
    int m_volumeIndex = 0;
    std::unique_ptr<ingest::CacheRebuilder> m_restorer; ///< While pixels are decoded again.
    struct Restoring {
        QString seriesUid;
        int volumeIndex = 0;
        bool keepView = false; ///< Other slices of the series are being read meanwhile.
    } m_restoring;
    QHash<QString, int> m_restored; ///< How often it was tried for a series of this study.
    struct Job {
        int asked = 0;
        int answered = 0;
        QString refusal; ///< Why a slice was not scored, in words: the last reason.
    };
    QHash<quint64, Job> m_jobs; ///< Predictions that this page waits for.
    QTimer m_infoLater; ///< The facts follow the slice when it rests.

    ReadingBar* m_bar = nullptr;
    ToolRail* m_rail = nullptr;
    SeriesStrip* m_strip = nullptr;
    panels::SliceWidget* m_view = nullptr;
    SliceSlider* m_slider = nullptr;
    render::VolumeRenderWidget* m_volumeView = nullptr;
    QStackedWidget* m_image = nullptr;
    QSplitter* m_splitter = nullptr;
    QStackedWidget* m_side = nullptr;
    QList<QPushButton*> m_tabs;
    reporting::ReportPanel* m_report = nullptr;
    MeasurementPanel* m_measurements = nullptr;
    KeyImagePanel* m_keyImages = nullptr;
    AiPanel* m_ai = nullptr;
    InfoPanel* m_info = nullptr;
};

} // namespace lobule::reading
