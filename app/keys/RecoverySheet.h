#pragma once

#include "core/deidentify/SiteKey.h"

class QPagedPaintDevice;

namespace lobule::keys {

/// Draws the sheet with the recovery code on one page of the device (a printer, a PDF): the code in large letters, what it is for, the
/// key id and the day. No patient data. False: the device cannot be painted on. GUI thread.
[[nodiscard]] bool paintRecoverySheet(QPagedPaintDevice& device, const deidentify::SiteKey& key);

} // namespace lobule::keys
