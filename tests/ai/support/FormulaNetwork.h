#pragma once

#include "ai/model/DenseNet.h"

/// Networks whose weights come from a formula: the same here and in tests/support/torchvision_golden.py (which states
/// it), so that no weights need to be stored.
namespace lobule::test {

/// Fills weights and BN statistics by the formula and switches to evaluation mode.
void fillByFormula(model::DenseNet& network);

/// The golden input, 2 x channels x rows x columns.
[[nodiscard]] torch::Tensor formulaInput(std::int64_t channels, std::int64_t rows, std::int64_t columns);

} // namespace lobule::test
