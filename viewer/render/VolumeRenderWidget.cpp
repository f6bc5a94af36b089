#include "viewer/render/VolumeRenderWidget.h"

#include "core/volume/SeriesVolume.h"
#include "viewer/render/GridTask.h"
#include "viewer/render/SliceScene.h"
#include "viewer/render/TextPainter.h"
#include "viewer/render/VolumePresets.h"
#include "viewer/render/VolumeScene.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLoggingCategory>
#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>
#include <QTimer>
#include <QWheelEvent>

#include <algorithm>

namespace lobule::render {

namespace {

Q_LOGGING_CATEGORY(volumeLog, "lobule.volume")

/// Voxels along an axis; a processor that plays graphics card cannot turn more while the mouse waits.
constexpr int kMaxPerAxis = 512;
constexpr int kMaxPerAxisSoftware = 256;
constexpr int kStillDelayMs = 120;
constexpr double kMargin = 12.0;
const QColor kText1(0xe6, 0xed, 0xf3);
const QColor kText2(0x9f, 0xb0, 0xbf);
const QColor kAccent(0x4a, 0xa8, 0xff);
const QColor kTrack(0x24, 0x2c, 0x35);
const QColor kLine(0x2c, 0x36, 0x40);

QString reasonText(const Error& error)
{
    const std::string reason = error.arguments.empty() ? std::string() : error.arguments.front();
    if (reason == "opengl") return VolumeRenderWidget::tr("This computer's graphics driver offers no OpenGL 3.2, or it is switched off.");
    if (reason == "no-position") return VolumeRenderWidget::tr("The images of this series do not say where in the body they lie.");
    if (reason == "no-spacing") return VolumeRenderWidget::tr("The images of this series do not say how large their pixels are.");
    if (reason == "mixed-orientation") return VolumeRenderWidget::tr("The images of this series lie in different directions.");
    if (reason == "single-slice") return VolumeRenderWidget::tr("One image does not make a volume.");
    if (reason == "colour") return VolumeRenderWidget::tr("Colour images are not shown as a volume.");
    if (error.code == ErrorCode::LimitExceeded) return VolumeRenderWidget::tr("This series is too large for the memory of this computer.");
    return VolumeRenderWidget::tr("The graphics driver reported an error.");
}

} // namespace

class VolumeRenderWidget::Private {
public:
    explicit Private(VolumeRenderWidget& owner);

    void begin();
    void finish();
    void fail(const Error& error);
    void setState(State state);
    void draw(bool isDraft);
    void invalidate(bool isMoving);
    void paintMessage(QPainter& painter, const QString& title, const QString& text) const;
    void paintWords(QPainter& painter) const;
    void placeButton();
    [[nodiscard]] QPointF devicePosition(QPointF position) const { return position * q.devicePixelRatioF(); }

    VolumeRenderWidget& q;
    std::shared_ptr<const volume::SeriesVolume> m_volume;
    std::unique_ptr<detail::VolumeScene> m_scene;
    std::unique_ptr<detail::GridTask> m_task;
    bool m_isResampled = false;
    State m_state = State::Empty;
    QString m_reason;
    int m_percent = 0;
    int m_preset = 0;
    QImage m_picture;
    bool m_isStale = true;
    bool m_isDraft = false;
    std::optional<Qt::MouseButton> m_dragButton;
    QTimer m_still;
    QPushButton* m_button;
};

VolumeRenderWidget::Private::Private(VolumeRenderWidget& owner) : q(owner), m_button(new QPushButton(&owner))
{
    m_button->hide();
    m_button->setCursor(Qt::ArrowCursor);
    m_still.setSingleShot(true);
    m_still.setInterval(kStillDelayMs);
    connect(&m_still, &QTimer::timeout, &q, [this] { invalidate(false); });
    connect(m_button, &QPushButton::clicked, &q, [this] {
        if (m_state == State::Preparing)
            q.cancel();
        else
            begin();
    });
}

void VolumeRenderWidget::Private::setState(State state)
{
    m_state = state;
    m_button->setText(state == State::Preparing ? VolumeRenderWidget::tr("Cancel") : VolumeRenderWidget::tr("Prepare again"));
    m_button->setVisible(state == State::Preparing || state == State::Cancelled);
    q.setCursor(state == State::Ready ? Qt::OpenHandCursor : Qt::ArrowCursor);
    placeButton();
    q.update();
}

/// Makes the context at the first need, so that a reader who never looks at a volume never wakes the graphics driver.
void VolumeRenderWidget::Private::begin()
{
    if (!m_volume || m_task || m_state == State::Ready || m_state == State::Unavailable) return;
    if (!m_scene) {
        auto bridge = detail::OpenGlBridge::create();
        if (!bridge) return fail(bridge.error());
        m_scene = std::make_unique<detail::VolumeScene>(std::move(*bridge));
    }
    m_percent = 0;
    m_task = std::make_unique<detail::GridTask>(m_volume, m_scene->isSoftware() ? kMaxPerAxisSoftware : kMaxPerAxis);
    connect(m_task.get(), &detail::GridTask::progressed, &q, [this](int percent) {
        m_percent = percent;
        q.update();
    });
    connect(m_task.get(), &detail::GridTask::finished, &q, [this] { finish(); });
    setState(State::Preparing);
    m_task->start();
}

void VolumeRenderWidget::Private::finish()
{
    const auto result = m_task->result();
    m_task.release()->deleteLater(); // We are in its signal.
    if (!result) return result.error().code == ErrorCode::Cancelled ? setState(State::Cancelled) : fail(result.error());
    m_isResampled = (*result)->isResampled;
    m_scene->setGrid(*result);
    m_scene->setPreset(volumePresets()[m_preset]);
    m_isStale = true;
    setState(State::Ready);
    Q_EMIT q.prepared();
}

void VolumeRenderWidget::Private::fail(const Error& error)
{
    qCWarning(volumeLog, "no volume rendering: %s %s", errorCodeName(error.code), error.detail.c_str());
    m_reason = reasonText(error);
    m_picture = {};
    setState(State::Unavailable);
    Q_EMIT q.unavailable(m_reason);
}

void VolumeRenderWidget::Private::draw(bool isDraft)
{
    m_isStale = false;
    auto picture = m_scene->render((QSizeF(q.size()) * q.devicePixelRatioF()).toSize(), isDraft);
    if (picture) {
        m_picture = std::move(*picture);
    } else {
        // Not from inside the painting: whoever listens may well repaint.
        const Error error = picture.error();
        QMetaObject::invokeMethod(
            &q, [this, error] { fail(error); }, Qt::QueuedConnection);
    }
}

void VolumeRenderWidget::Private::invalidate(bool isMoving)
{
    if (m_state != State::Ready) return;
    m_isDraft = isMoving;
    m_isStale = true;
    if (isMoving) m_still.start();
    q.update();
}

void VolumeRenderWidget::Private::placeButton()
{
    m_button->adjustSize();
    m_button->move((q.width() - m_button->width()) / 2, q.height() / 2 + 32);
}

void VolumeRenderWidget::Private::paintMessage(QPainter& painter, const QString& title, const QString& text) const
{
    painter.setFont(detail::sceneFont(false, 1.2));
    painter.setPen(kText1);
    const QRect middle = q.rect().adjusted(24, 0, -24, 0);
    const int half = middle.height() / 2;
    painter.drawText(middle.adjusted(0, 0, 0, -half - 4), Qt::AlignHCenter | Qt::AlignBottom | Qt::TextWordWrap, title);
    painter.setFont(detail::sceneFont());
    painter.setPen(kText2);
    painter.drawText(middle.adjusted(0, half + 4, 0, 0), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, text);
    if (m_state != State::Preparing) return;
    const QRectF track(q.width() / 2.0 - 120.0, half + 10.0, 240.0, 6.0);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(kTrack);
    painter.drawRoundedRect(track, 3.0, 3.0);
    painter.setBrush(kAccent);
    painter.drawRoundedRect(QRectF(track.topLeft(), QSizeF(track.width() * m_percent / 100.0, track.height())), 3.0, 3.0);
}

void VolumeRenderWidget::Private::paintWords(QPainter& painter) const
{
    const QRectF view(q.rect());
    painter.setFont(detail::sceneFont());
    const QFontMetricsF metrics(painter.font());
    const QString name = QCoreApplication::translate("VolumePreset", volumePresets()[m_preset].name);
    double y = kMargin + metrics.ascent();
    detail::drawHaloText(painter, {kMargin, y}, VolumeRenderWidget::tr("Volume · %1").arg(name), kText1);
    if (m_isResampled)
        detail::drawHaloText(painter, {kMargin, y + metrics.lineSpacing()}, VolumeRenderWidget::tr("Resampled: not for measuring"), kText2);
    const QStringList letters = q.letters();
    if (letters.size() != 4) return;
    painter.setFont(detail::sceneFont(true));
    const QFontMetricsF bold(painter.font());
    const auto width = [&](int k) { return bold.horizontalAdvance(letters[k]); };
    const double middle = view.center().y() + bold.capHeight() / 2.0;
    detail::drawHaloText(painter, {kMargin, middle}, letters[0], kText1);
    detail::drawHaloText(painter, {view.right() - kMargin - width(1), middle}, letters[1], kText1);
    detail::drawHaloText(painter, {view.center().x() - width(2) / 2.0, y}, letters[2], kText1);
    detail::drawHaloText(painter, {view.center().x() - width(3) / 2.0, view.bottom() - kMargin}, letters[3], kText1);
}

VolumeRenderWidget::VolumeRenderWidget(QWidget* parent) : QWidget(parent), d(std::make_unique<Private>(*this))
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(160, 120);
    setAccessibleName(tr("Volume view"));
}

VolumeRenderWidget::~VolumeRenderWidget() = default;

void VolumeRenderWidget::setVolume(std::shared_ptr<const volume::SeriesVolume> volume)
{
    d->m_task.reset();
    d->m_volume = std::move(volume);
    d->m_picture = {};
    d->m_dragButton.reset();
    d->m_still.stop();
    if (d->m_scene) d->m_scene->setGrid(nullptr);
    d->setState(State::Empty);
    if (isVisible()) d->begin();
}

std::shared_ptr<const volume::SeriesVolume> VolumeRenderWidget::volume() const { return d->m_volume; }
VolumeRenderWidget::State VolumeRenderWidget::state() const { return d->m_state; }
int VolumeRenderWidget::preset() const { return d->m_preset; }
const QImage& VolumeRenderWidget::picture() const { return d->m_picture; }
QSize VolumeRenderWidget::sizeHint() const { return {768, 768}; }

void VolumeRenderWidget::setPreset(int index)
{
    index = std::clamp(index, 0, static_cast<int>(volumePresets().size()) - 1);
    if (index == d->m_preset) return;
    d->m_preset = index;
    if (d->m_state == State::Ready) d->m_scene->setPreset(volumePresets()[index]);
    d->invalidate(false);
    Q_EMIT presetChanged(index);
}

void VolumeRenderWidget::resetView()
{
    if (d->m_state == State::Ready) d->m_scene->resetCamera();
    d->invalidate(false);
}

void VolumeRenderWidget::cancel()
{
    if (d->m_task) d->m_task->cancel();
}

QStringList VolumeRenderWidget::letters() const
{
    if (d->m_state != State::Ready) return {};
    const detail::VolumeScene::View view = d->m_scene->view();
    return orientationLetters(view.right, view.up * -1.0);
}

void VolumeRenderWidget::paintEvent(QPaintEvent*)
{
    if (d->m_state == State::Ready && d->m_isStale) d->draw(d->m_isDraft);
    QPainter painter(this);
    painter.fillRect(rect(), Qt::black);
    switch (d->m_state) {
    case State::Empty: d->paintMessage(painter, tr("No volume"), tr("Open a series of several slices to see it here.")); break;
    case State::Preparing: d->paintMessage(painter, tr("Preparing the volume… %1 %").arg(d->m_percent), {}); break;
    case State::Cancelled: d->paintMessage(painter, tr("The preparation was cancelled"), {}); break;
    case State::Unavailable:
        d->paintMessage(painter, tr("The volume cannot be shown"), d->m_reason + u'\n' + tr("Everything else works without it."));
        break;
    case State::Ready:
        painter.drawImage(rect(), d->m_picture);
        d->paintWords(painter);
        break;
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(hasFocus() ? kAccent : kLine);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void VolumeRenderWidget::resizeEvent(QResizeEvent*)
{
    d->placeButton();
    d->invalidate(true);
}

void VolumeRenderWidget::showEvent(QShowEvent*) { d->begin(); }

void VolumeRenderWidget::mousePressEvent(QMouseEvent* event)
{
    if (d->m_state != State::Ready || d->m_dragButton) return;
    using Button = detail::VolumeScene::Button;
    std::optional<Button> button;
    if (event->button() == Qt::LeftButton) button = Button::Rotate;
    if (event->button() == Qt::MiddleButton) button = Button::Pan;
    if (event->button() == Qt::RightButton) button = Button::Zoom;
    if (!button) return;
    d->m_dragButton = event->button();
    setCursor(Qt::ClosedHandCursor);
    d->m_scene->press(*button, d->devicePosition(event->position()));
}

void VolumeRenderWidget::mouseMoveEvent(QMouseEvent* event)
{
    if (!d->m_dragButton || d->m_state != State::Ready) return;
    d->m_scene->move(d->devicePosition(event->position()));
    d->invalidate(true);
}

void VolumeRenderWidget::mouseReleaseEvent(QMouseEvent* event)
{
    if (d->m_dragButton != event->button()) return;
    d->m_dragButton.reset();
    if (d->m_state != State::Ready) return;
    using Button = detail::VolumeScene::Button;
    const Button button = event->button() == Qt::LeftButton ? Button::Rotate
        : event->button() == Qt::MiddleButton               ? Button::Pan
                                                            : Button::Zoom;
    d->m_scene->release(button, d->devicePosition(event->position()));
    setCursor(Qt::OpenHandCursor);
    d->invalidate(true);
}

void VolumeRenderWidget::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton) resetView();
}

void VolumeRenderWidget::wheelEvent(QWheelEvent* event)
{
    if (d->m_state != State::Ready) return event->ignore();
    d->m_scene->wheel(event->angleDelta().y() / 120.0);
    d->invalidate(true);
    event->accept();
}

void VolumeRenderWidget::keyPressEvent(QKeyEvent* event)
{
    const int number = event->key() - Qt::Key_1;
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) return QWidget::keyPressEvent(event);
    if (event->key() == Qt::Key_R || event->key() == Qt::Key_F) return resetView();
    if (event->key() == Qt::Key_Escape && d->m_state == State::Preparing) return cancel();
    if (number >= 0 && number < volumePresets().size()) return setPreset(number);
    QWidget::keyPressEvent(event);
}

void VolumeRenderWidget::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) d->setState(d->m_state);
    QWidget::changeEvent(event);
}

} // namespace lobule::render
