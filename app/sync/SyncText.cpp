#include "app/sync/SyncText.h"

#include "app/ErrorText.h"
#include "core/archive/ArchiveError.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTextDocument>

namespace lobule::sync {
namespace {

using archive::SyncState;
using Phase = SyncState::Phase;

class Words {
    Q_DECLARE_TR_FUNCTIONS(Sync)
public:
    static QString waiting(const SyncState& state)
    {
        return state.waiting > 0 ? QStringLiteral(" · ") + tr("%n waiting", nullptr, state.waiting) : QString();
    }
    static QString rate(const SyncState& state)
    {
        if (state.bytesPerSecond <= 0) return {};
        return QStringLiteral(" · ")
            + QStringLiteral("%1/s").arg(QLocale().formattedDataSize(state.bytesPerSecond, 1, QLocale::DataSizeSIFormat));
    }
    static QString syncing(const SyncState& state)
    {
        using Step = archive::SyncProgress::Step;
        const QLocale locale;
        if (state.progress.step == Step::Receiving) return tr("Receiving changes") + rate(state);
        if (state.progress.step == Step::Fetching)
            return tr("Fetching images %1 of %2")
                       .arg(locale.formattedDataSize(state.progress.done, 1, QLocale::DataSizeSIFormat),
                           locale.formattedDataSize(state.progress.total, 1, QLocale::DataSizeSIFormat))
                + rate(state);
        return tr("Syncing %1 of %2").arg(locale.toString(state.progress.done), locale.toString(state.progress.total)) + rate(state);
    }
    static QString shortText(const SyncState& state)
    {
        switch (state.phase) {
        case Phase::NotConfigured: return tr("No archive");
        case Phase::Connecting: return tr("Archive: connecting");
        case Phase::Offline: return tr("Archive offline") + waiting(state);
        case Phase::Syncing: return syncing(state);
        case Phase::UpToDate: return tr("Archive up to date") + waiting(state);
        case Phase::NeedsAttention: return tr("Archive: %n need(s) attention", nullptr, state.attentionCount());
        case Phase::Paused: break;
        }
        return tr("Archive paused") + waiting(state);
    }
    static QString lost(int changes)
    {
        return tr(
            "The archive has lost %n change(s) that it had acknowledged. This work is still on this computer. Tell the administrator: "
            "after a restore, \"lobulectl archive new-epoch\" makes every computer offer again what it holds.",
            nullptr, changes);
    }
    static QString refusal() { return tr("It has a form that this Lobule does not take."); }
    static QString refusalAdvice(bool isForm)
    {
        return isForm ? tr("What is here stays as it is. Tell the administrator.")
                      : tr("Compare the two. Removing the study here brings the archive's; the archive loses nothing.");
    }
    static QString longText(const SyncState& state)
    {
        const QString problem = state.problem ? app::errorText(*state.problem) : QString();
        switch (state.phase) {
        case Phase::NotConfigured: return tr("This library is not connected to a shared archive. Everything stays on this computer.");
        case Phase::Connecting: return tr("Looking for the archive.");
        case Phase::Offline:
            return problem + u' ' + tr("Go on reading: everything is stored here, and it is sent as soon as the archive answers.");
        case Phase::Syncing: return tr("Go on reading: this does not hold anything up.");
        case Phase::UpToDate:
            if (state.held > 0)
                return tr("What others did is here. Your membership allows reading only: what you do waits on this computer until you may "
                          "write.");
            return state.isReadOnly ? tr("What others did is here. This Lobule is too old to send; what waits is kept.")
                                    : tr("Everything that was done here is in the archive, and what others did is here.");
        case Phase::NeedsAttention:
            if (state.lost > 0) return problem + u' ' + lost(state.lost);
            return problem.isEmpty() ? tr("What is listed below needs you. Everything else goes on, and nothing is lost.") : problem;
        case Phase::Paused: break;
        }
        return tr("Nothing is sent or received until you resume. What you do is stored here.");
    }
    static QString kind(const QString& word)
    {
        if (word == u"instance") return tr("Images");
        if (word == u"report") return tr("Report");
        if (word == u"measurement") return tr("Measurement");
        if (word == u"key-image") return tr("Key image");
        if (word == u"prediction") return tr("AI result");
        if (word == u"tombstone") return tr("Removal of the study");
        if (word == u"audit") return tr("Audit entries");
        return word;
    }
    static QString ago(const QDateTime& utc)
    {
        if (!utc.isValid()) return tr("never");
        const qint64 seconds = utc.secsTo(QDateTime::currentDateTimeUtc());
        if (seconds < 60) return tr("just now");
        if (seconds < 3600) return tr("%n minute(s) ago", nullptr, static_cast<int>(seconds / 60));
        return utc.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm"));
    }
};

bool isOfForm(const QString& word) { return word == QLatin1String(archive::reason::kInvalid); }

app::ErrorWords wordsOf(const QString& word, const QString& subject)
{
    return app::errorWords({archive::kArchiveCode, {archive::kMark, word.toStdString(), subject.toStdString()}, {}});
}

} // namespace

QString shortText(const SyncState& state) { return Words::shortText(state); }
QString longText(const SyncState& state) { return Words::longText(state).trimmed(); }

QString iconName(Phase phase)
{
    switch (phase) {
    case Phase::NotConfigured: return QStringLiteral("archive");
    case Phase::Connecting:
    case Phase::Syncing: return QStringLiteral("sync");
    case Phase::Offline: return QStringLiteral("offline");
    case Phase::UpToDate: return QStringLiteral("check");
    case Phase::NeedsAttention: return QStringLiteral("warning");
    case Phase::Paused: break;
    }
    return QStringLiteral("pause");
}

theme::Token iconColor(Phase phase)
{
    switch (phase) {
    case Phase::UpToDate: return theme::Token::Ok;
    case Phase::Syncing:
    case Phase::Connecting: return theme::Token::Accent;
    case Phase::NeedsAttention: return theme::Token::Indeterminate;
    default: return theme::Token::Text2;
    }
}

QString kindText(const QString& kind) { return Words::kind(kind); }
QString reasonText(const QString& word, const QString& subject) { return word.isEmpty() ? QString() : wordsOf(word, subject).what; }
QString reasonAdvice(const QString& word) { return word.isEmpty() ? QString() : wordsOf(word, {}).advice; }
QString refusalText(const QString& word) { return isOfForm(word) ? Words::refusal() : reasonText(word); }
QString refusalAdvice(const QString& word) { return Words::refusalAdvice(isOfForm(word)); }
QString agoText(const QDateTime& utc) { return Words::ago(utc); }

} // namespace lobule::sync
