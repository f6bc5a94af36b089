#include "ai/train/Console.h"

#include <CLI/CLI.hpp>

#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <iostream>

#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

namespace lobule::train {

namespace {

constexpr double kLogIntervalSeconds = 30;
constexpr double kTerminalIntervalSeconds = 0.2;
constexpr int kExitFailed = 1;
constexpr int kExitMisuse = 2;
constexpr int kExitEnvironment = 3;

std::atomic<bool> interrupted{false};

extern "C" void onInterrupt(int signal)
{
    interrupted = true;
    std::signal(signal, SIG_DFL);
}

bool isTerminal()
{
#ifdef _WIN32
    return _isatty(2) != 0;
#else
    return isatty(2) != 0;
#endif
}

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

int exitStatus(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Misuse:
    case ErrorCode::NotFound: return kExitMisuse;
    case ErrorCode::DeviceUnavailable:
    case ErrorCode::FileUnwritable:
    case ErrorCode::DiskFull: return kExitEnvironment;
    default: return kExitFailed;
    }
}

} // namespace

void ProgressLine::show(const std::string& text, bool force)
{
    static const bool terminal = isTerminal();
    const double time = now();
    if (!force && time - m_lastShown < (terminal ? kTerminalIntervalSeconds : kLogIntervalSeconds)) return;
    m_lastShown = time;
    if (!terminal) {
        std::cerr << text << std::endl;
        return;
    }
    std::cerr << '\r' << text << std::string(m_length > text.size() ? m_length - text.size() : 0, ' ') << std::flush;
    m_length = text.size();
}

void ProgressLine::finish()
{
    if (m_length > 0) std::cerr << std::endl;
    m_length = 0;
    m_lastShown = -1e9;
}

std::string humanDuration(double seconds)
{
    if (!std::isfinite(seconds) || seconds < 0) return "?";
    const long whole = std::lround(seconds);
    char text[48];
    if (whole >= 3600)
        std::snprintf(text, sizeof text, "%ld h %02ld min", whole / 3600, whole / 60 % 60);
    else if (whole >= 60)
        std::snprintf(text, sizeof text, "%ld min %02ld s", whole / 60, whole % 60);
    else
        std::snprintf(text, sizeof text, "%ld s", whole);
    return text;
}

const std::atomic<bool>& stopOnInterrupt()
{
    std::signal(SIGINT, onInterrupt);
    std::signal(SIGTERM, onInterrupt);
    return interrupted;
}

void failCommand(const Error& error)
{
    std::cerr << "error: " << errorCodeName(error.code);
    for (const std::string& argument : error.arguments) std::cerr << " '" << argument << "'";
    if (!error.detail.empty()) std::cerr << ": " << error.detail;
    std::cerr << std::endl;
    throw CLI::RuntimeError(exitStatus(error.code));
}

} // namespace lobule::train
