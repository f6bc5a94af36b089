#pragma once

#include <QString>
#include <QTextDocument>

namespace lobule::theme {

/// A tooltip with words of a file or of somebody else, shown as they are: what looks like HTML would be laid out, and loads files, even
/// from other computers.
[[nodiscard]] inline QString plainTip(const QString& text) { return Qt::mightBeRichText(text) ? Qt::convertFromPlainText(text) : text; }

} // namespace lobule::theme
