#include "viewer/tools/ToolRegister.h"

#include "viewer/tools/LengthTool.h"
#include "viewer/tools/PanTool.h"
#include "viewer/tools/ScrollTool.h"
#include "viewer/tools/SelectTool.h"
#include "viewer/tools/WindowLevelTool.h"
#include "viewer/tools/ZoomTool.h"

namespace lobule::tools {

namespace {

template <class T> std::unique_ptr<Tool> make(ToolHost& host) { return std::make_unique<T>(host); }

} // namespace

const QList<ToolEntry>& toolRegister()
{
    static const QList<ToolEntry> tools{
        {MouseTool::WindowLevel, QT_TRANSLATE_NOOP("MouseTool", "Window/level"), "W", make<WindowLevelTool>},
        {MouseTool::Pan, QT_TRANSLATE_NOOP("MouseTool", "Pan"), "T", make<PanTool>},
        {MouseTool::Zoom, QT_TRANSLATE_NOOP("MouseTool", "Zoom"), "Z", make<ZoomTool>},
        {MouseTool::Scroll, QT_TRANSLATE_NOOP("MouseTool", "Scroll"), "S", make<ScrollTool>},
        {MouseTool::Length, QT_TRANSLATE_NOOP("MouseTool", "Length"), "D", make<LengthTool>},
        {MouseTool::Select, QT_TRANSLATE_NOOP("MouseTool", "Select"), "M", make<SelectTool>},
    };
    return tools;
}

} // namespace lobule::tools
