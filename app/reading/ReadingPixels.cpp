// The part of the reading page that brings decoded pixels back: evicted, lost or damaged ones are made again by worker processes from
// the stored objects, and a study that is still being imported grows while it is read.

#include "app/ErrorText.h"
#include "app/reading/ReadingPage.h"
#include "app/reading/SeriesStrip.h"
#include "app/ReasonText.h"
#include "app/reporting/ReportPanel.h"
#include "app/settings/Settings.h"
#include "core/ingest/CacheRebuilder.h"
#include "core/library/Library.h"
#include "core/volume/SeriesVolume.h"
#include "viewer/panels/SliceWidget.h"

namespace lobule::reading {

namespace {

/// A disk that damages what is written each time needs a person, not another try.
constexpr int kMostTries = 3;

} // namespace

void ReadingPage::restorePixels(const QString& seriesUid, int volumeIndex, bool keepView)
{
    ++m_restored[seriesUid];
    m_restoring = {seriesUid, volumeIndex, keepView};
    ingest::ImportOptions options;
    options.workers = m_settings->importWorkers();
    m_restorer = std::make_unique<ingest::CacheRebuilder>(m_library->folder(), options);
    connect(m_restorer.get(), &ingest::CacheRebuilder::progressed, this, &ReadingPage::showRestoring);
    connect(m_restorer.get(), &ingest::CacheRebuilder::finished, this, &ReadingPage::pixelsRestored);
    if (!keepView) {
        m_volume.reset();
        m_view->setVolume(nullptr);
        m_strip->setCurrent(seriesUid, volumeIndex);
        showRestoring({});
    }
    m_restorer->start(seriesUid);
}

void ReadingPage::showRestoring(const ingest::ImportProgress& progress)
{
    const QString count
        = progress.filesTotal > 0 ? tr("%1 of %2 images").arg(progress.filesDone).arg(progress.filesTotal) : tr("Starting...");
    if (m_restoring.keepView) return Q_EMIT notice(tr("Damaged images are being decoded again: %1").arg(count));
    m_view->setEmptyText(tr("The images are being decoded again: %1").arg(count),
        tr("Their decoded pixels had been removed to make room, or were damaged. The study itself is complete. Choose another series or go "
           "back to stop."));
}

void ReadingPage::stopRestoring()
{
    if (!m_restorer) return;
    disconnect(m_restorer.get(), nullptr, this, nullptr);
    // What was decoded so far stays; the rest is taken up the next time.
    m_restored.remove(m_restoring.seriesUid);
    m_restorer.reset();
    m_view->setEmptyText({}, {});
}

void ReadingPage::pixelsRestored(const ingest::ImportResult& result)
{
    // Released by the event loop: it is still emitting.
    m_restorer.release()->deleteLater();
    if (!m_session) return;
    const Restoring done = m_restoring;
    m_session->forget(done.seriesUid);
    m_view->setEmptyText({}, {});
    if (result.failure) {
        m_restored.remove(done.seriesUid);
        Q_EMIT problem(app::errorText(*result.failure), [this, done] { showVolume(done.seriesUid, done.volumeIndex); });
    }
    const auto volumes = m_session->volumes(done.seriesUid);
    if (!volumes || done.volumeIndex >= volumes->size()) return sayWhyNoPixels(done.seriesUid, volumes);
    mountVolume(volumes->at(done.volumeIndex), done.seriesUid, done.volumeIndex, done.keepView);
    if (!done.keepView) m_strip->setSession(m_session.get());
    m_strip->setCurrent(done.seriesUid, done.volumeIndex);
    if (!result.quarantined.isEmpty())
        Q_EMIT problem(tr("%n image(s) of this series cannot be decoded any more. Import the study again.", nullptr,
                           static_cast<int>(result.quarantined.size())),
            {});
    else if (done.keepView && !result.failure)
        Q_EMIT notice(tr("The damaged images were decoded again."));
}

void ReadingPage::sayWhyNoPixels(const QString& seriesUid, const Result<QList<VolumePtr>>& volumes)
{
    m_volume.reset();
    m_view->setVolume(nullptr);
    if (!volumes) return Q_EMIT problem(app::errorText(volumes.error()), {});
    const auto state = m_session->pixelState(seriesUid);
    if (state && state->undecodable > 0) {
        const bool isSupported = ingest::pixelNoteCode(state->note) != ErrorCode::Unsupported;
        m_view->setEmptyText(app::reasonInWords(ingest::pixelNoteReason(state->note)),
            isSupported
                ? tr("The images are stored, but Lobule cannot show them. Export the study again from the scanner or the PACS.")
                : tr(
                    "The images are stored and can be exported, but Lobule cannot show them. Ask for the study without this compression."));
        return;
    }
    Q_EMIT problem(tr("The decoded pixels of this series are missing. Import the study again, or run \"lobulectl verify --repair\"."), {});
}

void ReadingPage::pixelsDamaged()
{
    if (!m_session || !m_volume || m_restorer) return;
    const QString seriesUid = m_volume->seriesUid();
    if (m_restored.value(seriesUid) >= kMostTries)
        return Q_EMIT problem(tr("Decoded pixels on this disk are damaged again and again. Check the disk."), {});
    restorePixels(seriesUid, m_volumeIndex, true);
}

void ReadingPage::refreshNotes()
{
    if (!m_session) return;
    m_report->refresh();
    m_session->refreshNotes();
    refreshImages();
}

void ReadingPage::refreshImages()
{
    if (!m_session || m_restorer) return;
    const VolumePtr before = m_volume;
    if (!m_session->refresh()) return;
    m_strip->setSession(m_session.get());
    if (!before) return showVolume(m_session->firstSeries(), 0);
    const auto volumes = m_session->volumes(before->seriesUid());
    if (!volumes) return;
    // The stack that shows the same image now; splitting may have changed with what arrived.
    const auto& shown = before->slice(m_view->slice());
    for (int i = 0; i < volumes->size(); ++i)
        if (volumes->at(i)->indexOf(shown.instanceUid, shown.frame) >= 0) return mountVolume(volumes->at(i), before->seriesUid(), i, true);
}

} // namespace lobule::reading
