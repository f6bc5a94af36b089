#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// Division of the patients of a data set. Always whole patients: slices of one patient on both sides of the line make
/// a network look better than it is.
namespace lobule::train {

/// Patient indices, ascending.
struct Split {
    std::vector<std::size_t> training;
    std::vector<std::size_t> validation;
    std::vector<std::size_t> test;
};

/// Splits patients by the parts, e.g. {8, 1, 1}, each class on its own so that the shares hold in both. The validation
/// set gets at least one patient of each class that has two. Deterministic for a `seed`.
[[nodiscard]] Split splitPatients(const std::vector<bool>& labels, std::array<int, 3> parts, std::uint64_t seed);

/// A text of one line a patient, "<fold> <key>", in the order of the patients: what the package stores the SHA-256 of.
[[nodiscard]] std::string describeSplit(const Split& split, const std::vector<std::string>& keys);

} // namespace lobule::train
