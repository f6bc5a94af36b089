#pragma once

namespace lobule::predict {

/// Sets how OpenMP's threads wait for work, unless the environment already says so. GNU's runtime reads its environment
/// once, before main() runs, so the program replaces itself by a second start of itself (0.5 s); a program that starts
/// lobule-infer saves that by setting `kOpenMpVariable` to `kOpenMpValue`. Call first in main(). Does nothing elsewhere
/// than on Linux.
void settleOpenMpEnvironment(char** argv);

/// By default a waiting thread spins for milliseconds, which on a busy machine starves the thread it waits for: two
/// threads then take three times the processor time of one (measured at 10,000 turns: 180 against 56 ms a slice; at 1000:
/// 78; at 100: 65). Sleeping at once costs the second core its gain on a quiet machine. A thousand turns last about as long
/// as waking a thread does.
constexpr const char* kOpenMpVariable = "GOMP_SPINCOUNT";
constexpr const char* kOpenMpValue = "1000";

} // namespace lobule::predict
