#include "app/sync/SyncDesk.h"

#include "app/ErrorText.h"
#include "app/sync/FetchStrip.h"
#include "app/sync/SyncChip.h"
#include "app/sync/SyncPage.h"
#include "core/archive/StudyFetch.h"
#include "core/archive/SyncRunner.h"
#include "core/library/Library.h"
#include "core/library/SyncStore.h"

namespace lobule::sync {

namespace {
constexpr int kTellMs = 300;
}

SyncDesk::SyncDesk(library::Library* library, QWidget* window)
    : QObject(window), m_library(library), m_window(window),
      m_runner(std::make_unique<archive::SyncRunner>(library->folder(), archive::RunnerOptions())), m_chip(new SyncChip(window)),
      m_strip(new FetchStrip(window))
{
    if (auto opened = library::SyncStore::open(library->folder())) m_store = std::move(*opened);
    connect(m_runner.get(), &archive::SyncRunner::stateChanged, m_chip, &SyncChip::setState);
    connect(m_runner.get(), &archive::SyncRunner::stateChanged, this, &SyncDesk::stateChanged);
    m_tellLater.setSingleShot(true);
    m_tellLater.setInterval(kTellMs);
    connect(&m_tellLater, &QTimer::timeout, this, &SyncDesk::received);
    connect(m_runner.get(), &archive::SyncRunner::received, this, [this] {
        if (!m_tellLater.isActive()) m_tellLater.start();
    });
    connect(m_runner.get(), &archive::SyncRunner::membershipsEnded, this, [this](const QStringList& names, int unsent) {
        QString text = tr("You are no longer a member of %1. Its studies were removed from this computer; what was imported or written "
                          "here stays.")
                           .arg(names.join(QStringLiteral(", ")));
        if (unsent > 0) text += u' ' + tr("%n change(s) of yours could not be sent any more.", nullptr, unsent);
        Q_EMIT problem(text, {});
    });
    connect(m_chip, &SyncChip::clicked, this, &SyncDesk::showPage);
    connect(m_strip, &FetchStrip::cancelRequested, this, &SyncDesk::cancelFetch);
}

SyncDesk::~SyncDesk() = default;

void SyncDesk::start() { m_runner->start(); }

const archive::SyncState& SyncDesk::state() const { return m_runner->state(); }

void SyncDesk::showPage()
{
    if (!m_page) {
        m_page = new SyncPage(m_library, m_runner.get(), m_window);
        m_page->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_page, &SyncPage::settingsRequested, this, &SyncDesk::settingsRequested);
        connect(m_page, &SyncPage::conflictRequested, this, &SyncDesk::conflictRequested);
        connect(m_page, &SyncPage::openRequested, this, [this](const QString& uid) { Q_EMIT openRequested(uid, {}); });
    }
    m_page->show();
    m_page->raise();
    m_page->activateWindow();
}

QString SyncDesk::nameOf(const QString& studyUid) const
{
    const auto study = m_library->study(studyUid);
    return study ? study->pseudonym : QString();
}

bool SyncDesk::isRemote(const QString& studyUid) const
{
    const auto objects = m_store ? m_store->remoteObjects(studyUid) : Result<QList<library::RemoteObject>>();
    if (!objects || objects->isEmpty()) return false;
    // Without the archive what is here of it is better than nothing.
    const auto study = m_library->study(studyUid);
    const bool isPartlyHere = study && study->instanceCount > objects->size();
    return !isPartlyHere || state().phase != archive::SyncState::Phase::Offline;
}

void SyncDesk::fetch(const QString& studyUid, const QString& seriesUid)
{
    m_series = seriesUid;
    if (fetching() == studyUid) return;
    m_fetch = std::make_unique<archive::StudyFetch>(m_library->folder(), studyUid);
    connect(m_fetch.get(), &archive::StudyFetch::progressed, m_strip, &FetchStrip::setProgress);
    connect(m_fetch.get(), &archive::StudyFetch::finished, this, &SyncDesk::fetched);
    m_strip->begin(nameOf(studyUid));
    m_fetch->start();
}

QString SyncDesk::fetching() const { return m_fetch ? m_fetch->studyUid() : QString(); }

void SyncDesk::cancelFetch()
{
    if (m_fetch) m_fetch->cancel();
}

void SyncDesk::fetched(bool isComplete, const std::optional<Error>& error)
{
    const QString uid = fetching();
    const QString series = m_series;
    // Released by the event loop: it is still emitting.
    m_fetch.release()->deleteLater();
    m_strip->end();
    if (isComplete) return Q_EMIT openRequested(uid, series);
    if (!error) return Q_EMIT notice(tr("Cancelled; what has come of %1 stays.").arg(nameOf(uid)));
    Q_EMIT problem(tr("The images of %1 are in the archive only.").arg(nameOf(uid)) + u' ' + app::errorText(*error),
        [this, uid, series] { fetch(uid, series); });
}

} // namespace lobule::sync
