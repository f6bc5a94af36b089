#pragma once

#include <QKeySequence>
#include <QPushButton>

namespace lobule::theme {

/// A push button that shows the shortcut which presses it, as a small key cap beside its text. The cap is for the eye only;
/// the shortcut itself is set with setShortcut() or belongs to an action.
class HintButton : public QPushButton {
    Q_OBJECT
public:
    explicit HintButton(QWidget* parent = nullptr);

    /// Text of the key cap, e.g. "Ctrl+O"; empty shows none.
    void setHint(const QString& hint);
    [[nodiscard]] const QString& hint() const { return m_hint; }
    /// A primary button is filled with the accent colour; there is one a screen.
    void setPrimary(bool primary);
    /// Shows a small running mark and keeps the button's width; the button stays enabled or not as the owner wants.
    void setBusy(bool busy);
    [[nodiscard]] bool isBusy() const { return m_busy; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent*) override;
    void timerEvent(QTimerEvent*) override;

private:
    [[nodiscard]] int hintWidth() const;

    QString m_hint;
    bool m_primary = false;
    bool m_busy = false;
    int m_timer = 0;
    int m_phase = 0;
};

/// Draws a key cap with `text` so that it fills `rect`.
void paintKeyCap(QPainter& painter, const QRect& rect, const QString& text, const QColor& ink, const QColor& frame);

} // namespace lobule::theme
