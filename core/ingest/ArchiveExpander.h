#pragma once

#include "core/base/Result.h"
#include "core/ingest/Protocol.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>
#include <QStringList>

#include <functional>
#include <optional>

namespace lobule::ingest {

/// What an archive may unfold to.
struct ArchiveLimits {
    qint64 totalBytes = qint64{64} << 30;
    qint64 memberBytes = qint64{8} << 30;
    qint64 ratio = 200; ///< Unpacked to packed size, of a member and of all so far, beyond `smallBytes`.
    qint64 smallBytes = qint64{512} << 20; ///< Segmentations are nearly all zeros and pack better than any ratio.
    int members = 200'000;
};

/// A file in an archive that could not be unpacked, while others could.
struct LostMember {
    QString name;
    Error error; ///< ArchiveMember {reason, "member"}, ArchivePassword.
};

struct ExpandedArchive {
    QList<ArchiveMember> members;
    QList<LostMember> lost;
    QStringList passedOver; ///< Links, pipes and devices.
    QStringList unwanted; ///< See IsWanted.
    /// ArchiveMember {reason}: the archive is damaged behind these members, which are whole.
    std::optional<Error> damage;
};

/// Whether a file that begins like this (all of it, or a megabyte) is to be unpacked. Empty: every file is.
using IsWanted = std::function<bool(QByteArrayView head)>;

/// Unpacks the regular files of a ZIP into `folder` as 000001, 000002, ...: names inside the archive never become paths, so
/// "../" and absolute names have no effect; links and devices are left out. Names are returned as Unicode (UTF-8 flagged,
/// otherwise Korean CP949, otherwise as they are). Limits hold while unpacking. On an error `folder` is emptied.
/// A member that is damaged, locked or packed in an unknown way costs the others nothing.
/// Errors: ArchiveMember {reason} (damaged from its first member on), ArchivePassword (nothing in it opens), LimitExceeded, DiskFull,
/// FileUnwritable, FileUnreadable.
[[nodiscard]] Result<ExpandedArchive> expandArchive(const QString& archive, const QString& folder, const QStringList& passwords,
    const ArchiveLimits& limits = {}, const IsWanted& isWanted = {});

/// Unpacks one file of a ZIP into memory. `member` is its name as expandArchive() gives it; "a.zip!b.dcm" is a file of an
/// archive in the archive. Errors: as above, and NotFound {member} when the archive has no such file.
[[nodiscard]] Result<QByteArray> readMember(const QString& archive, const QString& member, const QStringList& passwords);

} // namespace lobule::ingest
