#include "viewer/render/ResultBoxPainter.h"

#include "viewer/render/TextPainter.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace lobule::render {

namespace {

constexpr double kPadding = 16.0;
constexpr double kRadius = 10.0;
constexpr double kMarginRight = 16.0;
constexpr double kMarginBottom = 64.0; ///< Leaves the scale bar free.
const QColor kText1(0xe6, 0xed, 0xf3);
const QColor kText2(0x9f, 0xb0, 0xbf);
const QColor kWarning(0xc9, 0xb4, 0x58);

enum class Shape { FilledDiamond, Ring, OpenDiamond };

struct Style {
    Shape shape;
    QColor color;
    QString label;
};

/// Shape, colour and word all tell the label: colour alone would be lost on one reader in twelve.
Style style(const ResultBox& box)
{
    if (box.label == QLatin1String("LC")) return {Shape::FilledDiamond, QColor(0xff, 0x9f, 0x43), box.label};
    if (box.label == QLatin1String("NonLC")) return {Shape::Ring, QColor(0x39, 0xc6, 0xb0), box.label};
    return {Shape::OpenDiamond, QColor(0xc9, 0xb4, 0x58), QCoreApplication::translate("ResultBox", "Indeterminate")};
}

struct Line {
    QFont font;
    QString text;
    QColor color;
};

/// The lines under the first one.
QList<Line> smallLines(const ResultBox& box)
{
    QList<Line> lines;
    QStringList parts{box.modelText, box.deviceText};
    parts.removeAll(QString());
    if (!parts.isEmpty()) lines.append({detail::sceneFont(false, 0.9), parts.join(QStringLiteral(" · ")), kText2});
    if (!box.clinicalUse) {
        lines.append(
            {detail::sceneFont(true, 0.9), QCoreApplication::translate("ResultBox", "Demonstration — not for clinical use"), kWarning});
    }
    return lines;
}

QString scoreText(const ResultBox& box) { return std::isfinite(box.score) ? QString::number(box.score, 'f', 2) : QStringLiteral("–"); }

QString scoreWord() { return QCoreApplication::translate("ResultBox", "score"); }

struct HeadFonts {
    QFont label = detail::sceneFont(true, 1.75);
    QFont score = detail::sceneFont(false, 1.6);
    QFont word = detail::sceneFont(false, 1.05);
    [[nodiscard]] double shapeSize() const { return QFontMetricsF(label).capHeight() * 1.25; }
    [[nodiscard]] double height() const { return QFontMetricsF(label).height(); }
};

constexpr double kGap = 10.0;

QSizeF contentSize(const ResultBox& box)
{
    const HeadFonts fonts;
    double width = fonts.shapeSize() + kGap + QFontMetricsF(fonts.label).horizontalAdvance(style(box).label) + kGap
        + QFontMetricsF(fonts.score).horizontalAdvance(scoreText(box)) + kGap + QFontMetricsF(fonts.word).horizontalAdvance(scoreWord());
    double height = fonts.height();
    for (const Line& line : smallLines(box)) {
        const QFontMetricsF metrics(line.font);
        width = std::max(width, metrics.horizontalAdvance(line.text));
        height += metrics.height() + 2.0;
    }
    return {std::ceil(width), std::ceil(height)};
}

void paintShape(QPainter& painter, const Style& style, QPointF center, double size)
{
    const double r = size / 2.0;
    painter.setPen(style.shape == Shape::FilledDiamond ? QPen(Qt::NoPen) : QPen(style.color, std::max(2.0, size / 8.0)));
    painter.setBrush(style.shape == Shape::FilledDiamond ? QBrush(style.color) : QBrush(Qt::NoBrush));
    if (style.shape == Shape::Ring) return painter.drawEllipse(center, r * 0.8, r * 0.8);
    painter.drawPolygon(QPolygonF{center - QPointF(0, r), center + QPointF(r, 0), center + QPointF(0, r), center - QPointF(r, 0)});
}

} // namespace

QRectF resultBoxRect(const QRectF& view, const ResultBox& box)
{
    const QSizeF size = contentSize(box) + QSizeF(2.0 * kPadding, 1.5 * kPadding);
    QPointF corner(view.right() - kMarginRight - size.width(), view.bottom() - kMarginBottom - size.height());
    corner += box.offset;
    corner.setX(std::clamp(corner.x(), view.left(), std::max(view.left(), view.right() - size.width())));
    corner.setY(std::clamp(corner.y(), view.top(), std::max(view.top(), view.bottom() - size.height())));
    return {QPointF(std::round(corner.x()), std::round(corner.y())), size};
}

namespace detail {

void paintResultBox(QPainter& painter, const QRectF& view, const ResultBox& box)
{
    const Style look = style(box);
    const QRectF rect = resultBoxRect(view, box);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(look.color, 1.25));
    painter.setBrush(QColor(8, 10, 12, 235)); // Nearly opaque: bright bone behind it must not wash the text out.
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);

    const HeadFonts fonts;
    const QFontMetricsF labelMetrics(fonts.label);
    double x = rect.left() + kPadding;
    double y = rect.top() + 0.75 * kPadding;
    const double baseline = y + labelMetrics.ascent();
    paintShape(painter, look, {x + fonts.shapeSize() / 2.0, baseline - labelMetrics.capHeight() / 2.0}, fonts.shapeSize());
    x += fonts.shapeSize() + kGap;
    const auto put = [&](const QFont& font, const QColor& color, const QString& text) {
        painter.setFont(font);
        painter.setPen(color);
        painter.drawText(QPointF(x, baseline), text);
        x += QFontMetricsF(font).horizontalAdvance(text) + kGap;
    };
    put(fonts.label, look.color, look.label);
    put(fonts.score, kText1, scoreText(box));
    put(fonts.word, kText2, scoreWord());

    y += fonts.height();
    for (const Line& line : smallLines(box)) {
        const QFontMetricsF metrics(line.font);
        painter.setFont(line.font);
        painter.setPen(line.color);
        painter.drawText(QPointF(rect.left() + kPadding, y + 2.0 + metrics.ascent()), line.text);
        y += metrics.height() + 2.0;
    }
    painter.restore();
}

} // namespace detail

} // namespace lobule::render
