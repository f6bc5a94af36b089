#include "tests/bench/Bench.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace {

struct Entry {
    const char* name;
    const char* what;
    int (*run)(int, char**);
};

const Entry kEntries[] = {
#ifdef LOBULE_BENCH_TEXT
    {"text", "recall, false alarms and time of the search for burned-in text", lobule::bench::text},
#endif
#ifdef LOBULE_BENCH_VIEWER
    {"viewer", "frame times of the slice view against QPainter and VTK", lobule::bench::viewer},
    {"volume", "frame times of the volume view", lobule::bench::volume},
#endif
#ifdef LOBULE_BENCH_LOAD
    {"load", "decoding a series without a cache against ITK, opening an imported study", lobule::bench::load},
#endif
#ifdef LOBULE_BENCH_IMPORT
    {"import", "imports against the floor, header scan against vtk-dicom, cost per file in a large library", lobule::bench::import},
#endif
#ifdef LOBULE_BENCH_ARCHIVE
    {"archive", "push and pull of a shared archive against COPY and libpq, 100,000 metadata operations", lobule::bench::archive},
#endif
    {nullptr, nullptr, nullptr},
};

int usage()
{
    std::puts("usage: lobule-bench NAME...\n");
    for (const Entry* entry = kEntries; entry->name != nullptr; ++entry) std::printf("  %-10s %s\n", entry->name, entry->what);
    return 2;
}

} // namespace

/// Without a name everything is measured.
int main(int argc, char** argv)
{
    if (argc == 1) {
        int worst = 0;
        for (const Entry* entry = kEntries; entry->name != nullptr; ++entry) worst = std::max(worst, entry->run(argc, argv));
        return worst;
    }
    for (const Entry* entry = kEntries; entry->name != nullptr; ++entry) {
        if (std::strcmp(argv[1], entry->name) == 0) return entry->run(argc - 1, argv + 1);
    }
    return usage();
}
