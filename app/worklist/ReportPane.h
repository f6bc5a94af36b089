#pragma once

#include "core/library/Records.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace lobule::library {
class Library;
}
namespace lobule::theme {
class AiBadge;
class HintButton;
} // namespace lobule::theme

namespace lobule::worklist {

/// Below the study list, at the right: the report of the current study as it stands, and what can be done with the study.
class ReportPane : public QWidget {
    Q_OBJECT
public:
    ReportPane(library::Library* library, QWidget* parent = nullptr);
    /// An empty row (no UID) shows nothing and disables the buttons.
    void setStudy(const library::StudyRow& study);

Q_SIGNALS:
    void openRequested(const QString& studyUid);
    void reportRequested(const QString& studyUid); ///< Open with the report in front.
    void pdfRequested(const QString& studyUid);

protected:
    void changeEvent(QEvent* event) override;

private:
    void buildLayout();
    void retranslate();
    [[nodiscard]] QString preview() const;
    /// Says that there is more than one newest version; empty: there is not.
    [[nodiscard]] QString conflict() const;

    library::Library* m_library;
    library::StudyRow m_study;
    QList<library::ReportVersion> m_versions;
    QLabel* m_title;
    QLabel* m_status;
    QLabel* m_conflict;
    QLabel* m_text;
    QLabel* m_aiNote;
    theme::AiBadge* m_badge;
    theme::HintButton* m_open;
    QPushButton* m_report;
    QPushButton* m_pdf;
};

} // namespace lobule::worklist
