#include "ai/train/Evaluation.h"

#include "ai/package/ModelPackage.h"
#include "ai/phantom/Phantom.h"
#include "ai/predict/Device.h"
#include "ai/predict/Predictor.h"
#include "ai/train/ModelCard.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <future>
#include <sstream>

namespace lobule::train {

namespace {

using nlohmann::json;

constexpr int kSliceSize = 512; // of a real acquisition

/// A patient with all slices that are to be predicted, one after another in memory.
struct DrawnPatient {
    StudyAnswer answer;
    predict::SliceBatch batch;
    std::vector<std::int16_t> pixels;
};

DrawnPatient drawPatient(const EvaluationPlan& plan, int index)
{
    DrawnPatient drawn;
    const bool lc = index % 2 == 1;
    const phantom::Patient patient(
        plan.firstSeed + static_cast<std::uint64_t>(index), lc ? phantom::Label::LC : phantom::Label::NonLC, plan.difficulty);
    drawn.answer.lc = lc;
    drawn.answer.severity = patient.severity();
    int count = 0;
    for (const double zMm : patient.seriesSlices(static_cast<std::size_t>(plan.slicesPerPatient))) {
        auto slice = patient.slice(zMm, kSliceSize);
        if (!slice) continue; // cannot fail for this size
        patient.burnInText(*slice);
        drawn.pixels.insert(drawn.pixels.end(), slice->hu.begin(), slice->hu.end());
        drawn.batch.first.rowSpacingMm = slice->geometry.rowSpacingMm;
        drawn.batch.first.columnSpacingMm = slice->geometry.columnSpacingMm;
        ++count;
    }
    drawn.batch.count = count;
    drawn.batch.first.type = predict::PixelType::Int16;
    drawn.batch.first.rows = kSliceSize;
    drawn.batch.first.columns = kSliceSize;
    return drawn;
}

/// Whether a patient of the plan was a patient of the training.
bool meetsTraining(const EvaluationPlan& plan, const package::PackageMetadata& metadata)
{
    const json training = json::parse(metadata.trainingJson.empty() ? "{}" : metadata.trainingJson, nullptr, false);
    if (!training.is_object() || !training.contains("first_seed") || !training["first_seed"].is_number_unsigned()) return false;
    if (!training.contains("n_patients") || !training["n_patients"].is_array()) return false;
    const std::uint64_t first = training["first_seed"];
    std::uint64_t count = 0;
    for (const json& n : training["n_patients"]) count += n.is_number_unsigned() ? n.get<std::uint64_t>() : 0;
    return plan.firstSeed < first + count && first < plan.firstSeed + static_cast<std::uint64_t>(plan.patients);
}

json toJson(const Estimate& e)
{
    if (std::isnan(e.value)) return json::array({nullptr, nullptr, nullptr});
    return json::array({e.value, e.low, e.high});
}

json toJson(const LevelFigures& f)
{
    const Confusion& c = f.confusion;
    return {{"auroc", toJson(f.auroc)}, {"threshold", f.threshold}, {"sensitivity", toJson(c.sensitivity())},
        {"specificity", toJson(c.specificity())}, {"accuracy", toJson(c.accuracy())}, {"lc", {c.truePositive, c.positives()}},
        {"nonlc", {c.trueNegative, c.negatives()}}, {"ece", f.calibrationError}, {"brier", f.brier}, {"log_loss", f.logLoss}};
}

std::string line(const char* format, const char* name, const Estimate& e)
{
    char text[160];
    std::snprintf(text, sizeof text, format, name, 100 * e.value, 100 * e.low, 100 * e.high);
    return text;
}

/// Draws and predicts the patients in groups, drawing by several threads and predicting by this one.
Result<std::vector<StudyAnswer>> answerAll(const EvaluationPlan& plan, predict::Predictor& predictor, EvaluationReport& report,
    const EvaluationProgress& progress, const std::atomic<bool>& stop)
{
    const int threads = plan.threads > 0 ? plan.threads : predict::physicalCores();
    const double temperature = report.calibration.temperature;
    std::vector<StudyAnswer> answers;
    double seconds = 0;
    std::size_t slices = 0;
    for (int first = 0; first < plan.patients; first += threads) {
        std::vector<std::future<DrawnPatient>> group;
        for (int i = first; i < std::min(first + threads, plan.patients); ++i) {
            group.push_back(std::async(std::launch::async, [&plan, i] { return drawPatient(plan, i); }));
        }
        for (auto& future : group) {
            DrawnPatient drawn = future.get();
            if (stop) return fail(ErrorCode::Cancelled);
            drawn.batch.first.pixels = drawn.pixels.data();
            const auto start = std::chrono::steady_clock::now();
            const auto results = predictor.predict(drawn.batch);
            seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            if (!results) return tl::unexpected(results.error());
            for (const predict::SliceResult& result : *results) {
                if (result.scored)
                    drawn.answer.sliceLogits.push_back(result.logit * temperature);
                else
                    ++report.notScored;
            }
            slices += results->size();
            answers.push_back(std::move(drawn.answer));
            if (progress) progress(static_cast<int>(answers.size()), plan.patients);
        }
    }
    report.millisecondsPerSlice = slices == 0 ? 0 : 1000 * seconds / static_cast<double>(slices);
    return answers;
}

} // namespace

Result<EvaluationReport> evaluateOnPhantom(const EvaluationPlan& plan, const EvaluationProgress& progress, const std::atomic<bool>& stop)
try {
    if (plan.patients < 4 || plan.slicesPerPatient < 1)
        return fail(ErrorCode::Misuse, {}, "at least four patients with one slice each are needed");
    auto predictor = predict::Predictor::load(plan.package, plan.device);
    if (!predictor) return tl::unexpected(predictor.error());
    const package::PackageMetadata& metadata = predictor->metadata();
    if (meetsTraining(plan, metadata)) return fail(ErrorCode::Misuse, {}, "these seeds were used for the training of the model");
    EvaluationReport report;
    report.plan = plan;
    report.modelName = metadata.name;
    report.modelVersion = metadata.version;
    report.packageSha256 = predictor->packageSha256();
    report.deviceName = predictor->deviceName();
    const package::DecisionSettings& d = metadata.decision;
    report.calibration = {d.temperature, d.sliceThreshold, d.studyThreshold, d.indeterminateLow, d.indeterminateHigh};
    const auto answers = answerAll(plan, *predictor, report, progress, stop);
    if (!answers) return tl::unexpected(answers.error());
    report.figures = computeFigures(*answers, report.calibration);
    return report;
} catch (const std::exception& error) {
    return fail(ErrorCode::Internal, {}, error.what());
}

std::string evaluationJson(const EvaluationReport& r)
{
    json strata = json::array();
    for (const SeverityFigures& s : r.figures.bySeverity) {
        strata.push_back(
            {{"range", {s.low, s.high}}, {"patients", s.patients}, {"auroc", toJson(s.auroc)}, {"sensitivity", toJson(s.sensitivity)}});
    }
    const json j = {{"data", "synthetic phantom v" + std::to_string(phantom::kPhantomVersion)}, {"model", r.modelName},
        {"model_version", r.modelVersion}, {"first_seed", r.plan.firstSeed}, {"n_patients", r.plan.patients},
        {"slices_per_patient", r.plan.slicesPerPatient}, {"difficulty", r.plan.difficulty}, {"device", r.deviceName},
        {"milliseconds_per_slice", r.millisecondsPerSlice}, {"not_scored", r.notScored}, {"study", toJson(r.figures.studies)},
        {"slice", toJson(r.figures.slices)}, {"by_severity", strata},
        {"indeterminate", {{"patients", r.figures.indeterminateStudies}, {"wrong", r.figures.indeterminateWrong}}}};
    return j.dump();
}

std::string evaluationText(const EvaluationReport& r)
{
    std::ostringstream out;
    out << r.modelName << " " << r.modelVersion << " on " << r.plan.patients << " fresh phantom patients, " << r.plan.slicesPerPatient
        << " slices each (synthetic phantom, not for clinical use); " << r.deviceName << "\n\n"
        << paperTable(r.figures) << "\n";
    for (const auto& [name, level] : {std::pair{"study", &r.figures.studies}, std::pair{"slice", &r.figures.slices}}) {
        out << line("%s: sensitivity %.1f %% (%.1f-%.1f)", name, level->confusion.sensitivity())
            << line("%s specificity %.1f %% (%.1f-%.1f)", ",", level->confusion.specificity());
        char text[120];
        std::snprintf(text, sizeof text, " at %.3f, ECE %.3f, Brier %.3f, log loss %.3f\n", level->threshold, level->calibrationError,
            level->brier, level->logLoss);
        out << text;
    }
    for (const SeverityFigures& s : r.figures.bySeverity) {
        char text[160];
        std::snprintf(text, sizeof text, "phantom severity %.2f-%.2f: %zu LC, AUROC %.3f (%.3f-%.3f), sensitivity %.1f %%\n", s.low, s.high,
            s.patients, s.auroc.value, s.auroc.low, s.auroc.high, 100 * s.sensitivity.value);
        out << text;
    }
    char text[160];
    std::snprintf(text, sizeof text,
        "indeterminate: %zu studies, %zu of them wrong at the threshold; not scored: %zu slices; %.1f ms a slice\n",
        r.figures.indeterminateStudies, r.figures.indeterminateWrong, r.notScored, r.millisecondsPerSlice);
    out << text;
    return out.str();
}

Result<void> recordEvaluation(const std::filesystem::path& folder, const EvaluationReport& report)
try {
    auto package = package::readPackage(folder);
    if (!package) return tl::unexpected(package.error());
    if (package->sha256 != report.packageSha256) return fail(ErrorCode::Misuse, {}, "the package changed while it was evaluated");
    package::PackageMetadata& metadata = package->metadata;
    const json training = json::parse(metadata.trainingJson.empty() ? "{}" : metadata.trainingJson, nullptr, false);
    const std::string data = training.is_object() ? training.value("data", "") : "";
    if (!data.starts_with("synthetic phantom"))
        return fail(ErrorCode::Misuse, {}, "only a model that was trained on the phantom keeps phantom figures");
    metadata.evaluationJson = evaluationJson(report);
    return package::writePackage(folder, metadata, package->weights.tensors(), {phantomModelCard(metadata), phantomModelLicense()});
} catch (const std::exception& error) {
    return fail(ErrorCode::Internal, {}, error.what());
}

} // namespace lobule::train
