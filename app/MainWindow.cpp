#include "app/MainWindow.h"

#include "app/ErrorText.h"
#include "app/keys/RevealDialog.h"
#include "app/KeysDialog.h"
#include "app/predict/InferenceClient.h"
#include "app/reading/ReadingPage.h"
#include "app/reporting/ReportPanel.h"
#include "app/settings/Language.h"
#include "app/settings/ProfileText.h"
#include "app/settings/Settings.h"
#include "app/settings/SettingsDialog.h"
#include "app/StatusLine.h"
#include "app/sync/FetchStrip.h"
#include "app/sync/SyncChip.h"
#include "app/sync/SyncDesk.h"
#include "app/theme/Theme.h"
#include "app/worklist/DropTarget.h"
#include "app/worklist/StudyTable.h"
#include "app/worklist/WorklistPage.h"
#include "core/ingest/ProfileChoice.h"
#include "core/library/Library.h"

#include <QCloseEvent>
#include <QEvent>
#include <QGuiApplication>
#include <QScreen>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace lobule::app {

namespace {

predict::InferenceOptions inferenceOptions(const settings::Settings& settings)
{
    predict::InferenceOptions options;
    options.device = settings.device();
    options.modelPackage = settings.modelPackage();
    return options;
}

} // namespace

MainWindow::MainWindow(library::Library* library, settings::Settings* settings, QWidget* parent)
    : QMainWindow(parent), m_library(library), m_settings(settings),
      m_inference(new predict::InferenceClient(inferenceOptions(*settings), this)),
      m_worklist(new worklist::WorklistPage(library, settings, this)),
      m_reading(new reading::ReadingPage(library, m_inference, settings, this)), m_drop(nullptr), m_status(new StatusLine(this)),
      m_sync(new sync::SyncDesk(library, this)), m_pages(new QStackedWidget(this))
{
    setWindowTitle(QStringLiteral("Lobule"));
    m_pages->addWidget(m_worklist);
    m_pages->addWidget(m_reading);
    auto* central = new QWidget(this);
    auto* column = new QVBoxLayout(central);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_sync->strip());
    column->addWidget(m_pages, 1);
    column->addWidget(m_status);
    setCentralWidget(central);
    m_drop = new worklist::DropTarget(this);
    connectWorklist();
    connectReading();
    connectInference();
    connectSync();
    addKeys();
    connect(m_settings, &settings::Settings::changed, this, &MainWindow::applySettings);
    connect(m_status, &StatusLine::languageChosen, this, &MainWindow::chooseLanguage);
    const QRect screen = QGuiApplication::primaryScreen()->availableGeometry();
    resize(screen.size().boundedTo({theme::px(1920), theme::px(1080)}));
    restoreGeometry(m_settings->uiState(QStringLiteral("window")));
    showWorklist();
    updateDevice();
    m_sync->start();
}

MainWindow::~MainWindow()
{
    // The pages hold on to the client and the library: they go first.
    delete m_sync;
    delete m_reading;
    delete m_worklist;
}

void MainWindow::connectWorklist()
{
    using worklist::WorklistPage;
    connect(m_worklist, &WorklistPage::openRequested, this, &MainWindow::openStudy);
    connect(m_worklist, &WorklistPage::reportRequested, this, [this](const QString& uid) {
        openStudy(uid);
        m_reading->showTab(reading::ReadingPage::Tab::Report);
    });
    connect(m_worklist, &WorklistPage::pdfRequested, this, [this](const QString& uid) {
        openStudy(uid);
        if (m_reading->studyUid() == uid) m_reading->exportPdf();
    });
    connect(m_worklist, &WorklistPage::revealRequested, this, &MainWindow::reveal);
    connect(m_worklist, &WorklistPage::settingsRequested, this, &MainWindow::openSettings);
    connect(m_worklist, &WorklistPage::countsChanged, this, &MainWindow::updateWords);
    connect(m_worklist, &WorklistPage::problem, this, [this](const QString& sentence) { m_status->showProblem(sentence); });
    connect(m_worklist, &WorklistPage::studiesRemoved, this, [this](const QStringList& uids) {
        if (uids.contains(m_reading->studyUid())) m_reading->closeStudy();
    });
    // A study may be read while it is still arriving; once a second is enough for that.
    m_growLater.setSingleShot(true);
    m_growLater.setInterval(1000);
    connect(&m_growLater, &QTimer::timeout, m_reading, &reading::ReadingPage::refreshImages);
    connect(m_worklist->importer(), &worklist::ImportController::progressed, this, [this] {
        if (!m_growLater.isActive() && isReading()) m_growLater.start();
    });
    connect(m_worklist->importer(), &worklist::ImportController::finished, m_reading, &reading::ReadingPage::refreshImages);
    connect(m_drop, &worklist::DropTarget::dropped, this, &MainWindow::importPaths);
}

void MainWindow::connectReading()
{
    using reading::ReadingPage;
    connect(m_reading, &ReadingPage::backRequested, this, &MainWindow::showWorklist);
    connect(m_reading, &ReadingPage::neighbourRequested, this, [this](int step) {
        const QString uid = m_worklist->neighbour(m_reading->studyUid(), step);
        if (!uid.isEmpty())
            openStudy(uid);
        else
            m_status->showNotice(step > 0 ? tr("This is the last study of the list.") : tr("This is the first study of the list."));
    });
    connect(m_reading, &ReadingPage::nextUnreadRequested, this, [this] {
        const QString uid = m_worklist->nextUnread(m_reading->studyUid());
        if (!uid.isEmpty())
            openStudy(uid);
        else
            m_status->showNotice(tr("Every study of the list has been read."));
    });
    connect(m_reading, &ReadingPage::revealRequested, this, &MainWindow::revealCurrent);
    connect(m_reading, &ReadingPage::libraryChanged, m_worklist, &worklist::WorklistPage::refresh);
    connect(m_reading, &ReadingPage::notice, m_status, &StatusLine::showNotice);
    connect(m_reading, &ReadingPage::problem, m_status, &StatusLine::showProblem);
    connect(m_reading, &ReadingPage::problemSolved, m_status, &StatusLine::clearMessage);
}

void MainWindow::connectInference()
{
    using predict::InferenceClient;
    connect(m_inference, &InferenceClient::modelLoaded, this, &MainWindow::updateDevice);
    connect(m_inference, &InferenceClient::stateChanged, this, &MainWindow::updateDevice);
}

void MainWindow::connectSync()
{
    using sync::SyncDesk;
    m_status->addChip(m_sync->chip());
    connect(m_sync, &SyncDesk::settingsRequested, this, &MainWindow::openArchiveSettings);
    connect(m_sync, &SyncDesk::conflictRequested, this, &MainWindow::showConflict);
    connect(m_sync, &SyncDesk::openRequested, this, [this](const QString& uid, const QString& series) {
        // Whoever went on to read something else meanwhile is not interrupted.
        const QString now = isReading() ? m_reading->studyUid() : QString();
        if (!now.isEmpty() && now != uid && now != m_askedFrom)
            m_status->showNotice(tr("The images that you asked for are here now; open the study from the worklist."));
        else
            openStudy(uid, series);
    });
    connect(m_sync, &SyncDesk::notice, m_status, &StatusLine::showNotice);
    connect(m_sync, &SyncDesk::problem, m_status, &StatusLine::showProblem);
    connect(m_sync, &SyncDesk::received, m_reading, &reading::ReadingPage::refreshNotes);
    connect(m_sync, &SyncDesk::received, m_worklist, &worklist::WorklistPage::refresh);
    connect(m_sync, &SyncDesk::stateChanged, this, &MainWindow::updateWords);
}

void MainWindow::addKeys()
{
    const auto key = [this](const QKeySequence& sequence, void (MainWindow::*slot)()) {
        connect(new QShortcut(sequence, this), &QShortcut::activated, this, slot);
    };
    key(QKeySequence(Qt::Key_F1), &MainWindow::showKeys);
    key(QKeySequence(Qt::Key_F11), &MainWindow::toggleFullScreen);
    key(QKeySequence(Qt::CTRL | Qt::Key_Comma), &MainWindow::openSettings);
    key(QKeySequence(Qt::CTRL | Qt::Key_I), &MainWindow::revealCurrent);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S), this), &QShortcut::activated, m_sync, &sync::SyncDesk::showPage);
}

bool MainWindow::isReading() const { return m_pages->currentWidget() == m_reading; }

void MainWindow::importPaths(const QStringList& paths)
{
    if (isReading()) m_status->showNotice(tr("Importing; the worklist shows how far it is."));
    m_worklist->importPaths(paths);
}

void MainWindow::openStudy(const QString& studyUid, const QString& seriesUid)
{
    if (m_sync->isRemote(studyUid)) {
        m_askedFrom = isReading() ? m_reading->studyUid() : QString();
        m_status->clearMessage();
        return m_sync->fetch(studyUid, seriesUid);
    }
    if (!m_reading->openStudy(studyUid, seriesUid)) return;
    m_pages->setCurrentWidget(m_reading);
    m_worklist->selectStudy(studyUid);
    m_status->clearMessage();
    updateWords();
}

void MainWindow::showWorklist()
{
    if (isReading() && !m_reading->flush()) return;
    m_pages->setCurrentWidget(m_worklist);
    m_worklist->table()->setFocus(Qt::OtherFocusReason);
    m_worklist->refresh();
    updateWords();
}

void MainWindow::applySettings()
{
    if (m_settings->language() != settings::installedLanguage() && !settings::installLanguage(m_settings->language()))
        m_status->showProblem(tr("The translation for %1 is not installed.").arg(settings::languageName(m_settings->language())));
    const predict::InferenceOptions wanted = inferenceOptions(*m_settings);
    const predict::InferenceOptions& now = m_inference->options();
    if (wanted.device != now.device || wanted.modelPackage != now.modelPackage) m_inference->setOptions(wanted);
    updateDevice();
}

void MainWindow::chooseLanguage(const QString& code) { m_settings->setLanguage(code); }

void MainWindow::openSettings()
{
    if (!m_settingsDialog) {
        m_settingsDialog = new settings::SettingsDialog(m_settings, m_library, this);
        m_settingsDialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_settingsDialog, &settings::SettingsDialog::profileChanged, this, &MainWindow::updateWords);
    }
    m_settingsDialog->show();
    m_settingsDialog->raise();
    m_settingsDialog->activateWindow();
}

void MainWindow::openArchiveSettings()
{
    openSettings();
    m_settingsDialog->showArchive();
}

/// The report of the study, where its two versions are compared.
void MainWindow::showConflict(const QString& studyUid)
{
    openStudy(studyUid);
    if (m_reading->studyUid() != studyUid) return;
    m_reading->showTab(reading::ReadingPage::Tab::Report);
    m_reading->report()->compareVersions();
}

void MainWindow::showKeys()
{
    if (!m_keys) {
        m_keys = new KeysDialog(this);
        m_keys->setAttribute(Qt::WA_DeleteOnClose);
    }
    m_keys->show();
    m_keys->raise();
    m_keys->activateWindow();
}

void MainWindow::revealCurrent() { reveal(isReading() ? m_reading->studyUid() : m_worklist->table()->currentStudy()); }

void MainWindow::reveal(const QString& studyUid)
{
    if (studyUid.isEmpty()) return;
    const auto study = m_library->study(studyUid);
    if (!study) return m_status->showProblem(errorText(study.error()));
    auto* dialog = new keys::RevealDialog(m_library->folder(), *study, m_settings->revealSeconds(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::toggleFullScreen()
{
    if (isFullScreen())
        showNormal();
    else
        showFullScreen();
}

void MainWindow::updateWords()
{
    const auto& counts = m_worklist->counts();
    if (isReading())
        m_status->setHint(tr("Wheel slice · Left drag window · Middle drag pan · F1 all keys"));
    else
        m_status->setHint(
            QStringList{tr("%n study(ies)", nullptr, counts.all), tr("%n unread", nullptr, counts.unread)}.join(QStringLiteral(" · "))
            + QStringLiteral("      ") + tr("De-identification: %1").arg(settings::profileText(ingest::profileChoice(*m_library).profile)));
    const auto* model = m_inference->model();
    const bool hasArchive = m_sync->state().phase != archive::SyncState::Phase::NotConfigured;
    const QString offline = hasArchive ? tr("De-identified") : tr("De-identified · offline");
    const bool isDemo = model == nullptr ? m_settings->modelPackage().isEmpty() : !model->clinicalUse;
    const QString warning = isDemo ? tr("Demonstration model — not for clinical use") : QString();
    m_status->setNote(isReading() ? (warning.isEmpty() ? offline : offline + QStringLiteral("      ") + warning) : warning);
}

void MainWindow::updateDevice()
{
    const auto* model = m_inference->model();
    QString text, tip;
    if (model != nullptr) {
        text = model->device;
        tip = tr("Predictions run on %1 with %2").arg(model->device, model->text());
    } else {
        const QString device = m_settings->device();
        text = device == u"auto" ? tr("Device: automatic") : device == u"cpu" ? tr("CPU") : device.toUpper();
        tip = tr("Predictions will run here; the model is loaded at the first one");
    }
    if (m_inference->state() == predict::InferenceClient::State::Failed) {
        text = tr("Model not available");
        tip = tr("The last start of the prediction program failed; F5 tries again");
    }
    m_worklist->setDevice(text, tip);
    updateWords();
}

void MainWindow::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) updateDevice();
    QMainWindow::changeEvent(event);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!m_reading->flush()) {
        // The report could not be stored; the status line says why. Closing now would lose what was typed.
        m_pages->setCurrentWidget(m_reading);
        event->ignore();
        return;
    }
    m_settings->setUiState(QStringLiteral("window"), saveGeometry());
    m_worklist->saveUiState();
    m_reading->saveUiState();
    QMainWindow::closeEvent(event);
}

} // namespace lobule::app
