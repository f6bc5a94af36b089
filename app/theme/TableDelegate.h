#pragma once

#include <QStyledItemDelegate>

#include <vector>

class QTableView;

namespace lobule::theme {

/// Item data that TableDelegate understands beside Qt's own roles.
enum TableRole {
    AiLabelRole = Qt::UserRole + 100, ///< QString: draws an AI badge instead of text.
    IconRole, ///< QString: name of an icon drawn at the left of the cell (or alone where there is no text).
    IconColorRole, ///< QColor of that icon.
    ElideRole, ///< Qt::TextElideMode as int, where the cell wants another one than its view.
};

/// Paints the cells of every table: full-row selection, hairline under each row, tabular figures, badges, elided text with the
/// whole text as tooltip.
class TableDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option, const QModelIndex& index) override;
};

/// What the content of a column needs, and how much of the remaining width it takes.
struct ColumnWidth {
    int leastPx;
    int share;
};
/// Spreads the columns (the first ones of the table, in their logical order) over the width of the view.
void fitColumns(QTableView* table, const std::vector<ColumnWidth>& columns);

/// Does so now and whenever the view changes its size, until the user sets a width by hand.
void keepColumnsFitted(QTableView* table, std::vector<ColumnWidth> columns);

/// Row selection, no grid, fixed row height, quiet headers: the common manners of Lobule's tables.
void setUpTable(QTableView* table, double rowHeightPx);

} // namespace lobule::theme
