#include "core/archive/Password.h"
#include "core/archive/SyncEngine.h"
#include "core/library/SyncStore.h"

#include <QCoreApplication>

/// Synchronises a library folder once, to be killed by a test meanwhile.
int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const auto store = lobule::library::SyncStore::open(QString::fromLocal8Bit(argv[1]));
    if (!store) return 2;
    const auto settings = lobule::archive::ConnectionSettings::load(**store);
    const auto password = lobule::archive::readPassword(settings);
    if (!password) return 2;
    lobule::archive::SyncReport report;
    return lobule::archive::syncOnce(**store, settings, *password, {}, report) ? 0 : 1;
}
