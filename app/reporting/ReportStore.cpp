#include "app/reporting/ReportStore.h"

#include "core/library/Library.h"
#include "core/report/ReportFields.h"
#include "core/report/ReportHeads.h"

#include <algorithm>

namespace lobule::reporting {

ReportStore::ReportStore(library::Library* library, QObject* parent) : QObject(parent), m_library(library)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { (void)flush(); });
}

bool ReportStore::open(const QString& studyUid)
{
    // A study that was removed meanwhile takes no text any more; everything else that refuses keeps its text on the screen.
    if (!flush() && !m_isGone) return false;
    m_isDirty = false;
    m_isGone = false;
    m_timer.stop();
    m_studyUid = studyUid;
    m_versions.clear();
    m_heads.clear();
    m_base = {};
    m_fields = {};
    if (!studyUid.isEmpty()) {
        if (const auto done = read(); !done) Q_EMIT failed(done.error());
    }
    Q_EMIT textReplaced();
    Q_EMIT headsChanged();
    return true;
}

Result<void> ReportStore::read()
{
    auto versions = m_library->reportVersions(m_studyUid);
    if (!versions) return tl::unexpected(versions.error());
    m_versions = std::move(*versions);
    findHeads();
    // What is being typed follows the version that its author sees, whatever has come meanwhile.
    if (m_isDirty) return {};
    const library::ReportVersion* head = report::headFor(m_versions, m_base.versionUid);
    m_base = head ? *head : library::ReportVersion{};
    m_fields = m_base.fields;
    return {};
}

void ReportStore::findHeads()
{
    const QList<library::ReportVersion> before = std::exchange(m_heads, report::heads(m_versions));
    const auto isSame = [](const library::ReportVersion& a, const library::ReportVersion& b) { return a.versionUid == b.versionUid; };
    if (!std::equal(before.begin(), before.end(), m_heads.begin(), m_heads.end(), isSame)) Q_EMIT headsChanged();
}

void ReportStore::setText(const QString& key, const QString& text)
{
    if (m_studyUid.isEmpty() || this->text(key) == text) return;
    m_fields.insert(key, text);
    m_isDirty = true;
    m_timer.start(kSaveDelayMs);
    Q_EMIT dirtied();
}

bool ReportStore::flush()
{
    m_timer.stop();
    if (!m_isDirty || m_studyUid.isEmpty()) return true;
    const auto saved = save(isFinal() ? QStringLiteral("final") : QStringLiteral("draft"));
    if (saved) return true;
    m_isGone = saved.error().code == ErrorCode::NotFound;
    if (!m_isGone) m_timer.start(kRetryDelayMs);
    Q_EMIT failed(saved.error());
    return false;
}

Result<void> ReportStore::finalise()
{
    m_timer.stop();
    return save(QStringLiteral("final"));
}

Result<void> ReportStore::save(const QString& status)
{
    const auto fields = report::normalised(m_fields, m_base.fields);
    if (!fields) return tl::unexpected(fields.error());
    // Nothing typed that counts: blanks are no version.
    if (report::changedFields(m_base.fields, *fields).isEmpty() && status == m_base.status) {
        m_isDirty = false;
        Q_EMIT stored();
        return {};
    }
    if (fields->isEmpty() && m_base.version == 0) {
        m_isDirty = false;
        return status == QLatin1String("final") ? report::checkNext(m_base, *fields, status) : Result<void>();
    }
    if (const auto allowed = report::checkNext(m_base, *fields, status); !allowed) return allowed;
    const QStringList seen = m_base.version == 0 ? QStringList() : QStringList{m_base.versionUid};
    const auto version = m_library->saveReport(m_studyUid, *fields, status, m_author, seen);
    if (!version) return tl::unexpected(version.error());
    take(*version);
    Q_EMIT stored();
    return {};
}

void ReportStore::take(const library::ReportVersion& version)
{
    m_isDirty = false;
    m_base = version;
    // Somebody else's version may have come before it: all of them, not only this one.
    if (auto versions = m_library->reportVersions(m_studyUid)) m_versions = std::move(*versions);
    findHeads();
}

Result<void> ReportStore::merge(const QJsonObject& fields, const QStringList& parents)
{
    QList<library::ReportVersion> merged = m_versions;
    merged.removeIf([&parents](const library::ReportVersion& version) { return !parents.contains(version.versionUid); });
    const auto all = report::withUnknownFields(fields, merged);
    if (!all) return tl::unexpected(all.error());
    const auto tidy = report::normalised(*all, *all);
    if (!tidy) return tl::unexpected(tidy.error());
    const auto status = report::statusOfMerge(merged, *tidy);
    if (!status) return tl::unexpected(status.error());
    const auto version = m_library->saveReport(m_studyUid, *tidy, *status, m_author, parents);
    if (!version) return tl::unexpected(version.error());
    m_timer.stop();
    take(*version);
    m_fields = m_base.fields;
    Q_EMIT textReplaced();
    Q_EMIT stored();
    return {};
}

void ReportStore::refresh()
{
    if (m_studyUid.isEmpty()) return;
    const QJsonObject before = m_fields;
    const QString statusBefore = status();
    if (const auto done = read(); !done) return Q_EMIT failed(done.error());
    if (m_fields != before || status() != statusBefore) Q_EMIT textReplaced();
}

} // namespace lobule::reporting
