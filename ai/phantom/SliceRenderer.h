#pragma once

#include "ai/phantom/FastMath.h"
#include "ai/phantom/PatientModel.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace lobule::phantom::detail {

/// Draws one slice of one patient: regions are composited in anatomical order, each with a soft edge (partial
/// volume), onto a plane of HU; then table, blur and noise. Used once.
class SliceRenderer {
public:
    /// `size` is a power of two.
    SliceRenderer(const PatientModel& patient, double zMm, int size);

    [[nodiscard]] Slice render();

private:
    using Plane = std::vector<float>;

    /// Shape of the liver at this height, in the organ frame. Shared by the drawing and by the sign map.
    struct LiverShape {
        Ellipse right, segmentFour, lateral, caudate, hilum, notch;
        bool hasLeft = false, hasCaudate = false, hasHilum = false, hasNotch = false;
        float fissureWidthMm = 0, fissureLengthMm = 0, ascitesMm = 0, leftSize = 0;
    };

    [[nodiscard]] Ellipse ellipse(float x, float y, float radiusX, float radiusY, float angle = 0) const;
    /// Pixels where `shape` (organ frame) can reach, widened by `marginMm` and clipped to the body.
    [[nodiscard]] PixelRect reach(const Ellipse& shape, float marginMm = 4) const;
    [[nodiscard]] PixelRect reachMm(float x0, float x1, float y0, float y1, float marginMm) const;
    [[nodiscard]] LiverShape liverShape() const;
    [[nodiscard]] float fissureDistance(const LiverShape& shape, std::size_t i) const;

    // RenderBody.cpp
    void prepare();
    void drawBody();
    void drawRibs();
    void drawSpine();
    void drawLung();
    void drawTable();
    void finish(Slice& slice);
    // RenderLiver.cpp
    void computeLiver(const LiverShape& shape);
    void drawLiver();
    void drawLesions();
    void drawAscites(const LiverShape& shape);
    void markSigns(const LiverShape& shape);
    // RenderOrgans.cpp
    void drawStomach();
    void drawBowel();
    void drawPancreas();
    void drawKidneys();
    void drawSpleen();
    void drawHilumAndGallbladder(const LiverShape& shape);
    void drawGreatVessels();
    void drawVarices();
    void drawParaumbilicalVein();

    /// Calls `f(pixel index)` for every pixel of `rect`.
    template <class F> void each(PixelRect rect, F f) const
    {
        for (int y = rect.y0; y < rect.y1; ++y) {
            const std::size_t row = static_cast<std::size_t>(y) * static_cast<std::size_t>(m_grid.size);
            for (int x = rect.x0; x < rect.x1; ++x) f(row + static_cast<std::size_t>(x));
        }
    }
    /// Composites `hu` over pixel `i`; returns the covered share.
    float put(std::size_t i, float distanceMm, float hu, float edgeMm = 0.45f)
    {
        const float share = softEdge(distanceMm, edgeMm);
        m_hu[i] += share * (hu - m_hu[i]);
        return share;
    }
    float put(std::size_t i, float distanceMm, float hu, Organ organ, float edgeMm = 0.45f)
    {
        const float share = put(i, distanceMm, hu, edgeMm);
        if (share > 0.5f) m_organ[i] = static_cast<std::uint8_t>(organ);
        return share;
    }

    const PatientModel& m_patient;
    const double m_zMm;
    const float m_t; ///< Height as a fraction of the liver: 0 dome, 1 tip.
    Grid m_grid;
    PixelRect m_body;
    float m_spineY = 0;

    Plane m_hu, m_bodyDistance, m_cavity, m_liver;
    Plane m_organX, m_organY; ///< Organ frame coordinates of each pixel, mm.
    Plane m_warpX, m_warpY, m_texture, m_nodules, m_lobulation, m_geography, m_fatCoarse, m_fatFine;
    std::vector<std::uint8_t> m_organ, m_signs;
};

} // namespace lobule::phantom::detail
