#pragma once

#include "ai/package/PackageMetadata.h"
#include "core/base/Result.h"

#include <torch/types.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

/// Training data in memory. Internal to `ai` (LibTorch).
namespace lobule::train {

struct PatientRecord {
    std::string key; ///< Names the patient in the split, e.g. "phantom-1000017-LC".
    bool lc = false;
    double severity = 0; ///< 0 for NonLC.
};

/// Slices as the network sees them.
struct Dataset {
    torch::Tensor images; ///< S x channels x rows x columns, half, CPU; preprocessed as the package says.
    std::vector<std::size_t> patientOfSlice;
    std::vector<PatientRecord> patients;

    [[nodiscard]] std::vector<bool> patientLabels() const;
    /// Indices of the slices of these patients, ascending.
    [[nodiscard]] std::vector<std::size_t> slicesOf(const std::vector<std::size_t>& patientIndices) const;
};

/// Which synthetic patients. Patient i has the seed `firstSeed + i` and the label NonLC for even i, LC for odd i.
struct PhantomPlan {
    std::uint64_t firstSeed = 0;
    int patients = 100;
    int slicesPerPatient = 8; ///< Spread evenly over the liver.
    int sliceSize = 512; ///< Of the slices before preprocessing.
    double difficulty = 1.0;
    int threads = 1;
};

/// (done, of) patients; called from one thread at a time.
using DataProgress = std::function<void(int, int)>;

/// Draws the phantoms, writes the burned-in text as their DICOM series have it, and preprocesses them exactly as
/// prediction does. Cancelled when `stop` becomes true; errors of the preprocessing otherwise.
[[nodiscard]] Result<Dataset> makePhantomDataset(
    const PhantomPlan& plan, const package::PreprocessSettings& preprocess, const DataProgress& progress, const std::atomic<bool>& stop);

} // namespace lobule::train
