#pragma once

#include "app/worklist/ImportController.h"

#include <QDialog>

class QLabel;
class QPushButton;

namespace lobule::worklist {

/// The result table of an import: what happened to each file that was not simply imported, why, and what to do. Not modal.
class ImportResultDialog : public QDialog {
    Q_OBJECT
public:
    explicit ImportResultDialog(QWidget* parent = nullptr);
    void setReport(const ImportReport& report);
    [[nodiscard]] OutcomeTable* table() const { return m_table; }

Q_SIGNALS:
    void retryRequested(const QStringList& paths);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    ImportReport m_report;
    QLabel* m_summary;
    OutcomeTable* m_table;
    QPushButton* m_close;
};

} // namespace lobule::worklist
