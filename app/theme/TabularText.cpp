#include "app/theme/TabularText.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace lobule::theme {
namespace {

double digitWidth(const QFontMetricsF& metrics)
{
    double widest = 0.0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit) widest = std::max(widest, metrics.horizontalAdvance(QChar(digit)));
    return widest;
}

bool hasDigit(const QString& text)
{
    return std::any_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

/// Calls `visit(run, x)` for every digit and every stretch of other characters; returns the whole width.
template <class Visit> double layout(const QFontMetricsF& metrics, const QString& text, Visit visit)
{
    const double wide = digitWidth(metrics);
    double x = 0.0;
    for (qsizetype i = 0; i < text.size();) {
        const auto isDigit = [&](qsizetype at) { return text[at] >= u'0' && text[at] <= u'9'; };
        if (isDigit(i)) {
            const QString digit = text.mid(i, 1);
            visit(digit, x + (wide - metrics.horizontalAdvance(digit)) / 2.0);
            x += wide;
            ++i;
            continue;
        }
        qsizetype end = i;
        while (end < text.size() && !isDigit(end)) ++end;
        const QString run = text.mid(i, end - i);
        visit(run, x);
        x += metrics.horizontalAdvance(run);
        i = end;
    }
    return x;
}

} // namespace

int tabularWidth(const QFont& font, const QString& text)
{
    const QFontMetricsF metrics(font);
    return static_cast<int>(std::ceil(layout(metrics, text, [](const QString&, double) {})));
}

QString elideTabular(const QFont& font, const QString& text, Qt::TextElideMode mode, int width)
{
    const QFontMetrics metrics(font);
    QString cut = text;
    // The font's own figures are narrower than the tabular ones: what it takes to fit may not fit.
    for (int room = width; tabularWidth(font, cut) > width && room > 0; room -= std::max(1, tabularWidth(font, cut) - width))
        cut = metrics.elidedText(text, mode, room);
    return cut;
}

void drawTabular(QPainter& painter, const QRect& rect, Qt::Alignment alignment, const QString& text)
{
    const QFontMetricsF metrics(painter.font());
    if (!hasDigit(text)) {
        painter.drawText(rect, static_cast<int>(alignment) | Qt::TextSingleLine, text);
        return;
    }
    const double width = layout(metrics, text, [](const QString&, double) {});
    double left = rect.left();
    if (alignment & Qt::AlignRight) left = rect.right() + 1 - width;
    if (alignment & Qt::AlignHCenter) left = rect.left() + (rect.width() - width) / 2.0;
    const double baseline = rect.top() + (rect.height() - metrics.height()) / 2.0 + metrics.ascent();
    layout(metrics, text, [&](const QString& run, double x) { painter.drawText(QPointF(left + x, baseline), run); });
}

} // namespace lobule::theme
