#pragma once

#include "app/worklist/OutcomeTable.h"

#include <QPointer>
#include <QWidget>

class QLabel;
class QPushButton;

namespace lobule::library {
class Library;
}

namespace lobule::worklist {

class QuarantineImport;
class ReviewDialog;

/// The files that were not imported, with reason and advice. One that is held can be reviewed and released, another one tried
/// again; the list can be cleared. The files themselves are never touched.
class QuarantinePage : public QWidget {
    Q_OBJECT
public:
    QuarantinePage(library::Library* library, QWidget* parent = nullptr);
    ~QuarantinePage() override;
    void reload();
    [[nodiscard]] OutcomeTable* table() const { return m_table; }
    /// The open review, or null.
    [[nodiscard]] ReviewDialog* review() const;

Q_SIGNALS:
    void cleared();
    /// A file came in, or left the list for another reason.
    void imported();
    void failed(const QString& sentence);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void clear();
    void showOtherKeys();
    void act(const FileOutcome& outcome);
    void openReview(const FileOutcome& outcome);
    void importEnded(bool inLibrary, const QString& sentence);
    void say(const QString& text, const char* role);
    void updateButtons();

    library::Library* m_library;
    QuarantineImport* m_importer;
    QPointer<ReviewDialog> m_review;
    QLabel* m_title;
    QLabel* m_text;
    QLabel* m_otherKeys;
    QLabel* m_say;
    OutcomeTable* m_table;
    QPushButton* m_act;
    QPushButton* m_clear;
    int m_underOtherKeys = 0;
};

} // namespace lobule::worklist
