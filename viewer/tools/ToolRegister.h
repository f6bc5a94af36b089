#pragma once

#include "viewer/tools/Tool.h"

#include <QList>

#include <memory>

namespace lobule::tools {

struct ToolEntry {
    MouseTool tool;
    const char* name; ///< English source text for translation, context "MouseTool".
    const char* key; ///< Default shortcut in QKeySequence's portable form.
    std::unique_ptr<Tool> (*make)(ToolHost& host);
};

/// Every tool that can be given to the left mouse button, in the order of the tool bar. A new tool is one file and one line here.
[[nodiscard]] const QList<ToolEntry>& toolRegister();

} // namespace lobule::tools
