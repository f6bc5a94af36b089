#pragma once

#include <QString>

namespace lobule::render::detail {

/// Sends VTK's messages to Qt's log (category "lobule.vtk") instead of the terminal, once for the program. Any thread.
void installVtkLog();

/// Notices errors that VTK reports on this thread while it lives: VTK's functions do not return them.
class VtkErrorWatch {
public:
    VtkErrorWatch();
    ~VtkErrorWatch();
    VtkErrorWatch(const VtkErrorWatch&) = delete;
    VtkErrorWatch& operator=(const VtkErrorWatch&) = delete;
    /// The first error since construction, for the log; empty: none.
    [[nodiscard]] QString firstError() const;

private:
    QString m_outer;
};

} // namespace lobule::render::detail
