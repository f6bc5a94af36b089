#include "ai/train/ModelCard.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <sstream>

namespace lobule::train {

namespace {

using nlohmann::json;

std::string number(double value, int digits)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

std::string percent(const json& estimate)
{
    return number(100 * estimate.at(0).get<double>(), 1) + " % (" + number(100 * estimate.at(1).get<double>(), 1) + "-"
        + number(100 * estimate.at(2).get<double>(), 1) + ")";
}

std::string area(const json& estimate)
{
    return number(estimate.at(0), 3) + " (" + number(estimate.at(1), 3) + "-" + number(estimate.at(2), 3) + ")";
}

void writeTraining(std::ostringstream& out, const json& t)
{
    out << "## How it was made\n\n"
        << "Data: " << t.at("data").get<std::string>() << ", " << t.at("n_patients").at(0) << " patients without and "
        << t.at("n_patients").at(1) << " with the signs of cirrhosis, " << t.at("slices_per_patient") << " slices each, split "
        << t.at("split").get<std::string>() << " (training, validation, test). " << number(100 * t.at("label_noise").get<double>(), 0)
        << " % of the training patients carry a wrong label on purpose.\n\n"
        << "Training: AdamW, learning rate " << t.at("lr") << ", batch " << t.at("batch") << ", epoch " << t.at("best_epoch") << " of "
        << t.at("epochs") << " chosen on the validation patients"
        << (t.at("interrupted").get<bool>() ? " (stopped after epoch " + std::to_string(t.at("history").size()) + ")" : "") << ", seed "
        << t.at("seed") << ", on " << t.at("device").get<std::string>()
        << ". Temperature, thresholds and the indeterminate band were fitted on the validation patients.\n\n";
}

void writeLevel(std::ostringstream& out, const char* name, const json& level)
{
    out << "| " << name << " | " << level.at("lc").at(1) << " + " << level.at("nonlc").at(1) << " | " << area(level.at("auroc")) << " | "
        << percent(level.at("sensitivity")) << " | " << percent(level.at("specificity")) << " | " << number(level.at("ece"), 3) << " | "
        << number(level.at("brier"), 3) << " |\n";
}

void writeEvaluation(std::ostringstream& out, const json& e)
{
    out << "## What was measured\n\n"
        << "On " << e.at("n_patients") << " fresh phantom patients (seeds from " << e.at("first_seed") << ", none used in training), "
        << e.at("slices_per_patient")
        << " slices each, through the same program that predicts. 95 % intervals: DeLong and Wilson for studies, "
        << "bootstrap over patients for the AUROC of slices. All figures are phantom figures.\n\n"
        << "| phantom | LC + NonLC | AUROC | sensitivity | specificity | ECE | Brier |\n|---|---|---|---|---|---|---|\n";
    writeLevel(out, "study (mean logit)", e.at("study"));
    writeLevel(out, "slice", e.at("slice"));
    out << "\n| phantom severity | LC patients | AUROC against all NonLC | sensitivity |\n|---|---|---|---|\n";
    for (const json& s : e.at("by_severity")) {
        if (s.at("patients").get<int>() == 0) continue;
        out << "| " << number(s.at("range").at(0), 2) << "-" << number(s.at("range").at(1), 2) << " | " << s.at("patients") << " | "
            << (s.at("auroc").at(0).is_number() ? area(s.at("auroc")) : "-") << " | " << percent(s.at("sensitivity")) << " |\n";
    }
    out << "\n"
        << e.at("indeterminate").at("patients") << " studies fell into the indeterminate band; of these "
        << e.at("indeterminate").at("wrong") << " would have been decided wrongly.\n\n";
}

} // namespace

std::string phantomModelCard(const package::PackageMetadata& m)
{
    std::ostringstream out;
    out << "# " << m.name << " " << m.version << "\n\n"
        << "**Not for clinical use.** This network was trained on a synthetic phantom: pictures drawn from formulas, the anatomy of no "
           "real\n"
        << "person. It has never seen a patient. It shows how Lobule works, and its answer on real CT means nothing.\n\n"
        << "## What it is\n\n"
        << "DenseNet-121, " << m.inChannels << " channel, one logit (LC, cirrhosis-like signs, against NonLC). Input " << m.preprocess.rows
        << " x " << m.preprocess.columns << ", the body cut out of an axial slice, window " << m.preprocess.windowWidthHu << "/"
        << m.preprocess.windowLevelHu
        << " HU, averaged down. The study's score is the sigmoid of the mean log-odds of its liver slices. Weights: safetensors,\n"
        << "names as in torchvision.\n\n"
        << "## Intended use\n\n"
        << m.intendedUse << "\n\n";
    if (!m.trainingJson.empty()) writeTraining(out, json::parse(m.trainingJson));
    if (!m.evaluationJson.empty()) writeEvaluation(out, json::parse(m.evaluationJson));
    out << "## Known limits\n\n"
        << "- The phantom's organs are unions of smooth ellipses; no real variation, artefact or disease outside its short list exists in "
           "it.\n"
        << "- Faint signs (severity below 0.4) are missed more often, see the table.\n"
        << "- The window clips contrast-enhanced liver; that is the published protocol's choice.\n"
        << "- Images unlike the phantom's (other regions, wrong rescaling, noise) get confident answers. That includes every real image.\n";
    return out.str();
}

std::string phantomModelLicense()
{
    return "The weights and texts in this package were made by the Lobule project from synthetic data and are\n"
           "licensed under the Apache License, Version 2.0 (http://www.apache.org/licenses/LICENSE-2.0).\n\n"
           "They are provided \"AS IS\", without warranties or conditions of any kind. Not for clinical use.\n";
}

} // namespace lobule::train
