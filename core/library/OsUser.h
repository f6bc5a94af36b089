#pragma once

#include <QString>

namespace lobule::library {

/// The account that this process runs as, from the operating system itself rather than from the environment, which anybody can set.
[[nodiscard]] QString osUserName();

} // namespace lobule::library
