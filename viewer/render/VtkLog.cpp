#include "viewer/render/VtkLog.h"

#include <QLoggingCategory>

#include <vtkNew.h>
#include <vtkObjectFactory.h>
#include <vtkOutputWindow.h>

#include <mutex>
#include <utility>

namespace lobule::render::detail {

namespace {

Q_LOGGING_CATEGORY(vtkLog, "lobule.vtk")

thread_local QString firstErrorOfThread;

class LogWindow : public vtkOutputWindow {
public:
    static LogWindow* New();
    vtkTypeMacro(LogWindow, vtkOutputWindow)

        void DisplayText(const char* text) override
    {
        qCInfo(vtkLog, "%s", text);
    }
    void DisplayErrorText(const char* text) override
    {
        if (firstErrorOfThread.isEmpty()) firstErrorOfThread = QString::fromUtf8(text).simplified();
        qCWarning(vtkLog, "%s", text);
    }
    void DisplayWarningText(const char* text) override { qCInfo(vtkLog, "%s", text); }
    void DisplayGenericWarningText(const char* text) override { qCInfo(vtkLog, "%s", text); }
    void DisplayDebugText(const char* text) override { qCDebug(vtkLog, "%s", text); }
};

vtkStandardNewMacro(LogWindow)

} // namespace

void installVtkLog()
{
    static std::once_flag once;
    std::call_once(once, [] {
        vtkNew<LogWindow> window;
        vtkOutputWindow::SetInstance(window);
    });
}

VtkErrorWatch::VtkErrorWatch() : m_outer(std::exchange(firstErrorOfThread, QString())) { }
VtkErrorWatch::~VtkErrorWatch() { firstErrorOfThread = m_outer.isEmpty() ? firstErrorOfThread : m_outer; }
QString VtkErrorWatch::firstError() const { return firstErrorOfThread; }

} // namespace lobule::render::detail
