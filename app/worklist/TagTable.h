#pragma once

#include "core/ingest/ReviewTypes.h"

#include <QAbstractTableModel>
#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QTableView;

namespace lobule::worklist {

class TagFilter;

/// Every attribute of a file before and after de-identification. Holds original values: clear() it when the review ends; there is
/// no way to copy out of it.
class TagModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Tag, Keyword, Before, After, What, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    void setRows(QList<ingest::TagRow> rows);
    [[nodiscard]] const ingest::TagRow& row(int index) const { return m_rows[index]; }
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<ingest::TagRow> m_rows;
};

/// The model above with a filter box and "changed only".
class TagTable : public QWidget {
    Q_OBJECT
public:
    explicit TagTable(QWidget* parent = nullptr);
    void setRows(const QList<ingest::TagRow>& rows);
    void clear() { setRows({}); }
    [[nodiscard]] QTableView* view() const { return m_view; }

private:
    void updateCount();

    TagModel* m_model;
    TagFilter* m_filter;
    QTableView* m_view;
    QLineEdit* m_text;
    QCheckBox* m_changedOnly;
    QLabel* m_count;
};

} // namespace lobule::worklist
