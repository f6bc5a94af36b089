#include "ai/train/Split.h"

#include "ai/phantom/Random.h"

#include <algorithm>

namespace lobule::train {

namespace {

constexpr std::uint64_t kSplitStream = 401;

void shuffle(std::vector<std::size_t>& values, phantom::Random& random)
{
    for (std::size_t i = values.size(); i > 1; --i) {
        std::swap(values[i - 1], values[static_cast<std::size_t>(random.integer(0, static_cast<int>(i) - 1))]);
    }
}

} // namespace

Split splitPatients(const std::vector<bool>& labels, std::array<int, 3> parts, std::uint64_t seed)
{
    Split split;
    phantom::Random random(seed, kSplitStream);
    const double whole = std::max(1, parts[0] + parts[1] + parts[2]);
    for (const bool label : {false, true}) {
        std::vector<std::size_t> members;
        for (std::size_t i = 0; i < labels.size(); ++i) {
            if (labels[i] == label) members.push_back(i);
        }
        shuffle(members, random);
        const double count = static_cast<double>(members.size());
        const auto test = static_cast<std::size_t>(count * parts[2] / whole + 0.5);
        auto validation = static_cast<std::size_t>(count * parts[1] / whole + 0.5);
        if (validation == 0 && members.size() >= 2) validation = 1;
        for (std::size_t i = 0; i < members.size(); ++i) {
            auto& fold = i < test ? split.test : i < test + validation ? split.validation : split.training;
            fold.push_back(members[i]);
        }
    }
    for (auto* fold : {&split.training, &split.validation, &split.test}) std::sort(fold->begin(), fold->end());
    return split;
}

std::string describeSplit(const Split& split, const std::vector<std::string>& keys)
{
    std::vector<const char*> fold(keys.size(), "unused");
    for (const std::size_t i : split.training) fold[i] = "training";
    for (const std::size_t i : split.validation) fold[i] = "validation";
    for (const std::size_t i : split.test) fold[i] = "test";
    std::string text;
    for (std::size_t i = 0; i < keys.size(); ++i) text += std::string(fold[i]) + " " + keys[i] + "\n";
    return text;
}

} // namespace lobule::train
