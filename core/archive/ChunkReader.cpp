#include "core/archive/ChunkReader.h"

#include "core/archive/ArchiveError.h"
#include "core/archive/Watchdog.h"

#include <algorithm>
#include <utility>

namespace lobule::archive::detail {
namespace {

using PgResult = std::unique_ptr<PGresult, decltype(&PQclear)>;

constexpr auto kQuick = std::chrono::milliseconds(700), kSlow = std::chrono::milliseconds(3000);
constexpr int kMostPieces = 64;

Error lost() { return {kArchiveCode, {kMark, reason::kLost}, "libpq"}; }

} // namespace

struct ChunkReader::Private {
    Private(PgHandle made, int silenceSeconds, IsCancelled isCancelled)
        : watchdog(std::chrono::seconds(silenceSeconds), std::move(isCancelled)), connection(std::move(made))
    {
    }
    Watchdog watchdog;
    PgHandle connection;
    bool isPatient = false; ///< The server has been asked for longer statements.
    int pieces = 1; ///< As many at once as the line is good for: a statement must end within the server's patience.
};

ChunkReader::ChunkReader(std::unique_ptr<Private> p) : d(std::move(p)) { }

ChunkReader::~ChunkReader() = default;

std::unique_ptr<ChunkReader> ChunkReader::adopt(PgHandle made, int silenceSeconds, IsCancelled isCancelled)
{
    return std::unique_ptr<ChunkReader>(
        new ChunkReader(std::make_unique<Private>(std::move(made), silenceSeconds, std::move(isCancelled))));
}

Result<void> ChunkReader::read(
    int institution, const QByteArray& sha256, int count, int atOnce, const std::function<bool(QByteArrayView)>& take)
{
    const std::string id = std::to_string(institution);
    if (!std::exchange(d->isPatient, true)) {
        const Watchdog::Guard guard(d->watchdog, PQsocket(d->connection.get()));
        const PgResult set(PQexec(d->connection.get(), kPatientSession), &PQclear);
        if (PQresultStatus(set.get()) != PGRES_COMMAND_OK) return tl::unexpected<Error>(lost());
    }
    for (int first = 0; first < count;) {
        const int wanted = std::min({d->pieces, atOnce, count - first});
        const std::string from = std::to_string(first);
        const std::string to = std::to_string(first + wanted);
        const char* values[] = {id.c_str(), sha256.constData(), from.c_str(), to.c_str()};
        const int lengths[] = {0, static_cast<int>(sha256.size()), 0, 0};
        const int formats[] = {0, 1, 0, 0};
        PgResult rows(nullptr, &PQclear);
        {
            const Watchdog::Guard guard(d->watchdog, PQsocket(d->connection.get()));
            const auto begun = std::chrono::steady_clock::now();
            rows.reset(PQexecParams(d->connection.get(),
                "SELECT data FROM lobule.blob_chunk WHERE institution_id = $1::integer AND sha256 = $2::bytea AND idx >= $3::integer "
                "AND idx < $4::integer ORDER BY idx",
                4, nullptr, values, lengths, formats, 1));
            const auto took = std::chrono::steady_clock::now() - begun;
            if (took < kQuick) d->pieces = std::min(d->pieces * 2, kMostPieces);
            if (took > kSlow) d->pieces = std::max(d->pieces / 2, 1);
        }
        if (PQresultStatus(rows.get()) != PGRES_TUPLES_OK) return tl::unexpected<Error>(lost());
        if (PQntuples(rows.get()) != wanted) return fail(kArchiveCode, {kMark, reason::kDamaged, sha256.toHex().toStdString()});
        for (int row = 0; row < wanted; ++row)
            if (!take(QByteArrayView(PQgetvalue(rows.get(), row, 0), PQgetlength(rows.get(), row, 0)))) return {};
        first += wanted;
    }
    return {};
}

} // namespace lobule::archive::detail
