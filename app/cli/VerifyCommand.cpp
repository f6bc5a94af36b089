#include "app/cli/Command.h"
#include "app/cli/Interrupt.h"
#include "app/cli/Progress.h"
#include "app/cli/SeriesPixels.h"
#include "core/library/Library.h"

#include <QCommandLineParser>
#include <QJsonArray>

namespace lobule::cli {

namespace {

void addOptions(QCommandLineParser& parser)
{
    parser.addOption({QStringLiteral("repair"), QStringLiteral("Remove orphaned files and rebuild broken pixels.")});
}

Result<library::VerifyReport> check(library::Library& library, bool repair)
{
    Progress progress;
    return library.verify(repair, [&](int done, int total) {
        progress.show(QStringLiteral("checking"), done, total);
        return !isInterrupted();
    });
}

Exit run(const QCommandLineParser& parser, const Session& session)
{
    if (!parser.positionalArguments().isEmpty()) return session.misuse(QStringLiteral("verify takes no arguments"));
    auto library = session.openLibrary();
    if (!library) return session.fail(library.error());
    auto report = check(**library, parser.isSet(QStringLiteral("repair")));
    if (!report) return session.fail(report.error());
    if (parser.isSet(QStringLiteral("repair")) && !(report->problems.isEmpty() && report->repaired.isEmpty())) {
        // Broken pixels are only marked so far; the stored objects bring them back, and a second look says what is left.
        if (const auto rebuilt = rebuildPixels(**library, {}); !rebuilt) return session.fail(rebuilt.error());
        const QStringList repaired = report->repaired;
        report = check(**library, false);
        if (!report) return session.fail(report.error());
        report->repaired = repaired;
    }
    const QJsonObject document{{QStringLiteral("consistent"), report->problems.isEmpty()}, {QStringLiteral("studies"), report->studies},
        {QStringLiteral("series"), report->series}, {QStringLiteral("instances"), report->instances},
        {QStringLiteral("objects"), report->objects}, {QStringLiteral("problems"), QJsonArray::fromStringList(report->problems)},
        {QStringLiteral("repaired"), QJsonArray::fromStringList(report->repaired)}};
    QString text = QStringLiteral("%1 studies, %2 series, %3 instances, %4 objects\n")
                       .arg(report->studies)
                       .arg(report->series)
                       .arg(report->instances)
                       .arg(report->objects);
    for (const QString& line : report->repaired) text += QStringLiteral("repaired: %1\n").arg(line);
    for (const QString& line : report->problems) text += QStringLiteral("problem: %1\n").arg(line);
    if (report->problems.isEmpty()) text += QStringLiteral("consistent\n");
    return session.finish(report->problems.isEmpty() ? Exit::Ok : Exit::SomeFailed, document, text);
}

} // namespace

extern const Command kVerifyCommand{"verify", "[--repair] [--json]", "Check catalogue, objects and pixel cache against each other.",
    "Checks that every row of the catalogue has its object (SHA-256 of every file) and its decoded pixels (checksum of every\n"
    "frame), and that nothing lies about that the catalogue does not know. Exit status 1 when something is left to mend.\n\n"
    "JSON: {\"consistent\",\"studies\",\"series\",\"instances\",\"objects\",\"problems\":[text],\"repaired\":[text]}",
    false, addOptions, run};

} // namespace lobule::cli
