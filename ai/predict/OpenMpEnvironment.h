#pragma once

namespace lobule::predict {

/// Sets how OpenMP's threads wait for work, unless the environment already says so. GNU's runtime reads its environment
/// once, before main() runs, so the program replaces itself by a second start of itself (0.5 s); a program that starts
/// lobule-infer saves that by setting `kOpenMpVariable` to `kOpenMpValue`. Call first in main(). Does nothing elsewhere
/// than on Linux.
void settleOpenMpEnvironment(char** argv);

/// By default a waiting thread spins for milliseconds, which on a busy machine starves the thread it waits for (measured:
/// 13 to 40 times slower); sleeping at once (OMP_WAIT_POLICY=passive) costs the second core its gain on a quiet one.
/// A short spin keeps both.
constexpr const char* kOpenMpVariable = "GOMP_SPINCOUNT";
constexpr const char* kOpenMpValue = "10000";

} // namespace lobule::predict
