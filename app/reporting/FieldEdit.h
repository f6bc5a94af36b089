#pragma once

#include <QPlainTextEdit>
#include <QString>

class QLabel;
class QPushButton;

namespace lobule::reporting {

/// A text field that grows with its text up to a limit, so that a report is read without scrolling inside boxes.
class GrowingEdit : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit GrowingEdit(int leastLines, QWidget* parent = nullptr);
    /// Replaces the text as an edit, so that Ctrl+Z brings the former text back.
    void replaceText(const QString& text);

Q_SIGNALS:
    void left(); ///< The focus went elsewhere.

protected:
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void fitHeight();

    int m_leastLines;
};

/// One field of the report: its title, an act beside the title (insert, remove, suggest), and the text.
class FieldEdit : public QWidget {
    Q_OBJECT
public:
    FieldEdit(const QString& key, int leastLines, QWidget* parent = nullptr);

    [[nodiscard]] const QString& key() const { return m_key; }
    [[nodiscard]] QString text() const { return m_edit->toPlainText(); }
    void setTitle(const QString& title);
    /// An empty text hides the button.
    void setAct(const QString& text, const QString& toolTip);
    void setReadOnly(bool isReadOnly);
    /// Shows another study's text; nothing to undo.
    void load(const QString& text);
    [[nodiscard]] GrowingEdit* edit() const { return m_edit; }

Q_SIGNALS:
    void edited(const QString& key, const QString& text);
    void acted();

private:
    QString m_key;
    QLabel* m_title;
    QPushButton* m_act;
    GrowingEdit* m_edit;
    bool m_isLoading = false;
};

} // namespace lobule::reporting
