#include "ai/phantom/SliceRenderer.h"

#include <algorithm>
#include <cmath>

namespace lobule::phantom::detail {

SliceRenderer::LiverShape SliceRenderer::liverShape() const
{
    const PatientModel& p = m_patient;
    const Signs& q = p.signs;
    const Variation& v = p.variation;
    const float t = m_t;
    LiverShape s;
    s.ascitesMm = 10 * std::min(q.ascites, 1.2f) * (1 + 0.5f * smoothStep(0.3f, 0.8f, t));
    // Cirrhosis shrinks the right lobe and segment IV; the same widening of the fissures in old age does not.
    const float rightSize = v.rightLobe * (1 - 0.17f * q.fissure * p.isLc() - 0.06f * q.caudate);
    const float right = std::sqrt(bump(-0.4f, 0.25f, 0.5f, 1.08f, t)) * rightSize;
    s.right = ellipse(-72, 2, 70 * right + 2, 80 * right + 2, 0.12f);
    const float left = std::pow(bump(-0.2f, 0.18f, 0.38f, 0.72f + 0.12f * std::min(q.leftLobe, 1.0f), t), 0.7f);
    s.leftSize = left;
    const float four = 1 - 0.35f * q.fissure * p.isLc();
    s.segmentFour = ellipse(-28 * four - 8 * (1 - four), -36, 42 * four * left + 1, 40 * left + 1);
    s.hasLeft = left > 0.05f;
    if (s.hasLeft) {
        const float size = v.leftLobe * (1 + 0.42f * q.leftLobe);
        const float riedel = t < 0.35f ? v.riedel : 0.0f;
        s.lateral = ellipse(
            18 + 14 * (size - 1) + 10 * riedel, -44 + 4 * t, (50 + 22 * riedel) * size * left, 25 * std::pow(size, 0.8f) * left, -0.18f);
    }
    const float caudate = bump(0.14f, 0.26f, 0.52f, 0.66f, t);
    s.hasCaudate = caudate > 0.05f;
    if (s.hasCaudate) {
        s.caudate = ellipse(-14 - 3 * q.caudate, m_spineY - 42 + 6 * q.caudate, std::max(14 * (1 + 0.75f * q.caudate) * caudate, 0.5f),
            std::max(17 * (1 + 0.5f * q.caudate) * caudate, 0.5f));
    }
    s.fissureWidthMm = 0.5f + 6.5f * q.fissure;
    s.fissureLengthMm = 30 * left - 6;
    s.hasHilum = t > 0.3f && t < 0.62f;
    if (s.hasHilum) s.hilum = ellipse(-24, m_spineY - 52, 12 + 9 * q.fissure, 6 + 5 * q.fissure, 0.5f);
    s.hasNotch = t > 0.38f && t < 0.75f && q.caudate > 0.2f;
    if (s.hasNotch) s.notch = ellipse(-40, m_spineY + 8, 6 + 7 * q.caudate, 20, 0.45f);
    return s;
}

/// Signed distance to the fat wedge of the fissure for the ligamentum teres.
float SliceRenderer::fissureDistance(const LiverShape& shape, std::size_t i) const
{
    const float x = m_organX[i];
    const float y = m_organY[i];
    const float across = x - m_patient.variation.fissureX - 0.12f * (y + 50) - 2 * m_warpY[i];
    return std::min(shape.fissureWidthMm - std::fabs(across), std::min(-22 - y, shape.fissureLengthMm));
}

void SliceRenderer::computeLiver(const LiverShape& s)
{
    const PatientModel& p = m_patient;
    const float lobulation = p.variation.lobulationMm;
    const float nodular = 0.25f + 1.7f * p.signs.nodular;
    each(m_body, [&](std::size_t i) {
        if (m_cavity[i] < -12) return;
        const float x = m_organX[i];
        const float y = m_organY[i];
        float d = smoothMaximum(s.right(x, y), s.segmentFour(x, y), 10);
        if (s.hasLeft) d = smoothMaximum(d, s.lateral(x, y), 8);
        if (s.hasCaudate) d = smoothMaximum(d, s.caudate(x, y), 6);
        d += lobulation * m_lobulation[i] + nodular * m_nodules[i];
        d = std::min(d, -fissureDistance(s, i));
        if (s.hasHilum) d = std::min(d, -s.hilum(x, y));
        if (s.hasNotch) d = std::min(d, -s.notch(x, y));
        m_liver[i] = std::min(d, m_cavity[i] - 1 - s.ascitesMm);
    });
}

void SliceRenderer::drawAscites(const LiverShape& s)
{
    const float depth = s.ascitesMm;
    if (depth <= 1) return;
    // Free fluid is intraperitoneal: it does not surround the spine.
    const Ellipse retroperitoneum = ellipse(m_patient.variation.spineX, m_spineY + 26, 66, 56);
    each(m_body, [&](std::size_t i) {
        const float cavity = m_cavity[i];
        if (cavity < -6) return;
        const float shell = std::max(m_liver[i] + depth + 6, depth * 1.6f - cavity + 2);
        const float behind = retroperitoneum(m_organX[i], m_organY[i]);
        const float d = std::min(std::min(cavity - 0.5f, shell), std::min(9.0f, -behind));
        const float share = put(i, d, m_patient.hu.ascites, Organ::Ascites);
        if (share > 0.5f) m_signs[i] |= sign::kAscites;
    });
}

void SliceRenderer::drawLiver()
{
    const PatientModel& p = m_patient;
    const Signs& q = p.signs;
    Plane vesselA;
    Plane vesselB;
    p.fields.vesselA.evaluate(m_grid, m_zMm, m_body, vesselA);
    p.fields.vesselB.evaluate(m_grid, m_zMm, m_body, vesselB);
    const float texture = (1.5f + 8 * q.texture) * 0.75f;
    const float nodules = 4 * q.texture;
    // Cirrhosis rarefies the vessels.
    const float vesselWidth = 0.15f * (1 - 0.45f * q.texture * p.isLc());
    const float vesselHu = (p.hu.portalVein - 6 - p.hu.liver) * 0.85f;
    each(m_body, [&](std::size_t i) {
        if (m_liver[i] < -6) return;
        const float vessel = std::sqrt(vesselA[i] * vesselA[i] + vesselB[i] * vesselB[i]);
        const float inVessel = softEdge(vesselWidth - vessel, 0.03f);
        const float parenchyma = p.hu.liver + texture * m_texture[i] + nodules * m_nodules[i] + p.variation.geographyHu * m_geography[i];
        const float share = put(i, m_liver[i], parenchyma + inVessel * vesselHu, Organ::Liver);
        if (share > 0.5f && inVessel > 0.5f) m_organ[i] = static_cast<std::uint8_t>(Organ::Vessel);
    });
}

void SliceRenderer::drawLesions()
{
    const PatientModel& p = m_patient;
    const float z = static_cast<float>(m_zMm);
    for (const Lesion& lesion : p.lesions) {
        const float r2 = lesion.radiusMm * lesion.radiusMm - (z - lesion.zMm) * (z - lesion.zMm);
        if (r2 <= 1) continue;
        const float radius = std::sqrt(r2);
        const Ellipse ball = ellipse(lesion.xMm, lesion.yMm, radius, radius);
        float hu = 6;
        if (lesion.kind == LesionKind::Metastasis) hu = p.hu.liver - 32;
        if (lesion.kind == LesionKind::Nodule) hu = p.hu.liver + (p.protocol.phase == Phase::NonContrast ? -8.0f : 18.0f);
        const float edge = lesion.kind == LesionKind::Cyst ? 0.6f : 1.4f;
        each(reach(ball, 8), [&](std::size_t i) {
            const float share = put(i, std::min(ball(m_organX[i], m_organY[i]), m_liver[i] - 1), hu, edge);
            if (share > 0.5f) m_organ[i] = static_cast<std::uint8_t>(Organ::Lesion);
        });
    }
}

void SliceRenderer::markSigns(const LiverShape& s)
{
    const Signs& q = m_patient.signs;
    each(m_body, [&](std::size_t i) {
        const float liver = m_liver[i];
        std::uint8_t& bits = m_signs[i];
        if (q.nodular > 0.15f && std::fabs(liver) < 4 && m_cavity[i] > -2) bits |= sign::kNodularSurface;
        if (q.texture > 0.3f && liver > 1) bits |= sign::kHeterogeneousTexture;
        if (liver > -8) {
            const float x = m_organX[i];
            const float y = m_organY[i];
            if (q.caudate > 0.25f && s.hasCaudate && liver > -1 && s.caudate(x, y) > 0) bits |= sign::kCaudateHypertrophy;
            if (q.leftLobe > 0.25f && s.hasLeft && liver > 0 && s.lateral(x, y) > 0) bits |= sign::kLeftLobeHypertrophy;
        }
        if (q.fissure > 0.25f && m_cavity[i] > 0 && std::fabs(fissureDistance(s, i)) < 6) bits |= sign::kFissureWidening;
    });
}

} // namespace lobule::phantom::detail
