#pragma once

namespace lobule {

/// A rectangle of whole pixels of an image as stored: column and row of its upper left pixel, counted from 0.
struct PixelRectangle {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
    int frame = -1; ///< From 0; -1: every frame.

    friend bool operator==(const PixelRectangle&, const PixelRectangle&) = default;
};

} // namespace lobule
