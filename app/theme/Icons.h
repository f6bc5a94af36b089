#pragma once

#include "app/theme/Theme.h"

#include <QIcon>

namespace lobule::theme {

/// A stroke icon of resources/icons ("pan" for pan.svg), drawn sharp at every size and pixel ratio. Normal state in `normal`,
/// checked state (QIcon::On) in `checked`, disabled in the disabled colour.
[[nodiscard]] QIcon icon(const QString& name, Token normal = Token::Text2, Token checked = Token::Accent);
/// One picture of an icon, for painting in delegates; `sizePx` in device-independent pixels.
[[nodiscard]] QPixmap iconPixmap(const QString& name, const QColor& color, int sizePx, double devicePixelRatio);

} // namespace lobule::theme
