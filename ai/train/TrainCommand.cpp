#include "ai/package/FileIo.h"
#include "ai/predict/Device.h"
#include "ai/train/Commands.h"
#include "ai/train/Console.h"
#include "ai/train/TrainRun.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <iostream>
#include <memory>

namespace lobule::train {

namespace {

constexpr std::uint64_t kSeedStride = 1000000; // patients of different training seeds never meet

/// What the command line gives, before it becomes a TrainPlan.
struct Arguments {
    std::string output;
    std::string preset;
    std::string schedule = "constant";
    std::string selection = "loss";
    std::string crop = "body";
    std::vector<int> split{8, 1, 1};
    std::vector<int> input{224, 224};
    std::vector<double> window{150, 30};
    bool keepState = true;
    TrainPlan plan;
};

void addOptions(CLI::App& command, Arguments& a)
{
    TrainOptions& o = a.plan.options;
    PhantomPlan& d = a.plan.data;
    command.add_option("output", a.output, "Folder of the model package to write")->required();
    command.add_option("--preset", a.preset, "quick: 4 epochs, one-cycle at 1e-3, 320 patients x 6 slices, 96 x 128; given options win")
        ->check(CLI::IsMember({"quick"}));
    command.add_option("--patients", d.patients, "Phantom patients, half of them LC")->capture_default_str()->check(CLI::Range(4, 100000));
    command.add_option("--slices", d.slicesPerPatient, "Slices per patient")->capture_default_str()->check(CLI::Range(1, 100));
    command.add_option("--slice-size", d.sliceSize, "Rows and columns of the drawn slices (a power of two)")->capture_default_str();
    command.add_option("--difficulty", d.difficulty, "Above 1: fainter signs")->capture_default_str()->check(CLI::Range(0.1, 10.0));
    command.add_option("--split", a.split, "Parts for training, validation, test, by patient")->expected(3)->delimiter(':');
    command.add_option("--input", a.input, "Rows and columns of the network's input")->expected(2)->delimiter('x');
    command.add_option("--window", a.window, "Window width and level, HU")->expected(2)->delimiter('/');
    command.add_option("--crop", a.crop, "none or body")->check(CLI::IsMember({"none", "body"}));
    command.add_option("--epochs", o.epochs, "Epochs")->capture_default_str()->check(CLI::Range(1, 100000));
    command.add_option("--lr", o.learningRate, "Learning rate")->capture_default_str()->check(CLI::PositiveNumber);
    command.add_option("--batch", o.batch, "Batch size")->capture_default_str()->check(CLI::Range(2, 4096));
    command.add_option("--weight-decay", o.weightDecay, "AdamW's decay")->capture_default_str()->check(CLI::NonNegativeNumber);
    command.add_option("--schedule", a.schedule, "constant or one-cycle")->check(CLI::IsMember({"constant", "one-cycle"}));
    command.add_option("--select", a.selection, "Checkpoint by validation loss or auroc")->check(CLI::IsMember({"loss", "auroc"}));
    command.add_option("--label-noise", o.labelNoise, "Share of training patients with a wrong label")
        ->capture_default_str()
        ->check(CLI::Range(0.0, 0.5));
    command.add_option("--roll", o.rollPixels, "Augmentation: shift, pixels")->capture_default_str()->check(CLI::Range(0, 64));
    command.add_option("--gain", o.gain, "Augmentation: gain")->capture_default_str()->check(CLI::Range(0.0, 0.5));
    command.add_option("--noise", o.noise, "Augmentation: noise")->capture_default_str()->check(CLI::Range(0.0, 0.5));
    command.add_option("--seed", o.seed, "Seed of the patients, the split and the training")
        ->capture_default_str()
        ->check(CLI::Range(1, 800));
    command.add_option("--device", o.device, "auto, cpu or cuda:N")->capture_default_str();
    command.add_option("--threads", o.threads, "Threads; 0: all physical cores")->capture_default_str()->check(CLI::Range(0, 1024));
    command.add_option("--name", a.plan.name, "Name of the model")->capture_default_str();
    command.add_option("--model-version", a.plan.version, "Version of the model")->capture_default_str();
    command.add_flag("--resume", o.resume, "Go on where a stopped run with the same settings left off");
    command.add_flag("--state,!--no-state", a.keepState, "Keep a state for --resume beside the package (OUTPUT.state)");
}

/// Gives an option the preset's value where the command line has none.
template <class T, class V> void preset(const CLI::App& command, const char* option, T& target, V value)
{
    if (command.count(option) == 0) target = value;
}

void applyPreset(const CLI::App& command, Arguments& a)
{
    if (a.preset != "quick") return;
    preset(command, "--epochs", a.plan.options.epochs, 4);
    preset(command, "--lr", a.plan.options.learningRate, 1e-3);
    preset(command, "--schedule", a.schedule, "one-cycle");
    preset(command, "--patients", a.plan.data.patients, 320);
    preset(command, "--slices", a.plan.data.slicesPerPatient, 6);
    preset(command, "--input", a.input, std::vector<int>{96, 128});
}

TrainPlan makePlan(const Arguments& a)
{
    TrainPlan plan = a.plan;
    plan.output = package::pathFromUtf8(a.output);
    plan.split = {a.split[0], a.split[1], a.split[2]};
    plan.preprocess.rows = a.input[0];
    plan.preprocess.columns = a.input[1];
    plan.preprocess.windowWidthHu = a.window[0];
    plan.preprocess.windowLevelHu = a.window[1];
    plan.preprocess.crop = a.crop == "body" ? package::Crop::Body : package::Crop::None;
    plan.options.schedule = a.schedule == "one-cycle" ? Schedule::OneCycle : Schedule::Constant;
    plan.options.selection = a.selection == "auroc" ? Selection::Auroc : Selection::Loss;
    plan.data.firstSeed = plan.options.seed * kSeedStride;
    plan.data.threads = plan.options.threads > 0 ? plan.options.threads : predict::physicalCores();
    if (a.keepState) plan.options.stateFolder = package::pathFromUtf8(a.output + ".state");
    return plan;
}

void checkPlan(const TrainPlan& plan)
{
    const bool sizesFit
        = plan.preprocess.rows >= 32 && plan.preprocess.rows <= 1024 && plan.preprocess.columns >= 32 && plan.preprocess.columns <= 1024;
    if (!sizesFit) failCommand({ErrorCode::Misuse, {}, "--input must be 32x32 to 1024x1024"});
    if (plan.preprocess.windowWidthHu < 1) failCommand({ErrorCode::Misuse, {}, "--window needs a width of at least 1"});
    if (plan.split[0] < 1 || plan.split[1] < 1 || plan.split[2] < 0)
        failCommand({ErrorCode::Misuse, {}, "--split needs parts for training and validation"});
}

TrainProgress printTo(ProgressLine& line)
{
    TrainProgress progress;
    progress.step = [&line](const StepReport& s) {
        char text[160];
        std::snprintf(text, sizeof text, "epoch %d  step %d/%d  loss %.4f  %.1f images/s  %s left", s.epoch, s.step, s.steps, s.loss,
            s.samplesPerSecond, humanDuration(s.secondsLeft).c_str());
        line.show(text);
    };
    progress.epoch = [&line](const EpochReport& e) {
        char text[200];
        std::snprintf(text, sizeof text, "epoch %d  train loss %.4f  validation loss %.4f  AUROC slice %.3f study %.3f  %s%s", e.epoch,
            e.trainLoss, e.validationLoss, e.validationSliceAuroc, e.validationStudyAuroc, humanDuration(e.seconds).c_str(),
            e.best ? "  (best)" : "");
        line.show(text, true);
        line.finish();
    };
    progress.note = [](const std::string& note) { std::cerr << note << std::endl; };
    return progress;
}

void runTraining(const CLI::App& command, Arguments& a)
{
    applyPreset(command, a);
    const TrainPlan plan = makePlan(a);
    checkPlan(plan);
    ProgressLine line;
    const auto dataProgress = [&line](int done, int of) {
        line.show("drawing patients " + std::to_string(done) + "/" + std::to_string(of), done == of);
        if (done == of) line.finish();
    };
    const auto summary = trainPhantomModel(plan, dataProgress, printTo(line), stopOnInterrupt());
    line.finish();
    if (!summary) failCommand(summary.error());
    if (summary->interrupted) std::cerr << "stopped; the best epoch so far is kept" << std::endl;
    const Calibration& c = summary->calibration;
    std::printf("best epoch %d, temperature %.3f, thresholds: slice %.3f, study %.3f (indeterminate %.3f-%.3f)\nwritten: %s\n",
        summary->bestEpoch, c.temperature, c.sliceThreshold, c.studyThreshold, c.indeterminateLow, c.indeterminateHigh, a.output.c_str());
}

} // namespace

void addTrainCommand(CLI::App& app)
{
    CLI::App* command = app.add_subcommand("train", "Train a network on the synthetic phantom and write a model package");
    const auto arguments = std::make_shared<Arguments>();
    addOptions(*command, *arguments);
    command->callback([command, arguments] { runTraining(*command, *arguments); });
}

} // namespace lobule::train
