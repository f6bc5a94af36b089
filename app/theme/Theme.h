#pragma once

#include <QColor>
#include <QFont>

class QApplication;
class QWidget;

/// The dark reading-room look: one palette and one style sheet, both made from the same tokens.
namespace lobule::theme {

/// The design's colour tokens. Names say what a colour is for, not what it looks like.
enum class Token {
    Bg0, ///< Window, behind everything.
    Bg1, ///< Panels and bars.
    Bg2, ///< Fields and buttons.
    Bg3, ///< Pressed and current items.
    Line, ///< Hairlines.
    Text1, ///< Primary text.
    Text2, ///< Secondary text, at least 4.5:1 on Bg1.
    Text3, ///< Disabled text only.
    Accent, ///< The one primary action, focus ring.
    AccentDark, ///< Selection.
    Lc, ///< The model says LC; always with a filled diamond and the word.
    NonLc, ///< The model says NonLC; always with a ring and the word.
    Indeterminate, ///< The model is not sure; always with an open diamond and the word.
    Error,
    Ok,
};

[[nodiscard]] QColor color(Token token);

/// `designPx` pixels of the drawings in device-independent pixels of this system (follows the logical DPI).
[[nodiscard]] int px(double designPx);
/// The interface font at `designPx` pixels of the drawings.
[[nodiscard]] QFont font(double designPx = 14.0, QFont::Weight weight = QFont::Normal);

/// Fusion, palette, style sheet, fonts; no animations. Called once, before the first widget is shown.
void apply(QApplication& application);

/// Sets the dynamic property that the style sheet selects on ("role") and makes the style look again.
void setRole(QWidget* widget, const char* role);

} // namespace lobule::theme
