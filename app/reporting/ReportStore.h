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

/// Keeps one study's report: what is typed becomes the next stored version by itself, as the successor of the version that its author
/// saw. When somebody else has written meanwhile both versions stay, and this one goes on with its own until a person merges them. No
/// widgets; the thread of `library`.
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
    /// The version that is shown and that the next one follows; version 0: there is none yet.
    [[nodiscard]] const library::ReportVersion& base() const { return m_base; }
    /// Versions that nobody has built upon: more than one is a conflict.
    [[nodiscard]] const QList<library::ReportVersion>& heads() const { return m_heads; }
    [[nodiscard]] bool hasConflict() const { return m_heads.size() > 1; }
    [[nodiscard]] QString status() const { return m_base.status; }
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
    /// Stores what a person made of several versions (`parents`, uids) as the one that follows them all. It is final when one of them is.
    /// Errors: as Library::saveReport(), Misuse {"impression-missing"}.
    [[nodiscard]] Result<void> merge(const QJsonObject& fields, const QStringList& parents);
    /// Reads the versions again. Text that waits to be stored stays.
    void refresh();

Q_SIGNALS:
    void dirtied();
    void stored();
    void failed(const lobule::Error& error);
    /// The stored text is another than before (opened, or changed by somebody else).
    void textReplaced();
    /// There are other heads than before.
    void headsChanged();

private:
    [[nodiscard]] Result<void> save(const QString& status);
    [[nodiscard]] Result<void> read();
    void findHeads();
    void take(const library::ReportVersion& version);

    library::Library* m_library;
    QString m_studyUid;
    QString m_author;
    QList<library::ReportVersion> m_versions;
    QList<library::ReportVersion> m_heads;
    library::ReportVersion m_base;
    QJsonObject m_fields;
    bool m_isDirty = false;
    bool m_isGone = false; ///< The study is no longer in the library.
    QTimer m_timer;
};

} // namespace lobule::reporting
