#pragma once

#include "ai/predict/Predictor.h"
#include "ai/predict/WireIo.h"

#include <memory>
#include <optional>
#include <string>

namespace lobule::predict {

/// The worker's side of the protocol described in Protocol.md. Answers one request after another on the calling thread.
class Server {
public:
    explicit Server(WireChannel channel);

    /// Says hello and answers until the input ends. Returns the exit status: 0 at the end of input, 1 when the peer
    /// does not speak the protocol.
    [[nodiscard]] int run();

private:
    /// The text of the answer; an error for a broken stream.
    Result<std::string> answer(const WireChannel::Header& header);

    WireChannel m_channel;
    std::optional<Predictor> m_predictor;
};

} // namespace lobule::predict
