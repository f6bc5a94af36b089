#pragma once

#include <QTimer>
#include <QWidget>

#include <functional>

class QLabel;
class QPushButton;

namespace lobule::app {

/// The line at the foot of the window: quiet facts, and the one place where messages appear. A notice goes by itself; a problem
/// stays until it is solved, answered with its button or dismissed. Messages never move the image.
class StatusLine : public QWidget {
    Q_OBJECT
public:
    explicit StatusLine(QWidget* parent = nullptr);

    /// Facts at the left, shown while there is no message.
    void setHint(const QString& text);
    /// Facts at the right, before the language.
    void setNote(const QString& text);
    /// Puts a widget at the right, before the facts.
    void addChip(QWidget* chip);
    void showNotice(const QString& sentence);
    /// `retry` may be empty: then there is only Dismiss.
    void showProblem(const QString& sentence, const std::function<void()>& retry = {});
    void clearMessage();
    [[nodiscard]] QString message() const { return m_message; }
    [[nodiscard]] QPushButton* languageButton() const { return m_language; }
    [[nodiscard]] QPushButton* retryButton() const { return m_retry; }

Q_SIGNALS:
    void languageChosen(const QString& code);

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void show(const QString& sentence, bool isProblem);
    void retranslate();
    void elide();
    void openLanguageMenu();

    QLabel* m_icon;
    QLabel* m_text;
    QPushButton* m_retry;
    QPushButton* m_dismiss;
    QLabel* m_note;
    QPushButton* m_language;
    QTimer m_expiry;
    QString m_hint;
    QString m_message;
    std::function<void()> m_onRetry;
};

} // namespace lobule::app
