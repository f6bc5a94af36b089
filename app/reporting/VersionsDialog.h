#pragma once

#include "core/library/Records.h"

#include <QDialog>
#include <QList>

class QLabel;
class QListWidget;
class QPlainTextEdit;
class QPushButton;

namespace lobule::reporting {

/// All stored versions of a report, newest first; the selected one is shown as text. Restoring makes a new version, nothing is lost.
class VersionsDialog : public QDialog {
    Q_OBJECT
public:
    explicit VersionsDialog(QWidget* parent = nullptr);
    void setVersions(const QList<library::ReportVersion>& versions);
    [[nodiscard]] QListWidget* list() const { return m_list; }
    [[nodiscard]] QPushButton* restoreButton() const { return m_restore; }

Q_SIGNALS:
    void restoreRequested(const lobule::library::ReportVersion& version);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void showCurrent();

    QList<library::ReportVersion> m_versions;
    QListWidget* m_list;
    QPlainTextEdit* m_text;
    QLabel* m_hint;
    QPushButton* m_restore;
    QPushButton* m_close;
};

} // namespace lobule::reporting
