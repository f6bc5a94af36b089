#include "ai/phantom/SliceRenderer.h"

#include <algorithm>
#include <cmath>

namespace lobule::phantom::detail {

void SliceRenderer::drawStomach()
{
    const PatientModel& p = m_patient;
    const float size = bump(0.0f, 0.2f, 0.5f, 0.8f, m_t) * p.variation.stomach;
    if (size <= 0.1f) return;
    const Ellipse shape = ellipse(58, -26, 40 * size, 30 * size, 0.4f);
    const float airLevel = -26 - 10 * p.variation.stomachAir - 6;
    each(reach(shape, 12), [&](std::size_t i) {
        const float d = std::min(shape(m_organX[i], m_organY[i]) + 2 * m_warpX[i], m_cavity[i] - 2);
        put(i, d, p.hu.bowel + 15, Organ::Stomach);
        put(i, d - 3.2f, m_fatFine[i] > 0.9f ? 47.0f : 22.0f);
        put(i, std::min(d - 3, airLevel - m_organY[i]), -960);
    });
}

void SliceRenderer::drawBowel()
{
    if (m_t <= 0.5f) return;
    const PatientModel& p = m_patient;
    Plane loops;
    p.fields.bowel.evaluate(m_grid, m_zMm, m_body, loops);
    const float threshold = 0.75f * (1 + 0.3f * p.visceralFat);
    const float gas = 0.9f - p.variation.bowelGas;
    each(m_body, [&](std::size_t i) {
        if (m_cavity[i] < 0 || m_organY[i] > -2) return;
        const float field = loops[i];
        const float d = std::min(std::min(9 * (std::fabs(field) - threshold), m_cavity[i] - 4), -8 - m_organY[i]);
        put(i, d, p.hu.bowel);
        if (field > 0) put(i, d - 3, m_geography[i] > gas ? -930.0f : 15.0f);
    });
}

void SliceRenderer::drawPancreas()
{
    if (m_t <= 0.42f || m_t >= 0.8f) return;
    const PatientModel& p = m_patient;
    const Ellipse shape = ellipse(25, m_spineY - 47, 46, 8.5f * bump(0.42f, 0.5f, 0.72f, 0.8f, m_t) + 1, -0.25f);
    each(reach(shape, 8), [&](std::size_t i) {
        const float d = shape(m_organX[i], m_organY[i]) + 1.32f * m_nodules[i];
        put(i, std::min(d, m_cavity[i] - 4), p.hu.pancreas + 6 * m_texture[i]);
    });
}

void SliceRenderer::drawKidneys()
{
    const PatientModel& p = m_patient;
    for (const float side : {-1.0f, 1.0f}) {
        const float top = side < 0 ? 0.58f : 0.48f; // the right kidney lies lower
        const float size = bump(top - 0.04f, top + 0.14f, 0.95f, 1.3f, m_t);
        if (size <= 0.08f) continue;
        const Ellipse kidney = ellipse(side * 60, m_spineY + 2, 25 * size, 29 * size, side * 0.35f);
        const float sinusSize = m_t > top + 0.1f ? 9 * size + 0.1f : 0.1f;
        const Ellipse sinus = ellipse(side * 54, m_spineY, sinusSize, 11 * size, side * 0.35f);
        each(reach(kidney), [&](std::size_t i) {
            const float d = std::min(kidney(m_organX[i], m_organY[i]), m_cavity[i] - 3);
            put(i, d, p.hu.kidney - (d > 7 ? 18.0f : 0.0f), Organ::Kidney);
            put(i, sinus(m_organX[i], m_organY[i]), p.hu.fat);
        });
    }
}

void SliceRenderer::drawSpleen()
{
    const PatientModel& p = m_patient;
    const Signs& q = p.signs;
    const float height = std::pow(bump(0.02f, 0.3f, 0.5f, 0.72f + 0.2f * std::min(q.spleen, 1.0f), m_t), 0.6f);
    if (p.variation.splenectomy || height < 0.05f) return;
    const float size = p.variation.spleen * (1 + 0.48f * q.spleen);
    const float ascites = 10 * std::min(q.ascites, 1.2f) * (1 + 0.5f * smoothStep(0.3f, 0.8f, m_t));
    const Ellipse shape = ellipse(96 - 30 * (size - 1), 30 - 4 * size, 24 * size * height, 47 * size * height, -0.35f);
    each(reach(shape, 8), [&](std::size_t i) {
        const float d = std::min(shape(m_organX[i], m_organY[i]) + 1.2f * m_lobulation[i], m_cavity[i] - 1 - 0.7f * ascites);
        const float share = put(i, d, p.hu.spleen + 3 * m_texture[i], Organ::Spleen);
        if (q.spleen > 0.3f && share > 0.5f) m_signs[i] |= sign::kSplenomegaly;
    });
}

void SliceRenderer::drawHilumAndGallbladder(const LiverShape& s)
{
    const PatientModel& p = m_patient;
    if (s.hasHilum) {
        const Ellipse vein = ellipse(-26, m_spineY - 51, 12, 5.5f + 1.5f * p.signs.varices, 0.45f);
        each(reach(vein), [&](std::size_t i) { put(i, vein(m_organX[i], m_organY[i]), p.hu.portalVein, Organ::Vessel); });
    }
    if (!p.variation.noGallbladder && m_t > 0.45f && m_t < 0.8f) {
        const float size = p.variation.gallbladder * bump(0.45f, 0.55f, 0.7f, 0.8f, m_t);
        const Ellipse shape = ellipse(-44, -30, 12 * size + 0.1f, 18 * size + 0.1f, 0.3f);
        each(reach(shape),
            [&](std::size_t i) { put(i, std::min(shape(m_organX[i], m_organY[i]), m_cavity[i] - 2), 10, Organ::Gallbladder); });
    }
}

void SliceRenderer::drawGreatVessels()
{
    const PatientModel& p = m_patient;
    const float x = 9 + p.variation.spineX;
    const float y = m_spineY - 25;
    const Ellipse aorta = ellipse(x, y, 9.5f, 9.5f);
    const float turn = static_cast<float>(m_zMm) * 0.3f;
    each(reach(aorta), [&](std::size_t i) {
        const float d = aorta(m_organX[i], m_organY[i]);
        put(i, d, p.hu.aorta, Organ::Aorta);
        if (p.variation.calcifiedAorta && std::fabs(d) < 6) {
            const float angle = 3 * fastAtan2(m_organY[i] - y, m_organX[i] - x) + turn;
            put(i, std::min(1.1f - std::fabs(d), 1.6f - 4 * foldAngle(angle)), 480);
        }
    });
    const Ellipse cava = ellipse(-21 + p.variation.spineX, m_spineY - 23, 11, 8.5f * (0.8f + 0.4f * p.variation.riedel));
    each(reach(cava), [&](std::size_t i) { put(i, cava(m_organX[i], m_organY[i]), p.hu.portalVein - 12, Organ::Vessel); });
    if (m_t > 0.42f && m_t < 0.62f) {
        const Ellipse splenic = ellipse(30, m_spineY - 47, 34, 3.2f, -0.3f);
        each(reach(splenic), [&](std::size_t i) { put(i, splenic(m_organX[i], m_organY[i]), p.hu.portalVein, Organ::Vessel); });
    }
}

void SliceRenderer::drawVarices()
{
    const PatientModel& p = m_patient;
    if (p.signs.varices <= 0.12f) return;
    const bool low = m_t > 0.12f;
    // Below the dome: splenic hilum and lesser omentum; at the dome: around the oesophagus.
    const Ellipse first = low ? ellipse(66, 4, 26, 24) : ellipse(10, m_spineY - 40, 14, 12);
    const Ellipse second = low ? ellipse(14, -8, 20, 16) : first;
    const PixelRect a = reach(first);
    const PixelRect b = reach(second);
    const PixelRect both{std::min(a.x0, b.x0), std::max(a.x1, b.x1), std::min(a.y0, b.y0), std::max(a.y1, b.y1)};
    Plane fieldA;
    Plane fieldB;
    p.fields.varixA.evaluate(m_grid, m_zMm, both, fieldA);
    p.fields.varixB.evaluate(m_grid, m_zMm, both, fieldB);
    const float width = 0.22f + 0.42f * p.signs.varices;
    each(both, [&](std::size_t i) {
        const float region = std::max(first(m_organX[i], m_organY[i]), second(m_organX[i], m_organY[i]));
        const float tube = 9 * (width - std::sqrt(fieldA[i] * fieldA[i] + fieldB[i] * fieldB[i]));
        const float share = put(i, std::min(std::min(tube, region), -m_liver[i]), p.hu.portalVein - 5, Organ::Varix, 0.5f);
        if (share > 0.5f) m_signs[i] |= sign::kVarices;
    });
}

void SliceRenderer::drawParaumbilicalVein()
{
    const PatientModel& p = m_patient;
    if (!p.signs.paraumbilicalVein || m_t >= 0.75f) return;
    const float radius = 3.4f + 2 * p.severity;
    each(reachMm(p.variation.fissureX - 8, p.variation.fissureX + 8, -54, -38, 4), [&](std::size_t i) {
        const float dx = m_organX[i] - p.variation.fissureX - 0.12f * (m_organY[i] + 50);
        const float dy = m_organY[i] + 46;
        const float share = put(i, radius - std::sqrt(dx * dx + dy * dy), p.hu.portalVein, Organ::Varix);
        if (share > 0.5f) m_signs[i] |= sign::kVarices;
    });
}

} // namespace lobule::phantom::detail
