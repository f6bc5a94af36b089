#include "app/theme/TableHeader.h"

#include "app/theme/Icons.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace lobule::theme {
namespace {

constexpr double kMarginPx = 10.0;
constexpr double kArrowPx = 12.0;

QFont headerFont() { return font(12.5, QFont::DemiBold); }

} // namespace

TableHeader::TableHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setHighlightSections(false);
    setFixedHeight(px(36));
    setMinimumSectionSize(px(36));
}

QSize TableHeader::sectionSizeFromContents(int section) const
{
    const QString text = model()->headerData(section, orientation(), Qt::DisplayRole).toString();
    return {QFontMetrics(headerFont()).horizontalAdvance(text) + px(2 * kMarginPx + kArrowPx + 4), px(36)};
}

void TableHeader::paintEvent(QPaintEvent* event)
{
    QHeaderView::paintEvent(event);
    QPainter painter(viewport());
    painter.setPen(color(Token::Line));
    painter.drawLine(0, height() - 1, width(), height() - 1);
}

void TableHeader::paintSection(QPainter* painter, const QRect& rect, int section) const
{
    painter->save();
    painter->fillRect(rect, color(Token::Bg1));
    const QString text = model()->headerData(section, orientation(), Qt::DisplayRole).toString();
    const bool isRight = model()->headerData(section, orientation(), Qt::TextAlignmentRole).toInt() & Qt::AlignRight;
    const bool isSorted = isSortIndicatorShown() && sortIndicatorSection() == section && !text.isEmpty();
    QRect cell = rect.adjusted(px(kMarginPx), 0, -px(kMarginPx), 0);
    painter->setFont(headerFont());
    painter->setPen(color(isSorted ? Token::Text1 : Token::Text2));
    const QFontMetrics metrics(painter->font());
    const int arrow = isSorted ? px(kArrowPx) + px(4) : 0;
    const QString shown = metrics.elidedText(text, Qt::ElideRight, std::max(0, cell.width() - arrow));
    const int width = metrics.horizontalAdvance(shown);
    // Behind the word, or before it where the word keeps to the right like its numbers.
    const int textLeft = isRight ? cell.right() + 1 - width : cell.left();
    painter->drawText(QRect(textLeft, cell.top(), width + 1, cell.height()), Qt::AlignVCenter, shown);
    if (isSorted) {
        const int size = px(kArrowPx);
        const int x = isRight ? textLeft - size - px(4) : textLeft + width + px(4);
        const QString name = sortIndicatorOrder() == Qt::AscendingOrder ? QStringLiteral("chevron-up") : QStringLiteral("chevron-down");
        painter->drawPixmap(
            x, rect.center().y() - size / 2 + 1, iconPixmap(name, color(Token::Text1), size, painter->device()->devicePixelRatioF()));
    }
    painter->restore();
}

} // namespace lobule::theme
