#pragma once

#include "core/base/Result.h"
#include "core/ingest/InstanceIngestor.h"
#include "core/ingest/MemberFile.h"
#include "core/ingest/WireChannel.h"

namespace lobule::ingest {

/// The worker's side of the protocol: hello first, then one request after the other until the pipe closes.
class WorkerSession {
public:
    explicit WorkerSession(WireChannel channel) : m_channel(channel) { }
    /// Returns when the peer is gone; an error tells that it did not speak the protocol.
    [[nodiscard]] Result<void> run();

private:
    [[nodiscard]] Result<void> greet();
    [[nodiscard]] Reply answer(const Request& request);
    [[nodiscard]] Reply work(const Request& request);
    [[nodiscard]] Reply show(const Request& request, const QString& file);
    /// Where the file of a request can be read; the error is for the reply.
    [[nodiscard]] Result<QString> fileOf(const Request& request);
    [[nodiscard]] Reply expand(const Request& request);

    WireChannel m_channel;
    QString m_stagingFolder;
    int m_archives = 0;
    std::unique_ptr<InstanceIngestor> m_ingestor;
    std::unique_ptr<MemberFile> m_member; ///< Of the last request: a review asks for many pictures of one.
    QString m_memberKey;
};

} // namespace lobule::ingest
