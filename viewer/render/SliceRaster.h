#pragma once

#include "viewer/render/SliceScene.h"

#include <QImage>
#include <QPoint>

#include <cstdint>
#include <memory>
#include <vector>

namespace lobule::render {

/// The linear VOI function of PS3.3 C.11.2.1.2.1 with an output of 0 to 255, ready for inner loops.
struct GrayMap {
    GrayMap(const WindowLevel& window, bool isInverted);

    float lower = 0.0F; ///< Value that maps to 0: center - 0.5 - (width - 1) / 2.
    float scale = 1.0F; ///< Grey levels per unit: 255 / (width - 1).
    std::uint32_t flip = 0; ///< 255 when inverted: out ^ flip.

    /// Nearest grey level; NaN gives the level of the lowest value.
    [[nodiscard]] std::uint32_t operator()(float value) const
    {
        float g = (value - lower) * scale + 0.5F;
        g = g > 0.0F ? g : 0.0F;
        g = g < 255.0F ? g : 255.0F;
        return static_cast<std::uint32_t>(static_cast<std::int32_t>(g)) ^ flip;
    }
};

/// Draws the visible part of a slice with one picture pixel per device pixel, and keeps what the next frame can use again:
/// nothing is computed when nothing changed, and a window drag reuses the resampled values. Values are interpolated before the window is
/// applied, so narrow windows stay smooth. Not thread-safe; one per view.
class SliceRaster {
public:
    struct Picture {
        QImage image; ///< RGB32, or null where no part of the slice is in view.
        QPoint topLeft; ///< In the view, device pixels.
    };

    SliceRaster();
    ~SliceRaster();
    SliceRaster(const SliceRaster&) = delete;
    SliceRaster& operator=(const SliceRaster&) = delete;

    /// `viewSize` in device-independent pixels. The reference is valid until the next call.
    [[nodiscard]] const Picture& picture(const SliceScene& scene, QSizeF viewSize, double devicePixelRatio);
    void clear();

private:
    struct Axis;
    struct Grid;
    [[nodiscard]] Grid grid(const SliceScene& scene, QSizeF viewSize, double devicePixelRatio) const;
    void stretch(const SliceView& pixels, const Grid& grid);
    void shrink(const SliceView& pixels, const Grid& grid);
    template <class Map> void map(const Grid& grid, const Map& gray);
    void paintColor(const SliceView& pixels, const Grid& grid, const WindowLevel& window, bool invert);

    struct Key;
    std::unique_ptr<Key> m_key;
    std::vector<float> m_values; ///< Rows of the slice (or of its shrunk copy), resampled along the row to device pixels.
    Picture m_picture;
};

} // namespace lobule::render
