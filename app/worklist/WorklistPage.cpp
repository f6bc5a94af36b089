#include "app/worklist/WorklistPage.h"

#include "app/ErrorText.h"
#include "app/settings/Settings.h"
#include "app/theme/FileDialogs.h"
#include "app/theme/Theme.h"
#include "app/worklist/DemoStudy.h"
#include "app/worklist/EmptyState.h"
#include "app/worklist/ImportResultDialog.h"
#include "app/worklist/PasswordPrompt.h"
#include "app/worklist/QuarantinePage.h"
#include "app/worklist/ReportPane.h"
#include "app/worklist/ResumeStrip.h"
#include "app/worklist/SeriesPane.h"
#include "app/worklist/SideBar.h"
#include "app/worklist/StudyLoader.h"
#include "app/worklist/StudyTable.h"
#include "app/worklist/WorklistBar.h"
#include "core/library/Library.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMessageBox>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace lobule::worklist {

using theme::px;

namespace {

constexpr int kShowDelayMs = 40;

} // namespace

WorklistPage::WorklistPage(library::Library* library, settings::Settings* settings, QWidget* parent)
    : QWidget(parent), m_library(library), m_settings(settings), m_model(new StudyModel(this)),
      m_loader(new StudyLoader(library->folder(), this)), m_importer(new ImportController(library->folder(), settings, this)),
      m_demo(new DemoStudy(this))
{
    buildPage();
    connectBar();
    connectList();
    connectImport();
    connectResume();
    restoreUiState();
    reloadQuarantine();
    showUnfinished();
    m_loader->start();
}

WorklistPage::~WorklistPage() = default;

void WorklistPage::buildPage()
{
    m_bar = new WorklistBar(this);
    m_side = new SideBar(this);
    m_strip = new ImportStrip(this);
    m_resume = new ResumeStrip(this);
    m_passwords = new PasswordPrompt(this);
    m_table = new StudyTable(m_model, this);
    m_empty = new EmptyState(this);
    m_series = new SeriesPane(m_library, this);
    m_report = new ReportPane(m_library, this);
    m_quarantine = new QuarantinePage(m_library, this);

    m_list = new QStackedWidget(this);
    m_list->addWidget(m_table);
    m_list->addWidget(m_empty);
    m_lower = new QSplitter(Qt::Horizontal, this);
    m_lower->addWidget(m_series);
    m_lower->addWidget(m_report);
    m_lower->setSizes({px(1020), px(640)});
    m_lower->setStretchFactor(0, 31);
    m_lower->setStretchFactor(1, 19);
    m_vertical = new QSplitter(Qt::Vertical, this);
    m_vertical->addWidget(m_list);
    m_vertical->addWidget(m_lower);
    m_vertical->setStretchFactor(0, 1);
    m_vertical->setSizes({px(640), px(320)});
    for (QSplitter* splitter : {m_lower, m_vertical}) {
        splitter->setHandleWidth(1);
        splitter->setChildrenCollapsible(false);
    }
    m_right = new QStackedWidget(this);
    m_right->addWidget(m_vertical);
    m_right->addWidget(m_quarantine);

    auto* sideFrame = new QWidget(this);
    sideFrame->setAttribute(Qt::WA_StyledBackground);
    theme::setRole(sideFrame, "side");
    sideFrame->setFixedWidth(px(224));
    auto* sideLayout = new QVBoxLayout(sideFrame);
    sideLayout->setContentsMargins(0, 0, 1, 0);
    sideLayout->addWidget(m_side);
    auto* content = new QVBoxLayout;
    content->setSpacing(0);
    content->addWidget(m_resume);
    content->addWidget(m_strip);
    content->addWidget(m_right, 1);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(sideFrame);
    row->addLayout(content, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addLayout(row, 1);
}

void WorklistPage::connectBar()
{
    const auto shortcut = [this](const QKeySequence& key, auto&& slot) {
        connect(new QShortcut(key, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut), &QShortcut::activated, this, slot);
    };
    shortcut(QKeySequence(QKeySequence::Find), [this] {
        m_bar->filter()->setFocus(Qt::ShortcutFocusReason);
        m_bar->filter()->selectAll();
    });
    shortcut(QKeySequence(Qt::CTRL | Qt::Key_O), [this] { m_bar->showImportMenu(); });
    shortcut(QKeySequence(Qt::Key_N), [this] { openNextUnread(); });
    connect(m_bar->filter(), &QLineEdit::textChanged, this, &WorklistPage::applyFilter);
    connect(m_bar->filter(), &QLineEdit::returnPressed, this, [this] {
        if (const QString uid = m_table->currentStudy(); !uid.isEmpty()) Q_EMIT openRequested(uid, {});
    });
    connect(m_bar, &WorklistBar::importFilesRequested, this, &WorklistPage::chooseFiles);
    connect(m_bar, &WorklistBar::importFolderRequested, this, &WorklistPage::chooseFolder);
    connect(m_bar, &WorklistBar::nextUnreadRequested, this, &WorklistPage::openNextUnread);
    connect(m_bar, &WorklistBar::settingsRequested, this, &WorklistPage::settingsRequested);
    // Down from the filter goes to the list, as everywhere else; Esc clears it.
    const auto inFilter = [this](int key, auto&& slot) {
        connect(new QShortcut(QKeySequence(key), m_bar->filter(), nullptr, nullptr, Qt::WidgetShortcut), &QShortcut::activated, this, slot);
    };
    inFilter(Qt::Key_Down, [this] { m_table->setFocus(Qt::ShortcutFocusReason); });
    inFilter(Qt::Key_Escape, [this] {
        m_bar->filter()->clear();
        m_table->setFocus(Qt::ShortcutFocusReason);
    });
}

void WorklistPage::connectList()
{
    connect(m_side, &SideBar::categoryChosen, this, &WorklistPage::applyFilter);
    connect(m_side, &SideBar::institutionsChanged, this, &WorklistPage::applyFilter);
    connect(m_side, &SideBar::quarantineChosen, this, [this] {
        reloadQuarantine();
        m_right->setCurrentWidget(m_quarantine);
    });
    connect(m_model, &StudyModel::countsChanged, this, [this] {
        m_side->setCounts(m_model->counts());
        m_bar->setUnreadCount(m_model->counts().unread);
        showRightPage();
        Q_EMIT countsChanged();
    });
    m_showLater.setSingleShot(true);
    m_showLater.setInterval(kShowDelayMs);
    connect(&m_showLater, &QTimer::timeout, this, &WorklistPage::showStudy);
    connect(m_table, &StudyTable::currentStudyChanged, &m_showLater, qOverload<>(&QTimer::start));
    connect(m_table, &StudyTable::openRequested, this, [this](const QString& uid) { Q_EMIT openRequested(uid, {}); });
    connect(m_table, &StudyTable::readRequested, this, &WorklistPage::markRead);
    connect(m_table, &StudyTable::removeRequested, this, &WorklistPage::confirmRemove);
    connect(m_table, &StudyTable::revealRequested, this, &WorklistPage::revealRequested);
    connect(m_series, &SeriesPane::seriesActivated, this, &WorklistPage::openRequested);
    connect(m_report, &ReportPane::openRequested, this, [this](const QString& uid) { Q_EMIT openRequested(uid, {}); });
    connect(m_report, &ReportPane::reportRequested, this, &WorklistPage::reportRequested);
    connect(m_report, &ReportPane::pdfRequested, this, &WorklistPage::pdfRequested);
    connect(m_quarantine, &QuarantinePage::cleared, this, &WorklistPage::reloadQuarantine);
    connect(m_quarantine, &QuarantinePage::imported, this, [this] {
        refresh();
        reloadQuarantine();
    });
    connect(m_quarantine, &QuarantinePage::failed, this, &WorklistPage::problem);
    connect(m_loader, &StudyLoader::loaded, this, [this](const StudyEntries& entries) {
        m_isLoaded = true;
        m_model->setEntries(entries);
    });
    connect(m_loader, &StudyLoader::failed, this, [this](const Error& error) { Q_EMIT problem(app::errorText(error)); });
}

void WorklistPage::connectImport()
{
    connect(m_importer, &ImportController::started, m_strip, &ImportStrip::begin);
    connect(m_importer, &ImportController::progressed, m_strip, &ImportStrip::setState);
    connect(m_importer, &ImportController::finished, this, &WorklistPage::importEnded);
    connect(m_strip, &ImportStrip::cancelRequested, this, [this] {
        m_strip->setCancelling();
        m_importer->cancel();
    });
    connect(m_strip, &ImportStrip::detailsRequested, this, [this] {
        if (!m_result) {
            m_result = new ImportResultDialog(this);
            connect(m_result, &ImportResultDialog::retryRequested, this, &WorklistPage::importPaths);
        }
        m_result->setReport(m_lastReport);
        m_result->show();
        m_result->raise();
    });
    connect(m_empty, &EmptyState::importRequested, this, [this] { m_bar->showImportMenu(); });
    connect(m_empty, &EmptyState::demoRequested, this, &WorklistPage::importDemo);
    connect(m_empty, &EmptyState::clearFilterRequested, this, [this] {
        m_bar->filter()->clear();
        m_side->showAll();
        applyFilter();
    });
    connect(m_demo, &DemoStudy::ready, this, [this](const QString& folder) {
        m_empty->setDemoBusy(false);
        importPaths({folder});
    });
    connect(m_demo, &DemoStudy::failed, this, [this](const QString& sentence) {
        m_empty->setDemoBusy(false);
        Q_EMIT problem(sentence);
    });
}

void WorklistPage::connectResume()
{
    connect(m_resume, &ResumeStrip::continueRequested, this, [this] {
        const auto unfinished = m_resume->unfinished();
        m_resume->setUnfinished({});
        m_importer->resume(unfinished);
    });
    connect(m_resume, &ResumeStrip::forgetRequested, this, [this] {
        for (const library::UnfinishedImport& import : m_resume->unfinished())
            if (const auto done = m_library->forgetImport(import.id); !done) Q_EMIT problem(app::errorText(done.error()));
        showUnfinished();
    });
    connect(m_passwords, &PasswordPrompt::given, this,
        [this](const QStringList& archives, const QStringList& passwords) { m_importer->start(archives, passwords); });
}

void WorklistPage::showUnfinished()
{
    const auto unfinished = m_library->unfinishedImports();
    m_resume->setUnfinished(unfinished ? *unfinished : QList<library::UnfinishedImport>());
}

void WorklistPage::restoreUiState()
{
    m_table->restoreHeaderState(m_settings->uiState(QStringLiteral("studyHeader2")));
    m_vertical->restoreState(m_settings->uiState(QStringLiteral("worklistSplitter")));
    m_lower->restoreState(m_settings->uiState(QStringLiteral("worklistLower")));
}

void WorklistPage::saveUiState()
{
    m_settings->setUiState(QStringLiteral("studyHeader2"), m_table->headerState());
    m_settings->setUiState(QStringLiteral("worklistSplitter"), m_vertical->saveState());
    m_settings->setUiState(QStringLiteral("worklistLower"), m_lower->saveState());
}

void WorklistPage::applyFilter()
{
    m_model->setFilter({m_bar->filter()->text(), m_side->category(), m_side->hiddenInstitutions()});
    m_right->setCurrentWidget(m_vertical);
    showRightPage();
}

void WorklistPage::showRightPage()
{
    const bool isEmpty = m_isLoaded && m_model->rowCount() == 0;
    if (isEmpty) m_empty->setReason(m_model->isLibraryEmpty() ? EmptyState::Reason::NoStudies : EmptyState::Reason::NoMatch);
    m_list->setCurrentWidget(isEmpty ? static_cast<QWidget*>(m_empty) : m_table);
    // Nothing to describe: the lower panes would be two empty frames.
    m_lower->setVisible(!m_model->isLibraryEmpty());
}

void WorklistPage::showStudy()
{
    const int row = m_model->rowOf(m_table->currentStudy());
    const library::StudyRow study = row < 0 ? library::StudyRow{} : m_model->study(row);
    m_series->setStudy(study);
    m_report->setStudy(study);
}

void WorklistPage::importPaths(const QStringList& paths)
{
    if (!paths.isEmpty()) m_importer->start(paths);
}

void WorklistPage::importDemo()
{
    m_empty->setDemoBusy(true);
    m_demo->start();
}

void WorklistPage::chooseFiles()
{
    auto* dialog = new QFileDialog(this, tr("Import files"), m_settings->lastFolder());
    theme::keepFoldersUnwritten(dialog);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setLabelText(QFileDialog::Accept, tr("Import"));
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& files) {
        if (!files.isEmpty()) m_settings->setLastFolder(QFileInfo(files.first()).absolutePath());
        importPaths(files);
    });
    dialog->open();
}

void WorklistPage::chooseFolder()
{
    auto* dialog = new QFileDialog(this, tr("Import a folder"), m_settings->lastFolder());
    theme::keepFoldersUnwritten(dialog);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    dialog->setLabelText(QFileDialog::Accept, tr("Import"));
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& folders) {
        if (!folders.isEmpty()) m_settings->setLastFolder(folders.first());
        importPaths(folders);
    });
    dialog->open();
}

void WorklistPage::importEnded(const ImportReport& report)
{
    m_lastReport = report;
    m_strip->finish(report.state, report.seconds, report.cancelled,
        QStringList{report.problem, report.warning}.join(QLatin1Char(' ')).trimmed(), report.deidentification.profile);
    refresh();
    reloadQuarantine();
    // A full disk ends an import that can go on later.
    showUnfinished();
    if (!report.cancelled) m_passwords->ask(report.outcomes);
}

void WorklistPage::refresh()
{
    m_loader->refresh();
    m_showLater.start();
}

void WorklistPage::reloadQuarantine()
{
    const auto rows = m_library->quarantine();
    m_side->setQuarantineCount(rows ? static_cast<int>(rows->size()) : 0);
    m_quarantine->reload();
}

void WorklistPage::markRead(const QStringList& studyUids, bool isRead)
{
    for (const QString& uid : studyUids) {
        if (const auto done = m_library->setRead(uid, isRead); !done) {
            Q_EMIT problem(app::errorText(done.error()));
            break;
        }
    }
    m_loader->refresh();
}

void WorklistPage::confirmRemove(const QStringList& studyUids)
{
    const int count = static_cast<int>(studyUids.size());
    auto* box = new QMessageBox(
        QMessageBox::NoIcon, tr("Remove"), tr("Remove %n study(ies) from the library?", nullptr, count), QMessageBox::Cancel, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(tr("Images, measurements, predictions and reports of these studies are deleted here. The files that "
                               "they were imported from stay."));
    auto* verb = box->addButton(tr("Remove %n study(ies)", nullptr, count), QMessageBox::DestructiveRole);
    verb->setObjectName(QStringLiteral("removeVerb"));
    theme::setRole(verb, "danger");
    box->setDefaultButton(QMessageBox::Cancel);
    connect(verb, &QPushButton::clicked, this, [this, studyUids] { removeStudies(studyUids); });
    box->open();
}

void WorklistPage::removeStudies(const QStringList& studyUids)
{
    QStringList removed;
    for (const QString& uid : studyUids) {
        if (const auto done = m_library->removeStudy(uid); !done) {
            Q_EMIT problem(app::errorText(done.error()));
            break;
        }
        removed << uid;
    }
    Q_EMIT studiesRemoved(removed);
    m_loader->refresh();
}

void WorklistPage::openNextUnread()
{
    // The study that the eye rests on comes first when it is unread itself.
    const QString current = m_table->currentStudy();
    const int row = m_model->rowOf(current);
    const QString uid = row >= 0 && !m_model->study(row).isRead ? current : nextUnread(current);
    if (!uid.isEmpty()) Q_EMIT openRequested(uid, {});
}

QString WorklistPage::neighbour(const QString& studyUid, int step) const { return m_table->neighbour(studyUid, step); }

QString WorklistPage::nextUnread(const QString& studyUid) const { return m_model->nextUnread(studyUid); }

const StudyCounts& WorklistPage::counts() const { return m_model->counts(); }

void WorklistPage::selectStudy(const QString& studyUid) { m_table->selectStudy(studyUid); }

void WorklistPage::setDevice(const QString& text, const QString& toolTip) { m_bar->setDevice(text, toolTip); }

} // namespace lobule::worklist
