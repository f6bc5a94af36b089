#include "ai/package/FileIo.h"
#include "ai/package/ModelPackage.h"
#include "ai/predict/Commands.h"
#include "ai/predict/Predictor.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>
#include <string>

namespace lobule::predict {

namespace {

struct InfoOptions {
    std::string package;
    bool json = false;
};

std::string joined(const Error& error)
{
    std::string text = errorCodeName(error.code);
    for (const std::string& argument : error.arguments) text += ": " + argument;
    return error.detail.empty() ? text : text + " (" + error.detail + ")";
}

void printText(const Predictor& predictor, const nlohmann::ordered_json& block)
{
    const package::PackageMetadata& metadata = predictor.metadata();
    std::printf("%s %s\n", metadata.name.c_str(), metadata.version.c_str());
    std::printf("%s\n", metadata.clinicalUse ? "for clinical use" : "NOT for clinical use");
    std::printf("sha256      %s\n", predictor.packageSha256().c_str());
    std::printf("parity      holds (difference %.1e)\n", predictor.parityDifference());
    for (const char* key : {"preprocess", "decision", "training", "evaluation"}) {
        if (block.contains(key)) std::printf("%-11s %s\n", key, block[key].dump().c_str());
    }
    if (!metadata.intendedUse.empty()) std::printf("use         %s\n", metadata.intendedUse.c_str());
}

void info(const InfoOptions& options)
{
    const auto predictor = Predictor::load(package::pathFromUtf8(options.package), "cpu");
    if (!predictor) {
        if (options.json) {
            const nlohmann::ordered_json failure{{"ok", false}, {"code", errorCodeName(predictor.error().code)},
                {"arguments", predictor.error().arguments}, {"detail", predictor.error().detail}};
            std::printf("%s\n", failure.dump(2).c_str());
        }
        std::fprintf(stderr, "lobule-infer: %s\n", joined(predictor.error()).c_str());
        throw CLI::RuntimeError(predictor.error().code == ErrorCode::NotFound ? 2 : 1);
    }
    const auto metadata = nlohmann::ordered_json::parse(package::formatMetadata(predictor->metadata()));
    if (!options.json) {
        printText(*predictor, metadata["lobule"]);
        return;
    }
    const nlohmann::ordered_json document{
        {"ok", true}, {"sha256", predictor->packageSha256()}, {"parityDifference", predictor->parityDifference()}, {"metadata", metadata}};
    std::printf("%s\n", document.dump(2).c_str());
}

} // namespace

void addInfoCommand(CLI::App& app)
{
    auto options = std::make_shared<InfoOptions>();
    CLI::App* command = app.add_subcommand("info", "Check a model package and print what it says of itself");
    command->add_option("PACKAGE", options->package, "Folder of the model package")->required();
    command->add_flag("--json", options->json, "Print one JSON document");
    command->callback([options] { info(*options); });
}

} // namespace lobule::predict
