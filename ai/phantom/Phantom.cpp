#include "ai/phantom/Phantom.h"

#include "ai/phantom/PatientModel.h"
#include "ai/phantom/SliceRenderer.h"

#include <bit>
#include <cmath>

namespace lobule::phantom {

Patient::Patient(std::uint64_t seed, Label label, double difficulty)
    : m_model(std::make_shared<const detail::PatientModel>(detail::drawPatient(seed, label, difficulty)))
{
}

std::uint64_t Patient::seed() const { return m_model->seed; }
Label Patient::label() const { return m_model->label; }
double Patient::severity() const { return static_cast<double>(m_model->severity); }
const Signs& Patient::signs() const { return m_model->signs; }
const Protocol& Patient::protocol() const { return m_model->protocol; }
const Habitus& Patient::habitus() const { return m_model->habitus; }
const TissueHu& Patient::tissueHu() const { return m_model->hu; }
const Identity& Patient::identity() const { return m_model->identity; }
double Patient::steatosisHu() const { return static_cast<double>(m_model->steatosisHu); }
bool Patient::splenectomy() const { return m_model->variation.splenectomy; }

std::vector<double> Patient::seriesSlices() const
{
    std::vector<double> positions;
    const double height = static_cast<double>(m_model->liverHeight);
    const double spacing = m_model->protocol.sliceSpacingMm;
    // From below the dome to above the tip; tenths of a millimetre, as DICOM positions are written.
    const double first = std::round(0.06 * height * 10.0) / 10.0;
    for (int i = 0; first + spacing * i < 0.92 * height; ++i) positions.push_back(first + spacing * i);
    return positions;
}

std::vector<double> Patient::seriesSlices(std::size_t count) const
{
    const std::vector<double> all = seriesSlices();
    if (count >= all.size() || count == 0) return count == 0 ? std::vector<double>{} : all;
    if (count == 1) return {all[all.size() / 2]};
    std::vector<double> chosen;
    for (std::size_t i = 0; i < count; ++i) {
        const double at = static_cast<double>(i) * static_cast<double>(all.size() - 1) / static_cast<double>(count - 1);
        chosen.push_back(all[static_cast<std::size_t>(std::lround(at))]);
    }
    return chosen;
}

Result<Slice> Patient::slice(double zMm, int size) const
{
    if (size < kMinimumSlicePixels || size > kMaximumSlicePixels || !std::has_single_bit(static_cast<unsigned>(size))) {
        return fail(ErrorCode::Misuse, {}, "phantom slices are 64 to 1024 pixels wide, a power of two");
    }
    if (!std::isfinite(zMm)) return fail(ErrorCode::Misuse, {}, "phantom slice position is not finite");
    return detail::SliceRenderer(*m_model, zMm, size).render();
}

} // namespace lobule::phantom
