#include "tests/bench/ViewerPeers.h"

#include "viewer/panels/SliceWidget.h"

#include <QElapsedTimer>
#include <QEvent>
#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <QOpenGLWidget>
#include <QPainter>

#include <vtkCallbackCommand.h>
#include <vtkCamera.h>
#include <vtkCommand.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkImageData.h>
#include <vtkImageMapToWindowLevelColors.h>
#include <vtkImageProperty.h>
#include <vtkImageReslice.h>
#include <vtkImageSlice.h>
#include <vtkImageSliceMapper.h>
#include <vtkNew.h>
#include <vtkOpenGLState.h>
#include <vtkPointData.h>
#include <vtkRenderer.h>
#include <vtkShortArray.h>
#include <vtkSmartPointer.h>

#include <vector>

namespace lobule::bench {

namespace {

vtkSmartPointer<vtkImageData> wrap(const SliceView& pixels)
{
    vtkNew<vtkShortArray> values;
    auto* data = static_cast<short*>(const_cast<void*>(pixels.data));
    values->SetArray(data, static_cast<vtkIdType>(pixels.rows) * pixels.columns, 1);
    auto image = vtkSmartPointer<vtkImageData>::New();
    image->SetDimensions(pixels.columns, pixels.rows, 1);
    image->GetPointData()->SetScalars(values);
    return image;
}

std::vector<uchar> makeTable(const render::WindowLevel& window)
{
    std::vector<uchar> table(65536);
    const double c = window.centerHu - 0.5;
    const double w = window.widthHu - 1.0;
    for (int v = -32768; v < 32768; ++v) {
        table[static_cast<std::size_t>(v + 32768)] = static_cast<uchar>(std::clamp(((v - c) / w + 0.5) * 255.0 + 0.5, 0.0, 255.0));
    }
    return table;
}

void mapByTable(const SliceView& pixels, const std::vector<uchar>& table, QImage& out)
{
    const auto* in = static_cast<const std::int16_t*>(pixels.data);
    for (int j = 0; j < pixels.rows; ++j) {
        uchar* line = out.scanLine(j);
        for (int i = 0; i < pixels.columns; ++i) line[i] = table[static_cast<std::size_t>(*in++ + 32768)];
    }
}

class SliceWidgetPeer : public Peer, private QObject {
public:
    explicit SliceWidgetPeer(Volume volume)
    {
        m_view.setVolume(std::move(volume));
        m_view.installEventFilter(this);
    }
    int paints() const override { return m_paints; }
    QString name() const override { return QStringLiteral("Lobule's slice view, with overlays"); }
    QWidget& widget() override { return m_view; }
    void show(int slice, const render::WindowLevel& window) override
    {
        m_view.setSlice(slice);
        m_view.setWindow(window);
    }

private:
    bool eventFilter(QObject* object, QEvent* event) override
    {
        if (event->type() == QEvent::Paint) ++m_paints;
        return QObject::eventFilter(object, event);
    }

    int m_paints = 0;
    panels::SliceWidget m_view;
};

class PainterPeer : public Peer, protected QWidget {
public:
    explicit PainterPeer(Volume volume) : m_volume(std::move(volume)) { setAttribute(Qt::WA_OpaquePaintEvent); }
    QWidget& widget() override { return *this; }
    int paints() const override { return m_paints; }
    void show(int slice, const render::WindowLevel& window) override
    {
        m_slice = slice;
        m_window = window;
        update();
    }

protected:
    int m_paints = 0;
    Volume m_volume;
    int m_slice = 0;
    render::WindowLevel m_window;
};

class LutPeer : public PainterPeer {
public:
    using PainterPeer::PainterPeer;
    QString name() const override { return QStringLiteral("table + QPainter smooth (floor)"); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        ++m_paints;
        const SliceView pixels = m_volume->pixels(m_slice);
        if (m_table.empty() || !(m_tableWindow == m_window)) m_table = makeTable(m_window);
        m_tableWindow = m_window;
        if (m_image.isNull()) m_image = QImage(pixels.columns, pixels.rows, QImage::Format_Grayscale8);
        mapByTable(pixels, m_table, m_image);
        QPainter painter(this);
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(QRectF(rect()), m_image);
    }

private:
    std::vector<uchar> m_table;
    render::WindowLevel m_tableWindow;
    QImage m_image;
};

class VtkFilterPeer : public PainterPeer {
public:
    explicit VtkFilterPeer(Volume volume) : PainterPeer(std::move(volume))
    {
        m_reslice->SetInterpolationModeToLinear();
        m_reslice->SetOutputDimensionality(2);
        m_reslice->BorderOn();
        m_colors->SetInputConnection(m_reslice->GetOutputPort());
        m_colors->SetOutputFormatToRGBA();
    }
    QString name() const override { return QStringLiteral("vtkImageReslice + window/level + QPainter"); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        ++m_paints;
        const SliceView pixels = m_volume->pixels(m_slice);
        if (m_input == nullptr || m_inputSlice != m_slice) m_input = wrap(pixels);
        m_inputSlice = m_slice;
        m_reslice->SetInputData(m_input);
        m_reslice->SetOutputExtent(0, width() - 1, 0, height() - 1, 0, 0);
        m_reslice->SetOutputSpacing(static_cast<double>(pixels.columns) / width(), static_cast<double>(pixels.rows) / height(), 1.0);
        m_reslice->SetOutputOrigin(0.5 * pixels.columns / width() - 0.5, 0.5 * pixels.rows / height() - 0.5, 0.0);
        m_colors->SetWindow(m_window.widthHu);
        m_colors->SetLevel(m_window.centerHu);
        m_colors->Update();
        const auto* rgba = static_cast<const uchar*>(m_colors->GetOutput()->GetScalarPointer());
        QPainter painter(this);
        painter.drawImage(0, 0, QImage(rgba, width(), height(), QImage::Format_RGBX8888));
    }

private:
    vtkSmartPointer<vtkImageData> m_input;
    int m_inputSlice = -1;
    vtkNew<vtkImageReslice> m_reslice;
    vtkNew<vtkImageMapToWindowLevelColors> m_colors;
};

class VtkSlicePeer : public Peer, private QOpenGLWidget {
public:
    explicit VtkSlicePeer(Volume volume) : m_volume(std::move(volume))
    {
        m_mapper->SetInputData(wrap(m_volume->pixels(0)));
        m_actor->SetMapper(m_mapper);
        m_actor->GetProperty()->SetInterpolationTypeToLinear();
        m_renderer->AddViewProp(m_actor);
        vtkCamera* camera = m_renderer->GetActiveCamera();
        camera->ParallelProjectionOn();
        const SliceView pixels = m_volume->pixels(0);
        const double x = (pixels.columns - 1) / 2.0;
        const double y = (pixels.rows - 1) / 2.0;
        camera->SetFocalPoint(x, y, 0.0);
        camera->SetPosition(x, y, -1000.0);
        camera->SetViewUp(0.0, -1.0, 0.0);
        camera->SetParallelScale(pixels.rows / 2.0);
        m_renderer->ResetCameraClippingRange();
        m_window->AddRenderer(m_renderer);
        m_window->SetReadyForRendering(false);
        m_window->SetFrameBlitModeToNoBlit();
        m_window->SetMultiSamples(0);
    }
    ~VtkSlicePeer() override
    {
        makeCurrent();
        m_window->Finalize();
    }
    QString name() const override { return QStringLiteral("vtkImageSlice in a QOpenGLWidget"); }
    QWidget& widget() override { return *this; }
    int paints() const override { return m_paints; }
    QImage picture() override { return grabFramebuffer(); }
    void show(int slice, const render::WindowLevel& window) override
    {
        if (slice != m_slice) m_mapper->SetInputData(wrap(m_volume->pixels(slice)));
        m_slice = slice;
        m_actor->GetProperty()->SetColorWindow(window.widthHu);
        m_actor->GetProperty()->SetColorLevel(window.centerHu);
        update();
    }

protected:
    void initializeGL() override
    {
        const auto answerYes = [](vtkObject*, unsigned long event, void*, void* reply) {
            if (event == vtkCommand::WindowIsCurrentEvent)
                *static_cast<bool*>(reply) = true;
            else
                *static_cast<int*>(reply) = 1;
        };
        vtkNew<vtkCallbackCommand> answer;
        answer->SetCallback(answerYes);
        m_window->AddObserver(vtkCommand::WindowIsCurrentEvent, answer);
        m_window->AddObserver(vtkCommand::WindowSupportsOpenGLEvent, answer);
        m_window->SetForceMaximumHardwareLineWidth(1);
        m_window->SetMapped(1);
        m_window->SetOwnContext(0);
        m_window->SetReadyForRendering(true);
        m_window->OpenGLInitContext();
    }
    void paintGL() override
    {
        ++m_paints;
        vtkOpenGLState* state = m_window->GetState();
        state->Reset(); // Qt has changed what VTK believes of the context.
        state->Push();
        m_window->SetSize(width(), height());
        m_window->Render();
        auto* gl = context()->functions();
        gl->glBindFramebuffer(GL_FRAMEBUFFER, defaultFramebufferObject());
        gl->glDisable(GL_SCISSOR_TEST);
        m_window->BlitDisplayFramebuffer(0, 0, 0, width(), height(), 0, 0, width(), height(), GL_COLOR_BUFFER_BIT, GL_NEAREST);
        state->Pop();
    }

private:
    Volume m_volume;
    int m_slice = 0;
    int m_paints = 0;
    vtkNew<vtkGenericOpenGLRenderWindow> m_window;
    vtkNew<vtkRenderer> m_renderer;
    vtkNew<vtkImageSlice> m_actor;
    vtkNew<vtkImageSliceMapper> m_mapper;
};

} // namespace

std::unique_ptr<Peer> makeSliceWidget(Volume volume) { return std::make_unique<SliceWidgetPeer>(std::move(volume)); }
std::unique_ptr<Peer> makeLutPainter(Volume volume) { return std::make_unique<LutPeer>(std::move(volume)); }
std::unique_ptr<Peer> makeVtkFilters(Volume volume) { return std::make_unique<VtkFilterPeer>(std::move(volume)); }
std::unique_ptr<Peer> makeVtkImageSlice(Volume volume)
{
    QOpenGLContext context;
    if (!context.create()) return nullptr;
    return std::make_unique<VtkSlicePeer>(std::move(volume));
}

MapTimes timeWindowMapping(const SliceView& pixels, const render::WindowLevel& window)
{
    constexpr int kRounds = 200;
    QElapsedTimer timer;
    const auto perRound = [&] { return static_cast<double>(timer.nsecsElapsed()) / 1e6 / kRounds; };
    MapTimes times{};
    timer.start();
    qint64 sum = 0;
    for (int k = 0; k < kRounds; ++k) sum += render::windowedImage(pixels, window, k % 2 == 1).constBits()[k];
    times.arithmetic = perRound();
    QImage image(pixels.columns, pixels.rows, QImage::Format_Grayscale8);
    timer.restart();
    for (int k = 0; k < kRounds; ++k) mapByTable(pixels, makeTable({window.widthHu + k, window.centerHu}), image);
    times.table = perRound();
    vtkNew<vtkImageMapToWindowLevelColors> colors;
    colors->SetInputData(wrap(pixels));
    colors->SetOutputFormatToLuminance();
    timer.restart();
    for (int k = 0; k < kRounds; ++k) {
        colors->SetWindow(window.widthHu + k);
        colors->SetLevel(window.centerHu);
        colors->Update();
    }
    times.vtk = perRound();
    return sum < 0 ? MapTimes{} : times;
}

} // namespace lobule::bench
