#include "ai/package/ModelPackage.h"

#include "ai/package/FileIo.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <sstream>
#include <system_error>
#include <utility>
#include <vector>

namespace lobule::package {

namespace {

namespace fs = std::filesystem;

constexpr const char* kSumsName = "SHA256SUMS";
constexpr const char* kMetadataName = "configs/metadata.json";
constexpr const char* kWeightsName = "models/model.safetensors";
constexpr const char* kModelCardName = "docs/README.md";
constexpr const char* kLicenseName = "docs/license.txt";

constexpr std::size_t kMaxTextBytes = 4u << 20;
constexpr std::size_t kMaxWeightBytes = 1u << 30;
constexpr std::size_t kMaxFiles = 64;
constexpr std::size_t kDigestLetters = 64;

/// Checksum by path inside the package.
using Sums = std::map<std::string, std::string>;

bool isPlainRelativePath(const std::string& name)
{
    if (name.empty() || name.size() > 255 || name.front() == '/') return false;
    if (name.find_first_of("\\:") != std::string::npos) return false;
    for (const fs::path& part : fs::path(name)) {
        if (part.empty() || part == "." || part == "..") return false;
    }
    return true;
}

Result<Sums> parseSums(const std::vector<std::byte>& bytes)
{
    std::istringstream stream(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    Sums sums;
    for (std::string line; std::getline(stream, line);) {
        const bool wellFormed = line.size() > kDigestLetters + 2 && line.compare(kDigestLetters, 2, "  ") == 0
            && line.find_first_not_of("0123456789abcdef") >= kDigestLetters;
        const std::string name = wellFormed ? line.substr(kDigestLetters + 2) : std::string();
        if (!isPlainRelativePath(name) || sums.size() >= kMaxFiles) return fail(ErrorCode::ModelInvalid, {"SHA256SUMS is not valid"});
        if (!sums.emplace(name, line.substr(0, kDigestLetters)).second) {
            return fail(ErrorCode::ModelInvalid, {"SHA256SUMS names a file twice"});
        }
    }
    return sums;
}

/// Every file that lies in the package must be listed: nothing travels along unseen.
Result<void> refuseUnlistedFiles(const fs::path& folder, const Sums& sums)
{
    std::error_code error;
    std::size_t count = 0;
    for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        if (entry->is_directory(error) && !entry->is_symlink(error)) continue;
        const std::string name = utf8(entry->path().lexically_relative(folder));
        if (++count > kMaxFiles + 1) return fail(ErrorCode::LimitExceeded, {"files in the model package"});
        if (name != kSumsName && !sums.contains(name)) return fail(ErrorCode::Corrupt, {name}, "not listed in SHA256SUMS");
    }
    if (error) return fail(ErrorCode::FileUnreadable, {utf8(folder.filename())}, error.message());
    return {};
}

Result<std::vector<std::byte>> readChecked(const fs::path& folder, const Sums& sums, const std::string& name)
{
    const auto sum = sums.find(name);
    if (sum == sums.end()) return fail(ErrorCode::ModelInvalid, {name + " is missing"});
    auto bytes = readFile(folder / pathFromUtf8(name), name.starts_with("models/") ? kMaxWeightBytes : kMaxTextBytes);
    if (!bytes) return fail(ErrorCode::Corrupt, {name}, bytes.error().detail);
    if (sha256Hex(*bytes) != sum->second) return fail(ErrorCode::Corrupt, {name}, "checksum differs");
    return bytes;
}

/// A folder name beside `folder` that no other process uses.
fs::path siblingName(const fs::path& folder, const char* purpose)
{
    const auto ticks = std::chrono::steady_clock::now().time_since_epoch().count();
    return folder.parent_path() / pathFromUtf8("." + utf8(folder.filename()) + "." + purpose + std::to_string(ticks));
}

/// Removes a folder at the end of a scope, whatever happened.
class FolderCleanup {
public:
    explicit FolderCleanup(fs::path folder) : m_folder(std::move(folder)) { }
    ~FolderCleanup()
    {
        std::error_code ignored;
        fs::remove_all(m_folder, ignored);
    }
    FolderCleanup(const FolderCleanup&) = delete;
    FolderCleanup& operator=(const FolderCleanup&) = delete;

private:
    fs::path m_folder;
};

Result<void> writeContents(const fs::path& folder, const std::map<std::string, std::vector<std::byte>>& files)
{
    std::string sums;
    for (const auto& [name, bytes] : files) {
        const fs::path file = folder / pathFromUtf8(name);
        std::error_code error;
        fs::create_directories(file.parent_path(), error);
        if (error) return fail(ErrorCode::FileUnwritable, {name}, error.message());
        if (auto written = writeFileDurably(file, bytes); !written) return written;
        syncFolder(file.parent_path());
        sums += sha256Hex(bytes) + "  " + name + "\n";
    }
    if (auto written = writeFileDurably(folder / kSumsName, sums); !written) return written;
    syncFolder(folder);
    return {};
}

std::vector<std::byte> toBytes(const std::string& text)
{
    const auto* begin = reinterpret_cast<const std::byte*>(text.data());
    return {begin, begin + text.size()};
}

/// Puts `fresh` where `folder` is. An older package steps aside first and is put back when the second rename fails.
Result<void> moveIntoPlace(const fs::path& fresh, const fs::path& folder)
{
    std::error_code error;
    const bool replaces = fs::exists(folder, error);
    if (replaces && !fs::is_regular_file(folder / kSumsName, error)) {
        return fail(ErrorCode::Misuse, {utf8(folder)}, "the folder exists and is no model package");
    }
    const fs::path old = siblingName(folder, "old");
    const FolderCleanup cleanup(old);
    if (replaces) fs::rename(folder, old, error);
    if (!error) fs::rename(fresh, folder, error);
    if (error) {
        const std::string reason = error.message();
        if (replaces && !fs::exists(folder, error)) fs::rename(old, folder, error);
        return fail(ErrorCode::FileUnwritable, {utf8(folder.filename())}, reason);
    }
    syncFolder(folder.parent_path());
    return {};
}

} // namespace

Result<ModelPackage> readPackage(const fs::path& folder)
{
    std::error_code error;
    if (!fs::is_directory(folder, error)) return fail(ErrorCode::NotFound, {utf8(folder)});
    const auto sumsBytes = readFile(folder / kSumsName, kMaxTextBytes);
    if (!sumsBytes) return fail(ErrorCode::ModelInvalid, {"SHA256SUMS is missing"});
    const auto sums = parseSums(*sumsBytes);
    if (!sums) return tl::unexpected(sums.error());
    if (auto listed = refuseUnlistedFiles(folder, *sums); !listed) return tl::unexpected(listed.error());

    std::map<std::string, std::vector<std::byte>> files;
    for (const auto& [name, sum] : *sums) {
        auto bytes = readChecked(folder, *sums, name);
        if (!bytes) return tl::unexpected(bytes.error());
        // Of the other files only the checksum matters.
        if (name == kMetadataName || name == kWeightsName) files[name] = std::move(*bytes);
    }
    for (const char* name : {kMetadataName, kWeightsName}) {
        if (!files.contains(name)) return fail(ErrorCode::ModelInvalid, {std::string(name) + " is missing"});
    }

    const std::vector<std::byte>& text = files[kMetadataName];
    auto metadata = parseMetadata({reinterpret_cast<const char*>(text.data()), text.size()});
    if (!metadata) return tl::unexpected(metadata.error());
    auto weights = SafetensorsFile::parse(std::move(files[kWeightsName]));
    if (!weights) return tl::unexpected(weights.error());
    return ModelPackage{std::move(*metadata), std::move(*weights), sha256Hex(*sumsBytes)};
}

Result<void> writePackage(
    const fs::path& folder, const PackageMetadata& metadata, const std::vector<TensorEntry>& tensors, const PackageDocuments& documents)
{
    // "models/demo/" and "models/demo" are the same folder.
    const fs::path target = fs::absolute(folder / "").parent_path();
    const fs::path fresh = siblingName(target, "new");
    const FolderCleanup cleanup(fresh);
    std::error_code error;
    fs::create_directories(fresh, error);
    if (error) return fail(ErrorCode::FileUnwritable, {utf8(target.filename())}, error.message());

    const std::map<std::string, std::vector<std::byte>> files{{kMetadataName, toBytes(formatMetadata(metadata))},
        {kWeightsName, formatSafetensors(tensors)}, {kModelCardName, toBytes(documents.modelCard)},
        {kLicenseName, toBytes(documents.license)}};
    if (auto written = writeContents(fresh, files); !written) return written;
    return moveIntoPlace(fresh, target);
}

} // namespace lobule::package
