#include "app/cli/Command.h"
#include "app/cli/Interrupt.h"
#include "app/cli/Progress.h"
#include "app/cli/SeriesPixels.h"
#include "app/cli/SyncWatch.h"
#include "core/archive/Password.h"
#include "core/archive/SyncRunner.h"
#include "core/archive/Throttle.h"
#include "core/library/SyncStore.h"

#include <QCommandLineParser>
#include <QJsonArray>

namespace lobule::cli {

namespace {

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({{QStringLiteral("once"), QStringLiteral("Send and receive once, then end (what it does without options, too).")},
        {QStringLiteral("watch"), QStringLiteral("Go on until Ctrl+C, one line for every change of the state.")},
        {QStringLiteral("files"), QStringLiteral("Also fetch the files of all studies.")},
        {QStringLiteral("fetch"),
            QStringLiteral("From now on also fetch, before anybody asks: none, all, or a list of unread, priors, days=N."),
            QStringLiteral("RULE")},
        {QStringLiteral("fetch-quota"), QStringLiteral("From now on keep at most so much of what was fetched; 0: no limit."),
            QStringLiteral("GB")},
        {QStringLiteral("retry"), QStringLiteral("First put back in line what needs attention.")},
        {QStringLiteral("dismiss"),
            QStringLiteral("First print and dismiss what of others was not taken over of a study: it stays as it is, and is not listed "
                           "as needing attention any more. Audited."),
            QStringLiteral("UID")}});
}

QString wordOf(archive::SyncProgress::Step step)
{
    switch (step) {
    case archive::SyncProgress::Step::Connecting: return QStringLiteral("connecting");
    case archive::SyncProgress::Step::Sending: return QStringLiteral("sending");
    case archive::SyncProgress::Step::Receiving: return QStringLiteral("receiving");
    case archive::SyncProgress::Step::Fetching: break;
    }
    return QStringLiteral("fetching");
}

QJsonArray attentionOf(library::SyncStore& store)
{
    QJsonArray array;
    if (const auto items = store.attention())
        for (const library::OutboxItem& item : *items)
            array << QJsonObject{{QStringLiteral("study"), item.studyUid}, {QStringLiteral("kind"), item.kind},
                {QStringLiteral("key"), item.key}, {QStringLiteral("reason"), item.lastError},
                {QStringLiteral("detail"), item.errorSubject}, {QStringLiteral("attempts"), item.attempts}};
    return array;
}

QJsonArray refusalsOf(library::SyncStore& store, bool areDismissed = false)
{
    QJsonArray array;
    if (const auto refusals = store.refusals(areDismissed))
        for (const library::Refusal& item : *refusals)
            array << QJsonObject{{QStringLiteral("study"), item.studyUid}, {QStringLiteral("kind"), item.kind},
                {QStringLiteral("key"), item.key}, {QStringLiteral("reason"), item.why}};
    return array;
}

QString textOf(const library::FetchRule& rule)
{
    QStringList words;
    if (rule.all) words << QStringLiteral("all");
    if (rule.unread) words << QStringLiteral("unread");
    if (rule.priors) words << QStringLiteral("priors");
    if (rule.days > 0) words << QStringLiteral("days=%1").arg(rule.days);
    return words.isEmpty() ? QStringLiteral("none") : words.join(QLatin1Char(','));
}

/// False: it cannot be read.
bool readRule(const QString& text, library::FetchRule& rule)
{
    const qint64 quota = rule.quotaBytes;
    rule = {};
    rule.quotaBytes = quota;
    for (const QString& word : text.split(QLatin1Char(','))) {
        bool isNumber = true;
        if (word == QLatin1String("all"))
            rule.all = true;
        else if (word == QLatin1String("unread"))
            rule.unread = true;
        else if (word == QLatin1String("priors"))
            rule.priors = true;
        else if (word.startsWith(QLatin1String("days=")))
            rule.days = word.mid(5).toInt(&isNumber);
        else if (word != QLatin1String("none") || text != word)
            return false;
        if (!isNumber || rule.days < 0) return false;
    }
    return true;
}

/// What was not taken over of the study, printed and then dismissed. False: there is nothing.
Result<bool> dismissOf(library::SyncStore& store, const QString& study)
{
    auto refusals = store.refusals();
    if (!refusals) return tl::unexpected<Error>(refusals.error());
    refusals->removeIf([&study](const library::Refusal& item) { return item.studyUid != study; });
    if (refusals->isEmpty()) return false;
    for (const library::Refusal& item : *refusals)
        Session::note(QStringLiteral("dismissed: %1 %2 of %3: %4").arg(item.kind, item.key, item.studyUid, item.why));
    const auto done = store.dismiss(*refusals);
    return done ? Result<bool>(true) : tl::unexpected<Error>(done.error());
}

/// Stores what the options say; false: they cannot be read.
Result<bool> takeRule(library::SyncStore& store, const QCommandLineParser& parser)
{
    constexpr double kGigabyte = 1e9;
    const bool hasRule = parser.isSet(QStringLiteral("fetch")), hasQuota = parser.isSet(QStringLiteral("fetch-quota"));
    if (!hasRule && !hasQuota) return true;
    library::FetchRule rule = store.fetchRule();
    if (hasRule && !readRule(parser.value(QStringLiteral("fetch")), rule)) return false;
    bool isNumber = true;
    if (hasQuota) rule.quotaBytes = static_cast<qint64>(parser.value(QStringLiteral("fetch-quota")).toDouble(&isNumber) * kGigabyte);
    if (!isNumber || rule.quotaBytes < 0) return false;
    const auto stored = store.setFetchRule(rule);
    return stored ? Result<bool>(true) : tl::unexpected<Error>(stored.error());
}

/// Decodes the series of which every file is here by now.
Result<void> decodeFetched(library::Library& library, library::SyncStore& store)
{
    const auto studies = library.studies();
    if (!studies) return tl::unexpected<Error>(studies.error());
    for (const library::StudyRow& study : *studies) {
        const auto missing = store.remoteObjects(study.studyUid);
        const auto series = library.series(study.studyUid);
        if (!missing || !series || !missing->isEmpty()) continue;
        for (const library::SeriesRow& row : *series) {
            const auto state = library.pixelState(row.seriesUid);
            if (!state || !state->isRebuildable()) continue;
            if (auto decoded = rebuildPixels(library, row.seriesUid); !decoded) return decoded;
        }
    }
    return {};
}

QJsonObject toJson(const archive::SyncReport& report)
{
    return {{QStringLiteral("sent"), report.sent}, {QStringLiteral("received"), report.received},
        {QStringLiteral("refused"), report.refused}, {QStringLiteral("sentBytes"), report.sentBytes},
        {QStringLiteral("fetchedBytes"), report.fetchedBytes}, {QStringLiteral("fetchedFiles"), report.fetchedObjects},
        {QStringLiteral("quotaReached"), report.isQuotaReached}, {QStringLiteral("reconnects"), report.reconnects},
        {QStringLiteral("waiting"), report.waiting}, {QStringLiteral("waitingReadOnly"), report.held},
        {QStringLiteral("filesInArchiveOnly"), report.remoteObjects}, {QStringLiteral("readOnly"), report.isReadOnly},
        {QStringLiteral("lostInArchive"), report.lost}, {QStringLiteral("conflicts"), QJsonArray::fromStringList(report.conflicts)},
        {QStringLiteral("membershipsEnded"), QJsonArray::fromStringList(report.ended)}, {QStringLiteral("unsent"), report.unsent}};
}

QString toText(const archive::SyncReport& report, const QJsonArray& attention, const QJsonArray& refusals)
{
    QString text = QStringLiteral("sent %1, received %2, waiting %3, files in the archive only %4\n")
                       .arg(report.sent)
                       .arg(report.received)
                       .arg(report.waiting)
                       .arg(report.remoteObjects);
    if (report.held > 0)
        text
            += QStringLiteral("%1 of those that wait cannot be sent: the membership allows reading only; they are kept\n").arg(report.held);
    if (report.isReadOnly) text += QStringLiteral("the archive wants a newer Lobule: nothing was sent, and nothing is lost\n");
    if (report.isQuotaReached) text += QStringLiteral("the quota of fetched files is reached: the rest is fetched when it is opened\n");
    for (const QString& name : report.ended)
        text += QStringLiteral("no longer a member of %1: what was only cached is removed\n").arg(name);
    if (report.unsent > 0)
        text += QStringLiteral("%1 changes are for an institution that this library is not connected with any more; they stay here\n")
                    .arg(report.unsent);
    if (report.lost > 0)
        text
            += QStringLiteral("%1 changes of this library that the archive had acknowledged are not in it any more: tell the administrator "
                              "(lobulectl archive new-epoch)\n")
                   .arg(report.lost);
    for (const QString& study : report.conflicts)
        text += QStringLiteral("several versions of the report of %1 wait for a person\n").arg(study);
    for (const QJsonValue& value : refusals) {
        const QJsonObject item = value.toObject();
        text += QStringLiteral("not taken over, it contradicts what is here: %1 of %2: %3; removing the study here brings the archive's\n")
                    .arg(item.value(QLatin1String("kind")).toString(), item.value(QLatin1String("study")).toString(),
                        item.value(QLatin1String("reason")).toString());
    }
    for (const QJsonValue& value : attention) {
        const QJsonObject item = value.toObject();
        const QString detail = item.value(QLatin1String("detail")).toString();
        text += QStringLiteral("needs attention: %1 of %2: %3%4\n")
                    .arg(item.value(QLatin1String("kind")).toString(), item.value(QLatin1String("study")).toString(),
                        item.value(QLatin1String("reason")).toString(), detail.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(detail));
    }
    return text;
}

Exit run(const QCommandLineParser& parser, const Session& session)
{
    if (!parser.positionalArguments().isEmpty()) return session.misuse(QStringLiteral("sync takes no arguments"));
    const auto library = session.openLibrary();
    if (!library) return session.fail(library.error());
    const auto store = library::SyncStore::open((*library)->folder());
    if (!store) return session.fail(store.error());
    const auto settings = archive::ConnectionSettings::load(**store);
    if (!settings.isComplete()) return session.misuse(QStringLiteral("no archive is set; see \"lobulectl archive --help\""));
    const auto password = archive::readPassword(settings);
    if (!password) return session.fail(password.error());
    const auto isReadable = takeRule(**store, parser);
    if (!isReadable) return session.fail(isReadable.error());
    if (!*isReadable)
        return session.misuse(QStringLiteral("--fetch is none, all, or a list of unread, priors, days=N; --fetch-quota is a number of GB"));
    if (parser.isSet(QStringLiteral("retry")))
        if (const auto done = (*store)->retryAll(); !done) return session.fail(done.error());
    if (parser.isSet(QStringLiteral("dismiss"))) {
        const auto dismissed = dismissOf(**store, parser.value(QStringLiteral("dismiss")));
        if (!dismissed) return session.fail(dismissed.error());
        if (!*dismissed) return session.misuse(QStringLiteral("--dismiss: nothing of that study is listed as not taken over"));
    }
    if (parser.isSet(QStringLiteral("watch"))) {
        archive::RunnerOptions options;
        options.fetchObjects = parser.isSet(QStringLiteral("files"));
        return watchSync((*library)->folder(), options, session);
    }
    archive::SyncReport report;
    Result<void> done;
    {
        Progress progress;
        archive::SyncOptions options;
        options.fetchObjects = parser.isSet(QStringLiteral("files"));
        options.isCancelled = isInterrupted;
        archive::Throttle throttle;
        throttle.setLimit((*store)->setting(QStringLiteral("bytes-per-second")).toLongLong());
        options.burst = throttle.limit();
        options.pace = [&throttle](qint64 bytes) { throttle.spend(bytes, isInterrupted); };
        options.progress = [&progress](const archive::SyncProgress& now) { progress.show(wordOf(now.step), now.done, now.total); };
        done = archive::syncOnce(**store, settings, *password, options, report);
    }
    QJsonObject document = toJson(report);
    const QJsonArray attention = attentionOf(**store);
    document.insert(QStringLiteral("attention"), attention);
    const QJsonArray refusals = refusalsOf(**store);
    document.insert(QStringLiteral("notTakenOver"), refusals);
    document.insert(QStringLiteral("dismissed"), refusalsOf(**store, true));
    document.insert(QStringLiteral("fetchRule"), textOf((*store)->fetchRule()));
    if (const auto held = (*store)->fetchedBytes()) document.insert(QStringLiteral("heldBytes"), *held);
    if (!done) {
        // What was done before is told as well.
        const QJsonObject error = errorObject(done.error());
        document.insert(QStringLiteral("error"), error);
        Session::note(QStringLiteral("lobulectl: ") + error.value(QLatin1String("message")).toString());
        return session.finish(exitFor(done.error().code), document, toText(report, attention, refusals));
    }
    if (report.fetchedObjects > 0)
        if (const auto decoded = decodeFetched(**library, **store); !decoded) return session.fail(decoded.error());
    // What --watch calls "needs attention".
    const bool isWell = attention.isEmpty() && refusals.isEmpty() && report.lost == 0 && report.conflicts.isEmpty();
    return session.finish(isWell ? Exit::Ok : Exit::SomeFailed, document, toText(report, attention, refusals));
}

} // namespace

extern const Command kSyncCommand{"sync", "[--once|--watch] [--files] [--fetch RULE] [--fetch-quota GB] [--retry] [--dismiss UID] [--json]",
    "Bring library and shared archive together.",
    "Sends what was done here since the last time and receives what others did; \"archive connect\" comes first. Without a connection\n"
    "nothing is lost: it waits for the next time. Files of others' studies come when a study is opened, one study at a time with\n"
    "\"archive fetch\", all at once with --files, or beforehand by a rule that is kept:\n"
    "  --fetch unread          studies not read here yet and without a final report\n"
    "  --fetch unread,priors   and earlier studies of the same patients\n"
    "  --fetch days=7          studies of the last seven days (lists are joined with a comma; none, all)\n"
    "Above the quota those fetched first and not wanted by the rule go again; the archive keeps them, and what was imported here\n"
    "stays. Exit status 1 when something needs attention, which is what \"attention\", \"notTakenOver\", \"conflicts\" and\n"
    "\"lostInArchive\" tell. The last is not 0 where the archive lacks what it had acknowledged, as after a restore from a backup\n"
    "that nobody told the workstations about.\n\n"
    "--watch goes on until Ctrl+C: it sends what is changed here, by whatever program, within a second, receives what others do, and\n"
    "waits for the connection to come back. With --json every line is a document of its own:\n"
    "{\"state\": not-configured|connecting|offline|syncing|up-to-date|needs-attention|paused, \"waiting\",\"attention\",\n"
    "\"notTakenOver\",\"unsent\",\"lostInArchive\",\"filesInArchiveOnly\",\"readOnly\",\"conflicts\":[study],\"error\",\"lastSync\",\n"
    "\"done\",\"total\",\"bytesPerSecond\"}\n\n"
    "JSON: "
    "{\"sent\",\"received\",\"refused\",\"sentBytes\",\"fetchedBytes\",\"fetchedFiles\",\"quotaReached\",\"reconnects\",\"waiting\",\n"
    "\"waitingReadOnly\",\"filesInArchiveOnly\",\"fetchRule\",\"heldBytes\",\"readOnly\",\"lostInArchive\",\"conflicts\":[study],\n"
    "\"membershipsEnded\":[name],\"unsent\",\n"
    "\"attention\":[{\"study\",\"kind\",\"key\",\"reason\",\"detail\",\"attempts\"}],\n"
    "\"notTakenOver\" and \"dismissed\":[{\"study\",\"kind\",\"key\",\"reason\"}]}",
    false, addOptions, run};

} // namespace lobule::cli
