#pragma once

#include "core/base/Error.h"
#include "core/library/Records.h"

#include <QAbstractTableModel>
#include <QList>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;

namespace lobule::worklist {

/// What became of one file of an import.
struct FileOutcome {
    enum class Kind { Imported, Duplicate, Skipped, Rejected };
    QString file; ///< As the user gave it.
    Kind kind = Kind::Rejected;
    ErrorCode code = ErrorCode::Internal; ///< Of a rejected file.
    QString reason; ///< English sentence without patient data, from the import.
};

[[nodiscard]] FileOutcome makeOutcome(const library::QuarantineRow& row);

/// Files with result, reason and advice, in the user's language.
class OutcomeModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { File, Outcome, Reason, Advice, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    void setOutcomes(QList<FileOutcome> outcomes);
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void retranslate();

private:
    [[nodiscard]] QString text(const FileOutcome& outcome, int column) const;
    QList<FileOutcome> m_outcomes;
};

/// The model above with a filter box and a Copy button: the same table serves the result of an import and the quarantine.
class OutcomeTable : public QWidget {
    Q_OBJECT
public:
    explicit OutcomeTable(QWidget* parent = nullptr);
    void setOutcomes(const QList<FileOutcome>& outcomes);
    /// The selected rows, or all shown ones when none is selected, as tab-separated text with a header line.
    [[nodiscard]] QString copyText() const;
    [[nodiscard]] QTableView* view() const { return m_view; }
    /// Where the owner may add buttons of its own, right of the filter box.
    void addTool(QWidget* widget);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void updateCount();

    OutcomeModel* m_model;
    QSortFilterProxyModel* m_proxy;
    QTableView* m_view;
    QLineEdit* m_filter;
    QLabel* m_count;
    QPushButton* m_copy;
};

} // namespace lobule::worklist
