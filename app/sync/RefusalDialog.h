#pragma once

#include <QDialog>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace lobule::sync {

/// What of others was not taken over of one study, to be read and copied before it is dismissed.
class RefusalDialog : public QDialog {
    Q_OBJECT
public:
    RefusalDialog(const QString& study, const QStringList& changes, QWidget* parent);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    const QString m_study;
    QLabel* m_words;
    QPlainTextEdit* m_text;
    QPushButton* m_copy;
    QPushButton* m_keep;
    QPushButton* m_dismiss;
};

} // namespace lobule::sync
