#pragma once

#include "core/base/Result.h"

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>

namespace lobule::archive {

struct MemberRow {
    QString login, institution;
    bool canWrite = false;
    QDateTime since, revokedAt; ///< UTC; revokedAt invalid: is a member.
};

struct InstitutionRow {
    int id = 0;
    QString name;
    qint64 rev = 0, auditRows = 0;
    QString auditHash; ///< Hex; head of the audit chain, to be kept outside the archive.
    qint64 auditBreak = 0; ///< First entry of the audit chain that does not hold; 0: it holds.
};

struct ArchiveStatus {
    QString epoch;
    int schema = 0;
    int minClient = 0;
    QList<InstitutionRow> institutions;
};

/// What was cleared: files of images of which sending began and never ended, and those that no image came for.
struct Tidied {
    int objects = 0;
    qint64 bytes = 0;
    int busy = 0; ///< Left, since a workstation was adding to them just then.
};

inline constexpr int kMostTidyDays = 36'500; ///< A hundred years.

/// What the administrator of a shared archive does: once for a server, and when people come and go. A workstation never does any of it.
///
/// `server`: a libpq connection string (key=value) without password, e.g. "host=/var/run/postgresql user=postgres"; passwords come from
/// ~/.pgpass or $PGPASSWORD. Blocks. Errors: those of ArchiveError.h; Misuse for names that cannot be.
class ArchiveAdmin {
public:
    ArchiveAdmin(QString server, QString database);
    ~ArchiveAdmin();
    ArchiveAdmin(const ArchiveAdmin&) = delete;
    ArchiveAdmin& operator=(const ArchiveAdmin&) = delete;

    /// As a superuser: roles, the database, its schema, and what is taken away from everybody. May be run again.
    [[nodiscard]] Result<void> init();
    /// As lobule_migrator, or a superuser: applies the numbered files that the archive has not seen, one transaction each, under a lock.
    /// Returns how many. Errors: schema-newer (it has seen more than we have), Corrupt (another text under a number).
    [[nodiscard]] Result<int> migrate();
    [[nodiscard]] Result<int> addInstitution(const QString& name);
    /// As a superuser. Makes the login when there is none and returns its password, empty when it had one; makes it a member.
    [[nodiscard]] Result<QString> addUser(const QString& login, const QString& institution, bool canWrite);
    /// As a superuser. A login that reads the audit chain and the feed of an institution and nothing else; otherwise as addUser().
    [[nodiscard]] Result<QString> addAuditor(const QString& login, const QString& institution);
    /// Ends the membership (of every institution when it is empty), at once also for open connections. The login still opens the
    /// archive, sees nothing there, and its workstations remove what they had cached. `isLocked`: it cannot log in any more once it is a
    /// member of nothing; its workstations are not told then.
    [[nodiscard]] Result<void> revokeUser(const QString& login, const QString& institution, bool isLocked = false);
    [[nodiscard]] Result<QList<MemberRow>> users();
    [[nodiscard]] Result<ArchiveStatus> status();
    /// As a superuser. Removes files that no image refers to and of which nothing came for `days` days (1 to kMostTidyDays), one
    /// transaction each, and notes it in the audit. A workstation that goes on with one later sends it from its beginning. Errors also:
    /// Cancelled; what was done stays.
    [[nodiscard]] Result<Tidied> tidy(int days, const std::function<bool()>& isCancelled = {});
    /// After a restore from a backup: every workstation reads the feed again and offers what it holds.
    [[nodiscard]] Result<void> renewEpoch();

private:
    [[nodiscard]] Result<QString> addMember(const QString& login, const QString& institution, bool canWrite, const char* group);

    class Private;
    std::unique_ptr<Private> d;
};

namespace detail {
/// What PostgreSQL stores for a password (RFC 5803), so that the password itself is never sent or logged. ASCII only.
[[nodiscard]] QByteArray scramVerifier(const QByteArray& password, const QByteArray& salt, int iterations = 4096);
} // namespace detail

} // namespace lobule::archive
