#include "core/ingest/WorkerGuard.h"

#include <QThread>

#include <memory>

#ifdef __linux__
#include "core/ingest/Protocol.h"

#include <csignal>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace lobule::ingest {

namespace {

constexpr unsigned kStackBytes = 64u << 20;

#ifdef __linux__
// Sanitizers reserve terabytes of address space.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kCanLimitMemory = false;
#else
constexpr bool kCanLimitMemory = true;
#endif

rlim_t g_memoryLimit = 0;

void setLimit(int resource, rlim_t soft, rlim_t hard)
{
    rlimit limit{};
    if (getrlimit(resource, &limit) != 0) return;
    if (limit.rlim_max != RLIM_INFINITY && hard > limit.rlim_max) hard = limit.rlim_max;
    limit.rlim_max = hard;
    limit.rlim_cur = soft < hard ? soft : hard;
    setrlimit(resource, &limit);
}
#endif

class Runner : public QThread {
public:
    explicit Runner(const std::function<void()>& work) : m_work(work) { setStackSize(kStackBytes); }

protected:
    void run() override { m_work(); }

private:
    const std::function<void()>& m_work;
};

} // namespace

#ifdef __linux__

void guardProcess()
{
    prctl(PR_SET_DUMPABLE, 0);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // Mapped bytes that the medium does not give, or that somebody has cut off.
    std::signal(SIGBUS, [](int) { _exit(kExitUnreadable); });
}

void limitMemory(int mebibytes)
{
    g_memoryLimit = static_cast<rlim_t>(mebibytes) << 20;
    if (kCanLimitMemory) setLimit(RLIMIT_AS, g_memoryLimit, 4 * g_memoryLimit);
}

void limitMemoryForFile(std::uint64_t fileBytes)
{
    rlimit limit{};
    if (!kCanLimitMemory || g_memoryLimit == 0 || getrlimit(RLIMIT_AS, &limit) != 0) return;
    // The de-identified copy is mapped as well.
    const rlim_t wanted = g_memoryLimit + 2 * static_cast<rlim_t>(fileBytes);
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    setrlimit(RLIMIT_AS, &limit);
}

void limitProcessorTime(std::uint64_t seconds)
{
    rusage used{};
    rlimit limit{};
    if (getrusage(RUSAGE_SELF, &used) != 0 || getrlimit(RLIMIT_CPU, &limit) != 0) return;
    const auto sofar = static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1);
    const rlim_t wanted = sofar + static_cast<rlim_t>(seconds);
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    setrlimit(RLIMIT_CPU, &limit);
}

#else

// Windows: the job object of the parent limits memory; see JobObject.h.
void guardProcess() { }
void limitProcessorTime(std::uint64_t) { }
void limitMemory(int) { }
void limitMemoryForFile(std::uint64_t) { }

#endif

void runOnBigStack(const std::function<void()>& work)
{
    Runner runner(work);
    runner.start();
    runner.wait();
}

} // namespace lobule::ingest
