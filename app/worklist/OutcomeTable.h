#pragma once

#include "app/worklist/OutcomeModel.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace lobule::worklist {

/// The model with a filter box, a choice of results and buttons to try again, copy and save: the same table serves the result of an
/// import and the quarantine.
class OutcomeTable : public QWidget {
    Q_OBJECT
public:
    explicit OutcomeTable(QWidget* parent = nullptr);
    void setOutcomes(const QList<FileOutcome>& outcomes);
    /// The selected rows, or all shown ones when none is selected, as tab-separated text with a header line.
    [[nodiscard]] QString copyText() const;
    /// What another try would import: of the selected rows, or of all shown ones when none is selected; each path once.
    [[nodiscard]] QStringList retryPaths() const;
    /// Writes the shown rows without names or paths; false when the file cannot be written.
    [[nodiscard]] bool saveCsv(const QString& path) const;
    [[nodiscard]] QTableView* view() const { return m_view; }
    [[nodiscard]] OutcomeModel* model() const { return m_model; }
    /// The row that has the focus, if any.
    [[nodiscard]] std::optional<FileOutcome> current() const;
    /// Where the owner may add buttons of its own, right of the filter box.
    void addTool(QWidget* widget);

Q_SIGNALS:
    void retryRequested(const QStringList& paths);
    void currentChanged();
    /// Enter or a double click.
    void activated(const lobule::worklist::FileOutcome& outcome);

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    void retranslate();
    void updateCount();
    void fillGroups();
    void applyFilter();
    void chooseCsv();
    [[nodiscard]] QList<int> chosenRows() const;

    OutcomeModel* m_model;
    QTableView* m_view;
    QLineEdit* m_filter;
    QComboBox* m_groups;
    QLabel* m_count;
    QPushButton* m_retry;
    QPushButton* m_copy;
    QPushButton* m_save;
};

} // namespace lobule::worklist
