#include "app/reporting/ReportStore.h"

#include "core/library/Library.h"
#include "core/report/ReportFields.h"

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
    m_fields = {};
    if (!studyUid.isEmpty()) {
        if (const auto done = read(); !done) Q_EMIT failed(done.error());
    }
    Q_EMIT textReplaced();
    return true;
}

Result<void> ReportStore::read()
{
    auto versions = m_library->reportVersions(m_studyUid);
    if (!versions) return tl::unexpected(versions.error());
    m_versions = std::move(*versions);
    if (!m_isDirty) m_fields = m_versions.isEmpty() ? QJsonObject() : m_versions.first().fields;
    return {};
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
    const auto fields = report::normalised(m_fields);
    if (!fields) return tl::unexpected(fields.error());
    const library::ReportVersion newest = m_versions.isEmpty() ? library::ReportVersion{} : m_versions.first();
    // Nothing typed that counts: blanks are no version.
    if (report::changedFields(newest.fields, *fields).isEmpty() && status == newest.status) {
        m_isDirty = false;
        Q_EMIT stored();
        return {};
    }
    if (fields->isEmpty() && newest.version == 0) {
        m_isDirty = false;
        return status == QLatin1String("final") ? report::checkNext(newest, *fields, status) : Result<void>();
    }
    if (const auto allowed = report::checkNext(newest, *fields, status); !allowed) return allowed;
    const auto version = m_library->saveReport(m_studyUid, *fields, status, m_author);
    if (!version) return tl::unexpected(version.error());
    m_isDirty = false;
    if (m_versions.isEmpty() || m_versions.first().version != version->version) m_versions.prepend(*version);
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
