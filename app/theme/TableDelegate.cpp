#include "app/theme/TableDelegate.h"

#include "app/theme/AiBadge.h"
#include "app/theme/Icons.h"
#include "app/theme/PlainTip.h"
#include "app/theme/TableHeader.h"
#include "app/theme/TabularText.h"
#include "app/theme/Theme.h"

#include <QAbstractItemView>
#include <QGuiApplication>
#include <QHeaderView>
#include <QHelpEvent>
#include <QPainter>
#include <QTableView>
#include <QToolTip>

#include <algorithm>
#include <numeric>
#include <utility>

namespace lobule::theme {
namespace {

constexpr double kCellMarginPx = 10.0;
constexpr double kIconPx = 16.0;

void paintIcon(QPainter* painter, const QModelIndex& index, QRect& cell)
{
    const QString name = index.data(IconRole).toString();
    if (name.isEmpty()) return;
    const auto ink = index.data(IconColorRole).value<QColor>();
    const int size = px(kIconPx);
    const bool alone = index.data(Qt::DisplayRole).toString().isEmpty();
    const int x = alone ? cell.center().x() - size / 2 : cell.left();
    painter->drawPixmap(x, cell.center().y() - size / 2 + 1,
        iconPixmap(name, ink.isValid() ? ink : color(Token::Text2), size, painter->device()->devicePixelRatioF()));
    cell.setLeft(cell.left() + size + px(6));
}

/// Lives with its table. The viewport, not the table, is watched: its width is what the columns share, and it follows later.
class ColumnFitter : public QObject {
public:
    ColumnFitter(QTableView* table, std::vector<ColumnWidth> columns) : QObject(table), m_table(table), m_columns(std::move(columns))
    {
        table->viewport()->installEventFilter(this);
        connect(table->horizontalHeader(), &QHeaderView::sectionResized, this, [this] {
            if (!m_isFitting && QGuiApplication::mouseButtons() != Qt::NoButton) m_isByHand = true;
        });
        fit();
    }
    bool eventFilter(QObject*, QEvent* event) override
    {
        if (event->type() == QEvent::Resize && !m_isByHand) fit();
        return false;
    }

private:
    void fit()
    {
        m_isFitting = true;
        fitColumns(m_table, m_columns);
        m_isFitting = false;
    }

    QTableView* m_table;
    std::vector<ColumnWidth> m_columns;
    bool m_isFitting = false;
    bool m_isByHand = false;
};

} // namespace

void TableDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    painter->save();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected) painter->fillRect(option.rect, color(Token::AccentDark));
    painter->setPen(color(Token::Line));
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    if (option.state.testFlag(QStyle::State_HasFocus) && !selected) {
        painter->setPen(color(Token::Accent));
        painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    }

    QRect cell = option.rect.adjusted(px(kCellMarginPx), 0, -px(kCellMarginPx), 0);
    painter->setClipRect(option.rect);
    const AiState ai = aiState(index.data(AiLabelRole).toString());
    if (ai != AiState::None) {
        paintAiBadge(*painter, cell, ai);
        painter->restore();
        return;
    }
    paintIcon(painter, index, cell);
    QFont textFont = option.font;
    if (const QVariant own = index.data(Qt::FontRole); own.isValid()) textFont = own.value<QFont>();
    painter->setFont(textFont);
    const auto foreground = index.data(Qt::ForegroundRole).value<QBrush>();
    QColor ink = foreground.style() == Qt::NoBrush ? color(Token::Text1) : foreground.color();
    if (!option.state.testFlag(QStyle::State_Enabled)) ink = color(Token::Text3);
    painter->setPen(ink);
    const QVariant alignment = index.data(Qt::TextAlignmentRole);
    const auto align = alignment.isValid() ? Qt::Alignment(alignment.toInt()) : Qt::AlignLeft | Qt::AlignVCenter;
    const QString text = index.data(Qt::DisplayRole).toString();
    const QVariant elide = index.data(ElideRole);
    const auto elideMode = elide.isValid() ? static_cast<Qt::TextElideMode>(elide.toInt()) : option.textElideMode;
    drawTabular(*painter, cell, align | Qt::AlignVCenter, elideTabular(textFont, text, elideMode, cell.width()));
    painter->restore();
}

bool TableDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option, const QModelIndex& index)
{
    if (event->type() != QEvent::ToolTip) return QStyledItemDelegate::helpEvent(event, view, option, index);
    const QVariant own = index.data(Qt::ToolTipRole);
    const QString text = index.data(Qt::DisplayRole).toString();
    const bool isCut = tabularWidth(option.font, text) > option.rect.width() - 2 * px(kCellMarginPx);
    // Cells hold words of files and of other people.
    QToolTip::showText(event->globalPos(), plainTip(own.isValid() ? own.toString() : isCut ? text : QString()), view);
    return true;
}

void fitColumns(QTableView* table, const std::vector<ColumnWidth>& columns)
{
    // A title that is cut says nothing; where there is no room for all of them, the content comes first.
    std::vector<int> least, content;
    int shares = 0;
    for (std::size_t column = 0; column < columns.size(); ++column) {
        content.push_back(px(columns[column].leastPx));
        least.push_back(std::max(content.back(), table->horizontalHeader()->sectionSizeHint(static_cast<int>(column))));
        shares += columns[column].share;
    }
    const int available = table->viewport()->width();
    if (std::accumulate(least.begin(), least.end(), 0) > available) least = content;
    const int rest = std::max(0, available - std::accumulate(least.begin(), least.end(), 0));
    for (std::size_t column = 0; column < columns.size(); ++column)
        table->setColumnWidth(static_cast<int>(column), least[column] + (shares == 0 ? 0 : rest * columns[column].share / shares));
}

void keepColumnsFitted(QTableView* table, std::vector<ColumnWidth> columns) { new ColumnFitter(table, std::move(columns)); }

void setUpTable(QTableView* table, double rowHeightPx)
{
    table->setItemDelegate(new TableDelegate(table));
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setTextElideMode(Qt::ElideRight);
    table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setFrameShape(QFrame::NoFrame);
    table->setTabKeyNavigation(false);
    table->setCornerButtonEnabled(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setMinimumSectionSize(px(20));
    table->verticalHeader()->setDefaultSectionSize(px(rowHeightPx));
    table->setHorizontalHeader(new TableHeader(table));
}

} // namespace lobule::theme
