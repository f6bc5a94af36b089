#include "core/dicom/DecoderWarnings.h"

#include <cstdio>
#include <cstdlib>

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

} // namespace

DecoderWarnings::DecoderWarnings() : m_lock(mutex())
{
    int ends[2] = {-1, -1};
    if (!makePipe(ends)) return;
    std::fflush(stderr);
    m_stderr = copyOf(kStderr);
    if (m_stderr < 0 || !putInPlace(ends[1], kStderr)) {
        closeOne(ends[0]);
    } else {
        m_read = ends[0];
    }
    closeOne(ends[1]);
}

DecoderWarnings::~DecoderWarnings() { (void)end(); }

std::string DecoderWarnings::end()
{
    std::string text;
    if (m_stderr >= 0) {
        std::fflush(stderr);
        putInPlace(m_stderr, kStderr);
        closeOne(m_stderr);
        m_stderr = -1;
    }
    if (m_read >= 0) {
        char buffer[kMostBytes];
        if (const int bytes = readSome(m_read, buffer, sizeof buffer); bytes > 0) text.assign(buffer, static_cast<std::size_t>(bytes));
        closeOne(m_read);
        m_read = -1;
    }
    return text;
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
