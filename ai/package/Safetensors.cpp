#include "ai/package/Safetensors.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <optional>
#include <set>
#include <utility>

namespace lobule::package {

namespace {

using nlohmann::json;

constexpr std::size_t kLengthBytes = 8;
constexpr std::uint64_t kMaxHeaderBytes = 16u << 20;
constexpr std::size_t kMaxTensors = 20000;
constexpr std::size_t kMaxDimensions = 8;
constexpr std::size_t kMaxNameBytes = 512;

struct TypeName {
    TensorType type;
    const char* name;
    std::size_t bytes;
};
constexpr std::array<TypeName, 5> kTypes{{{TensorType::F16, "F16", 2}, {TensorType::BF16, "BF16", 2}, {TensorType::F32, "F32", 4},
    {TensorType::F64, "F64", 8}, {TensorType::I64, "I64", 8}}};

tl::unexpected<Error> invalid(const std::string& reason) { return fail(ErrorCode::ModelInvalid, {"weights: " + reason}); }

/// Start and end relative to the data section, with the entry they belong to.
struct Extent {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::size_t index = 0;
};

std::optional<std::uint64_t> unsignedValue(const json& value)
{
    if (!value.is_number_unsigned()) return std::nullopt;
    return value.get<std::uint64_t>();
}

/// Reads one header entry; an empty string is success, otherwise the reason.
std::string readEntry(const json& value, TensorEntry& entry, Extent& extent)
{
    if (!value.is_object() || !value.contains("dtype") || !value.contains("shape") || !value.contains("data_offsets")) {
        return "an entry lacks dtype, shape or data_offsets";
    }
    const json& type = value["dtype"];
    const auto known = std::find_if(
        kTypes.begin(), kTypes.end(), [&](const TypeName& t) { return type.is_string() && type.get_ref<const std::string&>() == t.name; });
    if (known == kTypes.end()) return "an element type that is not supported";
    entry.type = known->type;

    const json& shape = value["shape"];
    if (!shape.is_array() || shape.size() > kMaxDimensions) return "a shape that is no list of sizes";
    std::uint64_t bytes = known->bytes;
    for (const json& dimension : shape) {
        const auto size = unsignedValue(dimension);
        if (!size || *size > std::uint64_t{1} << 31) return "a size that is out of range";
        if (*size != 0 && bytes > (std::uint64_t{1} << 40) / *size) return "a tensor that is too large";
        bytes *= *size;
        entry.shape.push_back(static_cast<std::int64_t>(*size));
    }

    const json& offsets = value["data_offsets"];
    if (!offsets.is_array() || offsets.size() != 2) return "data_offsets that are no pair";
    const auto begin = unsignedValue(offsets[0]);
    const auto end = unsignedValue(offsets[1]);
    if (!begin || !end || *begin > *end || *end - *begin != bytes) return "data_offsets that do not match the shape";
    extent.begin = *begin;
    extent.end = *end;
    entry.byteCount = static_cast<std::size_t>(bytes);
    return {};
}

/// Parses the header text; a name that comes twice is refused, since readers disagree on which one counts.
std::optional<json> parseHeader(const char* text, std::size_t length)
{
    // The parser takes a NUL for the end of the text.
    if (std::memchr(text, '\0', length) != nullptr) return std::nullopt;
    std::set<std::string> names;
    bool repeated = false;
    const auto onEvent = [&](int depth, json::parse_event_t event, json& value) {
        if (event == json::parse_event_t::key && depth == 1 && !names.insert(value.get<std::string>()).second) repeated = true;
        return true;
    };
    json header = json::parse(text, text + length, onEvent, false);
    if (repeated || !header.is_object()) return std::nullopt;
    return header;
}

/// The data must be covered exactly once: overlaps and holes are how hidden content and confusion get in.
bool coverExactly(std::vector<Extent>& extents, std::uint64_t dataBytes)
{
    std::sort(extents.begin(), extents.end(),
        [](const Extent& a, const Extent& b) { return std::pair(a.begin, a.end) < std::pair(b.begin, b.end); });
    std::uint64_t position = 0;
    for (const Extent& extent : extents) {
        if (extent.begin != position) return false;
        position = extent.end;
    }
    return position == dataBytes;
}

} // namespace

std::size_t bytesPerElement(TensorType type)
{
    return std::find_if(kTypes.begin(), kTypes.end(), [type](const TypeName& t) { return t.type == type; })->bytes;
}

Result<SafetensorsFile> SafetensorsFile::parse(std::vector<std::byte> bytes)
{
    if (bytes.size() < kLengthBytes) return invalid("the file is too short");
    std::uint64_t headerBytes = 0;
    for (std::size_t i = kLengthBytes; i-- > 0;) headerBytes = (headerBytes << 8) | std::to_integer<std::uint64_t>(bytes[i]);
    if (headerBytes > kMaxHeaderBytes || headerBytes > bytes.size() - kLengthBytes) return invalid("the header length is wrong");

    const auto* text = reinterpret_cast<const char*>(bytes.data()) + kLengthBytes;
    const auto header = parseHeader(text, static_cast<std::size_t>(headerBytes));
    if (!header) return invalid("the header is not valid");
    if (header->size() > kMaxTensors) return invalid("too many tensors");

    SafetensorsFile file;
    std::vector<Extent> extents;
    for (const auto& [name, value] : header->items()) {
        if (name == "__metadata__") continue;
        if (name.empty() || name.size() > kMaxNameBytes) return invalid("a tensor name is empty or too long");
        TensorEntry entry;
        entry.name = name;
        Extent extent;
        if (const std::string reason = readEntry(value, entry, extent); !reason.empty()) return invalid(reason);
        extent.index = file.m_tensors.size();
        extents.push_back(extent);
        file.m_tensors.push_back(std::move(entry));
    }
    const std::size_t dataStart = kLengthBytes + static_cast<std::size_t>(headerBytes);
    if (!coverExactly(extents, bytes.size() - dataStart)) return invalid("the tensors do not cover the data exactly once");

    file.m_bytes = std::move(bytes);
    for (const Extent& extent : extents) {
        file.m_tensors[extent.index].data = file.m_bytes.data() + dataStart + static_cast<std::size_t>(extent.begin);
    }
    return file;
}

std::vector<std::byte> formatSafetensors(const std::vector<TensorEntry>& tensors)
{
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    std::uint64_t position = 0;
    for (const TensorEntry& tensor : tensors) {
        const auto type = std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeName& t) { return t.type == tensor.type; });
        header[tensor.name] = {{"dtype", type->name}, {"shape", tensor.shape}, {"data_offsets", {position, position + tensor.byteCount}}};
        position += tensor.byteCount;
    }
    std::string text = header.dump();
    text.append((8 - text.size() % 8) % 8, ' ');

    std::vector<std::byte> bytes(kLengthBytes + text.size() + static_cast<std::size_t>(position));
    for (std::size_t i = 0; i < kLengthBytes; ++i) bytes[i] = static_cast<std::byte>((std::uint64_t{text.size()} >> (8 * i)) & 0xffu);
    std::memcpy(bytes.data() + kLengthBytes, text.data(), text.size());
    std::byte* out = bytes.data() + kLengthBytes + text.size();
    for (const TensorEntry& tensor : tensors) {
        if (tensor.byteCount > 0) std::memcpy(out, tensor.data, tensor.byteCount);
        out += tensor.byteCount;
    }
    return bytes;
}

} // namespace lobule::package
