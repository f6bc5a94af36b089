#include "core/report/ReportFields.h"

#include <array>
#include <cmath>

namespace lobule::report {
namespace {

constexpr std::array kFields{
    ReportField{kIndication, true, false},
    ReportField{kTechnique, true, false},
    ReportField{kFindings, true, false},
    ReportField{kAiResult, true, false},
    ReportField{kImpression, true, false},
    ReportField{kAddendum, true, true},
};

constexpr char kDraft[] = "draft";
constexpr char kFinal[] = "final";

QString tidy(QString text, bool isMultiLine)
{
    text.replace(QLatin1String("\r\n"), QLatin1String("\n")).replace(QLatin1Char('\r'), QLatin1Char('\n'));
    if (!isMultiLine) text.replace(QLatin1Char('\n'), QLatin1Char(' '));
    return text.trimmed();
}

/// "0.87"; a score that is no number is not printed as one.
QString scoreText(double score) { return std::isfinite(score) ? QString::number(score, 'f', 2) : QStringLiteral("-"); }

QString englishText(const library::Prediction& p)
{
    const QString label = p.indeterminate ? QStringLiteral("indeterminate")
        : p.label == QLatin1String("LC")  ? QStringLiteral("LC (liver cirrhosis)")
                                          : QStringLiteral("NonLC (no liver cirrhosis)");
    QString text = QStringLiteral("%1, score of LC %2 (0 to 1, not a probability). Model %3 %4.")
                       .arg(label, scoreText(p.score), p.modelName, p.modelVersion);
    if (!p.clinicalUse) text += QStringLiteral(" Not for clinical use.");
    return text;
}

QString koreanText(const library::Prediction& p)
{
    const QString label = p.indeterminate ? QStringLiteral("판정 보류")
        : p.label == QLatin1String("LC")  ? QStringLiteral("LC(간경변)")
                                          : QStringLiteral("NonLC(간경변 아님)");
    QString text
        = QStringLiteral("%1, LC 점수 %2 (0~1, 확률 아님). 모델 %3 %4.").arg(label, scoreText(p.score), p.modelName, p.modelVersion);
    if (!p.clinicalUse) text += QStringLiteral(" 임상 사용 불가.");
    return text;
}

} // namespace

std::span<const ReportField> reportFields() { return kFields; }

const ReportField* reportField(const QString& key)
{
    for (const ReportField& field : kFields)
        if (key == QLatin1String(field.key)) return &field;
    return nullptr;
}

Result<QJsonObject> normalised(const QJsonObject& fields, const QJsonObject& before)
{
    QJsonObject result;
    for (auto it = fields.begin(); it != fields.end(); ++it) {
        const ReportField* field = reportField(it.key());
        if ((!field || !it.value().isString()) && before.value(it.key()) == it.value()) {
            result.insert(it.key(), it.value());
            continue;
        }
        if (!field) return fail(ErrorCode::Misuse, {it.key().toStdString()}, "no such report field");
        if (!it.value().isString()) return fail(ErrorCode::Misuse, {field->key}, "a report field is a text");
        const QString text = tidy(it.value().toString(), field->isMultiLine);
        if (!text.isEmpty()) result.insert(it.key(), text);
    }
    return result;
}

QStringList changedFields(const QJsonObject& before, const QJsonObject& after)
{
    QStringList keys;
    for (const ReportField& field : kFields) {
        const QLatin1String key(field.key);
        if (before[key].toString() != after[key].toString()) keys << key;
    }
    return keys;
}

bool isEditable(const ReportField& field, const QString& status) { return field.isAfterFinal == (status == QLatin1String(kFinal)); }

Result<void> checkNext(const library::ReportVersion& newest, const QJsonObject& fields, const QString& status)
{
    if (status != QLatin1String(kDraft) && status != QLatin1String(kFinal)) return fail(ErrorCode::Misuse, {"status"});
    const bool wasFinal = newest.status == QLatin1String(kFinal);
    if (wasFinal && status != QLatin1String(kFinal)) return fail(ErrorCode::Misuse, {"report-final"});
    const QStringList changed = changedFields(newest.fields, fields);
    for (const QString& key : changed) {
        if (isEditable(*reportField(key), newest.status)) continue;
        return fail(ErrorCode::Misuse, {wasFinal ? "report-final" : "addendum-before-final"}, key.toStdString());
    }
    if (status == QLatin1String(kFinal) && fields[QLatin1String(kImpression)].toString().isEmpty())
        return fail(ErrorCode::Misuse, {"impression-missing"});
    return {};
}

QString aiResultText(const library::Prediction& prediction, TextLanguage language, const QString& place)
{
    const QString text = language == TextLanguage::Korean ? koreanText(prediction) : englishText(prediction);
    return place.isEmpty() ? text : place + QStringLiteral(": ") + text;
}

QJsonObject withAiResult(QJsonObject fields, const library::Prediction& prediction, TextLanguage language, const QString& place)
{
    fields.insert(QLatin1String(kAiResult), aiResultText(prediction, language, place));
    return fields;
}

} // namespace lobule::report
