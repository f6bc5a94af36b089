// Unpacking of arbitrary archives: inside the folder, inside the limits.

#include "core/ingest/ArchiveExpander.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cstdlib>
#include <string>

using namespace lobule;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const QString folder = [] {
        std::string pattern = "/dev/shm/lobule-fuzz-XXXXXX";
        const char* made = ::mkdtemp(pattern.data());
        if (made == nullptr) std::abort();
        return QString::fromLatin1(made);
    }();
    static const bool cleansUp = std::atexit([] { QDir(folder).removeRecursively(); }) == 0;
    if (!cleansUp) std::abort();
    QFile file(folder + QStringLiteral("/in.zip"));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)) std::abort();
    file.write(reinterpret_cast<const char*>(data), static_cast<qint64>(size));
    file.close();
    ingest::ArchiveLimits limits;
    limits.totalBytes = 1 << 20;
    limits.memberBytes = 1 << 19;
    limits.members = 50;
    const QString target = folder + QStringLiteral("/out");
    const auto expanded = ingest::expandArchive(file.fileName(), target, {QStringLiteral("secret")}, limits);
    if (expanded) {
        if (expanded->members.size() > limits.members) std::abort();
        for (const ingest::ArchiveMember& member : expanded->members)
            if (QFileInfo(member.file).canonicalPath() != QFileInfo(target).canonicalFilePath()) std::abort();
    }
    QDir(target).removeRecursively();
    if (QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).size() != 1) std::abort();
    return 0;
}
