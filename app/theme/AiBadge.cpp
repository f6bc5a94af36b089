#include "app/theme/AiBadge.h"

#include "app/theme/TabularText.h"

#include <QCoreApplication>
#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>

namespace lobule::theme {
namespace {

constexpr double kShapePx = 9.0;

QFont badgeFont() { return font(12.5, QFont::DemiBold); }

void paintShape(QPainter& painter, const QRectF& box, AiState state, const QColor& ink)
{
    painter.setPen(QPen(ink, 1.6));
    painter.setBrush(state == AiState::Lc ? QBrush(ink) : Qt::NoBrush);
    if (state == AiState::NonLc) {
        painter.drawEllipse(box.adjusted(0.8, 0.8, -0.8, -0.8));
        return;
    }
    const QPointF c = box.center();
    const double r = box.width() / 2.0;
    painter.drawPolygon(QPolygonF({{c.x(), c.y() - r}, {c.x() + r, c.y()}, {c.x(), c.y() + r}, {c.x() - r, c.y()}}));
}

} // namespace

AiState aiState(const QString& label)
{
    if (label == u"LC") return AiState::Lc;
    if (label == u"NonLC") return AiState::NonLc;
    if (label == u"indeterminate") return AiState::Indeterminate;
    return AiState::None;
}

QString aiWord(AiState state)
{
    switch (state) {
    case AiState::Lc: return QStringLiteral("LC");
    case AiState::NonLc: return QStringLiteral("NonLC");
    case AiState::Indeterminate: return QCoreApplication::translate("AiBadge", "Indeterminate");
    case AiState::None: return {};
    }
    return {};
}

Token aiToken(AiState state)
{
    switch (state) {
    case AiState::Lc: return Token::Lc;
    case AiState::NonLc: return Token::NonLc;
    case AiState::Indeterminate: return Token::Indeterminate;
    case AiState::None: return Token::Text2;
    }
    return Token::Text2;
}

QSize aiBadgeSize(AiState state, const QString& extra)
{
    if (state == AiState::None) return {0, px(24)};
    const QString text = extra.isEmpty() ? aiWord(state) : aiWord(state) + u' ' + extra;
    return {tabularWidth(badgeFont(), text) + px(kShapePx + 5 + 20), px(24)};
}

void paintAiBadge(QPainter& painter, const QRect& rect, AiState state, const QString& extra)
{
    if (state == AiState::None) return;
    const QColor ink = color(aiToken(state));
    QColor frame = ink, fill = ink;
    frame.setAlphaF(0.55F);
    fill.setAlphaF(0.12F);
    const QSize size = aiBadgeSize(state, extra).boundedTo(rect.size());
    const QRect box(rect.left(), rect.top() + (rect.height() - size.height()) / 2, size.width(), size.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(frame);
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    const int shape = px(kShapePx);
    paintShape(painter, QRectF(box.left() + px(10), box.center().y() + 0.5 - shape / 2.0, shape, shape), state, ink);
    painter.setPen(ink);
    painter.setFont(badgeFont());
    const QString text = extra.isEmpty() ? aiWord(state) : aiWord(state) + u' ' + extra;
    painter.setClipRect(box);
    drawTabular(painter, box.adjusted(px(10 + kShapePx + 5), 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, text);
    painter.restore();
}

AiBadge::AiBadge(QWidget* parent) : QWidget(parent) { setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed); }

void AiBadge::setState(AiState state, const QString& extra)
{
    m_state = state;
    m_extra = extra;
    setAccessibleName(extra.isEmpty() ? aiWord(state) : aiWord(state) + u' ' + extra);
    updateGeometry();
    update();
}

void AiBadge::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintAiBadge(painter, rect(), m_state, m_extra);
}

} // namespace lobule::theme
