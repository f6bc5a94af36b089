#include "core/dicom/MediaDirectory.h"

#include "core/dicom/ScannedFile.h"
#include "core/dicom/TlvWalker.h"

#include <algorithm>
#include <cctype>
#include <system_error>

namespace lobule::dicom {

namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kInUse = 0x00041410, kRecordType = 0x00041430, kFileId = 0x00041500;
constexpr std::size_t kMaxFiles = 200'000;

/// PS3.10 8.2 allows eight components of eight characters of A-Z, 0-9 and "_"; media in use are less strict. What could name
/// something outside of the folder is refused.
bool isComponent(const std::string& text)
{
    if (text.empty() || text == "." || text == ".." || text.size() > 255) return false;
    return text.find_first_of("/\\:") == std::string::npos && text.find('\0') == std::string::npos;
}

std::vector<std::string> componentsOf(const std::string& value)
{
    std::vector<std::string> out;
    std::size_t begin = 0;
    while (begin <= value.size()) {
        const std::size_t end = std::min(value.find('\\', begin), value.size());
        std::string part = value.substr(begin, end - begin);
        while (!part.empty() && part.back() == ' ') part.pop_back();
        if (!isComponent(part)) return {};
        out.push_back(std::move(part));
        begin = end + 1;
    }
    return out;
}

/// One item of the Directory Record Sequence as it is gathered.
class Records {
public:
    explicit Records(ByteView data) : m_data(data) { }

    Result<void> visit(const Element& element)
    {
        if (element.depth != 1 || (element.tag >> 16) != 0x0004) return {};
        // The offset to the next record is the first element of every item.
        if (element.tag <= m_lastTag) finish();
        m_lastTag = element.tag;
        if (element.tag == kInUse && element.value.length >= 2)
            m_isActive = little16(m_data.data() + element.value.offset) != 0;
        else if (element.tag == kRecordType)
            m_type = trimmedText(m_data, element.value);
        else if (element.tag == kFileId)
            m_file = trimmedText(m_data, element.value);
        if (m_files.size() > kMaxFiles) return fail(ErrorCode::LimitExceeded, {"number of files in a DICOMDIR"});
        return {};
    }

    std::vector<MediaFile> take()
    {
        finish();
        return std::move(m_files);
    }

private:
    void finish()
    {
        if (m_type == "PATIENT") {
            ++m_place.patient;
            m_place.study = m_place.series = 0;
        } else if (m_type == "STUDY") {
            ++m_place.study;
            m_place.series = 0;
        } else if (m_type == "SERIES") {
            ++m_place.series;
        }
        if (m_isActive && !m_file.empty()) {
            MediaFile file = m_place;
            file.components = componentsOf(m_file);
            if (!file.components.empty()) m_files.push_back(std::move(file));
        }
        m_type.clear();
        m_file.clear();
        m_isActive = true;
    }

    ByteView m_data;
    std::uint32_t m_lastTag = 0;
    bool m_isActive = true;
    std::string m_type;
    std::string m_file;
    MediaFile m_place;
    std::vector<MediaFile> m_files;
};

std::string comparable(std::string name)
{
    if (const auto version = name.rfind(';'); version != std::string::npos) name.resize(version);
    while (!name.empty() && name.back() == '.') name.pop_back();
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return name;
}

std::string bytesOf(const fs::path& name)
{
    const std::u8string text = name.u8string();
    return std::string(text.begin(), text.end());
}

} // namespace

Result<std::vector<MediaFile>> readMediaDirectory(const fs::path& path)
{
    const auto file = ScannedFile::open(path);
    if (!file) return tl::unexpected(file.error());
    const PreScanReport& report = file->report();
    if (!report.isDirectory) return fail(ErrorCode::NotDicom);
    const TransferSyntax* syntax = findTransferSyntax(report.transferSyntaxUid);
    if (syntax == nullptr || syntax->deflated) return fail(ErrorCode::Malformed, {"the DICOMDIR has a wrong transfer syntax"});
    Records records(file->bytes());
    const PreScanLimits limits;
    TlvWalker walker(file->bytes(), syntax->encoding, {limits.depth, limits.elements});
    const auto walked = walker.walk(report.dataSetBegin, [&](const Element& element) { return records.visit(element); });
    if (!walked) return tl::unexpected(walked.error());
    return records.take();
}

fs::path MediaFinder::findIn(const fs::path& folder, const std::string& name)
{
    std::error_code error;
    const fs::path exact = folder / name;
    if (fs::exists(exact, error)) return exact;
    auto listed = m_listed.find(folder);
    if (listed == m_listed.end()) {
        listed = m_listed.emplace(folder, std::map<std::string, fs::path>()).first;
        for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
            listed->second.emplace(comparable(bytesOf(entry->path().filename())), entry->path());
    }
    const auto found = listed->second.find(comparable(name));
    return found == listed->second.end() ? fs::path() : found->second;
}

fs::path MediaFinder::find(const MediaFile& file)
{
    fs::path at = m_folder;
    for (const std::string& component : file.components) {
        at = findIn(at, component);
        if (at.empty()) return {};
    }
    std::error_code error;
    return fs::is_regular_file(at, error) ? at : fs::path();
}

} // namespace lobule::dicom
