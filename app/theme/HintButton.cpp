#include "app/theme/HintButton.h"

#include "app/theme/Theme.h"

#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>
#include <QStyle>
#include <QStyleOptionButton>
#include <QTimerEvent>

namespace lobule::theme {
namespace {

constexpr int kGap = 8;
constexpr int kBusyIntervalMs = 120;

QFont capFont() { return font(11.0); }

} // namespace

void paintKeyCap(QPainter& painter, const QRect& rect, const QString& text, const QColor& ink, const QColor& frame)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(frame);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setPen(ink);
    painter.setFont(capFont());
    painter.drawText(rect, Qt::AlignCenter, text);
    painter.restore();
}

HintButton::HintButton(QWidget* parent) : QPushButton(parent) { setFocusPolicy(Qt::TabFocus); }

void HintButton::setHint(const QString& hint)
{
    m_hint = hint;
    updateGeometry();
    update();
}

void HintButton::setPrimary(bool primary)
{
    m_primary = primary;
    setRole(this, primary ? "primary" : "");
}

void HintButton::setBusy(bool busy)
{
    if (busy == m_busy) return;
    m_busy = busy;
    if (busy) {
        m_timer = startTimer(kBusyIntervalMs);
    } else {
        killTimer(m_timer);
        m_timer = 0;
    }
    update();
}

int HintButton::hintWidth() const { return m_hint.isEmpty() ? 0 : QFontMetrics(capFont()).horizontalAdvance(m_hint) + px(10); }

QSize HintButton::sizeHint() const
{
    const QFontMetrics metrics(font());
    int width = px(24);
    if (!icon().isNull()) width += iconSize().width() + (text().isEmpty() ? 0 : px(kGap));
    if (!text().isEmpty()) width += metrics.size(Qt::TextShowMnemonic, text()).width();
    if (!m_hint.isEmpty()) width += px(kGap) + hintWidth();
    return {std::max(width, px(36)), px(36)};
}

void HintButton::timerEvent(QTimerEvent* event)
{
    if (event->timerId() != m_timer) return QPushButton::timerEvent(event);
    m_phase = (m_phase + 1) % 8;
    update();
}

void HintButton::paintEvent(QPaintEvent*)
{
    QStyleOptionButton option;
    initStyleOption(&option);
    const QString label = option.text;
    option.text.clear();
    option.icon = {};
    QPainter painter(this);
    style()->drawControl(QStyle::CE_PushButton, &option, &painter, this);

    const QColor ink = !isEnabled() ? color(Token::Text3) : m_primary ? color(Token::Bg0) : color(Token::Text1);
    const int labelWidth = label.isEmpty() ? 0 : QFontMetrics(font()).size(Qt::TextShowMnemonic, label).width();
    const bool hasIcon = !icon().isNull();
    int content = labelWidth;
    if (hasIcon) content += iconSize().width() + (label.isEmpty() ? 0 : px(kGap));
    if (!m_hint.isEmpty()) content += px(kGap) + hintWidth();
    int x = (width() - content) / 2;
    if (hasIcon) {
        const QRect at(QPoint(x, (height() - iconSize().height()) / 2), iconSize());
        icon().paint(&painter, at, Qt::AlignCenter, isEnabled() ? QIcon::Normal : QIcon::Disabled, isChecked() ? QIcon::On : QIcon::Off);
        x += iconSize().width() + px(kGap);
    }
    painter.setPen(ink);
    painter.drawText(QRect(x, 0, labelWidth + 1, height()), Qt::AlignVCenter | Qt::TextShowMnemonic, label);
    x += labelWidth + px(kGap);
    if (m_hint.isEmpty()) return;
    const QRect cap(x, (height() - px(20)) / 2, hintWidth(), px(20));
    const QColor dim = m_primary && isEnabled() ? color(Token::Bg0) : isEnabled() ? color(Token::Text2) : color(Token::Text3);
    if (!m_busy) {
        paintKeyCap(painter, cap, m_hint, dim, m_primary ? dim : color(Token::Line));
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(dim, 2, Qt::SolidLine, Qt::RoundCap));
    const QRect ring(cap.center().x() - px(7), cap.center().y() - px(7), px(14), px(14));
    painter.drawArc(ring, -m_phase * 45 * 16, 270 * 16);
}

} // namespace lobule::theme
