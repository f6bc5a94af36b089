#pragma once

#include "core/base/Error.h"

#include <QString>

namespace lobule::app {

/// A failure in the user's language: what happened (and to what), and what to do next. Never holds `Error::detail`.
struct ErrorWords {
    QString what;
    QString advice; ///< Empty where there is nothing to do.
    [[nodiscard]] QString text() const { return advice.isEmpty() ? what : what + QLatin1Char(' ') + advice; }
};

/// The one place where error codes become sentences. Follows the installed translator.
[[nodiscard]] ErrorWords errorWords(const Error& error);
[[nodiscard]] inline QString errorText(const Error& error) { return errorWords(error).text(); }

/// For a file that was not imported: the short result ("Damaged file") and what to do about it.
[[nodiscard]] QString rejectionTitle(ErrorCode code);
[[nodiscard]] QString rejectionAdvice(ErrorCode code, const QString& reason = {});

/// Why a file is held, as a sentence; `code` as in deidentify::holdReasonName.
[[nodiscard]] QString holdReasonText(const QString& code);

} // namespace lobule::app
