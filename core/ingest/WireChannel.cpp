#include "core/ingest/WireChannel.h"

#include "core/base/WorkerWire.h"

#include <QByteArray>
#include <QJsonDocument>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

namespace lobule::ingest {

namespace {

#ifdef _WIN32
constexpr const char* kNothing = "NUL";
long readSome(int fd, char* to, std::size_t bytes) { return _read(fd, to, static_cast<unsigned>(std::min<std::size_t>(bytes, 1u << 20))); }
long writeSome(int fd, const char* from, std::size_t bytes)
{
    return _write(fd, from, static_cast<unsigned>(std::min<std::size_t>(bytes, 1u << 20)));
}
int duplicate(int fd)
{
    const int copy = _dup(fd);
    if (copy >= 0) _setmode(copy, _O_BINARY);
    return copy;
}
bool replace(int from, int to) { return _dup2(from, to) == 0; }
int openNothing() { return _open(kNothing, _O_RDONLY); }
#else
constexpr const char* kNothing = "/dev/null";
long readSome(int fd, char* to, std::size_t bytes) { return ::read(fd, to, bytes); }
long writeSome(int fd, const char* from, std::size_t bytes) { return ::write(fd, from, bytes); }
int duplicate(int fd) { return ::fcntl(fd, F_DUPFD_CLOEXEC, 3); }
bool replace(int from, int to) { return ::dup2(from, to) == to; }
int openNothing() { return ::open(kNothing, O_RDONLY | O_CLOEXEC); }
#endif

} // namespace

Result<WireChannel> WireChannel::takeStandardStreams()
{
    const int in = duplicate(0);
    const int out = duplicate(1);
    const int nothing = openNothing();
    if (in < 0 || out < 0 || nothing < 0 || !replace(nothing, 0) || !replace(2, 1))
        return fail(ErrorCode::Internal, {}, "standard streams");
#ifdef F_SETPIPE_SZ
    // A slice fits in, so that the next one is begun while this one is read. Where it may not grow, writing waits.
    constexpr int kPipeBytes = 1 << 20;
    static_cast<void>(::fcntl(out, F_SETPIPE_SZ, kPipeBytes));
#endif
    return WireChannel(in, out);
}

bool WireChannel::readAll(char* to, std::size_t bytes) const
{
    while (bytes > 0) {
        const long got = readSome(m_in, to, bytes);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        to += got;
        bytes -= static_cast<std::size_t>(got);
    }
    return true;
}

bool WireChannel::writeAll(const char* from, std::size_t bytes) const
{
    while (bytes > 0) {
        const long put = writeSome(m_out, from, bytes);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        from += put;
        bytes -= static_cast<std::size_t>(put);
    }
    return true;
}

Result<QJsonObject> WireChannel::read()
{
    char header[wire::kHeaderBytes];
    if (!readAll(header, sizeof header)) return fail(ErrorCode::Cancelled);
    const auto size = wire::decodeHeader(header);
    if (!size || size->payloadBytes != 0) return fail(ErrorCode::Protocol, {}, "frame header");
    QByteArray text(static_cast<qsizetype>(size->jsonBytes), Qt::Uninitialized);
    if (!readAll(text.data(), static_cast<std::size_t>(text.size()))) return fail(ErrorCode::Cancelled);
    const QJsonDocument document = QJsonDocument::fromJson(text);
    if (!document.isObject()) return fail(ErrorCode::Protocol, {}, "message is no object");
    return document.object();
}

Result<void> WireChannel::write(const QJsonObject& message, QByteArrayView payload)
{
    const QByteArray text = QJsonDocument(message).toJson(QJsonDocument::Compact);
    const std::string frame
        = wire::encodeHeader({text.constData(), static_cast<std::size_t>(text.size())}, static_cast<std::uint64_t>(payload.size()));
    if (!writeAll(frame.data(), frame.size()) || !writeAll(payload.data(), static_cast<std::size_t>(payload.size())))
        return fail(ErrorCode::Cancelled);
    return {};
}

} // namespace lobule::ingest
