#pragma once

#include "core/base/Result.h"

#include <QByteArrayView>
#include <QJsonObject>

namespace lobule::ingest {

/// The worker's end of the pipe: blocking frames of core/base/WorkerWire.h on two file descriptors.
class WireChannel {
public:
    /// Takes stdin and stdout for itself and points the standard streams elsewhere (input: nothing, output: stderr), so that
    /// a stray print of a library cannot break the protocol.
    [[nodiscard]] static Result<WireChannel> takeStandardStreams();

    /// The next message. Errors: Cancelled (the peer closed the pipe), Protocol.
    [[nodiscard]] Result<QJsonObject> read();
    /// Errors: Cancelled (the peer is gone).
    [[nodiscard]] Result<void> write(const QJsonObject& message, QByteArrayView payload = {});

private:
    WireChannel(int in, int out) : m_in(in), m_out(out) { }
    [[nodiscard]] bool readAll(char* to, std::size_t bytes) const;
    [[nodiscard]] bool writeAll(const char* from, std::size_t bytes) const;

    int m_in = -1;
    int m_out = -1;
};

} // namespace lobule::ingest
