#include "app/sync/SyncPage.h"

#include "app/ErrorText.h"
#include "app/sync/RefusalDialog.h"
#include "app/sync/SyncText.h"
#include "app/theme/Icons.h"
#include "app/theme/PlainTip.h"
#include "app/theme/TableDelegate.h"
#include "app/theme/Theme.h"
#include "core/archive/SyncRunner.h"
#include "core/library/Library.h"
#include "core/library/SyncStore.h"

#include <QDoubleSpinBox>
#include <QEvent>
#include <QHash>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace lobule::sync {

using theme::px;
using Phase = archive::SyncState::Phase;

namespace {

constexpr int kReloadMs = 700;
constexpr double kMegabyte = 1e6;
enum Column { Study, What, State, ToDo, ColumnCount };
enum Role { UidRole = Qt::UserRole + 1, ConflictRole, RefusalRole };

} // namespace

struct SyncPage::Line {
    QString studyUid, what, state, toDo;
    bool isConflict = false;
    bool needsPerson = false;
    bool isRefusal = false;
};

SyncPage::SyncPage(library::Library* library, archive::SyncRunner* runner, QWidget* parent)
    : QDialog(parent), m_library(library), m_runner(runner)
{
    setObjectName(QStringLiteral("syncPage"));
    if (auto opened = library::SyncStore::open(library->folder())) m_store = std::move(*opened);
    build();
    retranslate();
    resize(px(1060), px(600));
    m_later.setSingleShot(true);
    m_later.setInterval(kReloadMs);
    connect(&m_later, &QTimer::timeout, this, &SyncPage::reload);
    m_clock.start(30'000);
    connect(&m_clock, &QTimer::timeout, this, &SyncPage::showState);
    connect(m_runner, &archive::SyncRunner::stateChanged, this, &SyncPage::setState);
    connect(m_pause, &QPushButton::clicked, this, [this] { m_runner->setPaused(m_state.phase != Phase::Paused); });
    connect(m_now, &QPushButton::clicked, m_runner, &archive::SyncRunner::syncNow);
    connect(m_retry, &QPushButton::clicked, m_runner, &archive::SyncRunner::retry);
    connect(m_setUp, &QPushButton::clicked, this, &SyncPage::settingsRequested);
    connect(m_close, &QPushButton::clicked, this, &QDialog::close);
    connect(m_table, &QTableWidget::cellActivated, this, &SyncPage::act);
    connect(m_table, &QTableWidget::currentCellChanged, this, &SyncPage::showDismiss);
    connect(m_dismiss, &QPushButton::clicked, this, &SyncPage::dismiss);
    connect(m_limit, &QDoubleSpinBox::valueChanged, this,
        [this](double megabytes) { m_runner->setBytesPerSecondLimit(std::llround(megabytes * kMegabyte)); });
    setState(m_runner->state());
    reload();
}

SyncPage::~SyncPage() = default;

QWidget* SyncPage::buildEmpty()
{
    auto* page = new QWidget(this);
    m_emptyText = new QLabel(page);
    m_emptyText->setWordWrap(true);
    m_emptyText->setAlignment(Qt::AlignHCenter);
    theme::setRole(m_emptyText, "secondary");
    m_setUp = new QPushButton(page);
    m_setUp->setObjectName(QStringLiteral("syncSetUp"));
    theme::setRole(m_setUp, "primary");
    auto* icon = new QLabel(page);
    icon->setPixmap(theme::iconPixmap(QStringLiteral("archive"), theme::color(theme::Token::Text3), px(56), devicePixelRatioF()));
    auto* column = new QVBoxLayout(page);
    column->setSpacing(px(16));
    column->addStretch(2);
    column->addWidget(icon, 0, Qt::AlignHCenter);
    // In a row of its own: alone, a wrapping label is as high as it was guessed to be.
    auto* words = new QHBoxLayout;
    words->addStretch(1);
    words->addWidget(m_emptyText, 4);
    words->addStretch(1);
    column->addLayout(words);
    column->addWidget(m_setUp, 0, Qt::AlignHCenter);
    column->addStretch(3);
    return page;
}

QWidget* SyncPage::buildQueue()
{
    auto* page = new QWidget(this);
    m_queueTitle = new QLabel(page);
    theme::setRole(m_queueTitle, "heading");
    m_table = new QTableWidget(0, ColumnCount, page);
    m_table->setObjectName(QStringLiteral("syncQueue"));
    theme::setUpTable(m_table, 40);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    theme::keepColumnsFitted(m_table, {{210, 2}, {150, 1}, {330, 4}, {280, 4}});
    m_nothing = new QLabel(page);
    theme::setRole(m_nothing, "secondary");
    m_nothing->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(8));
    column->addWidget(m_queueTitle);
    column->addWidget(m_nothing, 1);
    column->addWidget(m_table, 1);
    return page;
}

void SyncPage::build()
{
    m_icon = new QLabel(this);
    m_title = new QLabel(this);
    m_title->setObjectName(QStringLiteral("syncTitle"));
    theme::setRole(m_title, "title");
    m_text = new QLabel(this);
    m_text->setObjectName(QStringLiteral("syncText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    theme::setRole(m_text, "secondary");
    m_last = new QLabel(this);
    m_last->setObjectName(QStringLiteral("syncLast"));
    theme::setRole(m_last, "small");
    m_progress = new QProgressBar(this);
    m_progress->setTextVisible(false);
    const auto button = [this](const char* name) {
        auto* made = new QPushButton(this);
        made->setObjectName(QLatin1String(name));
        return made;
    };
    m_pause = button("syncPause");
    m_now = button("syncNow");
    m_retry = button("syncRetry");
    m_dismiss = button("syncDismiss");
    m_close = button("syncClose");
    m_limitName = new QLabel(this);
    m_limit = new QDoubleSpinBox(this);
    m_limit->setObjectName(QStringLiteral("syncLimit"));
    m_limit->setRange(0, 1000);
    m_limit->setDecimals(1);
    m_limit->setSingleStep(0.5);
    m_limit->setKeyboardTracking(false);
    m_limitName->setBuddy(m_limit);

    auto* head = new QHBoxLayout;
    head->setSpacing(px(10));
    head->addWidget(m_icon);
    head->addWidget(m_title, 1);
    head->addWidget(m_now);
    head->addWidget(m_pause);
    m_body = new QStackedWidget(this);
    m_body->addWidget(buildQueue());
    m_body->addWidget(buildEmpty());
    auto* foot = new QHBoxLayout;
    foot->setSpacing(px(10));
    foot->addWidget(m_limitName);
    foot->addWidget(m_limit);
    foot->addStretch(1);
    foot->addWidget(m_dismiss);
    foot->addWidget(m_retry);
    foot->addWidget(m_close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(20), px(18), px(20), px(16));
    column->setSpacing(px(10));
    column->addLayout(head);
    column->addWidget(m_text);
    column->addWidget(m_progress);
    column->addWidget(m_last);
    column->addWidget(m_body, 1);
    column->addLayout(foot);
}

void SyncPage::retranslate()
{
    setWindowTitle(tr("Shared archive"));
    m_now->setText(tr("Sync now"));
    m_now->setToolTip(tr("Looks at the archive at once instead of at the next turn"));
    m_retry->setText(tr("Retry all"));
    m_retry->setToolTip(tr("Sends again what was refused"));
    m_dismiss->setText(tr("Read and dismiss..."));
    m_dismiss->setToolTip(tr("Shows the changes of others that were not taken over of this study, to copy or to dismiss them"));
    m_close->setText(tr("Close"));
    m_limitName->setText(tr("Limit of the rate"));
    m_limit->setSuffix(QStringLiteral(" MB/s"));
    m_limit->setSpecialValueText(tr("No limit"));
    m_limit->setToolTip(tr("Leaves room on the line for others. Reports and measurements are small and go at once."));
    m_emptyText->setText(
        tr("Connect this library to the archive of your institution: studies, measurements, AI results and reports are then "
           "shared with the colleagues who may see them. Identities never leave this computer, and reading works without "
           "a network. You need the name of the server, your login and the file of its certificate authority."));
    m_setUp->setText(tr("Set up the archive..."));
    m_nothing->setText(tr("Nothing waits."));
    m_table->setHorizontalHeaderLabels({tr("Study"), tr("What"), tr("State"), tr("What to do")});
    showState();
    reload();
}

void SyncPage::setState(const archive::SyncState& state)
{
    m_state = state;
    showState();
    if (isVisible() && !m_later.isActive()) m_later.start();
}

void SyncPage::showState()
{
    const bool isConfigured = m_state.phase != Phase::NotConfigured;
    const bool isPaused = m_state.phase == Phase::Paused;
    m_icon->setPixmap(theme::iconPixmap(iconName(m_state.phase), theme::color(iconColor(m_state.phase)), px(20), devicePixelRatioF()));
    m_title->setText(shortText(m_state));
    QString text = longText(m_state);
    if (m_state.phase == Phase::Offline && m_state.nextTry.isValid())
        text += u' ' + tr("Next try at %1.").arg(QLocale().toString(m_state.nextTry.toLocalTime().time(), QStringLiteral("HH:mm:ss")));
    m_text->setText(text);
    m_last->setText(tr("Last complete sync: %1").arg(agoText(m_state.lastSync)));
    m_last->setVisible(isConfigured);
    const bool hasBar = m_state.phase == Phase::Syncing;
    m_progress->setVisible(hasBar);
    if (hasBar && m_state.progress.total > 0) {
        m_progress->setRange(0, 1000);
        m_progress->setValue(static_cast<int>(1000 * m_state.progress.done / m_state.progress.total));
    } else {
        m_progress->setRange(0, 0);
    }
    m_pause->setText(isPaused ? tr("Resume") : tr("Pause"));
    m_pause->setToolTip(isPaused ? tr("Send and receive again") : tr("Send and receive nothing until you resume"));
    for (QWidget* widget : {static_cast<QWidget*>(m_pause), static_cast<QWidget*>(m_now), static_cast<QWidget*>(m_retry),
             static_cast<QWidget*>(m_limit), static_cast<QWidget*>(m_limitName)})
        widget->setVisible(isConfigured);
    m_now->setEnabled(!isPaused && m_state.phase != Phase::Syncing);
    m_retry->setEnabled(!isPaused && (m_state.attention > 0 || m_state.problem));
    m_body->setCurrentIndex(isConfigured ? 0 : 1);
    const QSignalBlocker quiet(m_limit);
    if (!m_limit->hasFocus()) m_limit->setValue(static_cast<double>(m_state.bytesPerSecondLimit) / kMegabyte);
}

QString SyncPage::nameOf(const QString& studyUid) const
{
    if (studyUid.isEmpty()) return tr("No study");
    const auto study = m_library->study(studyUid);
    return study ? study->pseudonym : tr("Removed study");
}

void SyncPage::reload()
{
    if (!m_store) return;
    QList<Line> lines;
    if (const auto left = m_store->counts(); left && left->lost > 0)
        // Short enough for its cells; what it means stands above the table.
        lines << Line{{}, tr("Earlier changes"), tr("The archive has lost %n change(s)", nullptr, left->lost), tr("Tell the administrator"),
            false, true};
    if (const auto conflicts = m_store->conflicts())
        for (const QString& uid : *conflicts)
            lines << Line{uid, kindText(QStringLiteral("report")),
                tr("%1 versions: others wrote at the same time")
                    .arg(m_store->reportHeads(uid).value_or(QList<library::ReportHead>()).size()),
                tr("Double-click to compare and merge"), true, true};
    // One line for each study: what is to be done is the same for all of it.
    QHash<QString, qsizetype> lineOf;
    if (const auto refusals = m_store->refusals()) {
        for (const library::Refusal& item : *refusals) {
            if (lineOf.contains(item.studyUid)) continue;
            lineOf.insert(item.studyUid, lines.size());
            lines << Line{item.studyUid, kindText(item.kind), tr("Of others, not taken over: %1").arg(refusalText(item.why)),
                refusalAdvice(item.why), false, true, true};
        }
    }
    if (const auto queue = m_store->queue(500)) {
        for (const library::QueueLine& item : *queue) {
            Line line{item.studyUid, QString(), QString(), QString(), false, item.needsAttention};
            line.what = kindText(item.kind) + (item.items > 1 ? QStringLiteral(" (%1)").arg(QLocale().toString(item.items)) : QString());
            line.state = item.needsAttention ? reasonText(item.lastError, item.errorSubject)
                : item.lastError.isEmpty()   ? tr("Waiting")
                                             : tr("Put off: %1").arg(reasonText(item.lastError));
            line.toDo = item.lastError.isEmpty() ? QString() : reasonAdvice(item.lastError);
            lines << line;
        }
    }
    fill(lines);
    const int people = static_cast<int>(std::count_if(lines.begin(), lines.end(), [](const Line& line) { return line.needsPerson; }));
    m_queueTitle->setText(
        people > 0 ? tr("Needs attention: %1 · waiting: %2").arg(people).arg(m_state.waiting) : tr("Waiting: %1").arg(m_state.waiting));
    m_nothing->setVisible(lines.isEmpty());
    m_table->setVisible(!lines.isEmpty());
}

void SyncPage::fill(const QList<Line>& lines)
{
    const int current = m_table->currentRow();
    m_table->setRowCount(static_cast<int>(lines.size()));
    for (int row = 0; row < lines.size(); ++row) {
        const Line& line = lines[row];
        const QStringList texts{nameOf(line.studyUid), line.what, line.state, line.toDo};
        for (int column = 0; column < ColumnCount; ++column) {
            auto* item = new QTableWidgetItem(texts[column]);
            item->setToolTip(theme::plainTip(texts[column]));
            item->setData(UidRole, line.studyUid);
            item->setData(ConflictRole, line.isConflict);
            item->setData(RefusalRole, line.isRefusal);
            if (column == Study && line.needsPerson) {
                item->setData(theme::IconRole, QStringLiteral("warning"));
                item->setData(theme::IconColorRole, theme::color(theme::Token::Indeterminate));
            }
            m_table->setItem(row, column, item);
        }
    }
    if (current >= 0 && current < lines.size()) m_table->setCurrentCell(current, 0);
    m_dismiss->setVisible(std::any_of(lines.begin(), lines.end(), [](const Line& line) { return line.isRefusal; }));
    showDismiss();
}

void SyncPage::showDismiss()
{
    const QTableWidgetItem* item = m_table->item(m_table->currentRow(), Study);
    m_dismiss->setEnabled(item && item->data(RefusalRole).toBool());
}

void SyncPage::dismiss()
{
    const QTableWidgetItem* item = m_table->item(m_table->currentRow(), Study);
    const auto refusals = m_store ? m_store->refusals() : Result<QList<library::Refusal>>();
    if (!item || !refusals) return;
    const QString uid = item->data(UidRole).toString();
    QList<library::Refusal> shown;
    QStringList texts;
    for (const library::Refusal& refusal : *refusals) {
        if (refusal.studyUid != uid) continue;
        shown << refusal;
        texts << QStringLiteral("%1 %2: %3 (%4)")
                     .arg(kindText(refusal.kind), refusal.key, refusalText(refusal.why),
                         refusal.refusedAt.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm")));
    }
    if (shown.isEmpty()) return reload();
    auto* dialog = new RefusalDialog(nameOf(uid), texts, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, shown] {
        if (const auto done = m_store->dismiss(shown); !done) m_text->setText(app::errorText(done.error()));
        reload();
    });
    dialog->open();
}

void SyncPage::act(int row)
{
    const QTableWidgetItem* item = m_table->item(row, Study);
    const QString uid = item ? item->data(UidRole).toString() : QString();
    if (uid.isEmpty()) return;
    if (item->data(ConflictRole).toBool())
        Q_EMIT conflictRequested(uid);
    else
        Q_EMIT openRequested(uid);
}

void SyncPage::showEvent(QShowEvent* event)
{
    QDialog::showEvent(event);
    reload();
}

void SyncPage::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) retranslate();
    QDialog::changeEvent(event);
}

} // namespace lobule::sync
