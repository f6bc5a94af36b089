#include "tests/core/archive/history/History.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QSet>

#include <algorithm>
#include <cstdio>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

// Randomised histories of the shared archive: three workstations, one PostgreSQL, people's operations and faults by seed, then a checker
// that knows the evidence only. Prints what ran; exits with 1 and the seed when an invariant does not hold, with 77 when there is no
// server. A history that fails is made smaller until nothing of it can be left out, and printed.

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

struct Outcome {
    QStringList wrong; ///< Empty: every invariant holds.
    Evidence evidence;
};

Outcome carryOut(World& world, const Script& script, Totals& totals)
{
    History history(world, script, QStringLiteral(LOBULE_CLOCK_SKEW));
    const QString error = history.run();
    ++totals.histories;
    add(totals.operations, history.operations());
    add(totals.faults, history.faults());
    return {error.isEmpty() ? check(history.evidence()) : QStringList{"not carried out: " + error}, history.evidence()};
}

/// Which invariants do not hold.
QSet<QString> signatureOf(const QStringList& wrong)
{
    QSet<QString> names;
    for (const QString& line : wrong) names << line.section(':', 0, 0);
    return names;
}

void write(const QString& path, const QByteArray& text)
{
    if (QFile file(path); file.open(QIODevice::WriteOnly)) file.write(text);
}

/// Looks for the smallest part of a script in which one of the same invariants still fails, and prints it. Timing is not part of a script,
/// so a rare failure gets several tries before an entry is taken for needed.
Script shrunk(World& world, const Script& script, const QStringList& wrong, const QString& folder, int seconds, int tries)
{
    const QSet<QString> signature = signatureOf(wrong);
    QElapsedTimer since;
    since.start();
    int runs = 0;
    Totals ignored;
    const auto isEnough = [&] { return since.elapsed() > seconds * 1000ll; };
    const auto fails = [&](const Script& part) {
        for (int i = 0; i < tries && !isEnough(); ++i) {
            ++runs;
            if (!signatureOf(carryOut(world, part, ignored).wrong).intersects(signature)) continue;
            say(QString("  still fails with %1 entries").arg(part.size()));
            return true;
        }
        return false;
    };
    const Script least = shrink(script, fails, isEnough);
    write(folder + "/minimal.jsonl", textOf(least));
    say(QString("%1: %2 of %3 entries, after %4 runs in %5 s (again with --script %6)")
            .arg(isEnough() ? "the smallest so far" : "minimal")
            .arg(least.size())
            .arg(script.size())
            .arg(runs)
            .arg(since.elapsed() / 1000)
            .arg(folder + "/minimal.jsonl"));
    say(QString::fromUtf8(textOf(least)).trimmed());
    return least;
}

/// One history; false: something is wrong, and told.
bool runOne(World& world, const Script& script, const QString& name, const QCommandLineParser& parser, Totals& totals)
{
    const Outcome outcome = carryOut(world, script, totals);
    if (outcome.wrong.isEmpty()) return true;
    ++totals.failed;
    const QString folder = parser.value("evidence") + '/' + name;
    (void)outcome.evidence.store(folder);
    write(folder + "/script.jsonl", textOf(script));
    write(folder + "/server.log", world.serverLog().toUtf8());
    say(QString("FAILED: %1, %2 entries; the evidence is in %3 (look again with --check)").arg(name).arg(script.size()).arg(folder));
    for (const QString& line : outcome.wrong.mid(0, 12)) say("  " + line);
    if (const int seconds = parser.value("shrink").toInt(); seconds > 0)
        (void)shrunk(world, script, outcome.wrong, folder, seconds, parser.value("tries").toInt());
    return false;
}

/// Whether a fault that is planted in the workstations is found, and shrunk to what it needs: a study, and a final report of it.
int testMyself(World& world, const QCommandLineParser& parser)
{
    world.setBug("final-report-forgotten");
    Totals totals;
    for (quint32 seed = parser.value("seed").toUInt();; ++seed) {
        const Script script = scriptOf(seed, 24);
        const Outcome outcome = carryOut(world, script, totals);
        if (outcome.wrong.isEmpty() && totals.histories < 10) continue; // it has no final report
        const QString folder = parser.value("evidence") + "/planted";
        if (outcome.wrong.isEmpty() || !outcome.evidence.store(folder)) break;
        say(QString("seed %1: %2").arg(seed).arg(outcome.wrong.first()));
        const Script least = shrunk(world, script, outcome.wrong, folder, 240, 1);
        const auto isFinal = [](const QJsonObject& entry) { return entry["do"]["status"] == "final"; };
        const auto isFault = [](const QJsonObject& entry) { return entry.contains("fault"); };
        const bool isMinimal = least.size() == 2 && least[0]["do"]["do"] == "import" && isFinal(least[1])
            && std::none_of(least.begin(), least.end(), isFault);
        say(isMinimal ? "found and shrunk" : "NOT minimal");
        return isMinimal ? 0 : 1;
    }
    say("the planted fault was NOT found");
    return 1;
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({{"seed", "First seed.", "N", "1"}, {"histories", "So many, with the seeds that follow.", "N", "1"},
        {"seconds", "Go on for so long instead, with random seeds.", "N"}, {"steps", "Operations of a history.", "N", "60"},
        {"evidence", "Folder for the evidence of what failed.", "DIR", QDir::tempPath() + "/lobule-histories"},
        {"check", "Only judge the evidence in a folder.", "DIR"},
        {"shrink", "Make a history that fails smaller for so long; 0: not.", "SECONDS", "300"},
        {"tries", "Of each part, before it is taken for right.", "N", "2"}, {"script", "Carry out the entries of a file instead.", "FILE"},
        {"planted", "See that a planted fault is found and shrunk to its two entries."}});
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
    if (parser.isSet("planted")) return testMyself(world, parser);
    const bool isSoak = parser.isSet("seconds");
    const int steps = parser.value("steps").toInt(), count = parser.isSet("script") ? 1 : parser.value("histories").toInt();
    QElapsedTimer since;
    since.start();
    Totals totals;
    for (int i = 0; isSoak ? since.elapsed() < parser.value("seconds").toLongLong() * 1000 : i < count; ++i) {
        const quint32 seed
            = isSoak ? QRandomGenerator::system()->bounded(1'000'000u) : parser.value("seed").toUInt() + static_cast<quint32>(i);
        QFile file(parser.value("script"));
        const bool isGiven = parser.isSet("script") && file.open(QIODevice::ReadOnly);
        const Script script = isGiven ? scriptFrom(file.readAll()) : scriptOf(seed, steps);
        const bool isRight = runOne(world, script, isGiven ? QString("script") : QString("seed-%1").arg(seed), parser, totals);
        if (!isRight && isSoak && totals.failed >= 5) break;
    }
    say(QString("%1 histories in %2 s, %3 failed; operations %4; faults %5")
            .arg(totals.histories)
            .arg(since.elapsed() / 1000)
            .arg(totals.failed)
            .arg(listed(totals.operations), listed(totals.faults)));
    return totals.failed == 0 ? 0 : 1;
}
