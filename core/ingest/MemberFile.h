#pragma once

#include "core/base/Result.h"

#include <QString>
#include <QStringList>

namespace lobule::ingest {

/// A file to read that may lie inside an archive. A member is unpacked into memory, never onto the disk, and can be opened
/// under path() like any other file until this object goes.
class MemberFile {
public:
    /// An empty `member` stands for `file` itself. Errors: those of readMember(), Unsupported where the system has no
    /// files in memory (all but Linux).
    [[nodiscard]] static Result<MemberFile> open(const QString& file, const QString& member, const QStringList& passwords);
    ~MemberFile();
    MemberFile(MemberFile&& other) noexcept;
    MemberFile& operator=(MemberFile&&) = delete;

    [[nodiscard]] const QString& path() const { return m_path; }

private:
    MemberFile() = default;
    QString m_path;
    int m_descriptor = -1;
};

} // namespace lobule::ingest
