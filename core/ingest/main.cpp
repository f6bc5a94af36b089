// lobule-ingest: the worker process that reads untrusted files. See Protocol.h for the conversation and WorkerGuard.h for its limits.

#include "core/base/PrivateProcess.h"
#include "core/dicom/DicomFile.h"
#include "core/ingest/WorkerGuard.h"
#include "core/ingest/WorkerSession.h"

#include <QCoreApplication>

#include <clocale>
#include <cstdio>

int main(int argc, char** argv)
{
    lobule::keepProcessPrivate();
    lobule::ingest::guardProcess();
    lobule::dicom::silenceParser();
    const QCoreApplication application(argc, argv);
    // Decimal points in DICOM are points, whatever the user's language.
    std::setlocale(LC_NUMERIC, "C");
    const auto channel = lobule::ingest::WireChannel::takeStandardStreams();
    if (!channel) return 3;
    int status = 0;
    lobule::ingest::runOnBigStack([&] {
        lobule::ingest::WorkerSession session(*channel);
        if (const auto result = session.run(); !result) {
            std::fprintf(stderr, "lobule-ingest: %s: %s\n", lobule::errorCodeName(result.error().code), result.error().detail.c_str());
            status = 2;
        }
    });
    return status;
}
