#include "tests/core/archive/history/History.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QRandomGenerator>

#include <cstdio>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

// Randomised histories of the shared archive: three workstations, one PostgreSQL, people's operations and faults by seed, then a checker
// that knows the evidence only. Prints what ran; exits with 1 and the seed when an invariant does not hold, with 77 when there is no
// server.

using namespace lobule::test;

namespace {

/// Mounts of this process end with it. Only root may have a mount name space in which the server's user can be somebody else.
bool ownMounts()
{
    return ::geteuid() == 0 && ::unshare(CLONE_NEWNS) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

QString listed(const QMap<QString, int>& counts)
{
    QStringList parts;
    int sum = 0;
    for (auto it = counts.begin(); it != counts.end(); ++it) {
        sum += *it;
        parts << QString("%1 %2").arg(it.key()).arg(*it);
    }
    return QString::number(sum) + (parts.isEmpty() ? QString() : " (" + parts.join(", ") + ")");
}

void add(QMap<QString, int>& sum, const QMap<QString, int>& more)
{
    for (auto it = more.begin(); it != more.end(); ++it) sum[it.key()] += *it;
}

void say(const QString& text)
{
    std::printf("%s\n", qPrintable(text));
    std::fflush(stdout);
}

int checkAgain(const QString& folder)
{
    const QStringList wrong = check(Evidence::load(folder));
    for (const QString& line : wrong) say(line);
    say(wrong.isEmpty() ? "every invariant holds" : QString("%1 violations").arg(wrong.size()));
    return wrong.isEmpty() ? 0 : 1;
}

struct Totals {
    int histories = 0, failed = 0;
    QMap<QString, int> operations, faults;
};

/// One history; false: something is wrong, and told.
bool runOne(World& world, quint32 seed, int steps, const QString& keep, Totals& totals)
{
    History history(world, seed, steps, QStringLiteral(LOBULE_CLOCK_SKEW));
    const QString error = history.run();
    ++totals.histories;
    add(totals.operations, history.operations());
    add(totals.faults, history.faults());
    QStringList wrong = error.isEmpty() ? check(history.evidence()) : QStringList{"not carried out: " + error};
    const QString folder = keep + "/seed-" + QString::number(seed);
    if (wrong.isEmpty()) return true;
    ++totals.failed;
    (void)history.evidence().store(folder);
    say(QString("FAILED: seed %1, %2 steps; the evidence is in %3 (look again with --check)").arg(seed).arg(steps).arg(folder));
    for (const QString& line : std::as_const(wrong).mid(0, 12)) say("  " + line);
    if (QFile log(folder + "/server.log"); log.open(QIODevice::WriteOnly)) log.write(world.serverLog().toUtf8());
    return false;
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({{"seed", "First seed.", "N", "1"}, {"histories", "So many, with the seeds that follow.", "N", "1"},
        {"seconds", "Go on for so long instead, with random seeds.", "N"}, {"steps", "Operations of a history.", "N", "60"},
        {"evidence", "Folder for the evidence of what failed.", "DIR", QDir::tempPath() + "/lobule-histories"},
        {"check", "Only judge the evidence in a folder.", "DIR"}});
    parser.addHelpOption();
    parser.process(application);
    if (parser.isSet("check")) return checkAgain(parser.value("check"));
    if (const QString reason = PostgresServer::missing(); !reason.isEmpty()) {
        say("skipped: " + reason);
        return 77;
    }
    World world(ownMounts());
    if (const QString error = world.startServer(); !error.isEmpty()) {
        say(error);
        return 1;
    }
    if (!world.hasDisks()) say("not tried: full disks (small file systems cannot be mounted here)");
    const bool isSoak = parser.isSet("seconds");
    const int steps = parser.value("steps").toInt(), count = parser.value("histories").toInt();
    QElapsedTimer since;
    since.start();
    Totals totals;
    for (int i = 0; isSoak ? since.elapsed() < parser.value("seconds").toLongLong() * 1000 : i < count; ++i) {
        const quint32 seed
            = isSoak ? QRandomGenerator::system()->bounded(1'000'000u) : parser.value("seed").toUInt() + static_cast<quint32>(i);
        const bool isRight = runOne(world, seed, steps, parser.value("evidence"), totals);
        if (!isRight && isSoak && totals.failed >= 5) break;
    }
    say(QString("%1 histories in %2 s, %3 failed; operations %4; faults %5")
            .arg(totals.histories)
            .arg(since.elapsed() / 1000)
            .arg(totals.failed)
            .arg(listed(totals.operations), listed(totals.faults)));
    return totals.failed == 0 ? 0 : 1;
}
