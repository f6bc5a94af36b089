// What the worker does with a file: pre-scan, GDCM's parser, de-identification, writing, verifying, decoding.
//
// GDCM's own asserts end the worker process, which the pool takes in its stride. Here they are counted and listed at the end
// (LOBULE_FUZZ_ASSERTS=FILE), so that the run goes on and cheap ones can be refused by the pre-scan.

#include "core/dicom/DecoderWarnings.h"
#include "core/dicom/DicomFile.h"
#include "core/ingest/InstanceIngestor.h"

#include <QDir>
#include <QFile>

#include <csetjmp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

using namespace lobule;

namespace {

std::jmp_buf g_beforeFile;
bool g_isInFile = false;

std::map<std::string, long>& asserts()
{
    static std::map<std::string, long> counts;
    return counts;
}

void listAsserts()
{
    const char* path = std::getenv("LOBULE_FUZZ_ASSERTS");
    std::FILE* out = path != nullptr ? std::fopen(path, "w") : nullptr;
    if (out == nullptr) return;
    for (const auto& [what, count] : asserts()) std::fprintf(out, "%ld %s\n", count, what.c_str());
    std::fclose(out);
}

QString workFolder()
{
    static const QString folder = [] {
        // Memory: a fuzzer writes thousands of files a second.
        std::string pattern = "/dev/shm/lobule-fuzz-XXXXXX";
        const char* made = ::mkdtemp(pattern.data());
        if (made == nullptr) std::abort();
        return QString::fromLatin1(made);
    }();
    return folder;
}

ingest::InstanceIngestor& ingestor()
{
    static const auto made = [] {
        dicom::silenceParser();
        // The ingestor limits the worker's processor time for every file that it opens; here all files share one process, slowed down by
        // the sanitizers. -timeout= judges instead.
        std::signal(SIGXCPU, SIG_IGN);
        // Made before the handler is set, so that they are still there when that runs.
        static_cast<void>(workFolder());
        static_cast<void>(asserts());
        std::atexit([] {
            listAsserts();
            QDir(workFolder()).removeRecursively();
        });
        ingest::Hello hello;
        hello.keyHex = QString(64, QLatin1Char('5'));
        hello.profile = QStringLiteral("basic");
        hello.release = {QStringLiteral("all")};
        hello.stagingFolder = workFolder() + QStringLiteral("/staging");
        QDir().mkpath(hello.stagingFolder);
        return std::move(*ingest::InstanceIngestor::create(hello));
    }();
    return *made;
}

} // namespace

/// Instead of the C library's: GDCM's library calls this one.
extern "C" void __assert_fail(const char* expression, const char* file, unsigned line, const char*) noexcept
{
    ++asserts()[std::string(file) + ":" + std::to_string(line) + " " + expression];
    if (asserts().size() < 200) listAsserts();
    if (!g_isInFile) std::abort();
    std::longjmp(g_beforeFile, 1); // leaks what the parser held
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    ingest::InstanceIngestor& worker = ingestor();
    const QString path = workFolder() + QStringLiteral("/in");
    {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)) std::abort();
        file.write(reinterpret_cast<const char*>(data), static_cast<qint64>(size));
    }
    g_isInFile = true;
    if (setjmp(g_beforeFile) == 0) {
        try {
            if (const auto staged = worker.ingest({path, {}, {}})) {
                QFile::remove(staged->objectPath);
                if (!staged->pixelPath.isEmpty()) QFile::remove(staged->pixelPath);
            }
        } catch (const std::exception&) { // as the worker's session does
        }
    } else {
        dicom::detail::DecoderWarnings::abandon();
    }
    g_isInFile = false;
    static int rounds = 0;
    if (++rounds % 4096 == 0) QDir(workFolder() + QStringLiteral("/staging")).removeRecursively(); // what asserts left
    if (rounds % 4096 == 0) QDir().mkpath(workFolder() + QStringLiteral("/staging"));
    return 0;
}
