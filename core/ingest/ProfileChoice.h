#pragma once

#include "core/base/Result.h"
#include "core/deidentify/Profile.h"

#include <QString>

namespace lobule::library {
class Library;
}

namespace lobule::ingest {

/// How a library de-identifies what is imported from now on. Chosen once for the library, so that the window and lobulectl agree.
struct ProfileChoice {
    QString profile = QStringLiteral("basic"); ///< deidentify::Profile::fromName()
    QString safePrivateList; ///< Text of the hospital's own whitelist; empty: the one that comes with Lobule.
    QString safePrivateName; ///< Name of the file that it was read from, for display.

    friend bool operator==(const ProfileChoice&, const ProfileChoice&) = default;
};

/// The profile with its whitelist. Errors: Misuse (unknown word, as argument), Malformed (whitelist: "line N").
[[nodiscard]] Result<deidentify::Profile> resolve(const QString& profile, const QString& safePrivateList);

/// Reads a whitelist and checks it. Errors: FileUnreadable, LimitExceeded (over 1 MiB), Malformed {"line N"}.
[[nodiscard]] Result<QString> readSafePrivateList(const QString& path);

/// "shipped", or the SHA-256 of the list; empty when the profile keeps no private attributes.
[[nodiscard]] QString safePrivateListName(const QString& profile, const QString& safePrivateList);

/// What the library uses; the Basic Profile until something was chosen. A stored profile that this version does not know
/// counts as the Basic Profile, which keeps the least.
[[nodiscard]] ProfileChoice profileChoice(const library::Library& library);

/// Stores the choice and notes the change in the audit; does nothing when it is the present one.
/// Errors: those of resolve() and of the library.
[[nodiscard]] Result<void> storeProfileChoice(library::Library& library, const ProfileChoice& choice);

} // namespace lobule::ingest
