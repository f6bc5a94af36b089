#include "ai/predict/Device.h"

#include <ATen/Parallel.h>
#include <torch/cuda.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <set>
#include <thread>
#include <utility>

#ifdef LOBULE_WITH_CUDA
#include <cuda_runtime_api.h>
#endif
#ifdef __linux__
#include <sched.h>
#endif

namespace lobule::predict {

namespace {

#ifdef __linux__
int readNumber(const std::string& file)
{
    int value = -1;
    std::ifstream(file) >> value;
    return value;
}

/// 0 when the system does not tell.
int linuxPhysicalCores()
{
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0) return 0;
    std::set<std::pair<int, int>> cores;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (!CPU_ISSET(cpu, &allowed)) continue;
        const std::string folder = "/sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/topology/";
        const int core = readNumber(folder + "core_id");
        if (core < 0) return 0;
        cores.emplace(readNumber(folder + "physical_package_id"), core);
    }
    return static_cast<int>(cores.size());
}

/// Cores that the control group grants ("max 100000" or "200000 100000" microseconds); 0 when it does not limit.
int linuxQuotaCores()
{
    std::ifstream stream("/sys/fs/cgroup/cpu.max");
    double quota = 0.0;
    double period = 0.0;
    if (!(stream >> quota >> period) || period <= 0.0) return 0;
    return std::max(1, static_cast<int>(quota / period));
}
#endif

std::string cudaProductName(int index)
{
#ifdef LOBULE_WITH_CUDA
    cudaDeviceProp properties{};
    if (cudaGetDeviceProperties(&properties, index) == cudaSuccess) return std::string(" ") + properties.name;
#endif
    static_cast<void>(index);
    return {};
}

} // namespace

Result<c10::Device> resolveDevice(const std::string& name)
{
    if (name == "cpu") return c10::Device(c10::kCPU);
    const bool hasCuda = torch::cuda::is_available();
    if (name == "auto") return hasCuda ? c10::Device(c10::kCUDA, 0) : c10::Device(c10::kCPU);
    constexpr std::string_view prefix = "cuda:";
    int index = name == "cuda" ? 0 : -1;
    if (name.starts_with(prefix)) {
        const auto [end, error] = std::from_chars(name.data() + prefix.size(), name.data() + name.size(), index);
        if (error != std::errc() || end != name.data() + name.size()) index = -1;
    }
    if (index < 0) return fail(ErrorCode::DeviceUnavailable, {name}, "no such kind of device");
    if (!hasCuda || static_cast<std::size_t>(index) >= torch::cuda::device_count()) {
        return fail(ErrorCode::DeviceUnavailable, {name}, hasCuda ? "no device with this number" : "CUDA is not available");
    }
    return c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(index));
}

std::string describeDevice(const c10::Device& device)
{
    if (!device.is_cuda()) return "CPU";
    return "CUDA:" + std::to_string(device.index()) + cudaProductName(device.index());
}

int physicalCores()
{
    int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
#ifdef __linux__
    if (const int counted = linuxPhysicalCores(); counted > 0) cores = std::min(cores, counted);
    if (const int quota = linuxQuotaCores(); quota > 0) cores = std::min(cores, quota);
#endif
    return cores;
}

void useAllCores() { at::set_num_threads(physicalCores()); }

} // namespace lobule::predict
