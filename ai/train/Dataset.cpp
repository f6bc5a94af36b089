#include "ai/train/Dataset.h"

#include "ai/phantom/Phantom.h"
#include "ai/predict/Preprocessor.h"

#include <torch/types.h>

#include <algorithm>
#include <mutex>
#include <set>
#include <thread>

namespace lobule::train {

namespace {

/// Shared by the threads that draw patients.
struct Work {
    const PhantomPlan& plan;
    const predict::Preprocessor& preprocessor;
    const DataProgress& progress;
    const std::atomic<bool>& stop;
    std::vector<PatientRecord> patients;
    std::vector<std::vector<c10::Half>> pixels; ///< Of all slices of each patient.
    std::vector<int> sliceCount;
    std::atomic<int> next{0};
    std::mutex mutex; ///< Guards the members below.
    int done = 0;
    Error error;
    std::atomic<bool> failed{false};
};

Result<void> drawPatient(Work& work, int index)
{
    const auto i = static_cast<std::size_t>(index);
    const bool lc = index % 2 == 1;
    const std::uint64_t seed = work.plan.firstSeed + static_cast<std::uint64_t>(index);
    const phantom::Patient patient(seed, lc ? phantom::Label::LC : phantom::Label::NonLC, work.plan.difficulty);
    work.patients[i] = {"phantom-" + std::to_string(seed) + (lc ? "-LC" : "-NonLC"), lc, patient.severity()};
    for (const double zMm : patient.seriesSlices(static_cast<std::size_t>(work.plan.slicesPerPatient))) {
        auto slice = patient.slice(zMm, work.plan.sliceSize);
        if (!slice) return tl::unexpected(slice.error());
        patient.burnInText(*slice);
        const auto plane = work.preprocessor.plane({slice->hu.data(), predict::PixelType::Int16, slice->size, slice->size,
            slice->geometry.rowSpacingMm, slice->geometry.columnSpacingMm});
        if (!plane) return tl::unexpected(plane.error());
        std::vector<float> values(plane->size() * static_cast<std::size_t>(work.preprocessor.settings().channels));
        work.preprocessor.normalise(plane->data(), values.data());
        for (const float value : values) work.pixels[i].push_back(c10::Half(value));
        ++work.sliceCount[i];
    }
    return {};
}

void drawPatients(Work& work)
{
    while (!work.stop && !work.failed) {
        const int index = work.next++;
        if (index >= work.plan.patients) return;
        const Result<void> drawn = drawPatient(work, index);
        const std::scoped_lock lock(work.mutex);
        if (!drawn) {
            work.error = drawn.error();
            work.failed = true;
            return;
        }
        ++work.done;
        if (work.progress) work.progress(work.done, work.plan.patients);
    }
}

} // namespace

std::vector<bool> Dataset::patientLabels() const
{
    std::vector<bool> labels;
    for (const PatientRecord& patient : patients) labels.push_back(patient.lc);
    return labels;
}

std::vector<std::size_t> Dataset::slicesOf(const std::vector<std::size_t>& patientIndices) const
{
    const std::set<std::size_t> wanted(patientIndices.begin(), patientIndices.end());
    std::vector<std::size_t> slices;
    for (std::size_t i = 0; i < patientOfSlice.size(); ++i) {
        if (wanted.contains(patientOfSlice[i])) slices.push_back(i);
    }
    return slices;
}

Result<Dataset> makePhantomDataset(
    const PhantomPlan& plan, const package::PreprocessSettings& preprocess, const DataProgress& progress, const std::atomic<bool>& stop)
{
    if (plan.patients < 2 || plan.slicesPerPatient < 1)
        return fail(ErrorCode::Misuse, {}, "at least two patients with one slice each are needed");
    const auto count = static_cast<std::size_t>(plan.patients);
    const predict::Preprocessor preprocessor(preprocess);
    Work work{plan, preprocessor, progress, stop, std::vector<PatientRecord>(count), std::vector<std::vector<c10::Half>>(count),
        std::vector<int>(count, 0), {}, {}, 0, {}, {}};
    std::vector<std::thread> threads;
    for (int t = 1; t < plan.threads; ++t) threads.emplace_back(drawPatients, std::ref(work));
    drawPatients(work);
    for (std::thread& thread : threads) thread.join();
    if (work.failed) return tl::unexpected(work.error);
    if (stop) return fail(ErrorCode::Cancelled);
    Dataset data;
    data.patients = std::move(work.patients);
    std::size_t total = 0;
    for (const auto& pixels : work.pixels) total += pixels.size();
    std::size_t slices = 0;
    for (const int n : work.sliceCount) slices += static_cast<std::size_t>(n);
    data.images = torch::empty({static_cast<std::int64_t>(slices), preprocess.channels, preprocess.rows, preprocess.columns}, torch::kHalf);
    if (static_cast<std::size_t>(data.images.numel()) != total)
        return fail(ErrorCode::Internal, {}, "preprocessing gave slices of another size");
    c10::Half* target = data.images.data_ptr<c10::Half>();
    for (std::size_t i = 0; i < count; ++i) {
        target = std::copy(work.pixels[i].begin(), work.pixels[i].end(), target);
        work.pixels[i] = {};
        data.patientOfSlice.insert(data.patientOfSlice.end(), static_cast<std::size_t>(work.sliceCount[i]), i);
    }
    return data;
}

} // namespace lobule::train
