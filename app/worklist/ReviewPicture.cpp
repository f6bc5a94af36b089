#include "app/worklist/ReviewPicture.h"

#include "app/theme/Theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QUndoCommand>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace lobule::worklist {

using theme::px;
using theme::Token;

/// One edit: all rectangles before and after it.
class RectanglesCommand : public QUndoCommand {
public:
    RectanglesCommand(ReviewPicture* picture, QList<PixelRectangle> before, QList<PixelRectangle> after, int selected)
        : m_picture(picture), m_before(std::move(before)), m_after(std::move(after)), m_selected(selected)
    {
    }
    void undo() override { m_picture->setRectangles(m_before, -1); }
    void redo() override { m_picture->setRectangles(m_after, m_selected); }

private:
    ReviewPicture* m_picture;
    QList<PixelRectangle> m_before;
    QList<PixelRectangle> m_after;
    int m_selected;
};

namespace {

constexpr int kHandles = 8; ///< Clockwise from the upper left corner.
constexpr int kSmallestPx = 2; ///< Of a drawn rectangle, in pixels of the picture; smaller is a click.
constexpr double kMaxZoom = 32.0;
constexpr double kWheelStep = 120.0;

/// Which sides handle `i` moves: -1 left or top, 1 right or bottom.
constexpr int kHandleX[kHandles] = {-1, 0, 1, 1, 1, 0, -1, -1};
constexpr int kHandleY[kHandles] = {-1, -1, -1, 0, 1, 1, 1, 0};

Qt::CursorShape cursorOf(int handle)
{
    if (kHandleX[handle] == 0) return Qt::SizeVerCursor;
    if (kHandleY[handle] == 0) return Qt::SizeHorCursor;
    return kHandleX[handle] == kHandleY[handle] ? Qt::SizeFDiagCursor : Qt::SizeBDiagCursor;
}

PixelRectangle between(const QPointF& a, const QPointF& b, int frame)
{
    const int x0 = static_cast<int>(std::floor(std::min(a.x(), b.x()))), x1 = static_cast<int>(std::ceil(std::max(a.x(), b.x())));
    const int y0 = static_cast<int>(std::floor(std::min(a.y(), b.y()))), y1 = static_cast<int>(std::ceil(std::max(a.y(), b.y())));
    return {x0, y0, x1 - x0, y1 - y0, frame};
}

bool covers(const PixelRectangle& outer, const PixelRectangle& inner)
{
    return outer.x <= inner.x && outer.y <= inner.y && outer.x + outer.width >= inner.x + inner.width
        && outer.y + outer.height >= inner.y + inner.height;
}

} // namespace

ReviewPicture::ReviewPicture(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
}

/// The stack tells of its end, when the dialog that listens is half gone.
ReviewPicture::~ReviewPicture() { m_undo.blockSignals(true); }

void ReviewPicture::setPicture(const ingest::FramePicture& picture)
{
    const auto format = picture.channels == 3 ? QImage::Format_RGB888 : QImage::Format_Grayscale8;
    const auto* bytes = reinterpret_cast<const uchar*>(picture.pixels.constData());
    m_image = QImage(bytes, picture.columns, picture.rows, qsizetype{picture.columns} * picture.channels, format).copy();
    m_frame = picture.frame;
    m_center = picture.windowCenter;
    m_width = picture.windowWidth;
    if (m_selected >= 0 && !isShown(m_rectangles[m_selected])) select(-1);
    update();
}

void ReviewPicture::clear()
{
    m_image.fill(0);
    m_image = QImage();
    update();
}

void ReviewPicture::setTool(Tool tool)
{
    m_tool = tool;
    updateCursor(mapFromGlobal(QCursor::pos()));
}

void ReviewPicture::setEveryFrame(bool every)
{
    m_everyFrame = every;
    if (m_selected < 0) return;
    const int frame = every ? -1 : m_frame;
    if (m_rectangles[m_selected].frame == frame) return;
    const QList<PixelRectangle> before = m_rectangles;
    m_rectangles[m_selected].frame = frame;
    commit(before);
}

int ReviewPicture::addSuggestions(const QList<ingest::TextBox>& boxes)
{
    const QList<PixelRectangle> before = m_rectangles;
    for (const ingest::TextBox& text : boxes) {
        PixelRectangle box = clamped(text.box);
        box.frame = m_everyFrame ? -1 : m_frame;
        const bool known = std::any_of(
            m_rectangles.begin(), m_rectangles.end(), [&](const PixelRectangle& each) { return isShown(each) && covers(each, box); });
        if (!known) m_rectangles << box;
    }
    const auto added = static_cast<int>(m_rectangles.size() - before.size());
    if (added > 0) commit(before);
    return added;
}

void ReviewPicture::removeSelected()
{
    if (m_selected < 0) return;
    const QList<PixelRectangle> before = m_rectangles;
    m_rectangles.removeAt(m_selected);
    m_selected = -1;
    commit(before);
}

void ReviewPicture::nudge(int dx, int dy)
{
    if (m_selected < 0) return;
    const QList<PixelRectangle> before = m_rectangles;
    PixelRectangle& each = m_rectangles[m_selected];
    each.x = std::clamp(each.x + dx, 0, std::max(0, m_image.width() - each.width));
    each.y = std::clamp(each.y + dy, 0, std::max(0, m_image.height() - each.height));
    if (m_rectangles != before) commit(before);
}

void ReviewPicture::zoomToFit()
{
    m_zoom = 1.0;
    m_pan = {};
    update();
}

void ReviewPicture::zoomBy(double factor)
{
    m_zoom = std::clamp(m_zoom * factor, 1.0, kMaxZoom);
    if (m_zoom == 1.0) m_pan = {};
    update();
}

double ReviewPicture::scale() const
{
    if (m_image.isNull()) return 1.0;
    return m_zoom * std::min(double(width()) / m_image.width(), double(height()) / m_image.height());
}

QPointF ReviewPicture::toWidget(const QPointF& pixel) const
{
    const QPointF middle = QPointF(width() / 2.0, height() / 2.0) + m_pan;
    return middle + (pixel - QPointF(m_image.width() / 2.0, m_image.height() / 2.0)) * scale();
}

QPointF ReviewPicture::toPixel(const QPointF& position) const
{
    const QPointF middle = QPointF(width() / 2.0, height() / 2.0) + m_pan;
    return (position - middle) / scale() + QPointF(m_image.width() / 2.0, m_image.height() / 2.0);
}

QRectF ReviewPicture::shownRect(const PixelRectangle& r) const
{
    return {toWidget(QPointF(r.x, r.y)), toWidget(QPointF(r.x + r.width, r.y + r.height))};
}

QRectF ReviewPicture::handleRect(const PixelRectangle& rectangle, int handle) const
{
    const QRectF shown = shownRect(rectangle);
    const double size = px(9);
    const QPointF at(shown.center().x() + kHandleX[handle] * shown.width() / 2, shown.center().y() + kHandleY[handle] * shown.height() / 2);
    return {at.x() - size / 2, at.y() - size / 2, size, size};
}

int ReviewPicture::handleAt(const QPointF& position) const
{
    if (m_selected < 0) return -1;
    const double reach = px(3);
    for (int i = 0; i < kHandles; ++i) {
        if (handleRect(m_rectangles[m_selected], i).adjusted(-reach, -reach, reach, reach).contains(position)) return i;
    }
    return -1;
}

int ReviewPicture::rectangleAt(const QPointF& position) const
{
    // The newest lies on top.
    for (auto i = static_cast<int>(m_rectangles.size()) - 1; i >= 0; --i) {
        if (isShown(m_rectangles[i]) && shownRect(m_rectangles[i]).contains(position)) return i;
    }
    return -1;
}

PixelRectangle ReviewPicture::clamped(PixelRectangle r) const
{
    const int x0 = std::clamp(r.x, 0, m_image.width()), x1 = std::clamp(r.x + r.width, 0, m_image.width());
    const int y0 = std::clamp(r.y, 0, m_image.height()), y1 = std::clamp(r.y + r.height, 0, m_image.height());
    return {x0, y0, x1 - x0, y1 - y0, r.frame};
}

void ReviewPicture::select(int index)
{
    if (m_selected == index) return;
    m_selected = index;
    Q_EMIT selectionChanged();
    update();
}

void ReviewPicture::setRectangles(const QList<PixelRectangle>& rectangles, int selected)
{
    m_rectangles = rectangles;
    m_selected = selected < m_rectangles.size() ? selected : -1;
    update();
    Q_EMIT rectanglesChanged();
    Q_EMIT selectionChanged();
}

void ReviewPicture::commit(const QList<PixelRectangle>& before)
{
    m_undo.push(new RectanglesCommand(this, before, m_rectangles, m_selected));
}

void ReviewPicture::mousePressEvent(QMouseEvent* event)
{
    if (m_image.isNull() || m_drag != Drag::None) return;
    m_from = event->position();
    m_before = m_rectangles;
    m_dragCenter = m_center;
    m_dragWidth = m_width;
    m_dragPan = m_pan;
    const bool windows = event->button() == Qt::RightButton || (event->button() == Qt::LeftButton && m_tool == Tool::Window);
    if (event->button() == Qt::MiddleButton)
        m_drag = Drag::Pan;
    else if (windows && m_width > 0.0)
        m_drag = Drag::Window;
    else if (event->button() == Qt::LeftButton && m_tool == Tool::Rectangle)
        beginTool(event->position());
}

void ReviewPicture::beginTool(const QPointF& position)
{
    m_handle = handleAt(position);
    if (m_handle >= 0) {
        m_drag = Drag::Resize;
        return;
    }
    if (const int hit = rectangleAt(position); hit >= 0) {
        select(hit);
        m_drag = Drag::Move;
        return;
    }
    select(-1);
    m_drag = Drag::Draw;
}

void ReviewPicture::mouseMoveEvent(QMouseEvent* event)
{
    if (m_drag == Drag::None)
        updateCursor(event->position());
    else
        drag(event->position());
}

void ReviewPicture::drag(const QPointF& position)
{
    const QPointF moved = position - m_from;
    switch (m_drag) {
    case Drag::Window:
        // As in the reading view: right is wider, down is brighter.
        Q_EMIT windowRequested(m_dragCenter - moved.y() * std::max(1.0, m_dragWidth / 400.0),
            std::max(1.0, m_dragWidth + moved.x() * std::max(1.0, m_dragWidth / 400.0)));
        return;
    case Drag::Pan: m_pan = m_zoom > 1.0 ? m_dragPan + moved : QPointF(); break;
    case Drag::Draw: {
        const PixelRectangle drawn = clamped(between(toPixel(m_from), toPixel(position), m_everyFrame ? -1 : m_frame));
        m_rectangles = m_before;
        if (drawn.width >= kSmallestPx && drawn.height >= kSmallestPx) m_rectangles << drawn;
        break;
    }
    case Drag::Move: {
        PixelRectangle& each = m_rectangles[m_selected];
        const QPointF pixels = moved / scale();
        each.x = std::clamp(m_before[m_selected].x + qRound(pixels.x()), 0, std::max(0, m_image.width() - each.width));
        each.y = std::clamp(m_before[m_selected].y + qRound(pixels.y()), 0, std::max(0, m_image.height() - each.height));
        break;
    }
    case Drag::Resize: {
        const PixelRectangle& old = m_before[m_selected];
        const QPointF at = toPixel(position);
        QPointF a(old.x, old.y), b(old.x + old.width, old.y + old.height);
        if (kHandleX[m_handle] < 0) a.setX(std::round(at.x()));
        if (kHandleX[m_handle] > 0) b.setX(std::round(at.x()));
        if (kHandleY[m_handle] < 0) a.setY(std::round(at.y()));
        if (kHandleY[m_handle] > 0) b.setY(std::round(at.y()));
        const PixelRectangle resized = clamped(between(a, b, old.frame));
        if (resized.width > 0 && resized.height > 0) m_rectangles[m_selected] = resized;
        break;
    }
    case Drag::None: return;
    }
    update();
}

void ReviewPicture::mouseReleaseEvent(QMouseEvent* event)
{
    const Drag done = std::exchange(m_drag, Drag::None);
    if (done == Drag::Draw && m_rectangles.size() > m_before.size()) m_selected = static_cast<int>(m_rectangles.size()) - 1;
    if (done != Drag::Window && done != Drag::None && m_rectangles != m_before) commit(m_before);
    updateCursor(event->position());
}

void ReviewPicture::updateCursor(const QPointF& position)
{
    if (m_tool == Tool::Window || m_image.isNull()) return setCursor(Qt::ArrowCursor);
    const int handle = handleAt(position);
    setCursor(handle >= 0 ? cursorOf(handle) : rectangleAt(position) >= 0 ? Qt::SizeAllCursor : Qt::CrossCursor);
}

void ReviewPicture::wheelEvent(QWheelEvent* event)
{
    const double steps = event->angleDelta().y() / kWheelStep;
    if (event->modifiers().testFlag(Qt::ControlModifier))
        zoomBy(std::pow(1.25, steps));
    else if (steps != 0.0)
        Q_EMIT frameStepRequested(steps > 0.0 ? -1 : 1);
    event->accept();
}

void ReviewPicture::keyPressEvent(QKeyEvent* event)
{
    const int step = event->modifiers().testFlag(Qt::ShiftModifier) ? 10 : 1;
    const bool picked = m_selected >= 0;
    switch (event->key()) {
    case Qt::Key_Delete:
    case Qt::Key_Backspace: return removeSelected();
    case Qt::Key_Left: return picked ? nudge(-step, 0) : QWidget::keyPressEvent(event);
    case Qt::Key_Right: return picked ? nudge(step, 0) : QWidget::keyPressEvent(event);
    case Qt::Key_Up: return picked ? nudge(0, -step) : Q_EMIT frameStepRequested(-step);
    case Qt::Key_Down: return picked ? nudge(0, step) : Q_EMIT frameStepRequested(step);
    default: QWidget::keyPressEvent(event);
    }
}

void ReviewPicture::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), Qt::black);
    if (m_image.isNull()) return;
    const QRectF target(toWidget(QPointF(0, 0)), toWidget(QPointF(m_image.width(), m_image.height())));
    painter.setRenderHint(QPainter::SmoothPixmapTransform, scale() * devicePixelRatioF() < 1.0);
    painter.drawImage(target, m_image);
    for (int i = 0; i < m_rectangles.size(); ++i) {
        if (!isShown(m_rectangles[i])) continue;
        const bool picked = i == m_selected;
        painter.setPen(QPen(theme::color(Token::Accent), picked ? px(2) : px(1), m_rectangles[i].frame < 0 ? Qt::SolidLine : Qt::DashLine));
        // What is under it stays visible while it is placed.
        painter.setBrush(QColor(0, 0, 0, picked ? 150 : 215));
        painter.drawRect(shownRect(m_rectangles[i]));
        if (!picked) continue;
        painter.setPen(QPen(theme::color(Token::Bg0), 1));
        painter.setBrush(theme::color(Token::Accent));
        for (int handle = 0; handle < kHandles; ++handle) painter.drawRect(handleRect(m_rectangles[i], handle));
    }
    if (!hasFocus()) return;
    painter.setPen(QPen(theme::color(Token::Accent), 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

QSize ReviewPicture::sizeHint() const { return {px(720), px(560)}; }
QSize ReviewPicture::minimumSizeHint() const { return {px(320), px(240)}; }

} // namespace lobule::worklist
