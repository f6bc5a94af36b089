#include "app/reading/ReadingPage.h"

#include "app/CatalogueText.h"
#include "app/ErrorText.h"
#include "app/reading/AiPanel.h"
#include "app/reading/InfoPanel.h"
#include "app/reading/KeyImagePanel.h"
#include "app/reading/MeasurementPanel.h"
#include "app/reading/ReadingBar.h"
#include "app/reading/SeriesStrip.h"
#include "app/reading/SliceSlider.h"
#include "app/reading/ToolRail.h"
#include "app/reporting/ReportPanel.h"
#include "app/settings/Settings.h"
#include "core/ingest/CacheRebuilder.h"
#include "core/library/Library.h"
#include "core/volume/SeriesVolume.h"
#include "viewer/panels/SliceWidget.h"
#include "viewer/render/VolumeRenderWidget.h"
#include "viewer/tools/KeyImageModel.h"
#include "viewer/tools/MeasurementModel.h"

#include <QSignalBlocker>
#include <QStackedWidget>

#include <numeric>

namespace lobule::reading {

ReadingPage::ReadingPage(library::Library* library, predict::InferenceClient* inference, settings::Settings* settings, QWidget* parent)
    : QWidget(parent), m_library(library), m_inference(inference), m_settings(settings)
{
    buildPage();
    connectPage();
    connectPanels();
    connectInference();
    addKeys();
    retranslate();
    showTab(Tab::Report);
}

ReadingPage::~ReadingPage() { closeStudy(); }

QString ReadingPage::studyUid() const { return m_session ? m_session->study().studyUid : QString(); }

bool ReadingPage::openStudy(const QString& studyUid, const QString& seriesUid)
{
    auto opened = StudySession::open(m_library, studyUid);
    if (!opened) {
        Q_EMIT problem(app::errorText(opened.error()), {});
        return false;
    }
    // A report that cannot be stored stays with its own images; storeFailed() said why.
    m_report->setStudy({});
    if (!m_report->studyUid().isEmpty()) return false;
    closeStudy();
    m_session = std::move(*opened);
    m_bar->setStudy(m_session->study());
    m_view->setMeasurements(m_session->measurements());
    connect(m_session->measurements(), &tools::MeasurementModel::storeFailed, this,
        [this] { Q_EMIT problem(tr("The measurement could not be stored and was taken back. Check the disk, and draw it again."), {}); });
    connect(m_session->keyImages(), &tools::KeyImageModel::storeFailed, this,
        [this] { Q_EMIT problem(tr("The key image could not be stored and was taken back. Check the disk, and mark it again."), {}); });
    connect(m_session->keyImages(), &tools::KeyImageModel::changed, this, &ReadingPage::showKeyMarks);
    connect(m_session.get(), &StudySession::predictionsChanged, this, &ReadingPage::showResult);
    m_rail->setUndoStack(m_session->measurements()->undoStack());
    m_strip->setSession(m_session.get());
    // The first image before everything that can wait.
    showVolume(seriesUid.isEmpty() ? m_session->firstSeries() : seriesUid, 0);
    m_measurements->setSession(m_session.get());
    m_keyImages->setSession(m_session.get());
    m_ai->setSession(m_session.get());
    m_report->setStudy(studyUid);
    m_view->setFocus(Qt::OtherFocusReason);
    if (!m_session->study().isRead) {
        if (const auto marked = m_library->setRead(studyUid, true); !marked) Q_EMIT problem(app::errorText(marked.error()), {});
        Q_EMIT libraryChanged();
    }
    updateTabs();
    return true;
}

void ReadingPage::closeStudy()
{
    if (!m_session) return;
    stopRestoring();
    m_restored.clear();
    // Not flush() alone: the panel must forget the study before its rows are gone.
    m_report->setStudy({});
    setVolumeShown(false);
    m_strip->setSession(nullptr);
    m_measurements->setSession(nullptr);
    m_keyImages->setSession(nullptr);
    m_ai->setSession(nullptr);
    m_info->clear();
    m_rail->setUndoStack(nullptr);
    m_view->setVolume(nullptr);
    m_view->setMeasurements(nullptr);
    m_volume.reset();
    m_session.reset();
    showKeyMarks();
}

bool ReadingPage::flush() { return m_report->flush(); }

void ReadingPage::showVolume(const QString& seriesUid, int volumeIndex)
{
    if (!m_session || seriesUid.isEmpty()) {
        m_volume.reset();
        m_view->setVolume(nullptr);
        m_bar->setPredictEnabled(false);
        if (m_session) Q_EMIT notice(tr("This study has no images that can be shown."));
        return;
    }
    stopRestoring();
    const auto state = m_session->pixelState(seriesUid);
    if (state && state->isRebuildable() && !m_restored.contains(seriesUid)) return restorePixels(seriesUid, volumeIndex, false);
    const auto volumes = m_session->volumes(seriesUid);
    if (!volumes || volumeIndex >= volumes->size()) return sayWhyNoPixels(seriesUid, volumes);
    mountVolume(volumes->at(volumeIndex), seriesUid, volumeIndex, false);
}

void ReadingPage::mountVolume(const VolumePtr& volume, const QString& seriesUid, int volumeIndex, bool keepView)
{
    m_volume = volume;
    m_volumeIndex = volumeIndex;
    {
        const QSignalBlocker quiet(m_slider);
        m_slider->setRange(0, m_volume->sliceCount() - 1);
    }
    m_view->setEmptyText({}, {});
    keepView ? m_view->updateVolume(m_volume) : m_view->setVolume(m_volume);
    m_strip->setCurrent(seriesUid, volumeIndex);
    m_bar->setPredictEnabled(true);
    if (const auto* series = m_session->findSeries(seriesUid)) m_report->setSeries(*series);
    updateCorners();
    sliceChanged(m_view->slice());
    if (m_image->currentIndex() != 0) m_volumeView->setVolume(m_volume);
}

void ReadingPage::updateCorners()
{
    const auto* series = m_session && m_volume ? m_session->findSeries(m_volume->seriesUid()) : nullptr;
    if (series == nullptr) return;
    QStringList second;
    if (!series->phase.isEmpty()) second << app::phaseText(series->phase);
    if (const QString part = app::stackText(m_volume->label()); !part.isEmpty()) second << part;
    second << tr("Se %1").arg(series->number);
    QStringList protocol;
    if (series->tubeVoltageKvp > 0.0) protocol << QStringLiteral("%1 kVp").arg(series->tubeVoltageKvp, 0, 'f', 0);
    if (series->exposureMas > 0.0) protocol << QStringLiteral("%1 mAs").arg(series->exposureMas, 0, 'f', 0);
    if (!series->kernel.isEmpty()) protocol << series->kernel;
    m_view->setCornerTexts(m_session->study().pseudonym + u'\n' + second.join(QStringLiteral(" · ")), protocol.join(u' '));
}

void ReadingPage::sliceChanged(int index)
{
    if (!m_volume) return;
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(index);
    showKeyMarks();
    showResult();
    m_infoLater.start();
}

void ReadingPage::showResult()
{
    if (!m_session || !m_volume) return;
    const auto& slice = m_volume->slice(m_view->slice());
    const auto* prediction = m_session->prediction(slice.instanceUid, slice.frame);
    m_view->setResult(prediction == nullptr ? std::nullopt : std::optional(render::resultBox(*prediction)));
    m_ai->showFrame(slice.instanceUid, slice.frame);
}

void ReadingPage::goTo(const QString& seriesUid, const QString& instanceUid, int frame)
{
    if (!m_session) return;
    setVolumeShown(false);
    const auto place = m_session->placeOf(seriesUid, instanceUid, frame);
    if (!place) return;
    if (m_volume != place->volume) showVolume(seriesUid, place->stack);
    m_view->setSlice(place->index);
}

void ReadingPage::setVolumeShown(bool shown)
{
    const bool isShown = m_image->currentIndex() != 0;
    m_bar->set3d(shown && m_volume);
    if (isShown == shown || (shown && !m_volume)) return;
    m_image->setCurrentIndex(shown ? 1 : 0);
    m_volumeView->setVolume(shown ? m_volume : VolumePtr{});
    (shown ? static_cast<QWidget*>(m_volumeView) : m_view)->setFocus(Qt::OtherFocusReason);
}

void ReadingPage::predictCurrent()
{
    if (m_volume) predictSlices({m_view->slice()}, true);
}

void ReadingPage::predictSeries()
{
    if (!m_volume) return;
    QList<int> slices(m_volume->sliceCount());
    std::iota(slices.begin(), slices.end(), 0);
    predictSlices(slices, false);
}

void ReadingPage::predictSlices(const QList<int>& slices, bool urgent)
{
    predict::PredictionRequest request;
    request.studyUid = studyUid();
    request.volume = m_volume;
    request.slices = slices;
    request.imageTypes = m_session->imageTypes(m_volume->seriesUid());
    request.urgent = urgent;
    m_view->setAiVisible(true);
    m_jobs.insert(m_inference->predict(request), {static_cast<int>(slices.size()), 0, {}});
    m_bar->setPredicting(true);
    Q_EMIT problemSolved();
}

void ReadingPage::answered(const predict::SliceAnswer& answer)
{
    const auto job = m_jobs.find(answer.job);
    if (job == m_jobs.end()) return;
    ++job->answered;
    if (job->asked > 1) Q_EMIT notice(tr("Predicting the series: %1 of %2 slices").arg(job->answered).arg(job->asked));
    if (!answer.prediction) {
        if (answer.prediction.error().code == ErrorCode::NotScored) job->refusal = app::errorText(answer.prediction.error());
        return;
    }
    // Stored with its study even when the reader has gone on to another one.
    const auto stored = m_library->addPrediction(*answer.prediction);
    if (!stored) {
        Q_EMIT problem(app::errorText(stored.error()), [this] { predictCurrent(); });
        return;
    }
    if (m_session && stored->studyUid == studyUid()) m_session->addPrediction(*stored);
    updateTabs();
}

void ReadingPage::jobFinished(const predict::JobSummary& summary)
{
    if (!m_jobs.contains(summary.job)) return;
    const Job job = m_jobs.take(summary.job);
    m_bar->setPredicting(!m_jobs.isEmpty());
    if (summary.answered > 0) {
        m_report->refresh();
        Q_EMIT libraryChanged();
    }
    if (summary.error)
        Q_EMIT problem(app::errorText(*summary.error), [this] { predictCurrent(); });
    else if (summary.notScored > 0 && summary.answered == 0)
        Q_EMIT notice(job.refusal);
    else if (job.asked > 1)
        Q_EMIT notice(tr("Series predicted: %1 scored, %2 not scored").arg(summary.answered).arg(summary.notScored));
}

void ReadingPage::exportPdf()
{
    if (m_session) m_report->exportPdf();
}

} // namespace lobule::reading
