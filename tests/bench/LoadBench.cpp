// What it costs to get from files to pixels: decoding a series that is not cached, against ITK's series reader and the floor of reading
// the bytes; and opening a study that was imported, with its cache warm and cold.

#include "core/dicom/CtSeriesWriter.h"
#include "core/dicom/DicomFile.h"
#include "core/dicom/FrameDecoder.h"
#include "core/dicom/InstanceReader.h"
#include "core/library/Library.h"
#include "core/volume/SeriesVolume.h"
#include "tests/bench/Bench.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <itkGDCMImageIO.h>
#include <itkGDCMSeriesFileNames.h>
#include <itkImageSeriesReader.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <functional>
#include <map>
#include <thread>
#include <unistd.h>

namespace lobule::bench {

namespace {

constexpr int kSize = 512;
constexpr int kSlices = 120;
constexpr int kStudySlices = 600;
constexpr int kRounds = 3;

double cpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

struct Cost {
    Times wall;
    double cpu = 0.0; ///< Least of all rounds: what other programs disturb is only ever added.
    long long checksum = 0;
};

Cost measure(const std::function<long long()>& work)
{
    Cost cost;
    for (int round = 0; round < kRounds; ++round) {
        QElapsedTimer timer;
        timer.start();
        const double before = cpuSeconds();
        cost.checksum = work();
        const double cpu = cpuSeconds() - before;
        cost.cpu = round == 0 ? cpu : std::min(cost.cpu, cpu);
        cost.wall.ms.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    return cost;
}

void print(const char* syntax, const char* what, const Cost& cost, double megabytes)
{
    std::printf("%-16s %-34s wall %9.1f ms   cpu %8.1f ms   %7.1f MB/s cpu   sum %lld\n", syntax, what, cost.wall.median(), 1e3 * cost.cpu,
        megabytes / std::max(cost.cpu, 1e-9), cost.checksum);
    std::fflush(stdout);
}

QStringList filesIn(const QString& folder)
{
    QStringList files;
    QDirIterator it(folder, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) files << it.next();
    files.sort();
    return files;
}

/// Every 997th voxel of slice after slice in the order of position.
long long checksumOf(const std::map<double, std::vector<std::int16_t>>& slices)
{
    long long sum = 0;
    std::size_t at = 0, offset = 0;
    for (const auto& [position, slice] : slices) {
        for (; at < offset + slice.size(); at += 997) sum += slice[at - offset];
        offset += slice.size();
    }
    return sum;
}

long long readBytes(const QStringList& files)
{
    std::vector<char> buffer(1 << 20);
    long long total = 0;
    for (const QString& path : files) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) continue;
        for (qint64 got = 0; (got = file.read(buffer.data(), static_cast<qint64>(buffer.size()))) > 0;) total += got;
    }
    return total;
}

/// What a worker does with each file beside de-identifying it: pre-scan, parse, decode, write the frame.
long long decode(const QStringList& files, int threads, const QString& folder)
{
    std::atomic<qsizetype> next{0};
    std::vector<std::map<double, std::vector<std::int16_t>>> parts(static_cast<std::size_t>(threads));
    const auto work = [&](std::size_t part) {
        const std::string output = folder.toStdString() + "/frame" + std::to_string(part);
        for (qsizetype i = next++; i < files.size(); i = next++) {
            const auto file = dicom::DicomFile::open(files[i].toStdString());
            if (!file) continue;
            const dicom::InstanceFacts facts = dicom::readInstance(*file);
            if (!dicom::decodeFrames(*file, facts, output)) continue;
            std::vector<std::int16_t> values(std::size_t{kSize} * kSize);
            QFile frame(QString::fromStdString(output));
            if (frame.open(QIODevice::ReadOnly)) frame.read(reinterpret_cast<char*>(values.data()), static_cast<qint64>(2 * values.size()));
            parts[part][facts.frames.front().geometry.originLps.z] = std::move(values);
        }
    };
    std::vector<std::thread> others;
    for (int t = 1; t < threads; ++t) others.emplace_back(work, static_cast<std::size_t>(t));
    work(0);
    for (std::thread& other : others) other.join();
    for (std::size_t t = 1; t < parts.size(); ++t) parts[0].merge(parts[t]);
    return checksumOf(parts[0]);
}

long long itkSeries(const QString& folder)
{
    using Image = itk::Image<std::int16_t, 3>;
    auto names = itk::GDCMSeriesFileNames::New();
    names->SetDirectory(folder.toStdString());
    auto reader = itk::ImageSeriesReader<Image>::New();
    reader->SetImageIO(itk::GDCMImageIO::New());
    reader->MetaDataDictionaryArrayUpdateOff();
    reader->SetFileNames(names->GetInputFileNames());
    reader->Update();
    const Image* image = reader->GetOutput();
    const std::int16_t* voxels = image->GetBufferPointer();
    long long sum = 0;
    for (std::size_t i = 0; i < image->GetBufferedRegion().GetNumberOfPixels(); i += 997) sum += voxels[i];
    return sum;
}

/// Smooth enough to be compressed as CT is, noisy enough not to be compressed away.
std::vector<std::int16_t> phantomSlice(int k)
{
    std::vector<std::int16_t> hu(std::size_t{kSize} * kSize);
    unsigned state = 12345u + static_cast<unsigned>(k);
    for (int j = 0; j < kSize; ++j) {
        for (int i = 0; i < kSize; ++i) {
            state = state * 1664525u + 1013904223u;
            const double x = (i - kSize / 2) / 200.0, y = (j - kSize / 2) / 150.0;
            const double body = x * x + y * y < 1.0 ? 60.0 + 40.0 * x + 0.3 * k : -1000.0;
            hu[static_cast<std::size_t>(j) * kSize + static_cast<std::size_t>(i)]
                = static_cast<std::int16_t>(body + static_cast<int>(state >> 27) - 16);
        }
    }
    return hu;
}

bool makeSeries(const QString& folder)
{
    dicom::CtSeries series;
    series.patientName = QStringLiteral("Bench");
    series.patientId = QStringLiteral("1");
    series.studyUid = dicom::uidFromText(QStringLiteral("bench study"));
    series.seriesUid = dicom::uidFromText(QStringLiteral("bench series"));
    series.frameOfReferenceUid = dicom::uidFromText(QStringLiteral("bench frame"));
    series.rows = series.columns = kSize;
    series.sliceSpacingMm = 1.25;
    const dicom::CtSeriesWriter writer(series);
    for (int k = 0; k < kSlices; ++k)
        if (!writer.write(k, phantomSlice(k), QStringLiteral("%1/%2.dcm").arg(folder).arg(k, 4, 10, QLatin1Char('0')))) return false;
    return true;
}

bool compress(const QString& from, const QString& to, const char* option)
{
    const QString tool = QStandardPaths::findExecutable(QStringLiteral("gdcmconv"));
    if (tool.isEmpty() || !QDir().mkpath(to)) return false;
    for (const QString& file : filesIn(from))
        if (QProcess::execute(tool, {QLatin1String(option), file, to + QLatin1Char('/') + QFileInfo(file).fileName()}) != 0) return false;
    return true;
}

void decoding(const QString& folder)
{
    const QString raw = folder + QStringLiteral("/raw");
    if (!QDir().mkpath(raw) || !makeSeries(raw)) return;
    std::printf(
        "first load without a cache: %d slices of %dx%d; vtk-dicom is not among the packages, ITK is the peer\n", kSlices, kSize, kSize);
    const double megabytes = 2.0 * kSize * kSize * kSlices / 1e6;
    for (const auto& [name, option] :
        {std::pair{"raw", ""}, {"JPEG lossless", "--jpeg"}, {"JPEG-LS", "--jpegls"}, {"JPEG 2000", "--j2k"}, {"RLE", "--rle"}}) {
        const QString place = option[0] == '\0' ? raw : folder + QLatin1Char('/') + QLatin1String(option + 2);
        if (option[0] != '\0' && !compress(raw, place, option)) {
            std::printf("%-16s gdcmconv is not installed or failed\n", name);
            continue;
        }
        const QStringList files = filesIn(place);
        print(name, "read the bytes", measure([&] { return readBytes(files); }), megabytes);
        print(name, "Lobule, 1 thread", measure([&] { return decode(files, 1, folder); }), megabytes);
        print(name, "Lobule, 2 threads", measure([&] { return decode(files, 2, folder); }), megabytes);
        print(name, "ITK series reader", measure([&] { return itkSeries(place); }), megabytes);
    }
}

QByteArray bytesOf(const std::vector<std::int16_t>& values)
{
    return QByteArray(reinterpret_cast<const char*>(values.data()), static_cast<qsizetype>(2 * values.size()));
}

void write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    if (file.open(QIODevice::WriteOnly)) file.write(bytes);
}

library::StagedInstance stagedSlice(const QString& folder, int k)
{
    library::StagedInstance staged;
    staged.studyUid = QStringLiteral("2.25.1");
    staged.seriesUid = QStringLiteral("2.25.1.1");
    staged.instanceUid = QStringLiteral("2.25.1.1.%1").arg(k + 1);
    const QByteArray object = "object " + staged.instanceUid.toLatin1();
    staged.objectPath = QStringLiteral("%1/%2.dcm").arg(folder).arg(k);
    staged.pixelPath = QStringLiteral("%1/%2.raw").arg(folder).arg(k);
    staged.objectSha256 = QString::fromLatin1(QCryptographicHash::hash(object, QCryptographicHash::Sha256).toHex());
    staged.objectBytes = object.size();
    staged.sourceDigest = staged.instanceUid;
    write(staged.objectPath, object);
    write(staged.pixelPath, bytesOf(phantomSlice(k)));
    staged.rows = staged.columns = kSize;
    staged.isHu = true;
    staged.modality = QStringLiteral("CT");
    staged.pseudonym = QStringLiteral("P-1");
    staged.instanceNumber = k + 1;
    library::StagedFrame frame;
    frame.geometry = {kSize, kSize, 0.7, 0.7, {0, 0, 1.25 * ((k * 7) % kStudySlices)}, {1, 0, 0}, {0, 1, 0}, true};
    staged.frames = {frame};
    return staged;
}

/// Takes the files out of the page cache.
void forget(const QString& folder)
{
    for (const QString& path : filesIn(folder)) {
        const int descriptor = open(qPrintable(path), O_RDONLY);
        if (descriptor < 0) continue;
        fdatasync(descriptor);
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
        close(descriptor);
    }
}

void opening(const QString& folder)
{
    qputenv("LOBULE_KEY_FILE", (folder + QStringLiteral("/site.key")).toUtf8());
    auto library = library::Library::open(folder + QStringLiteral("/library"));
    if (!library) return;
    for (int k = 0; k < kStudySlices; k += 60) {
        QList<library::StagedInstance> batch;
        for (int i = k; i < k + 60; ++i) batch << stagedSlice(*(*library)->stagingFolder(), i);
        if (!(*library)->add(batch)) return;
    }
    (*library)->finishImport();
    const double slice = 2.0 * kSize * kSize / 1e6;
    std::printf("\nopening an imported study: %d slices of %dx%d\n", kStudySlices, kSize, kSize);
    const auto firstImage = [&]() -> long long {
        const auto volumes = (*library)->openSeries(QStringLiteral("2.25.1.1"));
        if (!volumes || volumes->isEmpty()) return -1;
        const auto& volume = *volumes->first();
        return volume.isIntact(volume.sliceCount() / 2) ? static_cast<long long>(volume.pixels(volume.sliceCount() / 2).value(256, 256))
                                                        : -1;
    };
    print("cache warm", "rows, map, first image checked", measure(firstImage), slice);
    Cost cold;
    for (int round = 0; round < kRounds; ++round) {
        forget(folder + QStringLiteral("/library/cache"));
        QElapsedTimer timer;
        timer.start();
        const double before = cpuSeconds();
        cold.checksum = firstImage();
        cold.cpu = cpuSeconds() - before;
        cold.wall.ms.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    print("cache cold", "rows, map, first image checked", cold, slice);
    const auto scroll = measure([&] {
        // A new volume forgets which slices were looked at.
        const auto fresh = (*library)->openSeries(QStringLiteral("2.25.1.1"));
        long long intact = 0;
        for (int k = 0; k < fresh->first()->sliceCount(); ++k) intact += fresh->first()->isIntact(k) ? 1 : 0;
        return intact;
    });
    print("cache warm", "rows, map, every slice checked", scroll, slice * kStudySlices);
    std::printf("%-16s checksum of one slice on its first show: %.3f ms of processor time\n", "", 1e3 * scroll.cpu / kStudySlices);
}

} // namespace

int load(int, char**)
{
    double averages[1] = {0.0};
    if (getloadavg(averages, 1) == 1)
        std::printf("load average %.1f: compare processor time, not wall time, on a busy machine\n", averages[0]);
    QTemporaryDir folder;
    decoding(folder.path());
    opening(folder.path());
    return 0;
}

} // namespace lobule::bench
