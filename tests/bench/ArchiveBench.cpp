// lobule-bench archive [MEGABYTES [OPERATIONS]]: a library and a shared archive on this computer, over TLS, with fsync.
//
//   push, pull            syncOnce of studies of 0.5 MB slices, against psql COPY of the same bytes and a plain read through libpq in
//   binary metadata operations   100,000 measurements sent by one workstation and received by another
//
// Memory is that of this process: at rest, and the highest while it went on.

#include "core/library/Database.h"
#include "tests/bench/Bench.h"
#include "tests/core/archive/ArchiveFixture.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtEndian>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <libpq-fe.h>

namespace lobule::bench {

namespace {

constexpr int kSliceBytes = 512 * 1024;
constexpr int kSlicesOfStudy = 100;
constexpr double kMega = 1e6;

qint64 statusKb(const char* field)
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly)) return 0;
    for (const QByteArray& line : status.readAll().split('\n'))
        if (line.startsWith(field)) return line.simplified().split(' ').value(1).toLongLong();
    return 0;
}

struct Measured {
    double seconds = 0.0;
    double restMb = 0.0, peakMb = 0.0;
};

Measured measure(const std::function<void()>& work)
{
    Measured measured;
    QFile clear(QStringLiteral("/proc/self/clear_refs")); // 5: the peak begins anew
    if (clear.open(QIODevice::WriteOnly)) clear.write("5");
    clear.close();
    measured.restMb = static_cast<double>(statusKb("VmRSS:")) / 1024;
    QElapsedTimer since;
    since.start();
    work();
    measured.seconds = static_cast<double>(since.nsecsElapsed()) * 1e-9;
    measured.peakMb = static_cast<double>(statusKb("VmHWM:")) / 1024;
    return measured;
}

void row(const char* what, double amount, const char* unit, const Measured& m)
{
    std::printf("%-44s %10.1f %-3s %7.2f s %9.1f %s/s   memory %5.0f -> %5.0f MB\n", what, amount, unit, m.seconds, amount / m.seconds,
        unit, m.restMb, m.peakMb);
    std::fflush(stdout);
}

void must(const QString& error, const char* what)
{
    if (error.isEmpty()) return;
    std::fprintf(stderr, "%s: %s\n", what, qPrintable(error));
    std::exit(1);
}

QByteArray noise(int bytes)
{
    QByteArray data(bytes, Qt::Uninitialized);
    QRandomGenerator::global()->fillRange(reinterpret_cast<quint32*>(data.data()), bytes / 4);
    return data;
}

/// A login of its own with one table of chunks, for the peers.
QString makePeer(test::TestArchive& archive)
{
    const QString made
        = archive.server.sql("CREATE ROLE bench LOGIN PASSWORD 'bench'; GRANT CONNECT ON DATABASE lobule TO bench; CREATE "
                             "SCHEMA bench AUTHORIZATION bench; SET ROLE bench; CREATE TABLE bench.chunk (object int, idx int, "
                             "data bytea, PRIMARY KEY (object, idx)); ALTER TABLE bench.chunk ALTER COLUMN data SET STORAGE "
                             "EXTERNAL");
    return made.startsWith("ERROR") ? made : QString();
}

QString peerConnection(const test::TestArchive& archive)
{
    return QStringLiteral("host=localhost port=%1 dbname=lobule user=bench password=bench sslmode=verify-full sslrootcert=%2")
        .arg(archive.server.port())
        .arg(archive.server.rootCertificate());
}

/// A file for COPY in binary (PostgreSQL's documentation, "COPY", Binary Format).
QString writeCopyFile(const QString& path, qint64 bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return QStringLiteral("no COPY file");
    const auto number = [](qint32 value) {
        QByteArray field(8, '\0');
        qToBigEndian<qint32>(4, field.data());
        qToBigEndian<qint32>(value, field.data() + 4);
        return field;
    };
    file.write(QByteArray("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19));
    for (qint32 object = 0; object < bytes / kSliceBytes; ++object) {
        QByteArray length(4, '\0');
        qToBigEndian<qint32>(kSliceBytes, length.data());
        file.write(QByteArray("\0\3", 2) + number(object) + number(0) + length + noise(kSliceBytes));
    }
    file.write("\377\377", 2);
    return file.flush() ? QString() : QStringLiteral("no room for the COPY file");
}

void psql(const test::TestArchive& archive, const QString& command)
{
    QString error;
    (void)test::runProgram("psql", {"-XAtq", "-v", "ON_ERROR_STOP=1", "-c", command, peerConnection(archive)}, &error, 600);
    must(error, "psql");
}

/// Eight rows in one answer, in binary, into memory.
qint64 readThroughLibpq(const test::TestArchive& archive, int objects)
{
    PGconn* connection = PQconnectdb(peerConnection(archive).toUtf8().constData());
    qint64 bytes = 0;
    for (int first = 0; first < objects; first += 8) {
        const std::string from = std::to_string(first), to = std::to_string(first + 8);
        const char* values[] = {from.c_str(), to.c_str()};
        PGresult* rows
            = PQexecParams(connection, "SELECT data FROM bench.chunk WHERE object >= $1::int AND object < $2::int ORDER BY object", 2,
                nullptr, values, nullptr, nullptr, 1);
        for (int i = 0; i < PQntuples(rows); ++i) bytes += PQgetlength(rows, i, 0);
        PQclear(rows);
    }
    PQfinish(connection);
    return bytes;
}

/// Tables of the archive with their indexes: of the bytes of objects, or all others.
double diskBytes(const test::TestArchive& archive, bool ofChunks)
{
    return archive.server
        .sql(QStringLiteral(
            "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relnamespace = 'lobule'::regnamespace AND relkind = "
            "'r' AND (relname = 'blob_chunk') = %1")
                 .arg(ofChunks ? QLatin1String("true") : QLatin1String("false")))
        .toDouble();
}

void pixels(test::TestArchive& archive, qint64 bytes)
{
    test::Station a(archive, "alice"), b(archive, "anna");
    const int slices = static_cast<int>(bytes / kSliceBytes);
    for (int study = 0; study * kSlicesOfStudy < slices; ++study)
        for (int i = 0; i < std::min(kSlicesOfStudy, slices - study * kSlicesOfStudy); ++i)
            a.add(1000 + study, 1, noise(kSliceBytes - 2100), 1 + i);
    must(a.connect() + b.connect(), "connect");
    const QTemporaryDir folder;
    const QString copy = folder.filePath("copy");
    must(writeCopyFile(copy, bytes), "COPY file");
    const double mb = static_cast<double>(slices) * kSliceBytes / kMega;

    row("psql \\copy FROM, binary", mb, "MB", measure([&] { psql(archive, "\\copy bench.chunk FROM '" + copy + "' (FORMAT binary)"); }));
    row("Lobule push (syncOnce)", mb, "MB", measure([&] { must(a.sync(), "push"); }));
    archive.server.sql("CHECKPOINT", "postgres");
    row("psql \\copy TO, binary", mb, "MB", measure([&] { psql(archive, "\\copy bench.chunk TO '/dev/null' (FORMAT binary)"); }));
    row("libpq, binary rows", mb, "MB", measure([&] { (void)readThroughLibpq(archive, slices); }));
    must(b.sync(), "pull of the feed");
    row("Lobule pull: fetch, hash, store durably", mb, "MB", measure([&] { must(b.sync(true), "pull"); }));
    if (b.report.remoteObjects != 0) must("not everything came", "pull");
    const double chunks = diskBytes(archive, true), rest = diskBytes(archive, false);
    std::printf("on disk: %.3f bytes for each byte of an object; %.0f bytes of metadata for each instance\n",
        chunks / (static_cast<double>(slices) * kSliceBytes), rest / slices);
}

/// Measurements written in one transaction: what is measured is the exchange.
QString makeMeasurements(const test::Station& station, const QString& instanceUid, int count)
{
    auto catalogue = library::detail::Database::open(station.folder() + "/library.sqlite", "catalogue");
    if (!catalogue) return "catalogue";
    auto transaction = library::detail::WriteTransaction::begin(**catalogue);
    const auto made = (*catalogue)
                          ->run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO measurement(id, "
                                "institution_id, study_id, "
                                "instance_id, frame, kind, points, value_mm, label, created_at, changed_at) SELECT "
                                "printf('%08x-0000-4000-8000-%012x', i, i), "
                                "s.institution_id, s.id, x.id, 0, 'length', '[1.5,2.25,10,20.5]', i / 7.0, 'lesion', 1, i FROM n, instance "
                                "x JOIN series e ON e.id = "
                                "x.series_id JOIN study s ON s.id = e.study_id WHERE x.uid = ?",
                              {count, instanceUid});
    return transaction && made && transaction->commit() ? QString() : QString("measurements");
}

void metadata(test::TestArchive& archive, int operations)
{
    test::Station a(archive, "alice"), b(archive, "anna");
    const QString study = a.add(9000);
    must(a.connect() + b.connect(), "connect");
    must(test::inTurn({&a, &b}), "first exchange");
    must(makeMeasurements(a, a.library->instances(study)->first().instanceUid, operations), "measurements");
    const double before = diskBytes(archive, false);
    row("metadata operations sent", operations, "ops", measure([&] { must(a.sync(), "send"); }));
    if (a.report.sent != operations || a.report.waiting != 0) must("not everything was sent", "send");
    std::printf("on disk: %.0f bytes for each operation\n", (diskBytes(archive, false) - before) / operations);
    row("metadata operations received", operations, "ops", measure([&] { must(b.sync(), "receive"); }));
    if (b.report.received < operations) must("not everything was received", "receive");
}

} // namespace

int archive(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    if (const QString reason = test::PostgresServer::missing(); !reason.isEmpty()) {
        std::printf("skipped: %s\n", qPrintable(reason));
        return 0;
    }
    test::TestArchive archive;
    must(archive.start(test::PostgresServer::Durability::On), "server");
    must(makePeer(archive), "peer");
    const int megabytes = argc > 1 ? std::atoi(argv[1]) : 256;
    double load[1] = {0.0};
    (void)getloadavg(load, 1);
    std::printf("%d MB in slices of %d kB, TLS on 127.0.0.1, fsync on; load of the machine %.1f\n", megabytes, kSliceBytes / 1024, load[0]);
    pixels(archive, qint64(megabytes) << 20);
    metadata(archive, argc > 2 ? std::atoi(argv[2]) : 100'000);
    return 0;
}

} // namespace lobule::bench
