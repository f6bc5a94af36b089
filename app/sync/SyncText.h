#pragma once

#include "app/theme/Theme.h"
#include "core/archive/SyncState.h"

#include <QString>

/// How library and archive stand, in the user's language. Follows the installed translator.
namespace lobule::sync {

/// A few words for the status line: "Syncing 12 of 340 · 4.2 MB/s".
[[nodiscard]] QString shortText(const archive::SyncState& state);
/// A sentence or two for the page: what it means and what happens next.
[[nodiscard]] QString longText(const archive::SyncState& state);
/// An icon of resources/icons and its colour: a state is told by shape and words as well.
[[nodiscard]] QString iconName(archive::SyncState::Phase phase);
[[nodiscard]] theme::Token iconColor(archive::SyncState::Phase phase);
/// What an outbox item is: "Images", "Report", ...
[[nodiscard]] QString kindText(const QString& kind);
/// Why an item was refused, and what a person can do about it; `word` as in archive::reasonOf().
[[nodiscard]] QString reasonText(const QString& word, const QString& subject = {});
[[nodiscard]] QString reasonAdvice(const QString& word);
/// The same of a change of others that was not taken over: this workstation refused, not the archive.
[[nodiscard]] QString refusalText(const QString& word);
[[nodiscard]] QString refusalAdvice(const QString& word);
/// "just now", "3 min ago", or the date.
[[nodiscard]] QString agoText(const QDateTime& utc);

} // namespace lobule::sync
