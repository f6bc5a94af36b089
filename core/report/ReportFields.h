#pragma once

#include "core/base/Result.h"
#include "core/library/Records.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <span>

/// The structured liver report: which fields it has, what may be changed when, and what changed. Titles are the user interface's.
namespace lobule::report {

/// One field. Keys are stable: they are stored in every version, are names for `lobulectl report --field`, and are never reused.
struct ReportField {
    const char* key;
    bool isMultiLine = true;
    bool isAfterFinal = false; ///< Written only once the report is final: the addendum.
};

inline constexpr char kIndication[] = "indication";
inline constexpr char kTechnique[] = "technique";
inline constexpr char kFindings[] = "findings";
inline constexpr char kAiResult[] = "ai-result";
inline constexpr char kImpression[] = "impression";
inline constexpr char kAddendum[] = "addendum";

/// All fields in the order in which they are written and printed.
[[nodiscard]] std::span<const ReportField> reportFields();
/// The field of a key, nullptr when there is none.
[[nodiscard]] const ReportField* reportField(const QString& key);

/// The report as it is stored: known fields only, line ends as '\n', no white space at the ends, empty fields left out. So that
/// what looks the same is the same. What `before` holds already passes as it is: a newer Lobule may have more fields. Errors: Misuse (a
/// key that no field has, a value that is no text).
[[nodiscard]] Result<QJsonObject> normalised(const QJsonObject& fields, const QJsonObject& before = {});
/// Keys of the fields in which two normalised reports differ, in the order of reportFields().
[[nodiscard]] QStringList changedFields(const QJsonObject& before, const QJsonObject& after);

/// Whether a reader may change this field now. `status`: "", "draft" or "final", of the newest version.
[[nodiscard]] bool isEditable(const ReportField& field, const QString& status);

/// What may follow the newest version (version 0: none yet). Both reports normalised. Rules: "draft" may follow a draft; "final"
/// needs an impression; after "final" only another "final" that differs in the addendum alone. Errors: Misuse with the argument
/// "status", "impression-missing", "report-final" or "addendum-before-final".
[[nodiscard]] Result<void> checkNext(const library::ReportVersion& newest, const QJsonObject& fields, const QString& status);

/// Language of the text that is written into a report; not the language of the windows.
enum class TextLanguage { English, Korean };

/// The sentence with which a prediction enters the field kAiResult: label or "indeterminate", score to two decimals, model and
/// version, and "Not for clinical use" where that is so. `place` says which image ("series 3, image 45"), may be empty. The
/// reader may edit the text.
[[nodiscard]] QString aiResultText(const library::Prediction& prediction, TextLanguage language, const QString& place = {});

/// The report with the AI text in its field: replaces what the field held. Done only when the reader asks for it.
[[nodiscard]] QJsonObject withAiResult(
    QJsonObject fields, const library::Prediction& prediction, TextLanguage language, const QString& place = {});

} // namespace lobule::report
