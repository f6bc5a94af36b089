#pragma once

#include "core/library/Records.h"

#include <QAbstractTableModel>
#include <QWidget>

class QLabel;
class QTableView;

namespace lobule::library {
class Library;
}

namespace lobule::worklist {

class SeriesModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Number, Description, Phase, Images, Thickness, Kvp, Mas, Kernel, Geometry, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;
    void setSeries(QList<library::SeriesRow> series);
    [[nodiscard]] const library::SeriesRow& series(int row) const { return m_series[row]; }
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void retranslate();

private:
    [[nodiscard]] QString text(const library::SeriesRow& row, int column) const;
    QList<library::SeriesRow> m_series;
};

/// Below the study list: the series of the current study with their protocol.
class SeriesPane : public QWidget {
    Q_OBJECT
public:
    SeriesPane(library::Library* library, QWidget* parent = nullptr);
    /// An empty row (no UID) shows nothing.
    void setStudy(const library::StudyRow& study);
    [[nodiscard]] QTableView* table() const { return m_table; }

Q_SIGNALS:
    void seriesActivated(const QString& studyUid, const QString& seriesUid);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    library::Library* m_library;
    library::StudyRow m_study;
    SeriesModel* m_model;
    QLabel* m_title;
    QTableView* m_table;
};

} // namespace lobule::worklist
