#include "app/cli/SyncWatch.h"

#include "app/cli/Interrupt.h"
#include "app/ErrorText.h"
#include "core/archive/SyncRunner.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTimer>

#include <utility>

namespace lobule::cli {

namespace {

using archive::SyncState;

QJsonObject toJson(const SyncState& state)
{
    QJsonObject line{{QStringLiteral("state"), QLatin1String(archive::phaseName(state.phase))}, {QStringLiteral("waiting"), state.waiting},
        {QStringLiteral("attention"), state.attention}, {QStringLiteral("notTakenOver"), state.refusals},
        {QStringLiteral("unsent"), state.unsent}, {QStringLiteral("lostInArchive"), state.lost},
        {QStringLiteral("filesInArchiveOnly"), state.remoteObjects}, {QStringLiteral("readOnly"), state.isReadOnly},
        {QStringLiteral("conflicts"), QJsonArray::fromStringList(state.conflicts)}};
    if (state.phase == SyncState::Phase::Syncing) {
        line.insert(QStringLiteral("done"), state.progress.done);
        line.insert(QStringLiteral("total"), state.progress.total);
        line.insert(QStringLiteral("bytesPerSecond"), state.bytesPerSecond);
    }
    if (state.problem) line.insert(QStringLiteral("error"), errorObject(*state.problem));
    if (state.lastSync.isValid()) line.insert(QStringLiteral("lastSync"), state.lastSync.toString(Qt::ISODate));
    return line;
}

QString toText(const SyncState& state)
{
    QString text = QLatin1String(archive::phaseName(state.phase));
    text.replace(QLatin1Char('-'), QLatin1Char(' '));
    if (state.phase == SyncState::Phase::Syncing) {
        // How long the feed is, nobody knows beforehand.
        if (state.progress.total > 0) text += QStringLiteral(" %1 of %2").arg(state.progress.done).arg(state.progress.total);
        text += QStringLiteral(" (%1 kB/s)").arg(state.bytesPerSecond / 1000);
    }
    if (state.waiting > 0) text += QStringLiteral(", %1 waiting").arg(state.waiting);
    if (state.attention > 0) text += QStringLiteral(", %1 refused").arg(state.attention);
    if (state.refusals > 0) text += QStringLiteral(", %1 of others not taken over").arg(state.refusals);
    if (state.lost > 0) text += QStringLiteral(", %1 lost in the archive").arg(state.lost);
    if (!state.conflicts.isEmpty()) text += QStringLiteral(", %1 reports with several versions").arg(state.conflicts.size());
    if (state.problem) text += QStringLiteral(": ") + app::errorText(*state.problem);
    return text;
}

} // namespace

Exit watchSync(const QString& libraryFolder, const archive::RunnerOptions& options, const Session& session)
{
    archive::SyncRunner runner(libraryFolder, options);
    QString last;
    QObject::connect(&runner, &archive::SyncRunner::stateChanged, &runner, [&](const SyncState& state) {
        const QString line
            = session.isJson() ? QString::fromUtf8(QJsonDocument(toJson(state)).toJson(QJsonDocument::Compact)) : toText(state);
        if (line != std::exchange(last, line)) session.print(line + QLatin1Char('\n'));
    });
    QObject::connect(&runner, &archive::SyncRunner::membershipsEnded, &runner, [](const QStringList& names, int unsent) {
        for (const QString& name : names)
            Session::note(QStringLiteral("no longer a member of %1: what was only cached is removed").arg(name));
        if (unsent > 0)
            Session::note(
                QStringLiteral("%1 changes are for an institution that this library is not connected with any more; they stay here")
                    .arg(unsent));
    });
    QTimer look;
    QObject::connect(&look, &QTimer::timeout, &runner, [] {
        if (isInterrupted()) QCoreApplication::quit();
    });
    look.start(100);
    runner.start();
    QCoreApplication::exec();
    return Exit::Ok;
}

} // namespace lobule::cli
