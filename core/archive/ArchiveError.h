#pragma once

#include "core/base/Result.h"

#include <QString>

namespace lobule::archive {

/// Errors of the shared archive: this code, with the mark as the first argument (the catalogue's own errors do not have it), then a stable
/// word for what is wrong, then the host, file or login that it is about.
inline constexpr ErrorCode kArchiveCode = ErrorCode::Database;
inline constexpr char kMark[] = "shared-archive";

/// Why the shared archive did not do what was asked. The sentences are made in app/ErrorText.cpp; what PostgreSQL itself says may hold
/// values of rows and goes nowhere.
namespace reason {
inline constexpr char kNameUnknown[] = "name-unknown"; ///< The host name does not resolve.
inline constexpr char kRefused[] = "connection-refused"; ///< Nobody listens there.
inline constexpr char kTimeout[] = "timeout"; ///< No answer in time.
inline constexpr char kNoTls[] = "no-tls"; ///< The server does not encrypt.
inline constexpr char kCertificateFile[] = "certificate-file"; ///< The file of the trusted certificate cannot be used.
inline constexpr char kCertificateName[] = "certificate-name"; ///< The certificate is for another name.
inline constexpr char kCertificateUnknown[] = "certificate-unknown"; ///< Not issued by the trusted authority.
inline constexpr char kCertificateExpired[] = "certificate-expired"; ///< Or not valid yet.
inline constexpr char kPasswordMissing[] = "password-missing";
inline constexpr char kPasswordFile[] = "password-file"; ///< Others may read it, or nobody.
inline constexpr char kPassword[] = "password"; ///< Password or login wrong.
inline constexpr char kNotAllowed[] = "not-allowed"; ///< The server does not let this login or this computer in.
inline constexpr char kNoDatabase[] = "no-database"; ///< No such database, or no archive in it.
inline constexpr char kNotMember[] = "not-member"; ///< The login belongs to no institution, or may not write there.
inline constexpr char kAuditor[] = "auditor"; ///< The login reads audit chain and feed, and no study.
inline constexpr char kMembershipEnded[] = "membership-ended"; ///< Of the institution that the study belongs to: {institution}.
inline constexpr char kOtherArchive[] = "other-archive"; ///< The library is tied to another one: to be disconnected from that first.
inline constexpr char kSchemaNewer[] = "schema-newer"; ///< This Lobule is too old to write.
inline constexpr char kSchemaOlder[] = "schema-older"; ///< The archive has to be migrated first.
inline constexpr char kMayOnlyRead[] = "may-only-read"; ///< The membership allows reading; what waits goes when it allows writing.
inline constexpr char kReadOnly[] = "read-only"; ///< The server takes no changes (standby).
inline constexpr char kLost[] = "connection-lost"; ///< Also: the reply to a commit was lost. Sending again is harmless.
inline constexpr char kBusy[] = "busy"; ///< Locks, too many connections, starting up: later.
inline constexpr char kServerFull[] = "server-full";
inline constexpr char kConflict[] = "conflicting-duplicate"; ///< Same UID, other content.
inline constexpr char kUnknownStudy[] = "unknown-study"; ///< What it refers to is not in the archive (yet).
inline constexpr char kOtherInstitution[] = "other-institution"; ///< The study belongs to another institution of this library.
inline constexpr char kInvalid[] = "invalid"; ///< The archive does not take such values: {which}, words of app/ReasonText.
inline constexpr char kDenied[] = "denied"; ///< Row-level security or a missing right.
inline constexpr char kDamaged[] = "object-damaged"; ///< The file does not have the content that its name says.
inline constexpr char kIncomplete[] = "object-incomplete"; ///< The archive does not have all of the file: it is sent again.
inline constexpr char kServer[] = "server"; ///< Anything else: {SQLSTATE}.
} // namespace reason

/// The reason word of an error of the archive, empty for any other error.
[[nodiscard]] inline QString reasonOf(const Error& error)
{
    const bool isOurs = error.code == kArchiveCode && error.arguments.size() >= 2 && error.arguments.front() == kMark;
    return isOurs ? QString::fromStdString(error.arguments[1]) : QString();
}
/// What exactly it is about, where that is known: host, file, login, value.
[[nodiscard]] inline QString subjectOf(const Error& error)
{
    return !reasonOf(error).isEmpty() && error.arguments.size() >= 3 ? QString::fromStdString(error.arguments[2]) : QString();
}
/// Whether it is worth connecting again and sending the same once more.
[[nodiscard]] bool isTransient(const Error& error);

} // namespace lobule::archive
