#include "ai/predict/WireIo.h"

#include "core/base/WorkerWire.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <new>
#include <vector>

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#else
#include <csignal>
#include <unistd.h>
#endif

namespace lobule::predict {

namespace {

constexpr int kStdin = 0;
constexpr int kStdout = 1;
constexpr int kStderr = 2;
/// Largest single read; the Windows call takes an int.
constexpr std::size_t kChunkBytes = 16u << 20;

#ifdef _WIN32
long long readSome(int file, void* bytes, std::size_t count) { return _read(file, bytes, static_cast<unsigned>(count)); }
long long writeSome(int file, const void* bytes, std::size_t count) { return _write(file, bytes, static_cast<unsigned>(count)); }
#else
long long readSome(int file, void* bytes, std::size_t count) { return ::read(file, bytes, count); }
long long writeSome(int file, const void* bytes, std::size_t count) { return ::write(file, bytes, count); }
#endif

/// Bytes read before the stream ended.
std::size_t readFully(int file, void* bytes, std::size_t count)
{
    std::size_t done = 0;
    while (done < count) {
        const long long n = readSome(file, static_cast<char*>(bytes) + done, std::min(count - done, kChunkBytes));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        done += static_cast<std::size_t>(n);
    }
    return done;
}

tl::unexpected<Error> brokenOff() { return fail(ErrorCode::Protocol, {}, "the input breaks off inside a frame"); }

} // namespace

Result<WireChannel> WireChannel::takeStandardStreams()
{
    std::fflush(stdout);
#ifdef _WIN32
    const int output = _dup(kStdout);
    const bool redirected = output >= 0 && _dup2(kStderr, kStdout) == 0;
    _setmode(kStdin, _O_BINARY);
    if (output >= 0) _setmode(output, _O_BINARY);
#else
    // A peer that goes away shows up as a failed write.
    std::signal(SIGPIPE, SIG_IGN);
    const int output = ::dup(kStdout);
    const bool redirected = output >= 0 && ::dup2(kStderr, kStdout) >= 0;
#endif
    if (!redirected) return fail(ErrorCode::Internal, {}, "stdout cannot be taken for the protocol");
    return WireChannel(kStdin, output);
}

Result<std::optional<WireChannel::Header>> WireChannel::readHeader()
{
    std::array<char, wire::kHeaderBytes> bytes{};
    const std::size_t count = readFully(m_input, bytes.data(), bytes.size());
    if (count == 0) return std::optional<Header>();
    if (count < bytes.size()) return brokenOff();
    const auto size = wire::decodeHeader(bytes.data());
    if (!size) return fail(ErrorCode::Protocol, {}, "the input is no frame");
    Header header;
    header.payloadBytes = size->payloadBytes;
    // Grows as it arrives, so that a wrong length costs no memory.
    while (header.json.size() < size->jsonBytes) {
        const std::size_t done = header.json.size();
        const std::size_t part = std::min<std::size_t>(size->jsonBytes - done, 1u << 20);
        header.json.resize(done + part);
        if (readFully(m_input, header.json.data() + done, part) < part) return brokenOff();
    }
    return std::optional(std::move(header));
}

Result<std::unique_ptr<std::byte[]>> WireChannel::readPayload(std::uint64_t byteCount)
{
    // Not initialised: the pages are touched as they are read.
    std::unique_ptr<std::byte[]> bytes(new (std::nothrow) std::byte[static_cast<std::size_t>(byteCount)]);
    if (!bytes) {
        if (auto skipped = skipPayload(byteCount); !skipped) return tl::unexpected(skipped.error());
        return fail(ErrorCode::LimitExceeded, {"memory"});
    }
    if (readFully(m_input, bytes.get(), static_cast<std::size_t>(byteCount)) < byteCount) return brokenOff();
    return bytes;
}

Result<void> WireChannel::skipPayload(std::uint64_t byteCount)
{
    std::vector<std::byte> scratch(static_cast<std::size_t>(std::min<std::uint64_t>(byteCount, 1u << 20)));
    while (byteCount > 0) {
        const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(byteCount, scratch.size()));
        if (readFully(m_input, scratch.data(), part) < part) return brokenOff();
        byteCount -= part;
    }
    return {};
}

Result<void> WireChannel::write(std::string_view json)
{
    const std::string frame = wire::encodeHeader(json, 0);
    std::size_t done = 0;
    while (done < frame.size()) {
        const long long n = writeSome(m_output, frame.data() + done, frame.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return fail(ErrorCode::Protocol, {}, "the peer has gone");
        done += static_cast<std::size_t>(n);
    }
    return {};
}

} // namespace lobule::predict
