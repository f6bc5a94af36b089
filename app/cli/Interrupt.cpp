#include "app/cli/Interrupt.h"

#include <csignal>

namespace lobule::cli {

namespace {

volatile std::sig_atomic_t interrupted = 0;

extern "C" void onInterrupt(int signal)
{
    interrupted = signal;
    std::signal(signal, SIG_DFL);
}

} // namespace

void catchInterrupts()
{
    std::signal(SIGINT, onInterrupt);
    std::signal(SIGTERM, onInterrupt);
}

bool isInterrupted() { return interrupted != 0; }

bool isTerminated() { return interrupted == SIGTERM; }

} // namespace lobule::cli
