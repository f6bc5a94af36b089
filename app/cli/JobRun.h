#pragma once

#include "app/cli/Interrupt.h"
#include "app/cli/Progress.h"
#include "app/cli/Session.h"
#include "core/ingest/ImportTypes.h"

#include <QCommandLineParser>
#include <QEventLoop>
#include <QTimer>

namespace lobule::cli {

struct ProfileArguments {
    QString profile;
    QString safePrivateList; ///< Text of the whitelist, or empty.
};
/// Checks a profile's name and reads its whitelist (`listFile` may be empty). Error: Misuse; the first argument is the sentence.
[[nodiscard]] Result<ProfileArguments> profileArguments(const QString& profile, const QString& listFile);

/// Options that importing and de-identifying have in common.
void addIngestOptions(QCommandLineParser& parser);
/// Error: Misuse (a number that is none); the first argument is the sentence.
[[nodiscard]] Result<ingest::ImportOptions> ingestOptions(const QCommandLineParser& parser);

/// Runs an Importer or TreeAnonymizer to its end: `start` starts it; Ctrl+C cancels it, SIGTERM leaves an import to be continued.
template <class Job, class Start> ingest::ImportResult runJob(Job& job, const QString& what, const Start& start)
{
    QEventLoop loop;
    Progress progress;
    ingest::ImportResult result;
    QObject::connect(
        &job, &Job::progressed, &loop, [&](const ingest::ImportProgress& now) { progress.show(what, now.filesDone, now.filesTotal); });
    QObject::connect(&job, &Job::finished, &loop, [&](const ingest::ImportResult& end) {
        result = end;
        loop.quit();
    });
    QTimer poll;
    QObject::connect(&poll, &QTimer::timeout, &loop, [&job] {
        if (!isInterrupted()) return;
        if constexpr (requires { job.interrupt(); }) {
            if (isTerminated()) return job.interrupt();
        }
        job.cancel();
    });
    poll.start(50);
    start();
    loop.exec();
    return result;
}

/// Writes the reports that were asked for; false when one could not be written.
[[nodiscard]] bool writeReports(const ingest::ImportResult& result, const QCommandLineParser& parser);

/// Prints the result, writes the reports and says how the program ends. `verb`: "imported" or "written".
Exit finishJob(const ingest::ImportResult& result, const QString& verb, const QCommandLineParser& parser, const Session& session);

} // namespace lobule::cli
