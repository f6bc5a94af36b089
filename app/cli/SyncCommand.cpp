#include "app/cli/Command.h"
#include "app/cli/Interrupt.h"
#include "app/cli/Progress.h"
#include "app/cli/SeriesPixels.h"
#include "app/cli/SyncWatch.h"
#include "core/archive/Password.h"
#include "core/archive/SyncRunner.h"
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
        {QStringLiteral("retry"), QStringLiteral("First put back in line what needs attention.")}});
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
                {QStringLiteral("key"), item.key}, {QStringLiteral("reason"), item.lastError}, {QStringLiteral("attempts"), item.attempts}};
    return array;
}

QJsonObject toJson(const archive::SyncReport& report)
{
    return {{QStringLiteral("sent"), report.sent}, {QStringLiteral("received"), report.received},
        {QStringLiteral("refused"), report.refused}, {QStringLiteral("sentBytes"), report.sentBytes},
        {QStringLiteral("fetchedBytes"), report.fetchedBytes}, {QStringLiteral("fetchedFiles"), report.fetchedObjects},
        {QStringLiteral("reconnects"), report.reconnects}, {QStringLiteral("waiting"), report.waiting},
        {QStringLiteral("filesInArchiveOnly"), report.remoteObjects}, {QStringLiteral("readOnly"), report.isReadOnly},
        {QStringLiteral("conflicts"), QJsonArray::fromStringList(report.conflicts)},
        {QStringLiteral("membershipsEnded"), QJsonArray::fromStringList(report.ended)}};
}

QString toText(const archive::SyncReport& report, const QJsonArray& attention)
{
    QString text = QStringLiteral("sent %1, received %2, waiting %3, files in the archive only %4\n")
                       .arg(report.sent)
                       .arg(report.received)
                       .arg(report.waiting)
                       .arg(report.remoteObjects);
    if (report.isReadOnly) text += QStringLiteral("the archive wants a newer Lobule: nothing was sent, and nothing is lost\n");
    for (const QString& name : report.ended)
        text += QStringLiteral("no longer a member of %1: what was only cached is removed\n").arg(name);
    for (const QString& study : report.conflicts) text += QStringLiteral("two versions of the report of %1 wait for a person\n").arg(study);
    for (const QJsonValue& value : attention) {
        const QJsonObject item = value.toObject();
        text += QStringLiteral("needs attention: %1 of %2: %3\n")
                    .arg(item.value(QLatin1String("kind")).toString(), item.value(QLatin1String("study")).toString(),
                        item.value(QLatin1String("reason")).toString());
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
    if (parser.isSet(QStringLiteral("retry")))
        if (const auto done = (*store)->retryAll(); !done) return session.fail(done.error());
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
        options.progress = [&progress](const archive::SyncProgress& now) { progress.show(wordOf(now.step), now.done, now.total); };
        done = archive::syncOnce(**store, settings, *password, options, report);
    }
    QJsonObject document = toJson(report);
    const QJsonArray attention = attentionOf(**store);
    document.insert(QStringLiteral("attention"), attention);
    if (!done) {
        // What was done before is told as well.
        const QJsonObject error = errorObject(done.error());
        document.insert(QStringLiteral("error"), error);
        Session::note(QStringLiteral("lobulectl: ") + error.value(QLatin1String("message")).toString());
        return session.finish(exitFor(done.error().code), document, toText(report, attention));
    }
    if (parser.isSet(QStringLiteral("files")) && report.fetchedObjects > 0)
        if (const auto decoded = rebuildPixels(**library, {}); !decoded) return session.fail(decoded.error());
    return session.finish(attention.isEmpty() ? Exit::Ok : Exit::SomeFailed, document, toText(report, attention));
}

} // namespace

extern const Command kSyncCommand{"sync", "[--once|--watch] [--files] [--retry] [--json]", "Bring library and shared archive together.",
    "Sends what was done here since the last time and receives what others did; \"archive connect\" comes first. Without a connection\n"
    "nothing is lost: it waits for the next time. Files of others' studies come with --files, or one study at a time with\n"
    "\"archive fetch\". Exit status 1 when something needs attention.\n\n"
    "--watch goes on until Ctrl+C: it sends what is changed here, by whatever program, within a second, receives what others do, and\n"
    "waits for the connection to come back. With --json every line is a document of its own:\n"
    "{\"state\": not-configured|connecting|offline|syncing|up-to-date|needs-attention|paused, \"waiting\",\"attention\",\n"
    "\"filesInArchiveOnly\",\"readOnly\",\"conflicts\":[study],\"error\",\"lastSync\",\"done\",\"total\",\"bytesPerSecond\"}\n\n"
    "JSON: {\"sent\",\"received\",\"refused\",\"sentBytes\",\"fetchedBytes\",\"fetchedFiles\",\"reconnects\",\"waiting\",\n"
    "\"filesInArchiveOnly\",\"readOnly\",\"conflicts\":[study],\"membershipsEnded\":[name],\n"
    "\"attention\":[{\"study\",\"kind\",\"key\",\"reason\",\"attempts\"}]}",
    false, addOptions, run};

} // namespace lobule::cli
