#include "app/worklist/TagTable.h"

#include "app/theme/TableDelegate.h"
#include "app/theme/Theme.h"

#include <QBrush>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

namespace lobule::worklist {

using theme::px;
using theme::Token;
using Kind = ingest::TagRow::Kind;

class TagFilter : public QSortFilterProxyModel {
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setChangedOnly(bool only)
    {
        m_changedOnly = only;
        invalidateFilter();
    }

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override
    {
        const auto* model = static_cast<const TagModel*>(sourceModel());
        if (m_changedOnly && model->row(row).kind == Kind::Kept) return false;
        return QSortFilterProxyModel::filterAcceptsRow(row, parent);
    }

private:
    bool m_changedOnly = true;
};

namespace {

/// "00081140[0].00081155" as "(0008,1140)[0] (0008,1155)".
QString shownPath(const QString& path)
{
    static const QRegularExpression tag(QStringLiteral("([0-9A-F]{4})([0-9A-F]{4})"));
    QString text = path;
    return text.replace(tag, QStringLiteral("(\\1,\\2)")).replace(QLatin1Char('.'), QLatin1Char(' '));
}

} // namespace

void TagModel::setRows(QList<ingest::TagRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int TagModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }
int TagModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant TagModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) return {};
    const ingest::TagRow& row = m_rows[index.row()];
    if (role == Qt::ForegroundRole) {
        if (index.column() == Before && row.kind != Kind::Kept) return QBrush(theme::color(Token::Indeterminate));
        return QBrush(theme::color(index.column() == Tag || index.column() == What ? Token::Text2 : Token::Text1));
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    switch (index.column()) {
    case Tag: return shownPath(row.path);
    case Keyword: return row.keyword.isEmpty() ? tr("private or unknown") : row.keyword;
    case Before: return row.before;
    case After: return row.after;
    default: break;
    }
    switch (row.kind) {
    case Kind::Kept: return tr("kept");
    case Kind::Changed: return row.after.isEmpty() ? tr("emptied") : tr("replaced");
    case Kind::Removed: return tr("removed");
    case Kind::Added: return tr("added");
    }
    return {};
}

QVariant TagModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
    case Tag: return tr("Tag");
    case Keyword: return tr("Attribute");
    case Before: return tr("Original");
    case After: return tr("After de-identification");
    case What: return tr("What happens");
    default: return {};
    }
}

TagTable::TagTable(QWidget* parent)
    : QWidget(parent), m_model(new TagModel(this)), m_filter(new TagFilter(this)), m_view(new QTableView(this)),
      m_text(new QLineEdit(this)), m_changedOnly(new QCheckBox(tr("Changed only"), this)), m_count(new QLabel(this))
{
    m_filter->setSourceModel(m_model);
    m_filter->setFilterKeyColumn(-1);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    theme::setUpTable(m_view, 30);
    m_view->setObjectName(QStringLiteral("tagTable"));
    m_view->setModel(m_filter);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->horizontalHeader()->setStretchLastSection(true);
    theme::keepColumnsFitted(m_view, {{150, 10}, {190, 20}, {220, 35}, {220, 35}, {110, 0}});
    m_text->setObjectName(QStringLiteral("tagFilter"));
    m_text->setPlaceholderText(tr("Filter: tag, attribute, value"));
    m_text->setClearButtonEnabled(true);
    m_text->setMaximumWidth(px(320));
    m_changedOnly->setObjectName(QStringLiteral("changedOnly"));
    m_changedOnly->setChecked(true);
    m_changedOnly->setToolTip(tr("Hide the attributes that stay as they are"));
    theme::setRole(m_count, "secondary");
    auto* tools = new QHBoxLayout;
    tools->setContentsMargins(0, px(8), 0, px(8));
    tools->setSpacing(px(12));
    tools->addWidget(m_text, 1);
    tools->addWidget(m_changedOnly);
    tools->addWidget(m_count);
    tools->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(tools);
    column->addWidget(m_view, 1);
    connect(m_text, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filter->setFilterFixedString(text);
        updateCount();
    });
    connect(m_changedOnly, &QCheckBox::toggled, this, [this](bool only) {
        m_filter->setChangedOnly(only);
        updateCount();
    });
    updateCount();
}

void TagTable::setRows(const QList<ingest::TagRow>& rows)
{
    m_model->setRows(rows);
    updateCount();
}

void TagTable::updateCount() { m_count->setText(tr("%1 of %n attribute(s)", nullptr, m_model->rowCount()).arg(m_filter->rowCount())); }

} // namespace lobule::worklist
