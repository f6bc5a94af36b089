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
    /// Writes the de-identification report, as JSON when `path` ends so, otherwise as PDF, and says below the table how it went.
    void saveReport(const QString& path);

Q_SIGNALS:
    void retryRequested(const QStringList& paths);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void chooseReportFile();

    ImportReport m_report;
    QLabel* m_summary;
    OutcomeTable* m_table;
    QLabel* m_note;
    QPushButton* m_save;
    QPushButton* m_close;
};

} // namespace lobule::worklist
