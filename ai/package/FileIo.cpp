#include "ai/package/FileIo.h"

#include <sodium.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <span>
#include <system_error>

#ifdef _WIN32
#include <io.h>
#else
#include <fcntl.h>
#include <unistd.h>
#endif

namespace lobule::package {

namespace {

namespace fs = std::filesystem;

std::FILE* openForWriting(const fs::path& file)
{
#ifdef _WIN32
    return _wfopen(file.c_str(), L"wb");
#else
    return std::fopen(file.c_str(), "wb");
#endif
}

bool syncFile(std::FILE* file)
{
#ifdef _WIN32
    return _commit(_fileno(file)) == 0;
#else
    return ::fsync(::fileno(file)) == 0;
#endif
}

Result<void> writeBytes(const fs::path& file, std::span<const std::byte> bytes)
{
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> handle(openForWriting(file), &std::fclose);
    if (!handle) return fail(ErrorCode::FileUnwritable, {utf8(file.filename())});
    const bool written = std::fwrite(bytes.data(), 1, bytes.size(), handle.get()) == bytes.size();
    if (!written || std::fflush(handle.get()) != 0 || !syncFile(handle.get())) {
        return fail(ErrorCode::FileUnwritable, {utf8(file.filename())}, "the bytes could not be written");
    }
    return {};
}

} // namespace

Result<std::vector<std::byte>> readFile(const fs::path& file, std::size_t maxBytes)
{
    std::error_code error;
    if (fs::symlink_status(file, error).type() != fs::file_type::regular) return fail(ErrorCode::FileUnreadable, {utf8(file.filename())});
    const std::uintmax_t size = fs::file_size(file, error);
    if (error) return fail(ErrorCode::FileUnreadable, {utf8(file.filename())}, error.message());
    if (size > maxBytes) return fail(ErrorCode::LimitExceeded, {utf8(file.filename())});
    std::vector<std::byte> bytes(static_cast<std::size_t>(size));
    std::ifstream stream(file, std::ios::binary);
    stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!stream) return fail(ErrorCode::FileUnreadable, {utf8(file.filename())});
    return bytes;
}

Result<void> writeFileDurably(const fs::path& file, const std::vector<std::byte>& bytes) { return writeBytes(file, bytes); }

Result<void> writeFileDurably(const fs::path& file, std::string_view text)
{
    return writeBytes(file, std::as_bytes(std::span(text.data(), text.size())));
}

void syncFolder(const fs::path& folder)
{
#ifdef _WIN32
    static_cast<void>(folder);
#else
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    static_cast<void>(::fsync(descriptor));
    ::close(descriptor);
#endif
}

std::string sha256Hex(const void* bytes, std::size_t byteCount)
{
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), static_cast<const unsigned char*>(bytes), byteCount);
    std::string text(2 * digest.size() + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), digest.data(), digest.size());
    text.pop_back();
    return text;
}

std::string utf8(const fs::path& path)
{
    const std::u8string text = path.generic_u8string();
    return {text.begin(), text.end()};
}

fs::path pathFromUtf8(std::string_view text) { return fs::path(std::u8string(text.begin(), text.end())); }

} // namespace lobule::package
