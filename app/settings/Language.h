#pragma once

#include <QString>
#include <QStringList>

namespace lobule::settings {

/// The languages that Lobule speaks, as codes: "en", "ko".
[[nodiscard]] QStringList languages();
[[nodiscard]] bool isLanguage(const QString& code);
/// The language's name in itself: "English", "한국어".
[[nodiscard]] QString languageName(const QString& code);
/// Installs the translators for `code` in the running program; every widget gets a LanguageChange event. Returns false when the
/// translation is not found (English needs none); the program then stays in English. GUI thread.
bool installLanguage(const QString& code);
/// The code that installLanguage() put in place last; "en" before.
[[nodiscard]] QString installedLanguage();

} // namespace lobule::settings
