#include "core/ingest/MemberFile.h"

#include "core/ingest/ArchiveExpander.h"

#include <utility>

#ifdef __linux__
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace lobule::ingest {

namespace {

#ifdef __linux__
/// An unnamed file in memory with `bytes`; negative on an error.
int memoryFile(const QByteArray& bytes)
{
    const int descriptor = ::memfd_create("member", MFD_CLOEXEC);
    if (descriptor < 0) return -1;
    qsizetype written = 0;
    while (written < bytes.size()) {
        const auto put = ::write(descriptor, bytes.constData() + written, static_cast<std::size_t>(bytes.size() - written));
        if (put <= 0) {
            ::close(descriptor);
            return -1;
        }
        written += put;
    }
    return descriptor;
}
#endif

} // namespace

MemberFile::MemberFile(MemberFile&& other) noexcept : m_path(std::move(other.m_path)), m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

MemberFile::~MemberFile()
{
#ifdef __linux__
    if (m_descriptor >= 0) ::close(m_descriptor);
#endif
}

Result<MemberFile> MemberFile::open(const QString& file, const QString& member, const QStringList& passwords)
{
    MemberFile out;
    out.m_path = file;
    if (member.isEmpty()) return out;
    const auto bytes = readMember(file, member, passwords);
    if (!bytes) return tl::unexpected(bytes.error());
#ifdef __linux__
    out.m_descriptor = memoryFile(*bytes);
    if (out.m_descriptor < 0) return fail(ErrorCode::LimitExceeded, {"memory"});
    out.m_path = QStringLiteral("/proc/self/fd/%1").arg(out.m_descriptor);
    return out;
#else
    return fail(ErrorCode::ArchiveMember, {"files in archives cannot be reviewed on this system"});
#endif
}

} // namespace lobule::ingest
