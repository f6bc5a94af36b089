#pragma once

#include "core/library/Records.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace lobule::worklist {

/// The notice above the list that an import did not come to its end, with the choice to continue or to forget it.
class ResumeStrip : public QWidget {
    Q_OBJECT
public:
    explicit ResumeStrip(QWidget* parent = nullptr);

    /// Shows itself when there are any.
    void setUnfinished(const QList<library::UnfinishedImport>& unfinished);
    [[nodiscard]] const QList<library::UnfinishedImport>& unfinished() const { return m_unfinished; }
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void continueRequested();
    void forgetRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    QList<library::UnfinishedImport> m_unfinished;
    QLabel* m_icon;
    QLabel* m_title;
    QLabel* m_words;
    QPushButton* m_continue;
    QPushButton* m_forget;
};

} // namespace lobule::worklist
