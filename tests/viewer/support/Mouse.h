#pragma once

#include "viewer/panels/SliceWidget.h"

#include <QApplication>
#include <QTest>
#include <QWheelEvent>

namespace lobule::test {

[[nodiscard]] inline QPointF viewPoint(const panels::SliceWidget& view, double i, double j)
{
    return viewMap(view.scene(), view.size()).toView({i, j});
}

/// A real drag through the window system's event path: press, steps, release.
inline void drag(QWidget& view, QPointF from, QPointF to, Qt::MouseButton button = Qt::LeftButton)
{
    QTest::mousePress(&view, button, Qt::NoModifier, from.toPoint());
    for (int step = 1; step <= 4; ++step) QTest::mouseMove(&view, (from + (to - from) * step / 4.0).toPoint());
    QTest::mouseRelease(&view, button, Qt::NoModifier, to.toPoint());
}

/// The mouse over the view, no button down. Through the window, because the widget form of QTest moves the real pointer, whose events come
/// later.
inline void hover(QWidget& view, QPointF to) { QTest::mouseMove(view.window()->windowHandle(), view.mapTo(view.window(), to).toPoint()); }

inline void wheel(QWidget& view, int eighths, Qt::KeyboardModifiers modifiers = Qt::NoModifier, QPointF at = {})
{
    const QPointF position = at.isNull() ? QPointF(view.rect().center()) : at;
    QWheelEvent event(position, view.mapToGlobal(position), {}, {0, eighths}, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&view, &event);
}

} // namespace lobule::test
