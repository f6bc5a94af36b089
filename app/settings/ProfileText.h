#pragma once

#include <QString>

namespace lobule::settings {

/// "Basic profile + modified dates, device" for deidentify::Profile::name(), in the window's language.
[[nodiscard]] QString profileText(const QString& profile);
/// One word of it; an unknown one passes unchanged.
[[nodiscard]] QString profileOptionText(const QString& word);

} // namespace lobule::settings
