#include "app/worklist/OutcomeTable.h"

#include "app/ErrorText.h"
#include "app/theme/TableDelegate.h"
#include "app/theme/Theme.h"

#include <QBrush>
#include <QClipboard>
#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace lobule::worklist {

using theme::px;
using theme::Token;

FileOutcome makeOutcome(const library::QuarantineRow& row)
{
    return {row.file, FileOutcome::Kind::Rejected, errorCodeFromName(row.code.toLatin1().constData()), row.reason};
}

void OutcomeModel::setOutcomes(QList<FileOutcome> outcomes)
{
    beginResetModel();
    m_outcomes = std::move(outcomes);
    endResetModel();
}

int OutcomeModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_outcomes.size()); }
int OutcomeModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString OutcomeModel::text(const FileOutcome& outcome, int column) const
{
    using Kind = FileOutcome::Kind;
    if (column == File) return QDir::toNativeSeparators(outcome.file);
    if (column == Reason) return outcome.reason;
    switch (outcome.kind) {
    case Kind::Imported: return column == Outcome ? tr("Imported") : QString();
    case Kind::Duplicate: return column == Outcome ? tr("Already here") : QString();
    case Kind::Skipped: return column == Outcome ? tr("Skipped") : app::rejectionAdvice(ErrorCode::NotDicom);
    case Kind::Rejected: return column == Outcome ? app::rejectionTitle(outcome.code) : app::rejectionAdvice(outcome.code);
    }
    return {};
}

QVariant OutcomeModel::data(const QModelIndex& index, int role) const
{
    using Kind = FileOutcome::Kind;
    if (!index.isValid()) return {};
    const FileOutcome& outcome = m_outcomes[index.row()];
    const bool isRejected = outcome.kind == Kind::Rejected;
    switch (role) {
    case Qt::DisplayRole: return text(outcome, index.column());
    case Qt::ToolTipRole:
        return index.column() == Outcome && isRejected ? QVariant(QString::fromLatin1(errorCodeName(outcome.code)))
                                                       : QVariant(text(outcome, index.column()));
    case Qt::ForegroundRole:
        if (index.column() == Outcome) return QBrush(theme::color(isRejected ? Token::Indeterminate : Token::Text1));
        return QBrush(theme::color(index.column() == File ? Token::Text1 : Token::Text2));
    case theme::ElideRole: return index.column() == File ? QVariant(Qt::ElideMiddle) : QVariant();
    case theme::IconRole:
        if (index.column() != Outcome) return {};
        return isRejected ? QStringLiteral("warning") : outcome.kind == Kind::Skipped ? QStringLiteral("info") : QStringLiteral("check");
    case theme::IconColorRole: return theme::color(isRejected ? Token::Indeterminate : Token::Text2);
    default: return {};
    }
}

QVariant OutcomeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
    case File: return tr("File");
    case Outcome: return tr("Result");
    case Reason: return tr("Reason");
    case Advice: return tr("What to do");
    default: return {};
    }
}

void OutcomeModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

OutcomeTable::OutcomeTable(QWidget* parent)
    : QWidget(parent), m_model(new OutcomeModel(this)), m_proxy(new QSortFilterProxyModel(this)), m_view(new QTableView(this)),
      m_filter(new QLineEdit(this)), m_count(new QLabel(this)), m_copy(new QPushButton(this))
{
    m_proxy->setSourceModel(m_model);
    m_proxy->setFilterKeyColumn(-1);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_proxy->setSortCaseSensitivity(Qt::CaseInsensitive);
    theme::setUpTable(m_view, 36);
    m_view->setModel(m_proxy);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(OutcomeModel::Outcome, Qt::AscendingOrder);
    m_view->horizontalHeader()->setStretchLastSection(true);
    theme::keepColumnsFitted(m_view, {{230, 20}, {178, 0}, {340, 50}, {390, 30}});
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(px(360));
    theme::setRole(m_count, "secondary");
    auto* tools = new QHBoxLayout;
    tools->setObjectName(QStringLiteral("tools"));
    tools->setContentsMargins(px(14), px(10), px(14), px(10));
    tools->setSpacing(px(12));
    tools->addWidget(m_filter, 1);
    tools->addWidget(m_count);
    tools->addStretch(1);
    tools->addWidget(m_copy);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(tools);
    column->addWidget(m_view, 1);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_proxy->setFilterFixedString(text);
        updateCount();
    });
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(copyText()); });
    retranslate();
}

void OutcomeTable::setOutcomes(const QList<FileOutcome>& outcomes)
{
    m_model->setOutcomes(outcomes);
    updateCount();
}

void OutcomeTable::addTool(QWidget* widget) { findChild<QHBoxLayout*>(QStringLiteral("tools"))->addWidget(widget); }

QString OutcomeTable::copyText() const
{
    QList<int> rows;
    for (const QModelIndex& index : m_view->selectionModel()->selectedRows()) rows << index.row();
    if (rows.isEmpty())
        for (int row = 0; row < m_proxy->rowCount(); ++row) rows << row;
    std::sort(rows.begin(), rows.end());
    const auto line = [&](auto&& cell) {
        QStringList cells;
        for (int column = 0; column < OutcomeModel::ColumnCount; ++column) cells << cell(column);
        return cells.join(u'\t');
    };
    QStringList lines{line([&](int column) { return m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(); })};
    for (const int row : rows) lines << line([&](int column) { return m_proxy->index(row, column).data().toString(); });
    return lines.join(u'\n');
}

void OutcomeTable::updateCount()
{
    const int all = m_model->rowCount(), shown = m_proxy->rowCount();
    m_count->setText(shown == all ? tr("%n file(s)", nullptr, all) : tr("%1 of %n file(s)", nullptr, all).arg(shown));
    m_copy->setEnabled(shown > 0);
}

void OutcomeTable::retranslate()
{
    m_filter->setPlaceholderText(tr("Filter: file, result, reason"));
    m_copy->setText(tr("Copy"));
    m_copy->setToolTip(tr("Copy the selected rows (or all) as a table"));
    m_model->retranslate();
    updateCount();
}

void OutcomeTable::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

} // namespace lobule::worklist
