#include "viewer/panels/SliceWidgetPrivate.h"

#include "core/volume/SeriesVolume.h"
#include "viewer/panels/SliceTexts.h"
#include "viewer/tools/ToolRegister.h"
#include "viewer/tools/ViewMath.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <utility>

namespace lobule::panels {

namespace {
constexpr int kBigStep = 10;
constexpr int kFileWindowKey = 9;
const QColor kText1(0xe6, 0xed, 0xf3);
const QColor kText2(0x9f, 0xb0, 0xbf);
} // namespace

SliceWidget::Private::Private(SliceWidget& owner) : q(owner), m_resultBoxTool(*this)
{
    for (const tools::ToolEntry& entry : tools::toolRegister()) m_tools.emplace(entry.tool, entry.make(*this));
}

SliceWidget::Private::~Private() = default;

void SliceWidget::Private::setView(const render::ViewState& view)
{
    if (!m_scene.volume) return;
    m_scene.view = view;
    if (!view.fit) {
        const SliceView pixels = m_scene.volume->pixels(m_scene.index);
        const int columns = pixels.columns, rows = pixels.rows;
        m_scene.view = tools::limited(view, columns, rows);
    }
    probe();
    q.update();
}

void SliceWidget::Private::setDraft(const std::optional<library::Measurement>& draft)
{
    if (!draft && !m_draft) return;
    m_draft = draft;
    refreshMeasurements();
}

void SliceWidget::Private::select(const QString& measurementId)
{
    if (measurementId == m_scene.selectedMeasurementId) return;
    m_scene.selectedMeasurementId = measurementId;
    q.update();
    Q_EMIT q.measurementSelected(measurementId);
}

void SliceWidget::Private::setResultOffset(QPointF offset)
{
    m_resultOffset = offset;
    refreshResult();
}

render::WindowLevel SliceWidget::Private::openingWindow() const { return render::openingWindow(*m_scene.volume, m_scene.index); }

tools::Tool& SliceWidget::Private::toolFor(MouseTool tool) { return *m_tools.at(tool); }

tools::Tool& SliceWidget::Private::pick(Qt::MouseButton button, QPointF position)
{
    if (button == Qt::MiddleButton) return toolFor(MouseTool::Pan);
    if (button == Qt::RightButton) return toolFor(MouseTool::Zoom);
    if (leftTool().isWaiting()) return leftTool();
    if (tools::ResultBoxTool::isHit(*this, position)) return m_resultBoxTool;
    if (grabsMeasurements() && tools::SelectTool::hit(*this, position)) return toolFor(MouseTool::Select);
    return leftTool();
}

void SliceWidget::Private::startDrag(Qt::MouseButton button, QPointF position)
{
    if (button != Qt::LeftButton && button != Qt::MiddleButton && button != Qt::RightButton) return;
    m_drag = &pick(button, position);
    m_dragButton = button;
    if (button == Qt::LeftButton && m_drag != &toolFor(MouseTool::Select) && m_drag != &m_resultBoxTool) select({});
    m_drag->press(position);
    updateCursor();
}

bool SliceWidget::Private::cancelDrag()
{
    const bool isWaiting = leftTool().isWaiting();
    if (m_drag == nullptr && !isWaiting) return false;
    if (tools::Tool* drag = std::exchange(m_drag, nullptr)) drag->cancel();
    if (isWaiting) leftTool().cancel();
    updateCursor();
    return true;
}

void SliceWidget::Private::leaveSlice()
{
    if (leftTool().isWaiting() || (m_drag != nullptr && m_drag->isBoundToSlice())) static_cast<void>(cancelDrag());
    select({});
}

void SliceWidget::Private::updateCursor()
{
    Qt::CursorShape shape = leftTool().cursor();
    if (m_drag != nullptr) {
        shape = m_drag->cursor() == Qt::OpenHandCursor ? Qt::ClosedHandCursor : m_drag->cursor();
    } else if (!m_scene.volume) {
        shape = Qt::ArrowCursor;
    } else if (m_cursor && !leftTool().isWaiting()) {
        if (tools::ResultBoxTool::isHit(*this, *m_cursor))
            shape = Qt::SizeAllCursor;
        else if (grabsMeasurements() && tools::SelectTool::hit(*this, *m_cursor))
            shape = Qt::PointingHandCursor;
    }
    if (q.cursor().shape() != shape) q.setCursor(shape);
}

void SliceWidget::Private::probe()
{
    QString text;
    if (m_scene.volume && m_cursor) text = detail::probeText(m_scene, map().toImage(*m_cursor)).remove(u'\t');
    if (text == m_probed) return;
    m_probed = text;
    q.update();
    Q_EMIT q.probed(text);
}

void SliceWidget::Private::checkPixels()
{
    if (m_scene.volume && !m_scene.volume->isIntact(m_scene.index)) Q_EMIT q.pixelsDamaged();
}

void SliceWidget::Private::refreshMeasurements()
{
    m_scene.measurements.clear();
    if (m_scene.volume) {
        const volume::SliceInfo& slice = m_scene.volume->slice(m_scene.index);
        if (m_model) m_scene.measurements = m_model->onFrame(slice.instanceUid, slice.frame);
        if (m_draft) {
            m_scene.measurements.removeIf([&](const library::Measurement& m) { return m.id == m_draft->id; });
            m_scene.measurements.append(*m_draft);
        }
    }
    q.update();
}

void SliceWidget::Private::refreshResult()
{
    m_scene.result = m_isAiVisible ? m_result : std::nullopt;
    if (m_scene.result) m_scene.result->offset = m_resultOffset;
    q.update();
}

void SliceWidget::Private::composeTexts()
{
    if (!m_scene.volume) return;
    detail::SliceTextInput input{m_fixedTopLeft, m_fixedTopRight, m_presetKey, std::nullopt};
    const render::ViewMap where = map();
    if (m_cursor) input.cursorIj = where.toImage(*m_cursor);
    m_scene.corners = detail::cornerTexts(m_scene, where.scaleX, input);
}

void SliceWidget::Private::paintEmptyState(QPainter& painter) const
{
    painter.fillRect(q.rect(), Qt::black);
    QFont font = q.font();
    font.setPixelSize(std::max(16, q.fontInfo().pixelSize() + 4));
    painter.setFont(font);
    painter.setPen(kText1);
    const QRect middle = q.rect().adjusted(16, 0, -16, 0);
    const int half = middle.height() / 2;
    painter.drawText(middle.adjusted(0, 0, 0, -half - 4), Qt::AlignHCenter | Qt::AlignBottom | Qt::TextWordWrap,
        m_emptyTitle.isEmpty() ? SliceWidget::tr("No series is open") : m_emptyTitle);
    font.setPixelSize(std::max(14, q.fontInfo().pixelSize()));
    painter.setFont(font);
    painter.setPen(kText2);
    painter.drawText(middle.adjusted(0, half + 4, 0, 0), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap,
        m_emptyTitle.isEmpty() ? SliceWidget::tr("Double-click a study in the worklist to read it here.") : m_emptyHint);
}

bool SliceWidget::Private::handleKey(const QKeyEvent& event)
{
    const bool isShift = event.modifiers() & Qt::ShiftModifier;
    if (event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) return false;
    const int step = isShift ? kBigStep : 1;
    switch (event.key()) {
    case Qt::Key_Up: return q.setSlice(m_scene.index - step), true;
    case Qt::Key_Down: return q.setSlice(m_scene.index + step), true;
    case Qt::Key_PageUp: return q.setSlice(m_scene.index - kBigStep), true;
    case Qt::Key_PageDown: return q.setSlice(m_scene.index + kBigStep), true;
    case Qt::Key_Home: return q.setSlice(0), true;
    case Qt::Key_End: return q.setSlice(m_scene.volume ? m_scene.volume->sliceCount() - 1 : 0), true;
    case Qt::Key_Space: return q.setOverlaysVisible(!m_scene.showOverlays), true;
    case Qt::Key_I: return q.setInverted(!m_scene.view.invert), true;
    case Qt::Key_F: return q.fit(), true;
    case Qt::Key_X: return q.setAiVisible(!m_isAiVisible), true;
    case Qt::Key_Delete:
    case Qt::Key_Backspace: return removeSelected();
    case Qt::Key_Escape: return escape();
    default: return !isShift && choosePreset(event.key() - Qt::Key_0);
    }
}

bool SliceWidget::Private::removeSelected()
{
    const QString id = m_scene.selectedMeasurementId;
    if (id.isEmpty() || !m_model || m_drag != nullptr) return false;
    select({});
    m_model->remove(id);
    return true;
}

bool SliceWidget::Private::escape()
{
    if (cancelDrag()) return true;
    if (m_scene.selectedMeasurementId.isEmpty()) return false;
    select({});
    return true;
}

bool SliceWidget::Private::choosePreset(int key)
{
    if (!m_scene.volume) return false;
    if (key == kFileWindowKey) {
        const auto own = render::fileWindow(*m_scene.volume, m_scene.index);
        if (own) q.setWindow(*own);
        return own.has_value();
    }
    for (const render::WindowPreset& preset : render::windowPresets()) {
        if (preset.key != key) continue;
        q.setWindow(preset.window);
        m_presetKey = key;
        q.update();
        return true;
    }
    return false;
}

} // namespace lobule::panels
