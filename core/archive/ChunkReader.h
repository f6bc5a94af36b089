#pragma once

#include "core/archive/Opening.h"
#include "core/base/Result.h"

#include <QByteArray>
#include <QByteArrayView>

#include <functional>
#include <memory>
#include <string>

namespace lobule::archive::detail {

/// Reads chunks through libpq itself with binary results: libpqxx knows only text, which doubles the bytes and takes three times as long.
/// A connection of its own.
class ChunkReader {
public:
    [[nodiscard]] static std::unique_ptr<ChunkReader> adopt(PgHandle made, int silenceSeconds, IsCancelled isCancelled);
    ~ChunkReader();
    ChunkReader(const ChunkReader&) = delete;
    ChunkReader& operator=(const ChunkReader&) = delete;

    /// Gives chunks 0 ... count-1 of an object to `take`, in order; `take` returns false to stop. Errors: connection-lost,
    /// object-damaged (a chunk is missing). `atOnce`: chunks in one answer of the server.
    [[nodiscard]] Result<void> read(
        int institution, const QByteArray& sha256, int count, int atOnce, const std::function<bool(QByteArrayView)>& take);

private:
    struct Private;
    explicit ChunkReader(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace lobule::archive::detail
