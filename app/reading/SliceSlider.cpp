#include "app/reading/SliceSlider.h"

#include "app/theme/Theme.h"

#include <QPainter>
#include <QStyle>
#include <QStyleOptionSlider>

namespace lobule::reading {

SliceSlider::SliceSlider(QWidget* parent) : QSlider(Qt::Vertical, parent)
{
    // The first slice at the top, as Home and Up have it.
    setInvertedAppearance(true);
    setInvertedControls(true);
    setFocusPolicy(Qt::NoFocus);
}

void SliceSlider::setMarks(const QList<int>& slices)
{
    if (slices == m_marks) return;
    m_marks = slices;
    update();
}

void SliceSlider::paintEvent(QPaintEvent* event)
{
    QSlider::paintEvent(event);
    if (m_marks.isEmpty()) return;
    QStyleOptionSlider option;
    initStyleOption(&option);
    const QRect groove = style()->subControlRect(QStyle::CC_Slider, &option, QStyle::SC_SliderGroove, this);
    const QRect handle = style()->subControlRect(QStyle::CC_Slider, &option, QStyle::SC_SliderHandle, this);
    const int span = groove.height() - handle.height();
    QPainter painter(this);
    for (const int slice : m_marks) {
        // Where the middle of the handle is when that slice is shown.
        const int y
            = groove.top() + handle.height() / 2 + QStyle::sliderPositionFromValue(minimum(), maximum(), slice, span, option.upsideDown);
        painter.fillRect(QRect(width() - theme::px(5), y - theme::px(1), theme::px(5), theme::px(2)), theme::color(theme::Token::Accent));
    }
}

} // namespace lobule::reading
