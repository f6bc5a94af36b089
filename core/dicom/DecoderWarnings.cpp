#include "core/dicom/DecoderWarnings.h"

#include <cstdio>
#include <cstdlib>
#include <mutex>

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#else
#include <fcntl.h>
#include <unistd.h>
#endif

namespace lobule::dicom::detail {
namespace {

constexpr int kStderr = 2;
/// The library prints its first warning of a picture only.
constexpr unsigned kMostBytes = 4096;
constexpr long kOddBytes = 8;

std::mutex& mutex()
{
    static std::mutex one;
    return one;
}

#ifdef _WIN32
bool makePipe(int (&ends)[2]) { return ::_pipe(ends, kMostBytes, _O_BINARY | _O_NOINHERIT) == 0; }
int copyOf(int descriptor) { return ::_dup(descriptor); }
bool putInPlace(int from, int to) { return ::_dup2(from, to) == 0; }
void closeOne(int descriptor) { ::_close(descriptor); }
int readSome(int descriptor, char* to, unsigned bytes) { return ::_read(descriptor, to, bytes); }
#else
bool makePipe(int (&ends)[2])
{
    // Where the pipe is full, the rest of what is printed is lost instead of waited for.
    return ::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0;
}
int copyOf(int descriptor) { return ::fcntl(descriptor, F_DUPFD_CLOEXEC, 3); }
bool putInPlace(int from, int to) { return ::dup2(from, to) >= 0; }
void closeOne(int descriptor) { ::close(descriptor); }
int readSome(int descriptor, char* to, unsigned bytes) { return static_cast<int>(::read(descriptor, to, bytes)); }
#endif

/// Of the one listener; the mutex guards it.
struct Diverted {
    bool isOwned = false; ///< A listener lives, whether it still listens or not.
    int stderrCopy = -1; ///< The stream's own descriptor.
    int read = -1;
};

Diverted& diverted()
{
    static Diverted one;
    return one;
}

/// Gives the stream back; what was printed meanwhile.
std::string release()
{
    Diverted& from = diverted();
    std::string text;
    if (from.stderrCopy >= 0) {
        std::fflush(stderr);
        putInPlace(from.stderrCopy, kStderr);
        closeOne(from.stderrCopy);
        from.stderrCopy = -1;
    }
    if (from.read >= 0) {
        char buffer[kMostBytes];
        if (const int bytes = readSome(from.read, buffer, sizeof buffer); bytes > 0) text.assign(buffer, static_cast<std::size_t>(bytes));
        closeOne(from.read);
        from.read = -1;
    }
    return text;
}

} // namespace

DecoderWarnings::DecoderWarnings()
{
    mutex().lock();
    diverted().isOwned = true;
    int ends[2] = {-1, -1};
    if (!makePipe(ends)) return;
    std::fflush(stderr);
    diverted().stderrCopy = copyOf(kStderr);
    if (diverted().stderrCopy < 0 || !putInPlace(ends[1], kStderr)) {
        closeOne(ends[0]);
    } else {
        diverted().read = ends[0];
    }
    closeOne(ends[1]);
}

DecoderWarnings::~DecoderWarnings() { abandon(); }

std::string DecoderWarnings::end() { return release(); }

void DecoderWarnings::abandon()
{
    if (!diverted().isOwned) return;
    (void)release();
    diverted().isOwned = false;
    mutex().unlock();
}

bool saysJpegIsDamaged(const std::string& warnings)
{
    if (warnings.find("Premature end of JPEG") != std::string::npos) return true;
    const std::string corrupt = "Corrupt JPEG data: ";
    const std::size_t at = warnings.find(corrupt);
    if (at == std::string::npos) return false;
    const std::size_t what = at + corrupt.size();
    char* rest = nullptr;
    const long bytes = std::strtol(warnings.c_str() + what, &rest, 10);
    const bool isExtraneous = std::string(rest).rfind(" extraneous bytes", 0) == 0;
    return !isExtraneous || bytes > kOddBytes;
}

} // namespace lobule::dicom::detail
