#pragma once

#include "core/base/Result.h"

#include <c10/core/Device.h>

#include <string>

/// Where to compute. Internal to `ai` (LibTorch).
namespace lobule::predict {

/// "auto", "cpu", "cuda" or "cuda:N" as a device that is there. DeviceUnavailable{name} otherwise.
[[nodiscard]] Result<c10::Device> resolveDevice(const std::string& name);

/// "CPU" or "CUDA:0 NVIDIA ..." (the product's name where LibTorch was built with CUDA).
[[nodiscard]] std::string describeDevice(const c10::Device& device);

/// Physical processor cores that this process may use; at least 1. A second thread on the same core does not speed up
/// matrix products.
[[nodiscard]] int physicalCores();

/// Lets LibTorch use all physical cores (its default in Debian is one thread). Call before the first operation.
void useAllCores();

} // namespace lobule::predict
