#include "core/archive/Archive.h"

#include "core/archive/ArchiveError.h"
#include "core/archive/ChunkReader.h"
#include "core/archive/Connection.h"
#include "core/archive/Diagnosis.h"
#include "core/volume/Durable.h"

#include <QCryptographicHash>
#include <QDeadlineTimer>
#include <QFile>
#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <algorithm>
#include <utility>

namespace lobule::archive {

using detail::Connection;

namespace {

constexpr qint64 kTransactionBytes = 16 * kChunkBytes;
constexpr int kCommitMs = 2000;
constexpr int kChunksAtOnce = 8;

QByteArray sha256Of(QByteArrayView bytes)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(bytes);
    return hash.result();
}

/// Whether the content is what the name says; the file is at its beginning afterwards.
bool hasDigest(QFile& file, const QString& sha256)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    while (!file.atEnd()) {
        const QByteArray part = file.read(kChunkBytes);
        if (part.isEmpty()) return false;
        hash.addData(part);
    }
    return file.seek(0) && QString::fromLatin1(hash.result().toHex()) == sha256;
}

pgx::Bytes bytesOf(const QByteArray& bytes) { return pgx::bytes(bytes.constData(), static_cast<std::size_t>(bytes.size())); }

Greeting parseGreeting(const QByteArray& json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    Greeting greeting{object.value(QLatin1String("epoch")).toString(), object.value(QLatin1String("login")).toString(),
        object.value(QLatin1String("schema")).toInt(), object.value(QLatin1String("min_client")).toInt(), {}};
    const QJsonArray institutions = object.value(QLatin1String("institutions")).toArray();
    for (const QJsonValue& value : institutions) {
        const QJsonObject i = value.toObject();
        greeting.institutions << ArchiveInstitution{i.value(QLatin1String("id")).toInt(), i.value(QLatin1String("name")).toString(),
            i.value(QLatin1String("channel")).toString(), i.value(QLatin1String("can_write")).toBool(),
            i.value(QLatin1String("rev")).toInteger()};
    }
    return greeting;
}

/// The names of a line of the feed that only PostgreSQL can read, so that it can be told which one it is (kUnreadable of core/library).
QJsonObject unreadable(pqxx::work& tx, int institution, qint64 rev, const QByteArray& text)
{
    const pqxx::result rows = pgx::exec(tx,
        "SELECT jsonb_build_object('study_uid', body -> 'study_uid', 'instance_uid', body -> 'instance_uid', 'study', "
        "jsonb_build_object('study_uid', body -> 'study' -> 'study_uid')) FROM lobule.pull($1, $2, 1)",
        institution, static_cast<long long>(rev - 1));
    QJsonObject names = rows.empty() ? QJsonObject() : QJsonDocument::fromJson(QByteArray(rows[0][0].c_str())).object();
    names.insert(QStringLiteral("unreadable"), QString::fromLatin1(sha256Of(text).toHex()));
    return names;
}

QByteArray textOf(const pqxx::row::reference& field) { return QByteArray(field.c_str(), static_cast<qsizetype>(field.size())); }

} // namespace

class Archive::Private {
public:
    ConnectionSettings settings;
    std::string connectionString;
    std::unique_ptr<Connection> connection;
    std::unique_ptr<detail::ChunkReader> reader;
    Greeting greeting;
    IsCancelled isCancelled;
    qint64 burst = kTransactionBytes;
    QSet<int> counted; ///< Institutions for which isFirstLook() was asked.

    using Present = QHash<QString, QHash<int, QByteArray>>; ///< SHA-256 -> index -> SHA-256 of the chunk, both in hex.
    [[nodiscard]] Result<Present> presentChunks(int institution, const QList<Upload>& objects);
    struct Chunk {
        QByteArray object, hash, data;
        qint64 objectBytes = 0;
        int index = 0;
    };
    [[nodiscard]] Result<void> sendChunks(int institution, const QList<Chunk>& chunks, const ByteProgress& progress);
};

Archive::Archive(std::unique_ptr<Private> p) : d(std::move(p)) { }

Archive::~Archive() = default;

const Greeting& Archive::greeting() const { return d->greeting; }

bool Archive::mayWrite() const { return kSchema >= d->greeting.minClient; }

Result<std::unique_ptr<Archive>> Archive::connect(
    const ConnectionSettings& settings, const QString& password, const IsCancelled& isCancelled)
{
    auto p = std::make_unique<Private>();
    p->settings = settings;
    p->connectionString = detail::connectionString(settings, password);
    p->isCancelled = isCancelled;
    auto made = detail::openConnection(settings, p->connectionString, isCancelled);
    if (!made && made.error().code == ErrorCode::Cancelled) return tl::unexpected<Error>(made.error());
    if (!made) return tl::unexpected<Error>(diagnose(settings, password, isCancelled));
    auto connection = Connection::adopt(std::move(*made), settings.silenceSeconds, isCancelled);
    if (!connection) return tl::unexpected<Error>(connection.error());
    p->connection = std::move(*connection);
    std::unique_ptr<Archive> archive(new Archive(std::move(p)));
    if (auto greeted = archive->greet(); !greeted) return tl::unexpected<Error>(greeted.error());
    return archive;
}

Result<void> Archive::greet()
{
    const auto hello = d->connection->transact([](pqxx::work& tx) {
        const pqxx::result rows = tx.exec("SELECT lobule.hello()");
        return rows.empty() ? QByteArray() : textOf(rows[0][0]);
    });
    if (!hello) {
        // A login without any right here, or a database without an archive.
        const QString word = reasonOf(hello.error());
        if (word == QLatin1String(reason::kDenied)) {
            const auto isAuditor = d->connection->transact(
                [](pqxx::work& tx) { return tx.exec("SELECT pg_has_role('lobule_auditor', 'MEMBER')")[0][0].as<bool>(); });
            const char* const why = isAuditor && *isAuditor ? reason::kAuditor : reason::kNotMember;
            return fail(kArchiveCode, {kMark, why, d->settings.user.toStdString()});
        }
        if (word == QLatin1String(reason::kSchemaOlder))
            return fail(kArchiveCode, {kMark, reason::kNoDatabase, d->settings.database.toStdString()});
        return tl::unexpected<Error>(hello.error());
    }
    d->greeting = parseGreeting(*hello);
    if (d->greeting.schema < kOldestSchema) return fail(kArchiveCode, {kMark, reason::kSchemaOlder, std::to_string(d->greeting.schema)});
    return {};
}

Result<void> Archive::listen()
{
    for (const ArchiveInstitution& institution : std::as_const(d->greeting.institutions))
        if (!institution.channel.isEmpty())
            if (auto listening = d->connection->listen(institution.channel.toStdString()); !listening) return listening;
    return {};
}

Result<bool> Archive::awaitHint(int milliseconds) { return d->connection->awaitNotice(milliseconds); }

void Archive::setBurst(qint64 bytes) { d->burst = bytes > 0 ? std::clamp(bytes, kChunkBytes, kTransactionBytes) : kTransactionBytes; }

// --- sending ---------------------------------------------------------------------------------------------------------

Result<Archive::Private::Present> Archive::Private::presentChunks(int institution, const QList<Upload>& objects)
{
    std::string names = "{";
    for (const Upload& object : objects) names += (names.size() > 1 ? ",\"\\\\x" : "\"\\\\x") + object.sha256.toStdString() + '"';
    names += '}';
    return connection->transact([&](pqxx::work& tx) {
        tx.exec(detail::kPatientReading);
        const pqxx::result rows = pgx::exec(tx,
            "SELECT encode(sha256, 'hex'), idx, encode(chunk_sha256, 'hex') FROM lobule.blob_chunk "
            "WHERE institution_id = $1 AND sha256 = ANY ($2::bytea[])",
            institution, names);
        Present present;
        for (const pqxx::row& row : rows) present[QString::fromLatin1(row[0].c_str())].insert(row[1].as<int>(), QByteArray(row[2].c_str()));
        return present;
    });
}

Result<void> Archive::Private::sendChunks(int institution, const QList<Chunk>& chunks, const ByteProgress& progress)
{
    bool isAgain = false;
    for (qsizetype done = 0; done < chunks.size();) {
        qsizetype next = done;
        qint64 bytes = 0;
        // What is committed need not be sent again: on a slow line that is every piece.
        const QDeadlineTimer commit(kCommitMs);
        const auto sent = connection->transact([&](pqxx::work& tx) {
            tx.exec(detail::kPatientStatements);
            for (; next < chunks.size() && (next == done || !commit.hasExpired()); ++next) {
                const Chunk& chunk = chunks[next];
                pgx::exec(tx,
                    "WITH object AS (INSERT INTO lobule.blob(institution_id, sha256, size, chunk_size, chunks) "
                    "VALUES ($1, $2, $3::bigint, $4::integer, ($3::bigint + $4::integer - 1) / $4::integer) ON CONFLICT DO NOTHING) "
                    "INSERT INTO lobule.blob_chunk(institution_id, sha256, idx, chunk_sha256, data) VALUES ($1, $2, $5, $6, $7) "
                    "ON CONFLICT DO NOTHING",
                    institution, bytesOf(chunk.object), static_cast<long long>(chunk.objectBytes), static_cast<int>(kChunkBytes),
                    chunk.index, bytesOf(chunk.hash), bytesOf(chunk.data));
                connection->touch();
                bytes += chunk.data.size();
            }
        });
        // The object was being cleared as too old in the very moment that we added to it: it is begun anew.
        const bool isCleared = !sent && reasonOf(sent.error()) == QLatin1String(reason::kUnknownStudy) && !std::exchange(isAgain, true);
        if (isCleared) continue;
        if (!sent) return sent;
        done = next;
        if (progress && !progress(bytes)) return fail(ErrorCode::Cancelled);
    }
    return {};
}

Result<void> Archive::upload(int institution, const QList<Upload>& objects, QList<QString>& damaged, const ByteProgress& progress)
{
    const auto present = d->presentChunks(institution, objects);
    if (!present) return tl::unexpected<Error>(present.error());
    QList<Private::Chunk> pending;
    qint64 pendingBytes = 0;
    const auto flush = [&]() -> Result<void> {
        if (auto sent = d->sendChunks(institution, pending, progress); !sent) return sent;
        pending.clear();
        pendingBytes = 0;
        return {};
    };
    for (const Upload& object : objects) {
        QFile file(object.file);
        // Before anything is sent: a wrong chunk could not be taken back.
        if (!file.open(QIODevice::ReadOnly) || file.size() != object.bytes || !hasDigest(file, object.sha256)) {
            damaged << object.sha256;
            continue;
        }
        const QHash<int, QByteArray> have = present->value(object.sha256);
        for (qint64 at = 0, index = 0; at < object.bytes; at += kChunkBytes, ++index) {
            Private::Chunk chunk{
                QByteArray::fromHex(object.sha256.toLatin1()), {}, file.read(kChunkBytes), object.bytes, static_cast<int>(index)};
            chunk.hash = sha256Of(chunk.data);
            if (const auto found = have.constFind(chunk.index); found != have.constEnd()) {
                if (*found == chunk.hash.toHex()) continue;
                damaged << object.sha256; // what lies there is not this file
                break;
            }
            pendingBytes += chunk.data.size();
            pending << std::move(chunk);
            if (pendingBytes >= d->burst)
                if (auto sent = flush(); !sent) return sent;
        }
    }
    return flush();
}

Result<void> Archive::push(int institution, const QString& device, const QJsonArray& operations)
{
    const std::string json = QJsonDocument(operations).toJson(QJsonDocument::Compact).toStdString();
    const std::string id = device.toStdString();
    return d->connection->transact([&](pqxx::work& tx) {
        tx.exec(detail::kPatientStatements);
        pgx::exec(tx, "SELECT lobule.push($1, $2, $3::uuid, $4::jsonb)", institution, kSchema, id, json);
    });
}

Result<std::optional<qint64>> Archive::appliedOf(int institution, const QString& device)
{
    if (d->greeting.schema < kCountingSchema) return std::optional<qint64>();
    const std::string id = device.toStdString();
    const auto applied = d->connection->transact([&](pqxx::work& tx) {
        return pgx::exec(
            tx, "SELECT count(*) FROM lobule.applied_op WHERE institution_id = $1 AND device_id = $2::uuid", institution, id)[0][0]
            .as<long long>();
    });
    if (!applied) return tl::unexpected<Error>(applied.error());
    return std::optional<qint64>(*applied);
}

bool Archive::isFirstLook(int institution)
{
    const bool isFirst = !d->counted.contains(institution);
    d->counted << institution;
    return isFirst;
}

// --- receiving -------------------------------------------------------------------------------------------------------

Result<QList<library::RemoteChange>> Archive::pull(int institution, qint64 afterRev, int limit)
{
    return d->connection->transact([&](pqxx::work& tx) {
        tx.exec(detail::kPatientReading);
        const pqxx::result rows = pgx::exec(
            tx, "SELECT rev, kind, key, body FROM lobule.pull($1, $2, $3)", institution, static_cast<long long>(afterRev), limit);
        QList<library::RemoteChange> changes;
        for (const pqxx::row& row : rows) {
            library::RemoteChange change{
                row[0].as<long long>(), QString::fromUtf8(textOf(row[1])), QString::fromUtf8(textOf(row[2])), QJsonObject()};
            const QByteArray text = row[3].is_null() ? QByteArray() : textOf(row[3]);
            // Nested deeper, or with numbers beyond what we can hold: it must not be taken for nothing.
            if (const auto body = QJsonDocument::fromJson(text); body.isObject())
                change.body = body.object();
            else if (!text.isEmpty())
                change.body = unreadable(tx, institution, change.rev, text);
            changes << change;
        }
        return changes;
    });
}

Result<void> Archive::download(const library::RemoteObject& object, const QString& path, const ByteProgress& progress)
{
    if (!d->reader) {
        auto made = detail::openConnection(d->settings, d->connectionString, d->isCancelled);
        if (!made) return tl::unexpected<Error>(made.error());
        d->reader = detail::ChunkReader::adopt(std::move(*made), d->settings.silenceSeconds, d->isCancelled);
    }
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate | QIODevice::Unbuffered))
        return tl::unexpected<Error>(volume::fileError(file, "downloaded object", true));
    QCryptographicHash whole(QCryptographicHash::Sha256);
    const QByteArray name = QByteArray::fromHex(object.sha256.toLatin1());
    qint64 got = 0;
    Result<void> written;
    const auto take = [&](QByteArrayView chunk) {
        whole.addData(chunk);
        got += chunk.size();
        if (file.write(chunk.data(), chunk.size()) != chunk.size()) {
            written = tl::unexpected<Error>(volume::fileError(file, "downloaded object", true));
            return false;
        }
        if (progress && !progress(chunk.size())) written = fail(ErrorCode::Cancelled);
        return written.has_value();
    };
    const int chunks = static_cast<int>((object.bytes + kChunkBytes - 1) / kChunkBytes);
    const int atOnce = std::clamp(static_cast<int>(d->burst / kChunkBytes), 1, kChunksAtOnce);
    auto read = d->reader->read(object.archiveInstitution, name, chunks, atOnce, take);
    file.close();
    if (read && written && (got != object.bytes || QString::fromLatin1(whole.result().toHex()) != object.sha256))
        written = fail(kArchiveCode, {kMark, reason::kDamaged, object.sha256.toStdString()});
    if (!read || !written) QFile::remove(path);
    if (!read) {
        d->reader.reset();
        return read;
    }
    return written;
}

} // namespace lobule::archive
