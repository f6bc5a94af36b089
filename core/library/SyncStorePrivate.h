#pragma once

#include "core/library/Database.h"
#include "core/library/Folders.h"
#include "core/library/Staging.h"
#include "core/library/SyncStore.h"

#include <memory>

/// Of a row `o` of outbox or refused_change: the archive that it is for is one that the library is tied to now.
#define LOBULE_OF_LINKED "EXISTS (SELECT 1 FROM archive_link l WHERE l.institution_id = o.institution_id AND l.identity = o.archive)"
/// Of a row `o` of refused_change. Which ones a person has dismissed is a setting of this computer, for that very content.
#define LOBULE_DISMISSAL(row)                                                                                                              \
    "'archive/dismissed/' || " row ".archive || '/' || " row ".kind || '/' || " row ".key || '/' || " row ".content"
#define LOBULE_IS_DISMISSED "EXISTS (SELECT 1 FROM setting s WHERE s.key = " LOBULE_DISMISSAL("o") ")"

namespace lobule::library {

class SyncStore::Private {
public:
    detail::Folders folders;
    std::unique_ptr<detail::Database> catalogue;
    std::unique_ptr<detail::Staging> staging;

    [[nodiscard]] Result<void> noteSending(const QList<OutboxItem>& items);
};

namespace detail {

/// Where the library keeps how many of its changes an archive has acknowledged in this epoch.
[[nodiscard]] inline QString countKey(const ArchiveLink& link)
{
    return QStringLiteral("archive/acknowledged/%1/%2").arg(link.identity, link.epoch);
}

/// The columns of the archive's tables for the row that an outbox item is about; moot when there is nothing (any more) to send.
[[nodiscard]] Result<void> completeItem(Database& catalogue, OutboxItem& item);

/// Applies changes of one institution's feed to the catalogue. Used once, inside the caller's transaction.
class FeedApplier {
public:
    FeedApplier(Database& catalogue, const ArchiveLink& link)
        : m_catalogue(catalogue), m_institutionId(link.institutionId), m_origin(link.identity), m_canWrite(link.canWrite)
    {
    }
    [[nodiscard]] Result<ApplyCount> apply(const QList<RemoteChange>& changes);

private:
    enum class Outcome { Applied, Known, Refused };

    [[nodiscard]] Result<Outcome> applyOne(const RemoteChange& change);
    [[nodiscard]] Outcome refuse(const char* why)
    {
        m_why = why;
        return Outcome::Refused;
    }
    /// Kept until the contradiction is gone.
    [[nodiscard]] Result<void> noteRefusal(const RemoteChange& change);
    [[nodiscard]] Result<QString> studyOfChange(const RemoteChange& change);
    [[nodiscard]] Result<Outcome> applyInstance(const QJsonObject& body);
    [[nodiscard]] Result<Outcome> applyPrediction(const QJsonObject& body);
    [[nodiscard]] Result<Outcome> applyMeasurement(const QJsonObject& body);
    [[nodiscard]] Result<Outcome> applyKeyImage(const QJsonObject& body);
    [[nodiscard]] Result<Outcome> applyReport(const QJsonObject& body);
    [[nodiscard]] Result<bool> closesCycle(const QString& versionUid, const QString& parents, qint64 studyId);
    [[nodiscard]] Result<Outcome> applyTombstone(const QJsonObject& body);
    /// Id of the row, made when it is new; 0 when it belongs to somebody else.
    [[nodiscard]] Result<qint64> studyOf(const QJsonObject& study);
    [[nodiscard]] Result<qint64> seriesOf(const QJsonObject& series, qint64 studyId);
    [[nodiscard]] Result<void> insertFrames(const QJsonObject& instance, qint64 instanceId);
    [[nodiscard]] Result<qint64> ownInstance(const QString& uid);

    Database& m_catalogue;
    qint64 m_institutionId;
    QString m_origin; ///< What is new here comes from this archive.
    bool m_canWrite;
    const char* m_why = ""; ///< Of the last refusal, a stable word.
    bool m_hasRefusals = false; ///< Of earlier pages or this one.
};

} // namespace detail
} // namespace lobule::library
