#include "viewer/panels/SliceWidget.h"

#include "viewer/panels/SliceWidgetPrivate.h"

#include "core/volume/SeriesVolume.h"
#include "viewer/tools/ViewMath.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace lobule::panels {

namespace {
constexpr int kWheelStep = 120; ///< QWheelEvent's eighths of a degree of one notch.
const QColor kAccent(0x4a, 0xa8, 0xff);
const QColor kLine(0x2c, 0x36, 0x40);
} // namespace

SliceWidget::SliceWidget(QWidget* parent) : QWidget(parent), d(std::make_unique<Private>(*this))
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(160, 120);
    setAccessibleName(tr("Image view"));
}

SliceWidget::~SliceWidget() = default;

QSize SliceWidget::sizeHint() const { return {768, 768}; }

void SliceWidget::setVolume(std::shared_ptr<const volume::SeriesVolume> volume)
{
    static_cast<void>(d->cancelDrag());
    d->m_raster.clear();
    d->m_scene.volume = volume && volume->sliceCount() > 0 ? std::move(volume) : nullptr;
    d->m_scene.index = d->m_scene.volume ? d->m_scene.volume->sliceCount() / 2 : 0;
    d->m_scene.view = {};
    d->m_scene.result.reset();
    d->m_scene.keyNote.reset();
    d->m_result.reset();
    d->m_presetKey = 0;
    if (d->m_scene.volume) d->m_scene.view.window = d->openingWindow();
    d->select({});
    d->refreshMeasurements();
    d->probe();
    update();
    Q_EMIT sliceChanged(d->m_scene.index);
    Q_EMIT windowChanged(d->m_scene.view.window);
    d->checkPixels();
}

void SliceWidget::updateVolume(std::shared_ptr<const volume::SeriesVolume> volume)
{
    if (!d->m_scene.volume || !volume || volume->sliceCount() == 0) return setVolume(std::move(volume));
    const volume::SliceInfo& shown = d->m_scene.volume->slice(d->m_scene.index);
    const int same = volume->indexOf(shown.instanceUid, shown.frame);
    d->leaveSlice();
    d->m_raster.clear();
    d->m_scene.index = std::clamp(same >= 0 ? same : d->m_scene.index, 0, volume->sliceCount() - 1);
    d->m_scene.volume = std::move(volume);
    d->refreshMeasurements();
    d->probe();
    update();
    Q_EMIT sliceChanged(d->m_scene.index);
    d->checkPixels();
}

void SliceWidget::setEmptyText(const QString& title, const QString& hint)
{
    d->m_emptyTitle = title;
    d->m_emptyHint = hint;
    if (!d->m_scene.volume) update();
}

std::shared_ptr<const volume::SeriesVolume> SliceWidget::volume() const { return d->m_scene.volume; }
int SliceWidget::slice() const { return d->m_scene.index; }
render::WindowLevel SliceWidget::window() const { return d->m_scene.view.window; }
MouseTool SliceWidget::tool() const { return d->m_tool; }
bool SliceWidget::isAiVisible() const { return d->m_isAiVisible; }
bool SliceWidget::areOverlaysVisible() const { return d->m_scene.showOverlays; }
const QString& SliceWidget::selectedMeasurement() const { return d->m_scene.selectedMeasurementId; }
void SliceWidget::selectMeasurement(const QString& id) { d->select(id); }

const render::SliceScene& SliceWidget::scene() const
{
    d->composeTexts();
    return d->m_scene;
}

void SliceWidget::setSlice(int index)
{
    if (!d->m_scene.volume) return;
    index = std::clamp(index, 0, d->m_scene.volume->sliceCount() - 1);
    if (index == d->m_scene.index) return;
    d->leaveSlice();
    d->m_scene.index = index;
    d->refreshMeasurements();
    d->probe();
    update();
    Q_EMIT sliceChanged(index);
    d->checkPixels();
}

void SliceWidget::setWindow(const render::WindowLevel& window)
{
    const double least = window.function == VoiFunction::Linear ? 1.0 : 1e-6;
    const render::WindowLevel valid{std::max(least, window.widthHu), window.centerHu, window.function, window.usesTable};
    if (valid == d->m_scene.view.window || !std::isfinite(valid.widthHu) || !std::isfinite(valid.centerHu)) return;
    d->m_scene.view.window = valid;
    d->m_presetKey = 0;
    update();
    Q_EMIT windowChanged(valid);
}

void SliceWidget::setTool(MouseTool tool)
{
    if (tool == d->m_tool) return;
    static_cast<void>(d->cancelDrag());
    d->m_tool = tool;
    d->updateCursor();
    Q_EMIT toolChanged(tool);
}

void SliceWidget::setCornerTexts(const QString& topLeftLines, const QString& topRightLines)
{
    d->m_fixedTopLeft = topLeftLines.split(u'\n', Qt::SkipEmptyParts);
    d->m_fixedTopRight = topRightLines.split(u'\n', Qt::SkipEmptyParts);
    update();
}

void SliceWidget::setMeasurements(tools::MeasurementModel* model)
{
    static_cast<void>(d->cancelDrag());
    if (d->m_model) disconnect(d->m_model, nullptr, this, nullptr);
    d->m_model = model;
    if (model != nullptr) connect(model, &tools::MeasurementModel::changed, this, [this] { d->refreshMeasurements(); });
    d->refreshMeasurements();
}

void SliceWidget::setResult(std::optional<render::ResultBox> result)
{
    d->m_result = std::move(result);
    d->refreshResult();
}

void SliceWidget::setKeyMark(const std::optional<QString>& note)
{
    if (note == d->m_scene.keyNote) return;
    d->m_scene.keyNote = note;
    update();
}

void SliceWidget::setAiVisible(bool visible)
{
    if (visible == d->m_isAiVisible) return;
    d->m_isAiVisible = visible;
    d->refreshResult();
    Q_EMIT aiVisibleChanged(visible);
}

void SliceWidget::setOverlaysVisible(bool visible)
{
    if (visible == d->m_scene.showOverlays) return;
    d->m_scene.showOverlays = visible;
    update();
    Q_EMIT overlaysVisibleChanged(visible);
}

void SliceWidget::fit()
{
    d->m_scene.view.fit = true;
    d->probe();
    update();
}

void SliceWidget::setInverted(bool inverted)
{
    d->m_scene.view.invert = inverted;
    update();
}

void SliceWidget::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (d->m_scene.volume) {
        d->composeTexts();
        paintScene(painter, QRectF(rect()), d->m_scene, d->m_raster);
    } else {
        d->paintEmptyState(painter);
    }
    painter.setPen(hasFocus() ? kAccent : kLine);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void SliceWidget::resizeEvent(QResizeEvent*) { d->probe(); }

void SliceWidget::mousePressEvent(QMouseEvent* event)
{
    if (!d->m_scene.volume || d->m_drag != nullptr) return;
    d->startDrag(event->button(), event->position());
}

void SliceWidget::mouseMoveEvent(QMouseEvent* event)
{
    d->m_cursor = event->position();
    if (d->m_drag != nullptr)
        d->m_drag->move(event->position());
    else if (d->leftTool().isWaiting())
        d->leftTool().move(event->position());
    else
        d->updateCursor();
    d->probe();
}

void SliceWidget::mouseReleaseEvent(QMouseEvent* event)
{
    if (d->m_drag == nullptr || event->button() != d->m_dragButton) return;
    tools::Tool* done = std::exchange(d->m_drag, nullptr);
    done->release(event->position());
    d->updateCursor();
}

void SliceWidget::mouseDoubleClickEvent(QMouseEvent* event)
{
    // The second press of click-click drawing arrives as a double click when it is quick and near.
    const bool isDrawing = d->m_tool == MouseTool::Length;
    if (event->button() != Qt::LeftButton || isDrawing || tools::ResultBoxTool::isHit(*d, event->position())) return mousePressEvent(event);
    fit();
}

void SliceWidget::wheelEvent(QWheelEvent* event)
{
    if (!d->m_scene.volume) return event->ignore();
    event->accept();
    const int turned = event->angleDelta().y();
    if (event->modifiers() & Qt::ControlModifier) {
        const double factor = std::pow(1.2, static_cast<double>(turned) / kWheelStep);
        d->setView(tools::zoomedAbout(d->m_scene, size(), event->position(), factor));
        return;
    }
    // Touch pads send small amounts: they add up to a slice. A change of direction starts anew.
    if ((turned > 0) != (d->m_wheelRest > 0)) d->m_wheelRest = 0;
    d->m_wheelRest += turned;
    const int steps = d->m_wheelRest / kWheelStep;
    d->m_wheelRest -= steps * kWheelStep;
    setSlice(d->m_scene.index - steps);
}

void SliceWidget::keyPressEvent(QKeyEvent* event)
{
    if (!d->handleKey(*event)) QWidget::keyPressEvent(event);
}

void SliceWidget::leaveEvent(QEvent*)
{
    d->m_cursor.reset();
    d->probe();
}

void SliceWidget::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        setAccessibleName(tr("Image view"));
        update();
    }
    QWidget::changeEvent(event);
}

void SliceWidget::focusInEvent(QFocusEvent*) { update(); }
void SliceWidget::focusOutEvent(QFocusEvent*) { update(); }

} // namespace lobule::panels
