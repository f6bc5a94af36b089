#pragma once

#include "core/base/Result.h"
#include "core/library/Records.h"

#include <QDateTime>
#include <QJsonObject>
#include <QObject>
#include <QTimer>

namespace lobule::library {
class Library;
}

namespace lobule::reporting {

/// Keeps one study's report: what is typed becomes the next stored version by itself. No widgets; the thread of `library`.
class ReportStore : public QObject {
    Q_OBJECT
public:
    /// From the last change to storing it.
    static constexpr int kSaveDelayMs = 1000;
    /// After the library refused, until the next try.
    static constexpr int kRetryDelayMs = 5000;

    explicit ReportStore(library::Library* library, QObject* parent = nullptr);

    /// Stores what is open of the former study and reads the report of this one; an empty UID lets go. False: storing failed, and the
    /// former study stays open (unless it is no longer in the library at all).
    bool open(const QString& studyUid);
    [[nodiscard]] const QString& studyUid() const { return m_studyUid; }
    void setAuthor(const QString& author) { m_author = author; }

    /// Newest first, as stored.
    [[nodiscard]] const QList<library::ReportVersion>& versions() const { return m_versions; }
    [[nodiscard]] QString status() const { return m_versions.isEmpty() ? QString() : m_versions.first().status; }
    [[nodiscard]] bool isFinal() const { return status() == QLatin1String("final"); }
    [[nodiscard]] QString text(const QString& key) const { return m_fields.value(key).toString(); }
    [[nodiscard]] const QJsonObject& fields() const { return m_fields; }

    /// The reader changed a field; stored after kSaveDelayMs without further change.
    void setText(const QString& key, const QString& text);
    [[nodiscard]] bool isDirty() const { return m_isDirty; }
    /// Stores now. False: refused, failed() was emitted; tried again later.
    bool flush();
    /// Makes the report final. Errors: as report::checkNext() and Library::saveReport().
    [[nodiscard]] Result<void> finalise();
    /// Reads the versions again. Text that waits to be stored stays.
    void refresh();

Q_SIGNALS:
    void dirtied();
    void stored();
    void failed(const lobule::Error& error);
    /// The stored text is another than before (opened, or changed by somebody else).
    void textReplaced();

private:
    [[nodiscard]] Result<void> save(const QString& status);
    [[nodiscard]] Result<void> read();

    library::Library* m_library;
    QString m_studyUid;
    QString m_author;
    QList<library::ReportVersion> m_versions;
    QJsonObject m_fields;
    bool m_isDirty = false;
    bool m_isGone = false; ///< The study is no longer in the library.
    QTimer m_timer;
};

} // namespace lobule::reporting
