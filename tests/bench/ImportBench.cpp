// lobule-bench import [FOLDER [PART]]: what it costs to take studies in. FOLDER keeps the workload between runs (default: bench-data beside
// the program). PART: throughput, headers or growth; default: all three.
//
//   600 files, raw and compressed     lobulectl import, 2 workers, against the floor `cat FILES | sha256sum` of the same bytes
//   header scan of 6,000 files        pre-scan and 13 attributes, 2 threads, against dicomfind (vtk-dicom)
//   cost per file                     the same import into libraries of 1,000 and 1,000,000 catalogued instances
//
// The workload is tools/make_ct.py of $LOBULE_TEST_TOOLS; gdcmconv compresses it. Rounds alternate between the candidates; medians are
// printed, with the load of the machine, because a busy one slows both sides of a ratio but not by the same.

#include "core/base/Error.h"
#include "core/dicom/ScannedFile.h"
#include "core/dicom/TlvWalker.h"
#include "core/library/Database.h"
#include "core/library/Library.h"
#include "tests/bench/Bench.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace lobule::bench {

namespace {

constexpr int kRounds = 5;
constexpr int kSlices = 600;

double processorMs(int who)
{
    rusage usage{};
    getrusage(who, &usage);
    const auto ms = [](const timeval& t) { return 1e3 * static_cast<double>(t.tv_sec) + 1e-3 * static_cast<double>(t.tv_usec); };
    return ms(usage.ru_utime) + ms(usage.ru_stime);
}

double loadAverage()
{
    double load = 0.0;
    return getloadavg(&load, 1) == 1 ? load : 0.0;
}

struct Run {
    double wallMs = 0.0, cpuMs = 0.0;
    qint64 peakKb = 0; ///< Memory of its own of the process and its children together, at its highest.
    int exit = -1;
    QByteArray out;
};

/// Anonymous and shared memory of a process tree; mapped files belong to the page cache.
qint64 ownMemoryKb(qint64 pid)
{
    qint64 sum = 0;
    QFile status(QStringLiteral("/proc/%1/status").arg(pid));
    if (status.open(QIODevice::ReadOnly)) {
        for (const QByteArray& line : status.readAll().split('\n'))
            if (line.startsWith("RssAnon:") || line.startsWith("RssShmem:")) sum += line.simplified().split(' ').value(1).toLongLong();
    }
    QDir threads(QStringLiteral("/proc/%1/task").arg(pid));
    for (const QString& thread : threads.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile children(threads.filePath(thread) + QStringLiteral("/children"));
        if (!children.open(QIODevice::ReadOnly)) continue;
        for (const QByteArray& child : children.readAll().simplified().split(' '))
            if (!child.isEmpty()) sum += ownMemoryKb(child.toLongLong());
    }
    return sum;
}

Run run(
    const QString& program, const QStringList& arguments, const QProcessEnvironment& environment = QProcessEnvironment::systemEnvironment())
{
    Run result;
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::SeparateChannels);
    process.setStandardErrorFile(QProcess::nullDevice());
    const double before = processorMs(RUSAGE_CHILDREN);
    QElapsedTimer timer;
    timer.start();
    process.start(program, arguments);
    while (!process.waitForFinished(25) && process.state() != QProcess::NotRunning)
        result.peakKb = std::max(result.peakKb, ownMemoryKb(process.processId()));
    result.wallMs = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    result.cpuMs = processorMs(RUSAGE_CHILDREN) - before;
    result.exit = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    result.out = process.readAllStandardOutput();
    return result;
}

Run floorRun(const QString& folder)
{
    return run(QStringLiteral("sh"),
        {QStringLiteral("-c"), QStringLiteral("find \"$1\" -type f | sort | xargs cat | sha256sum"), QStringLiteral("sh"), folder});
}

/// The library of the round before was removed: ext4 does not reuse an inode within 5 s of that and looks long for others, and the disk is
/// still busy with it. Nobody removes a library right before an import.
void settle()
{
    ::sync();
    std::this_thread::sleep_for(std::chrono::seconds(6));
}

Run importRun(const QString& files, const QString& home)
{
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("LOBULE_KEY_FILE"), home + QStringLiteral("/site.key"));
    return run(QCoreApplication::applicationDirPath() + QStringLiteral("/lobulectl"),
        {QStringLiteral("import"), files, QStringLiteral("--library"), home + QStringLiteral("/library"), QStringLiteral("--workers"),
            QStringLiteral("2"), QStringLiteral("--json")},
        environment);
}

qint64 bytesIn(const QString& folder)
{
    qint64 sum = 0;
    QDirIterator all(folder, QDir::Files, QDirIterator::Subdirectories);
    while (all.hasNext()) sum += QFileInfo(all.next()).size();
    return sum;
}

/// Makes a workload once; false where its tools are missing.
bool prepare(const QString& folder, const QString& script)
{
    if (QFile::exists(folder + QStringLiteral(".complete"))) return true;
    std::fprintf(stderr, "making %s\n", qPrintable(folder));
    QDir(folder).removeRecursively();
    if (run(QStringLiteral("sh"), {QStringLiteral("-ec"), script, QStringLiteral("sh"), folder}).exit != 0) return false;
    QFile mark(folder + QStringLiteral(".complete"));
    return mark.open(QIODevice::WriteOnly);
}

QString makeCt(const QString& options)
{
    return QStringLiteral("/usr/bin/python3 \"$LOBULE_TEST_TOOLS/make_ct.py\" --seed 1 --out \"$1\" ") + options;
}

QString compressed(const char* option)
{
    return QStringLiteral("mkdir -p \"$1\"; for f in \"$1\"/../raw/*; do gdcmconv %1 \"$f\" \"$1/$(basename \"$f\")\"; done")
        .arg(QLatin1String(option));
}

void throughput(const QString& data)
{
    std::printf(
        "\nimport of %d files, 2 workers, into an empty library (goals: <= 2.0x the floor raw, >= 250 files/s, <= 256 MB)\n", kSlices);
    std::printf("%-16s %7s %10s %10s %8s %8s %10s %10s %8s %6s\n", "files", "MB", "floor ms", "import ms", "ratio", "files/s", "floor cpu",
        "import cpu", "MB used", "load");
    const struct {
        const char* name;
        QString script;
    } variants[] = {{"raw", makeCt(QStringLiteral("--slices %1 --scramble").arg(kSlices))}, {"jpeg-lossless", compressed("--jpeg")},
        {"jpeg-ls", compressed("--jpegls")}, {"jpeg-2000", compressed("--j2k")}, {"rle", compressed("--rle")}};
    for (const auto& [name, script] : variants) {
        const QString folder = data + QLatin1Char('/') + QLatin1String(name);
        if (!prepare(folder, script)) {
            std::printf("%-16s could not be made (LOBULE_TEST_TOOLS, python3-pydicom, libgdcm-tools)\n", name);
            continue;
        }
        Times floor, floorCpu, ours, oursCpu;
        qint64 peak = 0;
        for (int round = 0; round < kRounds; ++round) {
            const Run low = floorRun(folder);
            floor.ms.push_back(low.wallMs);
            floorCpu.ms.push_back(low.cpuMs);
            QTemporaryDir home(data + QStringLiteral("/home-XXXXXX"));
            settle();
            const Run high = importRun(folder, home.path());
            if (QJsonDocument::fromJson(high.out).object().value(QLatin1String("imported")).toInt() != kSlices)
                std::printf("%-16s not everything was imported: %s\n", name, high.out.left(300).constData());
            ours.ms.push_back(high.wallMs);
            oursCpu.ms.push_back(high.cpuMs);
            peak = std::max(peak, high.peakKb);
        }
        std::printf("%-16s %7.1f %10.0f %10.0f %7.2fx %8.0f %10.0f %10.0f %8.0f %6.1f\n", name, static_cast<double>(bytesIn(folder)) / 1e6,
            floor.median(), ours.median(), ours.median() / floor.median(), 1e3 * kSlices / ours.median(), floorCpu.median(),
            oursCpu.median(), static_cast<double>(peak) / 1024.0, loadAverage());
        std::fflush(stdout);
    }
}

/// The attributes that a list of series needs, as a scan of a disc would read them.
int scanOne(const std::filesystem::path& path)
{
    const auto file = dicom::ScannedFile::open(path);
    if (!file) return 0;
    static constexpr std::uint32_t kTags[] = {0x00080016, 0x00080018, 0x00080060, 0x00100020, 0x0020000D, 0x0020000E, 0x00200011,
        0x00200013, 0x00200032, 0x00200037, 0x00280010, 0x00280011, 0x00280030};
    int found = 0;
    const auto& report = file->report();
    const auto* syntax = dicom::findTransferSyntax(report.transferSyntaxUid);
    dicom::TlvWalker walker(file->scanned(), syntax->encoding, {});
    static_cast<void>(walker.walk(
        report.dataSetBegin,
        [&](const dicom::Element& element) -> Result<void> {
            if (element.depth == 0 && std::find(std::begin(kTags), std::end(kTags), element.tag) != std::end(kTags))
                found += dicom::trimmedText(file->scanned(), element.value).empty() ? 0 : 1;
            return {};
        },
        [](std::uint32_t tag) { return tag <= 0x00280030; }));
    return found;
}

void headerScan(const QString& data)
{
    const QString folder = data + QStringLiteral("/tiny");
    std::printf("\nheader scan of 6,000 files of 16x16 in 60 folders, 2 threads (goal: <= 0.65x vtk-dicom)\n");
    if (!prepare(folder, makeCt(QStringLiteral("--tiny --studies 20 --series-per-study 3 --slices 100")))) {
        std::printf("could not be made\n");
        return;
    }
    const bool hasPeer = !QStandardPaths::findExecutable(QStringLiteral("dicomfind")).isEmpty();
    Times ours, peer, oursCpu, peerCpu;
    int attributes = 0;
    for (int round = 0; round < kRounds; ++round) {
        const double before = processorMs(RUSAGE_SELF);
        QElapsedTimer timer;
        timer.start();
        std::vector<std::filesystem::path> files;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.toStdString()))
            if (entry.is_regular_file()) files.push_back(entry.path());
        std::atomic<std::size_t> next{0};
        std::atomic<int> found{0};
        const auto work = [&] {
            for (std::size_t i = next++; i < files.size(); i = next++) found += scanOne(files[i]);
        };
        std::thread second(work);
        work();
        second.join();
        ours.ms.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        oursCpu.ms.push_back(processorMs(RUSAGE_SELF) - before);
        attributes = found;
        if (!hasPeer) continue;
        const Run other = run(QStringLiteral("dicomfind"), {folder, QStringLiteral("-k"), QStringLiteral("PatientName=no such patient")});
        peer.ms.push_back(other.wallMs);
        peerCpu.ms.push_back(other.cpuMs);
    }
    std::printf("pre-scan and 13 attributes (%d found): %.0f ms, cpu %.0f ms\n", attributes, ours.median(), oursCpu.median());
    if (hasPeer)
        std::printf("dicomfind: %.0f ms, cpu %.0f ms; ratio %.2fx wall, %.2fx cpu; load %.1f\n", peer.median(), peerCpu.median(),
            ours.median() / peer.median(), oursCpu.median() / peerCpu.median(), loadAverage());
    else
        std::printf("dicomfind is not installed (vtk-dicom-tools)\n");
}

/// Catalogue rows of instances that were never imported: `studies` x 2 series x 100.
bool fill(const QString& folder, int studies)
{
    if (!library::Library::open(folder)) return false;
    auto opened = library::detail::Database::open(folder + QStringLiteral("/library.sqlite"), QStringLiteral("catalogue"));
    if (!opened) return false;
    auto& db = **opened;
    auto transaction = library::detail::WriteTransaction::begin(db);
    const bool isDone = transaction
        && db.run(
            "INSERT INTO study(institution_id, uid, pseudonym, sex, age, study_date, description, is_described, is_synthetic, created_at) "
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "SELECT 1, '2.25.77' || i, 'P-' || i, '', '', '', 'CT ABDOMEN', 1, 0, 1700000000000 + i FROM n",
            {studies})
        && db.run(
            "INSERT INTO series(institution_id, study_id, uid, number, description, modality, body_part, phase, kernel, "
            "frame_of_reference_uid, thickness_mm, tube_voltage_kvp, exposure_mas, created_at) SELECT 1, s.id, s.uid || '.' || k.n, k.n, "
            "'', 'CT', 'ABDOMEN', '', '', '2.25.5', 5, 120, 200, 0 FROM study s, (SELECT 1 AS n UNION SELECT 2) k")
        && db.run(
            "INSERT INTO object(sha256, institution_id, bytes, created_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
            "WHERE i < 100) SELECT lower(hex(randomblob(30))) || printf('%04x', n.i), 1, 500000, e.id FROM series e, n")
        && db.run("INSERT INTO instance(institution_id, series_id, uid, object_sha256, source_digest, sop_class_uid, transfer_syntax_uid, "
                  "number, "
                  "acquisition_number, frames, rows, columns, pixel_type, pixel_note, is_hu, image_type, created_at) "
                  "SELECT 1, created_at, '2.25.' || abs(random()) || '.' || rowid_, sha256, lower(hex(randomblob(32))), '1.2', '1.2', 1, "
                  "1, 1, 512, "
                  "512, 0, '', 1, '', 0 FROM (SELECT created_at, sha256, row_number() OVER () AS rowid_ FROM object WHERE created_at > 0)")
        && db.run(
            "INSERT INTO frame(instance_id, number, has_position, row_spacing_mm, column_spacing_mm, x, y, z, rx, ry, rz, cx, cy, cz, "
            "window_width, window_center, thickness_mm) SELECT id, 0, 1, 0.7, 0.7, 0, 0, 0, 1, 0, 0, 0, 1, 0, 400, 40, 5 FROM instance")
        && transaction->commit();
    return isDone;
}

void growth(const QString& data)
{
    std::printf("\ncost of a file in a library of N catalogued instances (600 raw files, 2 workers)\n");
    const QString folder = data + QStringLiteral("/raw");
    if (!QFile::exists(folder + QStringLiteral(".complete"))) return;
    for (const int instances : {1'000, 1'000'000}) {
        Times wall, cpu;
        for (int round = 0; round < 3; ++round) {
            QTemporaryDir home(data + QStringLiteral("/home-XXXXXX"));
            qputenv("LOBULE_KEY_FILE", (home.path() + QStringLiteral("/site.key")).toUtf8());
            if (!fill(home.filePath(QStringLiteral("library")), instances / 200)) {
                std::printf("the catalogue could not be filled\n");
                return;
            }
            settle();
            const Run result = importRun(folder, home.path());
            wall.ms.push_back(result.wallMs / kSlices);
            cpu.ms.push_back(result.cpuMs / kSlices);
        }
        std::printf("%9d instances: %.2f ms a file, cpu %.2f ms, load %.1f\n", instances, wall.median(), cpu.median(), loadAverage());
        std::fflush(stdout);
    }
}

} // namespace

int import(int argc, char** argv)
{
    int one = 1;
    QCoreApplication application(one, argv);
    const QString data
        = QDir(argc > 1 ? QString::fromLocal8Bit(argv[1]) : QCoreApplication::applicationDirPath() + QStringLiteral("/../bench-data"))
              .absolutePath();
    QDir().mkpath(data);
    const QByteArray part(argc > 2 ? argv[2] : "");
    if (part.isEmpty() || part == "throughput") throughput(data);
    if (part.isEmpty() || part == "headers") headerScan(data);
    if (part.isEmpty() || part == "growth") growth(data);
    return 0;
}

} // namespace lobule::bench
