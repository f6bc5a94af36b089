#include "ai/model/FoldedDenseNet.h"
#include "ai/package/FileIo.h"
#include "ai/package/NetworkIo.h"
#include "ai/predict/Commands.h"
#include "ai/predict/Device.h"
#include "ai/predict/Predictor.h"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace lobule::predict {

namespace {

struct BenchOptions {
    std::string package;
    int rounds = 9;
    int slices = 100;
};

/// Of one call, milliseconds. Processor time is that of all threads and bears a loaded machine better than wall time.
struct Times {
    std::vector<double> wall;
    std::vector<double> processor;

    void measure(const std::function<void()>& work)
    {
        const std::clock_t before = std::clock();
        const auto start = std::chrono::steady_clock::now();
        work();
        wall.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
        processor.push_back(1000.0 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC);
    }
};

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0.0 : values[values.size() / 2];
}

void fail1(const Error& error)
{
    std::fprintf(stderr, "lobule-infer: %s %s\n", errorCodeName(error.code), error.detail.c_str());
    throw CLI::RuntimeError(1);
}

/// One slice: the plain network (as fast as its plain TorchScript) against the folded one.
void benchSlice(model::DenseNet& network, const torch::Tensor& input, int threads, int rounds)
{
    at::set_num_threads(threads);
    const c10::InferenceMode inference;
    const model::FoldedDenseNet folded(network);
    const torch::Tensor expected = network->forward(input).logits;
    const torch::Tensor actual = folded.forward(input).logits;
    Times plainTimes;
    Times foldedTimes;
    for (int round = 0; round < rounds; ++round) {
        plainTimes.measure([&] { network->forward(input); });
        foldedTimes.measure([&] { static_cast<void>(folded.forward(input)); });
    }
    const double plainWall = median(plainTimes.wall);
    const double plainProcessor = median(plainTimes.processor);
    const auto print = [&](const char* name, const Times& times) {
        const double wall = median(times.wall);
        const double processor = median(times.processor);
        std::printf("%7d  %-16s %9.1f %6.2f %13.1f %6.2f\n", threads, name, wall, wall / plainWall, processor, processor / plainProcessor);
    };
    print("plain network", plainTimes);
    print("folded network", foldedTimes);
    std::printf("%7d  %-16s %9.1e\n", threads, "logits differ by", (expected - actual).abs().max().item<double>());
}

/// A whole series through the predictor, preprocessing included.
void benchSeries(Predictor& predictor, int slices)
{
    constexpr int edge = 512;
    std::vector<std::int16_t> pixels(static_cast<std::size_t>(slices) * edge * edge, std::int16_t{-1000});
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        const auto row = static_cast<double>(i / edge % edge) - edge / 2.0;
        const auto column = static_cast<double>(i % edge) - edge / 2.0;
        if (row * row / 22500.0 + column * column / 44100.0 < 1.0) pixels[i] = static_cast<std::int16_t>(60 + i * 7919 % 40);
    }
    Times times;
    times.measure([&] {
        if (auto results = predictor.predict({{pixels.data(), PixelType::Int16, edge, edge, 0.8, 0.8}, slices}); !results)
            fail1(results.error());
    });
    std::printf("series of %d slices of %d x %d on %s: %.2f s, %.1f ms a slice (processor %.1f ms)\n", slices, edge, edge,
        predictor.deviceName().c_str(), times.wall.front() / 1000.0, times.wall.front() / slices, times.processor.front() / slices);
}

void bench(const BenchOptions& options)
{
    const auto package = package::readPackage(package::pathFromUtf8(options.package));
    if (!package) fail1(package.error());
    auto loaded = package::loadNetwork(*package);
    if (!loaded) fail1(loaded.error());
    const torch::Tensor input = package::parityInput(package->metadata);
    std::printf("one slice of %lld x %lld, medians of %d alternating rounds\n", static_cast<long long>(input.size(2)),
        static_cast<long long>(input.size(3)), options.rounds);
    std::printf("threads  %-16s %9s %6s %13s %6s\n", "", "wall ms", "ratio", "processor ms", "ratio");
    const int cores = physicalCores();
    benchSlice(loaded->network, input, 1, options.rounds);
    if (cores > 1) benchSlice(loaded->network, input, cores, options.rounds);

    Times loading;
    std::unique_ptr<Predictor> predictor;
    loading.measure([&] {
        auto made = Predictor::load(package::pathFromUtf8(options.package), "auto");
        if (!made) fail1(made.error());
        predictor = std::make_unique<Predictor>(std::move(*made));
    });
    std::printf("package read, checked and warm on %s: %.2f s\n", predictor->deviceName().c_str(), loading.wall.front() / 1000.0);
    benchSeries(*predictor, options.slices);
}

} // namespace

void addBenchCommand(CLI::App& app)
{
    auto options = std::make_shared<BenchOptions>();
    CLI::App* command = app.add_subcommand("bench", "Measure prediction with a model package");
    command->add_option("PACKAGE", options->package, "Folder of the model package")->required();
    command->add_option("--rounds", options->rounds, "Rounds of the comparison")->check(CLI::Range(1, 1000));
    command->add_option("--slices", options->slices, "Slices of the series")->check(CLI::Range(1, 2048));
    command->callback([options] { bench(*options); });
}

} // namespace lobule::predict
