#include "ai/predict/Commands.h"
#include "ai/predict/Device.h"
#include "ai/predict/Server.h"

#include <ATen/Parallel.h>
#include <CLI/CLI.hpp>

#include <cstdio>

#ifdef __linux__
#include <csignal>
#include <sys/prctl.h>
#endif

namespace lobule::predict {

namespace {

/// The worker needs no more rights than it was started with and must not outlive the program that started it.
void restrictProcess()
{
#ifdef __linux__
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
#endif
}

void serve()
{
    restrictProcess();
    auto channel = WireChannel::takeStandardStreams();
    if (!channel) {
        std::fprintf(stderr, "lobule-infer: %s\n", channel.error().detail.c_str());
        throw CLI::RuntimeError(3);
    }
    useAllCores();
    at::set_num_interop_threads(1);
    if (const int status = Server(*channel).run(); status != 0) throw CLI::RuntimeError(status);
}

} // namespace

void addServeCommand(CLI::App& app)
{
    app.add_subcommand("serve", "Answer prediction requests on stdin and stdout (used by the other programs)")->callback([] { serve(); });
}

} // namespace lobule::predict
