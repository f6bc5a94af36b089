#include "ai/phantom/Noise.h"
#include "ai/phantom/SliceRenderer.h"

#include <algorithm>
#include <cmath>

namespace lobule::phantom::detail {

namespace {

constexpr float kAirHu = -1000.0f;
constexpr std::uint64_t kNoiseStream = 1000;

Grid makeGrid(const PatientModel& patient, int size)
{
    const double pixelMm = patient.protocol.pixelSpacingMm * 512.0 / size;
    const double first = (0.5 - 0.5 * size) * pixelMm;
    return {size, static_cast<float>(pixelMm), static_cast<float>(first) - patient.offsetX, static_cast<float>(first) - patient.offsetY};
}

} // namespace

SliceRenderer::SliceRenderer(const PatientModel& patient, double zMm, int size)
    : m_patient(patient), m_zMm(zMm), m_t(static_cast<float>(zMm) / patient.liverHeight), m_grid(makeGrid(patient, size)),
      m_spineY(patient.halfDepth / patient.ky * 0.36f)
{
}

Slice SliceRenderer::render()
{
    prepare();
    drawBody();
    drawRibs();
    drawSpine();
    drawLung();
    const LiverShape shape = liverShape();
    computeLiver(shape);
    drawAscites(shape);
    drawStomach();
    drawBowel();
    drawPancreas();
    drawKidneys();
    drawSpleen();
    drawLiver();
    drawLesions();
    drawHilumAndGallbladder(shape);
    drawGreatVessels();
    drawVarices();
    drawParaumbilicalVein();
    markSigns(shape);
    drawTable();
    Slice slice;
    finish(slice);
    return slice;
}

Ellipse SliceRenderer::ellipse(float x, float y, float radiusX, float radiusY, float angle) const
{
    return {x, y, radiusX, radiusY, angle == 0 ? 1.0f : std::cos(angle), angle == 0 ? 0.0f : std::sin(angle), 0.9f + 0.1f * m_patient.kx};
}

PixelRect SliceRenderer::reachMm(float x0, float x1, float y0, float y1, float marginMm) const
{
    // The warp moves a point by at most about 3 sigma of its field, the tilt in proportion to y.
    const PatientModel& p = m_patient;
    const float slack = marginMm + 1.6f * p.variation.warpMm;
    const float tilt = std::fabs(p.tilt) * std::max(std::fabs(y0), std::fabs(y1)) * p.ky;
    const auto column = [&](float mm) { return static_cast<int>(std::floor((mm - m_grid.firstXMm) / m_grid.pixelMm)); };
    const auto row = [&](float mm) { return static_cast<int>(std::floor((mm - m_grid.firstYMm) / m_grid.pixelMm)); };
    return {std::max(m_body.x0, column(x0 * p.kx - slack - tilt)), std::min(m_body.x1, column(x1 * p.kx + slack + tilt) + 2),
        std::max(m_body.y0, row(y0 * p.ky - slack)), std::min(m_body.y1, row(y1 * p.ky + slack) + 2)};
}

PixelRect SliceRenderer::reach(const Ellipse& shape, float marginMm) const
{
    const float cx = shape.cosine * shape.radiusX;
    const float sx = shape.sine * shape.radiusY;
    const float cy = shape.cosine * shape.radiusY;
    const float sy = shape.sine * shape.radiusX;
    const float halfX = std::sqrt(cx * cx + sx * sx);
    const float halfY = std::sqrt(cy * cy + sy * sy);
    return reachMm(shape.centreX - halfX, shape.centreX + halfX, shape.centreY - halfY, shape.centreY + halfY, marginMm);
}

void SliceRenderer::prepare()
{
    const PatientModel& p = m_patient;
    const std::size_t pixels = static_cast<std::size_t>(m_grid.size) * static_cast<std::size_t>(m_grid.size);
    m_hu.assign(pixels, kAirHu);
    m_bodyDistance.assign(pixels, -50.0f);
    m_organ.assign(pixels, 0);
    m_signs.assign(pixels, 0);
    for (Plane* plane : {&m_cavity, &m_liver, &m_organX, &m_organY}) plane->assign(pixels, -50.0f);
    const float margin = 4 + 1.2f * p.variation.warpMm;
    const auto index = [&](float mm, float first) { return static_cast<int>((mm - first) / m_grid.pixelMm); };
    m_body = {std::max(0, index(-p.halfWidth - margin, m_grid.firstXMm)),
        std::min(m_grid.size, index(p.halfWidth + margin, m_grid.firstXMm) + 2), std::max(0, index(-p.halfDepth - margin, m_grid.firstYMm)),
        std::min(m_grid.size, index(p.halfDepth + margin, m_grid.firstYMm) + 2)};
    const Fields& fields = p.fields;
    fields.warpX.evaluate(m_grid, m_zMm, m_body, m_warpX);
    fields.warpY.evaluate(m_grid, m_zMm, m_body, m_warpY);
    fields.lobulation.evaluate(m_grid, m_zMm, m_body, m_lobulation);
    fields.geography.evaluate(m_grid, m_zMm, m_body, m_geography);
    fields.texture.evaluate(m_grid, m_zMm, m_body, m_texture);
    fields.nodules.evaluate(m_grid, m_zMm, m_body, m_nodules);
    fields.fatCoarse.evaluate(m_grid, m_zMm, m_body, m_fatCoarse);
    fields.fatFine.evaluate(m_grid, m_zMm, m_body, m_fatFine);
}

void SliceRenderer::drawBody()
{
    const PatientModel& p = m_patient;
    const Ellipse outline = ellipse(0, 0, p.halfWidth, p.halfDepth);
    const Ellipse retroperitoneum = ellipse(p.variation.spineX, m_spineY + 26, 50, 40);
    const float halfWarp = 0.5f * p.variation.warpMm;
    const float skinWarp = 0.35f * p.variation.warpMm;
    const float fattyMuscle = 1.9f - 0.8f * p.visceralFat;
    for (int row = m_body.y0; row < m_body.y1; ++row) {
        const float y = m_grid.y(row);
        for (int column = m_body.x0; column < m_body.x1; ++column) {
            const std::size_t i = static_cast<std::size_t>(row) * static_cast<std::size_t>(m_grid.size) + static_cast<std::size_t>(column);
            const float x = m_grid.x(column);
            const float wx = m_warpX[i];
            const float wy = m_warpY[i];
            m_organX[i] = (x + halfWarp * wx + p.tilt * y) / p.kx;
            m_organY[i] = (y + halfWarp * wy) / p.ky;
            const float body = outline(x + skinWarp * wx, y + skinWarp * wy);
            m_bodyDistance[i] = body;
            put(i, body, 40);
            put(i, body - 1.6f, p.hu.fat + 4 * m_fatCoarse[i]);
            const float underFat = body - p.fat * (1 + 0.12f * wy);
            const bool fatty = m_fatFine[i] > fattyMuscle && body - p.fat > 2.5f;
            put(i, underFat, p.hu.muscle + (fatty ? -75.0f : 5 * m_texture[i]));
            const float cavity = std::min(underFat - (p.wall + 2 * wx), -retroperitoneum(m_organX[i], m_organY[i]));
            m_cavity[i] = cavity;
            put(i, cavity, p.hu.fat + 6 * m_fatCoarse[i] + (m_fatFine[i] > 1.4f ? 14.0f : 0.0f));
        }
    }
}

void SliceRenderer::drawRibs()
{
    const PatientModel& p = m_patient;
    const float turn = static_cast<float>(m_zMm) * 0.09f;
    for (int row = m_body.y0; row < m_body.y1; ++row) {
        const float y = m_grid.y(row) / p.halfDepth;
        for (int column = m_body.x0; column < m_body.x1; ++column) {
            const std::size_t i = static_cast<std::size_t>(row) * static_cast<std::size_t>(m_grid.size) + static_cast<std::size_t>(column);
            const float depth = m_bodyDistance[i] - p.fat - (p.wall + 2 * m_warpX[i]) * 0.55f;
            if (std::fabs(depth) > 9.0f) continue;
            const float along = 6.2f * foldAngle(11 * fastAtan2(y, m_grid.x(column) / p.halfWidth) + turn);
            const float rib = 4.4f - std::sqrt(depth * depth + along * along);
            if (rib < -5.0f) continue;
            put(i, rib, p.hu.bone + (rib < 1.6f ? 190.0f : -60.0f), 0.6f);
        }
    }
}

void SliceRenderer::drawSpine()
{
    const PatientModel& p = m_patient;
    const float x = p.variation.spineX;
    const Ellipse vertebra = ellipse(x, m_spineY, 22, 16.5f);
    const Ellipse canal = ellipse(x, m_spineY + 23, 10, 8.5f);
    const Ellipse arch = ellipse(x, m_spineY + 23, 12.5f, 11);
    const Ellipse process = ellipse(x, m_spineY + 42, 3, 10);
    const bool disc = 0.5 + 0.5 * std::cos(6.283185307179586 * m_zMm / 33.0) > 0.85;
    const float spongy = p.hu.bone - (disc ? 70.0f : 0.0f);
    each(reachMm(x - 23, x + 23, m_spineY - 17, m_spineY + 53, 4), [&](std::size_t i) {
        const float ox = m_organX[i];
        const float oy = m_organY[i];
        const float body = vertebra(ox, oy);
        put(i, body, body < 2.2f ? p.hu.bone + 230 : spongy + 12 * m_fatFine[i], Organ::Spine);
        put(i, canal(ox, oy), 25, Organ::Spine);
        put(i, std::max(2.6f - std::fabs(arch(ox, oy)), process(ox, oy)), p.hu.bone + 150, Organ::Spine, 0.7f);
    });
}

void SliceRenderer::drawLung()
{
    if (m_t >= 0.45f) return;
    const float open = 1 - std::min(m_t / 0.42f, 1.0f);
    const float g = std::sqrt(std::max(0.0f, 1 - open * open));
    const Ellipse dome = ellipse(-8, -6, 82 + 62 * g, 58 + 48 * g);
    each(m_body, [&](std::size_t i) {
        const float inside = m_cavity[i] + 2;
        if (inside < -8) return;
        const float d = dome(m_organX[i], m_organY[i]);
        put(i, std::min(inside, -d), -835 + 25 * m_fatFine[i], Organ::Lung, 0.7f);
        put(i, std::min(inside, 1.6f - std::fabs(d)), 45);
        m_cavity[i] = std::min(m_cavity[i], d - 1.5f);
    });
}

void SliceRenderer::drawTable()
{
    const PatientModel& p = m_patient;
    const Ellipse curve = ellipse(0, -70, 235, 70 + p.halfDepth + 22);
    for (int row = 0; row < m_grid.size; ++row) {
        const float y = m_grid.y(row);
        if (y <= 0) continue;
        for (int column = 0; column < m_grid.size; ++column) {
            const float x = m_grid.x(column);
            if (std::fabs(x) >= p.halfWidth + 30) continue;
            const float d = 2.2f - std::fabs(curve(x, y));
            if (d < -6) continue;
            put(static_cast<std::size_t>(row) * static_cast<std::size_t>(m_grid.size) + static_cast<std::size_t>(column), d, -350);
        }
    }
}

void SliceRenderer::finish(Slice& slice)
{
    const PatientModel& p = m_patient;
    const int n = m_grid.size;
    const double pixelMm = p.protocol.pixelSpacingMm * 512.0 / n;
    for (std::size_t i = 0; i < m_hu.size(); ++i) m_hu[i] += p.cuppingHu * std::clamp(m_bodyDistance[i] / p.halfDepth, 0.0f, 1.0f);
    applyMtf(m_hu, n, pixelMm, static_cast<double>(p.mtf50));
    // The noise of a slice does not depend on the label; tenths of a millimetre tell slices apart.
    const auto height = static_cast<std::uint64_t>(std::llround(m_zMm * 10.0) + 100000);
    const std::vector<float> noise
        = reconstructionNoise(Random(p.seed, kNoiseStream + height), n, pixelMm, static_cast<double>(p.kernelCutoff));
    const float sigma = p.sigmaHu * (n < 512 ? 0.75f : 1.0f); // larger pixels average noise
    slice.size = n;
    slice.zMm = m_zMm;
    slice.hu.resize(m_hu.size());
    const float radius = 0.5f * static_cast<float>(n) * m_grid.pixelMm;
    for (int row = 0; row < n; ++row) {
        const float y = m_grid.y(row) + p.offsetY;
        for (int column = 0; column < n; ++column) {
            const std::size_t i = static_cast<std::size_t>(row) * static_cast<std::size_t>(n) + static_cast<std::size_t>(column);
            const float x = m_grid.x(column) + p.offsetX;
            const float depth = std::clamp(m_bodyDistance[i] / p.halfDepth, 0.0f, 0.35f) / 0.35f;
            const float local = sigma * (0.85f + 0.3f * depth); // more noise in the centre
            const float value = x * x + y * y > radius * radius ? -1024.0f : m_hu[i] + local * noise[i] + p.offsetHu;
            slice.hu[i] = static_cast<std::int16_t>(std::floor(std::clamp(value, -1024.0f, 3071.0f) + 0.5f));
        }
    }
    slice.organ = std::move(m_organ);
    slice.signs = std::move(m_signs);
    const double corner = (0.5 - 0.5 * n) * pixelMm;
    slice.geometry.rows = n;
    slice.geometry.columns = n;
    slice.geometry.rowSpacingMm = pixelMm;
    slice.geometry.columnSpacingMm = pixelMm;
    slice.geometry.originLps = {corner, corner, -m_zMm};
    slice.geometry.hasPosition = true;
}

} // namespace lobule::phantom::detail
