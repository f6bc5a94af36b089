#include "LibraryFixture.h"

#include <QCoreApplication>
#include <QDir>
#include <QStringList>

#include <cstdio>

using namespace lobule;
using namespace lobule::library;

// A program that imports until it is killed or its batches are done, for the tests that kill it.
//   import_loop LIBRARY loop STUDY          batches of a new study each, and now and then removes one, for ever
//   import_loop LIBRARY same BATCHES SIZE   studies 1.. that another process imports too; prints added and duplicates
//   import_loop LIBRARY fill STAGING        until an import fails; prints the error code and what verify says
namespace {

int report(const Error& error)
{
    std::printf("error %s %s\n", errorCodeName(error.code), error.detail.c_str());
    std::fflush(stdout);
    return 3;
}

Result<QList<Result<AddOutcome>>> addBatch(Library& library, int study, int first, int count, int side, const QString& elsewhere = {})
{
    const auto staging = elsewhere.isEmpty() ? library.stagingFolder() : elsewhere;
    if (!staging) return tl::unexpected<Error>(staging.error());
    QList<StagedInstance> batch;
    for (int i = 0; i < count; ++i)
        batch << fixture::stage(*staging, {.study = study, .series = 1 + i % 2, .instance = first + i, .rows = side, .columns = side});
    return library.add(batch);
}

int loopForEver(Library& library, int study)
{
    std::printf("ready\n");
    std::fflush(stdout);
    for (int round = 0;; ++round) {
        const int current = study + round / 4;
        if (auto added = addBatch(library, current, 1 + 8 * (round % 4), 8, 24); !added) return report(added.error());
        if (round % 7 == 6)
            if (auto removed = library.removeStudy(fixture::studyUid(current)); !removed) return report(removed.error());
    }
}

int importSame(Library& library, int batches, int size)
{
    int added = 0;
    int duplicates = 0;
    for (int b = 0; b < batches; ++b) {
        const auto outcomes = addBatch(library, 1 + b / 5, 1 + size * (b % 5), size, 24);
        if (!outcomes) return report(outcomes.error());
        for (const auto& outcome : *outcomes) {
            if (!outcome) return report(outcome.error());
            ++(*outcome == AddOutcome::Added ? added : duplicates);
        }
    }
    std::printf("%d %d\n", added, duplicates);
    return 0;
}

int fill(Library& library, const QString& staging)
{
    for (int b = 0; b < 10000; ++b) {
        const auto outcomes = addBatch(library, 1, 1 + 8 * b, 8, 200, staging);
        Error error;
        bool failed = false;
        if (!outcomes) {
            failed = true;
            error = outcomes.error();
        } else {
            for (const auto& outcome : *outcomes)
                if (!outcome && !failed) {
                    failed = true;
                    error = outcome.error();
                }
        }
        if (!failed) continue;
        std::printf("%s\n", errorCodeName(error.code));
        const auto verified = library.verify(false);
        if (!verified) return report(verified.error());
        std::printf("instances %d\n%s\n", verified->instances, verified->problems.join('\n').toUtf8().constData());
        return 0;
    }
    return 1;
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 4) return 2;
    auto library = Library::open(arguments[1]);
    if (!library) return report(library.error());
    if (arguments[2] == "loop") return loopForEver(**library, arguments[3].toInt());
    if (arguments[2] == "same") return importSame(**library, arguments[3].toInt(), arguments[4].toInt());
    return fill(**library, arguments[3]);
}
