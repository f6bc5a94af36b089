#pragma once

#include "core/base/Result.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// Files of a model package: bounded reads, durable writes, checksums.
namespace lobule::package {

/// A whole file. FileUnreadable{file name}, or LimitExceeded{file name} beyond `maxBytes`; a symbolic link or anything
/// else that is no regular file is unreadable.
[[nodiscard]] Result<std::vector<std::byte>> readFile(const std::filesystem::path& file, std::size_t maxBytes);

/// Writes a new file and waits until it is on the disk. FileUnwritable{file name}.
[[nodiscard]] Result<void> writeFileDurably(const std::filesystem::path& file, const std::vector<std::byte>& bytes);
[[nodiscard]] Result<void> writeFileDurably(const std::filesystem::path& file, std::string_view text);

/// Makes the names in a folder durable. Does nothing where the system has no such call (Windows).
void syncFolder(const std::filesystem::path& folder);

/// SHA-256, 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256Hex(const void* bytes, std::size_t byteCount);
[[nodiscard]] inline std::string sha256Hex(const std::vector<std::byte>& bytes) { return sha256Hex(bytes.data(), bytes.size()); }

/// File name as UTF-8, for error arguments.
[[nodiscard]] std::string utf8(const std::filesystem::path& path);

/// Path from UTF-8, e.g. from a command line or a message.
[[nodiscard]] std::filesystem::path pathFromUtf8(std::string_view text);

} // namespace lobule::package
