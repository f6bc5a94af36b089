#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace lobule::bench {

/// Wall times in milliseconds.
struct Times {
    std::vector<double> ms;

    /// `fraction` in 0..1; nearest rank.
    [[nodiscard]] double percentile(double fraction) const
    {
        if (ms.empty()) return 0.0;
        std::vector<double> sorted = ms;
        std::sort(sorted.begin(), sorted.end());
        const auto rank = static_cast<std::size_t>(fraction * static_cast<double>(sorted.size() - 1) + 0.5);
        return sorted[rank];
    }
    [[nodiscard]] double median() const { return percentile(0.5); }
    [[nodiscard]] double p95() const { return percentile(0.95); }
};

/// Subcommands; each prints its table and returns an exit code.
int text(int argc, char** argv);
int viewer(int argc, char** argv);
int volume(int argc, char** argv);
int load(int argc, char** argv);
int import(int argc, char** argv);
int archive(int argc, char** argv);

} // namespace lobule::bench
