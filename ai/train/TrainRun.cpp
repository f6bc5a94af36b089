#include "ai/train/TrainRun.h"

#include "ai/package/FileIo.h"
#include "ai/package/NetworkIo.h"
#include "ai/phantom/Phantom.h"
#include "ai/predict/Device.h"
#include "ai/train/ModelCard.h"

#include <nlohmann/json.hpp>

namespace lobule::train {

namespace {

using nlohmann::json;

constexpr const char* kIntendedUse
    = "Demonstration and testing of Lobule's prediction path with synthetic data. Not for clinical use: no diagnosis, no "
      "triage, no research on patients.";

/// Everything that must be equal for a stopped run to go on.
std::string fingerprintOf(const TrainPlan& plan)
{
    const TrainOptions& o = plan.options;
    const PhantomPlan& d = plan.data;
    const json settings = {phantom::kPhantomVersion, d.firstSeed, d.patients, d.slicesPerPatient, d.sliceSize, d.difficulty, plan.split,
        plan.preprocess.rows, plan.preprocess.columns, plan.preprocess.windowWidthHu, plan.preprocess.windowLevelHu,
        static_cast<int>(plan.preprocess.crop), o.epochs, o.learningRate, o.batch, o.weightDecay, static_cast<int>(o.schedule),
        static_cast<int>(o.selection), o.rollPixels, o.gain, o.noise, o.labelNoise, o.seed};
    const std::string text = settings.dump();
    return package::sha256Hex(text.data(), text.size());
}

std::vector<StudyAnswer> answersOf(model::DenseNet& network, const Dataset& data, const std::vector<std::size_t>& patients)
{
    const std::vector<std::size_t> slices = data.slicesOf(patients);
    const std::vector<double> logits = sliceLogits(network, data, slices, torch::kCPU);
    std::vector<StudyAnswer> answers(data.patients.size());
    for (std::size_t i = 0; i < slices.size(); ++i) answers[data.patientOfSlice[slices[i]]].sliceLogits.push_back(logits[i]);
    std::vector<StudyAnswer> chosen;
    for (const std::size_t p : patients) {
        answers[p].lc = data.patients[p].lc;
        answers[p].severity = data.patients[p].severity;
        chosen.push_back(answers[p]);
    }
    return chosen;
}

json trainingBlock(const TrainPlan& plan, const Dataset& data, const Split& split, const TrainOutcome& outcome)
{
    std::size_t lc = 0;
    std::vector<std::string> keys;
    for (const PatientRecord& patient : data.patients) {
        lc += patient.lc ? 1 : 0;
        keys.push_back(patient.key);
    }
    const std::string folds = describeSplit(split, keys);
    json history = json::array();
    for (const EpochReport& e : outcome.history) {
        history.push_back({{"epoch", e.epoch}, {"train_loss", e.trainLoss}, {"validation_loss", e.validationLoss},
            {"validation_slice_auroc", e.validationSliceAuroc}, {"validation_study_auroc", e.validationStudyAuroc}});
    }
    const TrainOptions& o = plan.options;
    return {{"data", "synthetic phantom v" + std::to_string(phantom::kPhantomVersion)}, {"first_seed", plan.data.firstSeed},
        {"n_patients", {data.patients.size() - lc, lc}}, {"slices_per_patient", plan.data.slicesPerPatient},
        {"slice_size", plan.data.sliceSize}, {"difficulty", plan.data.difficulty},
        {"split",
            "by patient " + std::to_string(plan.split[0]) + ":" + std::to_string(plan.split[1]) + ":" + std::to_string(plan.split[2])},
        {"split_sha256", package::sha256Hex(folds.data(), folds.size())}, {"label_noise", o.labelNoise}, {"epochs", o.epochs},
        {"best_epoch", outcome.bestEpoch}, {"interrupted", outcome.interrupted}, {"batch", o.batch}, {"lr", o.learningRate},
        {"optimizer", "AdamW"}, {"weight_decay", o.weightDecay}, {"schedule", o.schedule == Schedule::OneCycle ? "one-cycle" : "constant"},
        {"selection", o.selection == Selection::Loss ? "validation loss" : "validation AUROC"},
        {"augmentation", {{"roll_pixels", o.rollPixels}, {"gain", o.gain}, {"noise", o.noise}}}, {"seed", o.seed},
        {"device", outcome.device}, {"code_version", LOBULE_VERSION}, {"history", history}};
}

package::PackageMetadata describe(const TrainPlan& plan, const Calibration& c)
{
    package::PackageMetadata m;
    m.name = plan.name;
    m.version = plan.version;
    m.description = "DenseNet-121 trained on a synthetic upper-abdomen CT phantom. Demonstration only, not for clinical use.";
    m.authors = "The Lobule project";
    m.copyright = "Copyright The Lobule project, Apache-2.0";
    m.head = package::Head::Sigmoid1;
    m.preprocess = plan.preprocess;
    m.decision.temperature = c.temperature;
    m.decision.sliceThreshold = c.sliceThreshold;
    m.decision.studyThreshold = c.studyThreshold;
    m.decision.indeterminateLow = c.indeterminateLow;
    m.decision.indeterminateHigh = c.indeterminateHigh;
    m.intendedUse = kIntendedUse;
    m.clinicalUse = false;
    return m;
}

} // namespace

Result<TrainSummary> trainPhantomModel(
    TrainPlan plan, const DataProgress& dataProgress, const TrainProgress& progress, const std::atomic<bool>& stop)
{
    plan.preprocess.channels = 1;
    plan.preprocess.mean = {0.0f};
    plan.preprocess.std = {1.0f};
    plan.options.fingerprint = fingerprintOf(plan);
    const auto data = makePhantomDataset(plan.data, plan.preprocess, dataProgress, stop);
    if (!data) return tl::unexpected(data.error());
    const Split split = splitPatients(data->patientLabels(), plan.split, plan.options.seed);
    auto outcome = trainNetwork(*data, split, plan.options, progress, stop);
    if (!outcome) return tl::unexpected(outcome.error());
    try {
        TrainSummary summary;
        summary.history = outcome->history;
        summary.bestEpoch = outcome->bestEpoch;
        summary.interrupted = outcome->interrupted;
        const std::vector<StudyAnswer> validation = answersOf(outcome->network, *data, split.validation);
        summary.calibration = calibrate(validation);
        summary.validation = computeFigures(validation, summary.calibration);
        package::PackageMetadata metadata = describe(plan, summary.calibration);
        metadata.trainingJson = trainingBlock(plan, *data, split, *outcome).dump();
        const package::PackageDocuments documents{phantomModelCard(metadata), phantomModelLicense()};
        const auto saved = package::saveNetwork(plan.output, metadata, outcome->network, package::WeightStorage::F16, documents);
        if (!saved) return tl::unexpected(saved.error());
        return summary;
    } catch (const std::exception& error) {
        return fail(ErrorCode::Internal, {}, error.what());
    }
}

} // namespace lobule::train
