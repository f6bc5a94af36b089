#include "viewer/render/OpenGlBridge.h"

#include "viewer/render/VtkLog.h"

#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFunctions>

#include <vtkCallbackCommand.h>
#include <vtkCommand.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkNew.h>
#include <vtkOpenGLState.h>
#include <vtkUnsignedCharArray.h>

#include <utility>

namespace lobule::render::detail {

class OpenGlBridge::Private {
public:
    ~Private();
    [[nodiscard]] Result<void> createContext();
    void connectWindow();
    [[nodiscard]] bool makeCurrent() { return m_context.makeCurrent(&m_surface); }

    QOffscreenSurface m_surface;
    QOpenGLContext m_context;
    vtkNew<vtkGenericOpenGLRenderWindow> m_window;
    vtkNew<vtkCallbackCommand> m_callback;
    vtkNew<vtkUnsignedCharArray> m_pixels;
    bool m_isConnected = false;
    bool m_isSoftware = false;

private:
    static void answer(vtkObject* caller, unsigned long event, void* self, void* data);
};

OpenGlBridge::Private::~Private()
{
    if (!m_isConnected) return;
    if (makeCurrent()) m_window->Finalize();
    m_window->RemoveObserver(m_callback);
    m_window->SetReadyForRendering(false);
    m_context.doneCurrent();
}

Result<void> OpenGlBridge::Private::createContext()
{
    if (qEnvironmentVariableIsSet("LOBULE_NO_OPENGL")) return fail(ErrorCode::Unsupported, {"opengl"}, "switched off by LOBULE_NO_OPENGL");
    QSurfaceFormat format;
    format.setRenderableType(QSurfaceFormat::OpenGL);
    format.setVersion(3, 2);
    format.setProfile(QSurfaceFormat::CoreProfile);
    format.setDepthBufferSize(24);
    format.setSwapInterval(0);
    m_context.setFormat(format);
    if (!m_context.create()) return fail(ErrorCode::Unsupported, {"opengl"}, "no OpenGL context");
    m_surface.setFormat(m_context.format());
    m_surface.create();
    if (!m_surface.isValid() || !makeCurrent()) return fail(ErrorCode::Unsupported, {"opengl"}, "the OpenGL context cannot be used");
    const auto version = m_context.format().version();
    if (version < std::pair(3, 2)) {
        m_context.doneCurrent();
        return fail(ErrorCode::Unsupported, {"opengl"},
            "OpenGL " + std::to_string(version.first) + '.' + std::to_string(version.second) + ", not 3.2");
    }
    const auto* name = reinterpret_cast<const char*>(m_context.functions()->glGetString(GL_RENDERER));
    const QString renderer = QString::fromUtf8(name);
    for (const char* software : {"llvmpipe", "softpipe", "SwiftShader", "Software", "Microsoft Basic Render", "GDI Generic"}) {
        m_isSoftware = m_isSoftware || renderer.contains(QLatin1String(software), Qt::CaseInsensitive);
    }
    const QByteArray wish = qgetenv("LOBULE_RAYCASTER");
    if (wish == "cpu" || wish == "gpu") m_isSoftware = wish == "cpu";
    return {};
}

void OpenGlBridge::Private::answer(vtkObject*, unsigned long event, void* self, void* data)
{
    auto& d = *static_cast<Private*>(self);
    switch (event) {
    case vtkCommand::WindowMakeCurrentEvent: static_cast<void>(d.makeCurrent()); break;
    case vtkCommand::WindowIsCurrentEvent: *static_cast<bool*>(data) = QOpenGLContext::currentContext() == &d.m_context; break;
    case vtkCommand::WindowSupportsOpenGLEvent: *static_cast<int*>(data) = 1; break;
    case vtkCommand::WindowIsDirectEvent: *static_cast<int*>(data) = 1; break;
    default: break;
    }
}

void OpenGlBridge::Private::connectWindow()
{
    m_callback->SetCallback(answer);
    m_callback->SetClientData(this);
    for (const unsigned long event : {vtkCommand::WindowMakeCurrentEvent, vtkCommand::WindowIsCurrentEvent,
             vtkCommand::WindowSupportsOpenGLEvent, vtkCommand::WindowIsDirectEvent}) {
        m_window->AddObserver(event, m_callback);
    }
    m_window->SetMultiSamples(0);
    m_window->SetFrameBlitModeToNoBlit(); // The picture is read from VTK's own frame buffer.
    m_window->SetForceMaximumHardwareLineWidth(1);
    m_window->SetMapped(1);
    m_window->SetOwnContext(0);
    m_window->SetReadyForRendering(true);
    m_window->OpenGLInitContext();
    m_isConnected = true;
}

Result<std::unique_ptr<OpenGlBridge>> OpenGlBridge::create()
{
    installVtkLog();
    auto d = std::make_unique<Private>();
    if (auto created = d->createContext(); !created) return tl::unexpected<Error>(created.error());
    const VtkErrorWatch watch;
    d->connectWindow();
    if (!watch.firstError().isEmpty()) return fail(ErrorCode::Unsupported, {"opengl"}, watch.firstError().toStdString());
    return std::unique_ptr<OpenGlBridge>(new OpenGlBridge(std::move(d)));
}

OpenGlBridge::OpenGlBridge(std::unique_ptr<Private> p) : d(std::move(p)) { }
OpenGlBridge::~OpenGlBridge() = default;
vtkGenericOpenGLRenderWindow* OpenGlBridge::window() const { return d->m_window; }
bool OpenGlBridge::isSoftware() const { return d->m_isSoftware; }

Result<QImage> OpenGlBridge::render(QSize devicePixels)
{
    if (devicePixels.isEmpty()) return QImage();
    if (!d->makeCurrent()) return fail(ErrorCode::Internal, {}, "the OpenGL context was lost");
    const VtkErrorWatch watch;
    const int width = devicePixels.width();
    const int height = devicePixels.height();
    if (width != d->m_window->GetSize()[0] || height != d->m_window->GetSize()[1]) d->m_window->SetSize(width, height);
    d->m_window->Render();
    const bool isRead = d->m_window->GetRGBACharPixelData(0, 0, width - 1, height - 1, 0, d->m_pixels) != VTK_ERROR;
    const QString error = watch.firstError();
    if (!isRead || !error.isEmpty()) return fail(ErrorCode::Internal, {}, error.isEmpty() ? "no picture from OpenGL" : error.toStdString());
    // OpenGL's first row is the lowest one.
    const QImage upsideDown(d->m_pixels->GetPointer(0), width, height, QImage::Format_RGBX8888);
    return upsideDown.mirrored();
}

} // namespace lobule::render::detail
