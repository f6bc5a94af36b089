#pragma once

#include <QFont>
#include <QString>

class QPainter;
class QRect;

namespace lobule::theme {

/// Figures of equal width, so that columns of numbers line up. Qt before 6.7 cannot ask a font for its tabular figures;
/// there the digits are set one by one on the width of the widest digit.
void drawTabular(QPainter& painter, const QRect& rect, Qt::Alignment alignment, const QString& text);
/// Width of `text` as drawTabular() draws it in `font`.
[[nodiscard]] int tabularWidth(const QFont& font, const QString& text);
/// `text` cut with an ellipsis, so that drawTabular() draws it in no more than `width`.
[[nodiscard]] QString elideTabular(const QFont& font, const QString& text, Qt::TextElideMode mode, int width);

} // namespace lobule::theme
