#include "ai/predict/OpenMpEnvironment.h"

#ifdef __linux__
#include <array>
#include <cstdlib>
#include <unistd.h>
#endif

namespace lobule::predict {

void settleOpenMpEnvironment(char** argv)
{
#ifdef __linux__
    if (std::getenv(kOpenMpVariable) != nullptr || std::getenv("OMP_WAIT_POLICY") != nullptr) return;
    if (setenv(kOpenMpVariable, kOpenMpValue, 1) != 0) return;
    // The real name, so that process lists do not show "exe". When this fails the program goes on with the defaults.
    std::array<char, 4096> path{};
    if (readlink("/proc/self/exe", path.data(), path.size() - 1) > 0) execv(path.data(), argv);
#else
    static_cast<void>(argv);
#endif
}

} // namespace lobule::predict
