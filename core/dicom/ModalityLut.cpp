#include "core/dicom/ModalityLut.h"

#include "core/dicom/DataSetReader.h"
#include "core/dicom/DicomFile.h"
#include "core/dicom/SegmentedPalette.h"

#include <gdcmFile.h>

#include <cstring>

namespace lobule::dicom {

namespace {

std::optional<LookupTable> readTable(const std::vector<std::uint16_t>& descriptor, std::string_view data, bool isSigned)
{
    if (descriptor.size() < 3) return std::nullopt;
    LookupTable table;
    const std::size_t entries = descriptor[0] == 0 ? 65536 : descriptor[0];
    table.firstMapped = isSigned ? static_cast<std::int16_t>(descriptor[1]) : descriptor[1];
    table.bits = descriptor[2];
    table.entries.resize(entries);
    if (data.size() >= 2 * entries) {
        std::memcpy(table.entries.data(), data.data(), 2 * entries);
    } else if (table.bits <= 8 && data.size() >= entries) {
        for (std::size_t i = 0; i < entries; ++i) table.entries[i] = static_cast<std::uint8_t>(data[i]);
    } else {
        return std::nullopt;
    }
    return table;
}

} // namespace

std::optional<LookupTable> readModalityLut(const DicomFile& file)
{
    const detail::DataSetReader root(file.header().GetDataSet());
    const auto item = root.item(0x0028, 0x3000);
    if (!item || !file.report().pixels) return std::nullopt;
    return readTable(item->shorts(0x0028, 0x3002), item->bytes(0x0028, 0x3006), file.report().pixels->isSigned);
}

std::optional<LookupTable> readVoiLut(const DicomFile& file, bool isSigned)
{
    const detail::DataSetReader root(file.header().GetDataSet());
    const auto item = root.item(0x0028, 0x3010);
    if (!item) return std::nullopt;
    return readTable(item->shorts(0x0028, 0x3002), item->bytes(0x0028, 0x3006), isSigned);
}

namespace {

std::optional<LookupTable> readSegmentedTable(const std::vector<std::uint16_t>& descriptor, const std::vector<std::uint16_t>& words)
{
    if (descriptor.size() < 3 || descriptor[2] != 16) return std::nullopt;
    auto entries = expandSegments(words, descriptor[0] == 0 ? 65536 : descriptor[0]);
    if (!entries) return std::nullopt;
    return LookupTable{descriptor[1], descriptor[2], std::move(*entries)};
}

} // namespace

std::optional<std::vector<LookupTable>> readPalette(const DicomFile& file)
{
    const detail::DataSetReader root(file.header().GetDataSet());
    std::vector<LookupTable> channels;
    for (std::uint16_t i = 0; i < 3; ++i) {
        const auto element = static_cast<std::uint16_t>(0x1201 + i);
        const std::vector<std::uint16_t> descriptor = root.shorts(0x0028, static_cast<std::uint16_t>(0x1101 + i));
        auto table = root.has(0x0028, element)
            ? readTable(descriptor, root.bytes(0x0028, element), false)
            : readSegmentedTable(descriptor, root.shorts(0x0028, static_cast<std::uint16_t>(0x1221 + i)));
        if (!table) return std::nullopt;
        channels.push_back(std::move(*table));
    }
    return channels;
}

} // namespace lobule::dicom
