#include "ai/package/FileIo.h"
#include "ai/predict/Device.h"
#include "ai/train/Commands.h"
#include "ai/train/Console.h"
#include "ai/train/Evaluation.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace lobule::train {

namespace {

struct Arguments {
    std::string package;
    bool json = false;
    bool record = false;
    EvaluationPlan plan;
};

void runEvaluation(Arguments& a)
{
    a.plan.package = package::pathFromUtf8(a.package);
    ProgressLine line;
    const auto progress
        = [&line](int done, int of) { line.show("evaluated patients " + std::to_string(done) + "/" + std::to_string(of), done == of); };
    predict::useAllCores();
    const auto report = evaluateOnPhantom(a.plan, progress, stopOnInterrupt());
    line.finish();
    if (!report) failCommand(report.error());
    if (a.record) {
        if (const auto recorded = recordEvaluation(a.plan.package, *report); !recorded) failCommand(recorded.error());
    }
    std::cout << (a.json ? evaluationJson(*report) + "\n" : evaluationText(*report)) << std::flush;
}

} // namespace

void addEvaluateCommand(CLI::App& app)
{
    CLI::App* command = app.add_subcommand("evaluate", "Measure a model package on fresh phantom patients");
    const auto a = std::make_shared<Arguments>();
    command->add_option("package", a->package, "Folder of the model package")->required();
    command->add_option("--patients", a->plan.patients, "Phantom patients, half of them LC")
        ->capture_default_str()
        ->check(CLI::Range(4, 100000));
    command->add_option("--slices", a->plan.slicesPerPatient, "Slices per patient")->capture_default_str()->check(CLI::Range(1, 100));
    command->add_option("--first-seed", a->plan.firstSeed, "Seed of the first patient")->capture_default_str();
    command->add_option("--difficulty", a->plan.difficulty, "Above 1: fainter signs")->capture_default_str()->check(CLI::Range(0.1, 10.0));
    command->add_option("--device", a->plan.device, "auto, cpu or cuda:N")->capture_default_str();
    command->add_option("--threads", a->plan.threads, "Threads that draw; 0: all physical cores")
        ->capture_default_str()
        ->check(CLI::Range(0, 1024));
    command->add_flag("--json", a->json, "One JSON object on stdout");
    command->add_flag("--record", a->record, "Write the figures into the package and its model card");
    command->callback([a] { runEvaluation(*a); });
}

} // namespace lobule::train
