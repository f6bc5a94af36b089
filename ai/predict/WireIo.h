#pragma once

#include "core/base/Result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace lobule::predict {

/// The binary stdin and stdout of a worker process that speaks core/base/WorkerWire.h.
class WireChannel {
public:
    /// Takes stdin and stdout for the protocol: from here on whatever a library prints on stdout goes to stderr. Once per
    /// process, before anything else writes.
    [[nodiscard]] static Result<WireChannel> takeStandardStreams();

    struct Header {
        std::string json;
        std::uint64_t payloadBytes = 0; ///< To be read or skipped before the next header.
    };

    /// The next frame's JSON; empty at the end of input between two frames. Protocol when the stream breaks off inside
    /// one or holds no frame; nothing sensible can be read after that.
    [[nodiscard]] Result<std::optional<Header>> readHeader();

    /// The payload into memory of its own. Protocol when the stream breaks off; LimitExceeded when the memory is not to
    /// be had (then the payload has been skipped).
    [[nodiscard]] Result<std::unique_ptr<std::byte[]>> readPayload(std::uint64_t byteCount);
    [[nodiscard]] Result<void> skipPayload(std::uint64_t byteCount);

    /// One frame without payload. Protocol when the peer has gone.
    [[nodiscard]] Result<void> write(std::string_view json);

private:
    WireChannel(int input, int output) : m_input(input), m_output(output) { }

    int m_input; ///< File descriptors that live as long as the process.
    int m_output;
};

} // namespace lobule::predict
