#pragma once

#include "core/archive/Archive.h"

namespace lobule::archive {

/// What a login finds at an archive.
struct Probe {
    QString login;
    QStringList institutions; ///< That the login is a member of.
    int schema = 0;
    bool mayWrite = true; ///< This Lobule is new enough to send.
};

/// Whether a library with these links belongs to another archive than the one that has greeted. Numbers of institutions and their names are
/// no evidence; the epoch is, and the identity of an institution. In doubt it is another one: nothing may be sent there, or forgotten here.
[[nodiscard]] bool isOtherArchive(const QList<library::ArchiveLink>& links, const Greeting& greeting);

/// What the greeting says about an institution, for the library.
[[nodiscard]] library::ArchiveOffer offerOf(const ArchiveInstitution& institution, const Greeting& greeting);

/// Connects and looks, changes nothing. Errors: those of Archive::connect.
[[nodiscard]] Result<Probe> probe(const ConnectionSettings& settings, const QString& password, const IsCancelled& isCancelled = {});

/// Ties the library to every institution of the login; `own` is the one that imports belong to, and may be empty where there is only
/// one. Stores the settings. Errors also: not-member (of `own`, or of any), other-archive.
[[nodiscard]] Result<Probe> tie(library::SyncStore& store, const ConnectionSettings& settings, const QString& password, const QString& own,
    const IsCancelled& isCancelled = {});

/// Unties the library and forgets where the archive is: what was only cached here goes, what was imported or written here stays. The
/// archive keeps everything.
[[nodiscard]] Result<void> untie(library::SyncStore& store);

} // namespace lobule::archive
