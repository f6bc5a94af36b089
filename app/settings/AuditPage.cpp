#include "app/settings/AuditPage.h"

#include "app/ErrorText.h"
#include "app/theme/PlainTip.h"
#include "app/theme/TableDelegate.h"
#include "app/theme/Theme.h"
#include "core/library/Library.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

namespace lobule::settings {

using theme::px;

namespace {

enum Column { Time, Account, Action, Subject, Detail, ColumnCount };

QString quoted(QString cell)
{
    if (!cell.contains(u'"') && !cell.contains(u',') && !cell.contains(u'\n')) return cell;
    return u'"' + cell.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

QString actionText(const QString& action)
{
    static const QList<std::pair<const char*, const char*>> names{
        {"identity-revealed", QT_TRANSLATE_NOOP("AuditAction", "Identity revealed")},
        {"reveal-refused", QT_TRANSLATE_NOOP("AuditAction", "Reveal refused")},
        {"reveal-passphrase-set", QT_TRANSLATE_NOOP("AuditAction", "Reveal passphrase set")},
        {"reveal-passphrase-changed", QT_TRANSLATE_NOOP("AuditAction", "Reveal passphrase changed")},
        {"key-backup", QT_TRANSLATE_NOOP("AuditAction", "Site key backed up")},
        {"key-backup-failed", QT_TRANSLATE_NOOP("AuditAction", "Backup of the site key failed")},
        {"key-restored", QT_TRANSLATE_NOOP("AuditAction", "Site key restored")},
        {"key-protected", QT_TRANSLATE_NOOP("AuditAction", "Protection of the site key changed")},
        {"study-removed", QT_TRANSLATE_NOOP("AuditAction", "Study removed")},
        {"image-replaced", QT_TRANSLATE_NOOP("AuditAction", "Image replaced by one that can be shown")},
        {"quarantine-reviewed", QT_TRANSLATE_NOOP("AuditAction", "Held file looked at")},
        {"quarantine-released", QT_TRANSLATE_NOOP("AuditAction", "Released from quarantine")},
        {"quarantine-released-to-folder", QT_TRANSLATE_NOOP("AuditAction", "Released into a folder")},
        {"archive-change-refused", QT_TRANSLATE_NOOP("AuditAction", "Change of others not taken over")},
        {"archive-refusal-dismissed", QT_TRANSLATE_NOOP("AuditAction", "Change not taken over: dismissed")},
        {"report-exported", QT_TRANSLATE_NOOP("AuditAction", "Report exported")},
        {"deidentification-profile-changed", QT_TRANSLATE_NOOP("AuditAction", "De-identification profile changed")},
        {"files-deidentified", QT_TRANSLATE_NOOP("AuditAction", "Files de-identified")}};
    for (const auto& [word, text] : names)
        if (action == QLatin1String(word)) return QCoreApplication::translate("AuditAction", text);
    return action;
}

} // namespace

AuditPage::AuditPage(library::Library* library, QWidget* parent)
    : SettingsPage(parent), m_library(library), m_filter(new QLineEdit(this)), m_count(new QLabel(this)), m_copy(new QPushButton(this)),
      m_model(new QStandardItemModel(0, ColumnCount, this)), m_proxy(new QSortFilterProxyModel(this)), m_view(new QTableView(this)),
      m_note(new QLabel(this))
{
    m_filter->setObjectName(QStringLiteral("auditFilter"));
    m_filter->setClearButtonEnabled(true);
    m_copy->setObjectName(QStringLiteral("auditCopy"));
    m_view->setObjectName(QStringLiteral("auditTable"));
    theme::setRole(m_count, "secondary");
    theme::setRole(m_note, "small");
    m_note->setWordWrap(true);
    m_proxy->setSourceModel(m_model);
    m_proxy->setFilterKeyColumn(-1);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    theme::setUpTable(m_view, 34);
    m_view->setModel(m_proxy);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->horizontalHeader()->setStretchLastSection(true);
    m_view->setMinimumHeight(px(300));
    theme::keepColumnsFitted(m_view, {{168, 0}, {80, 0}, {184, 20}, {110, 30}, {130, 50}});
    auto* tools = new QHBoxLayout;
    tools->setSpacing(px(12));
    tools->addWidget(m_filter, 1);
    tools->addWidget(m_count);
    tools->addWidget(m_copy);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(10));
    column->addLayout(tools);
    column->addWidget(m_view, 1);
    column->addWidget(m_note);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_proxy->setFilterFixedString(text);
        updateCount();
    });
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(csv()); });
    retranslate();
}

QString AuditPage::title() const { return tr("Audit log"); }

void AuditPage::showEvent(QShowEvent* event)
{
    reload();
    SettingsPage::showEvent(event);
}

void AuditPage::reload()
{
    const auto entries = m_library->auditEntries();
    m_model->removeRows(0, m_model->rowCount());
    theme::setRole(m_note, entries ? "small" : "error");
    m_note->setText(entries ? tr("Who did what with identities, keys and studies, newest first. Entries are never changed or removed.")
                            : app::errorText(entries.error()));
    if (entries)
        for (const library::AuditEntry& entry : *entries) {
            const QString detail
                = entry.detail.isEmpty() ? QString() : QString::fromUtf8(QJsonDocument(entry.detail).toJson(QJsonDocument::Compact));
            QList<QStandardItem*> row;
            for (const QString& cell : {entry.at.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")), entry.actor,
                     actionText(entry.action), entry.subjectUid, detail}) {
                row << new QStandardItem(cell);
                row.last()->setToolTip(theme::plainTip(cell));
            }
            m_model->appendRow(row);
        }
    updateCount();
}

QString AuditPage::csv() const
{
    QStringList lines{QStringLiteral("time,account,action,subject,detail")};
    for (int row = 0; row < m_proxy->rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < ColumnCount; ++column) cells << quoted(m_proxy->index(row, column).data().toString());
        lines << cells.join(u',');
    }
    return lines.join(QStringLiteral("\r\n")) + QStringLiteral("\r\n");
}

void AuditPage::updateCount()
{
    m_count->setText(tr("%n entry(ies)", nullptr, m_proxy->rowCount()));
    m_copy->setEnabled(m_proxy->rowCount() > 0);
}

void AuditPage::retranslate()
{
    m_filter->setPlaceholderText(tr("Filter"));
    m_copy->setText(tr("Copy as CSV"));
    m_model->setHorizontalHeaderLabels({tr("Time"), tr("Account"), tr("Action"), tr("Study"), tr("Detail")});
    reload();
}

} // namespace lobule::settings
