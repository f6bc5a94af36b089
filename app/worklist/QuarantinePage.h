#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace lobule::library {
class Library;
}

namespace lobule::worklist {

class OutcomeTable;

/// The files that were not imported, with reason and advice; the list can be cleared, the files themselves are never touched.
class QuarantinePage : public QWidget {
    Q_OBJECT
public:
    QuarantinePage(library::Library* library, QWidget* parent = nullptr);
    void reload();

Q_SIGNALS:
    void cleared();
    void failed(const QString& sentence);
    void retryRequested(const QStringList& paths);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void clear();

    library::Library* m_library;
    QLabel* m_title;
    QLabel* m_text;
    OutcomeTable* m_table;
    QPushButton* m_clear;
};

} // namespace lobule::worklist
