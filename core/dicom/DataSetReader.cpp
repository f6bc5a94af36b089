#include "core/dicom/DataSetReader.h"

#include "core/dicom/Bytes.h"

#include <gdcmDataSet.h>
#include <gdcmSequenceOfItems.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

namespace lobule::dicom::detail {

namespace {

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.remove_suffix(1);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    return text;
}

std::optional<double> parseDecimal(std::string_view text)
{
    text = trimmed(text);
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    double value = 0.0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || code != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

using Sequence = gdcm::SmartPointer<gdcm::SequenceOfItems>;

std::shared_ptr<Sequence> sequenceOf(const gdcm::DataSet& dataSet, gdcm::Tag tag)
{
    if (!dataSet.FindDataElement(tag)) return nullptr;
    try {
        auto sequence = std::make_shared<Sequence>(dataSet.GetDataElement(tag).GetValueAsSQ());
        return *sequence ? sequence : nullptr;
    } catch (const std::exception&) {
        return nullptr;
    }
}

} // namespace

bool DataSetReader::has(std::uint16_t group, std::uint16_t element) const { return m_dataSet->FindDataElement(gdcm::Tag(group, element)); }

std::string_view DataSetReader::bytes(std::uint16_t group, std::uint16_t element) const
{
    const gdcm::Tag tag(group, element);
    if (!m_dataSet->FindDataElement(tag)) return {};
    const gdcm::ByteValue* value = m_dataSet->GetDataElement(tag).GetByteValue();
    if (value == nullptr || value->GetPointer() == nullptr) return {};
    return {value->GetPointer(), value->GetLength()};
}

std::string DataSetReader::text(std::uint16_t group, std::uint16_t element) const { return std::string(trimmed(bytes(group, element))); }

std::string DataSetReader::uid(std::uint16_t group, std::uint16_t element) const
{
    std::string value = text(group, element);
    const bool plausible = value.size() <= 64 && value.find_first_not_of("0123456789.") == std::string::npos;
    return plausible ? value : std::string();
}

std::vector<double> DataSetReader::decimals(std::uint16_t group, std::uint16_t element) const
{
    std::string_view rest = trimmed(bytes(group, element));
    std::vector<double> out;
    while (!rest.empty()) {
        const std::size_t cut = std::min(rest.find('\\'), rest.size());
        const std::optional<double> value = parseDecimal(rest.substr(0, cut));
        if (!value) return {};
        out.push_back(*value);
        rest.remove_prefix(std::min(cut + 1, rest.size()));
    }
    return out;
}

std::optional<double> DataSetReader::decimal(std::uint16_t group, std::uint16_t element) const
{
    // Of several values (windows, for instance) the first counts even if a later one is broken.
    const std::string_view all = bytes(group, element);
    return parseDecimal(all.substr(0, all.find('\\')));
}

std::optional<double> DataSetReader::float64(std::uint16_t group, std::uint16_t element) const
{
    const std::string_view value = bytes(group, element);
    if (value.size() < sizeof(double)) return std::nullopt;
    double out = 0.0;
    std::memcpy(&out, value.data(), sizeof out);
    if (!std::isfinite(out)) return std::nullopt;
    return out;
}

std::vector<std::uint16_t> DataSetReader::shorts(std::uint16_t group, std::uint16_t element) const
{
    const std::string_view value = bytes(group, element);
    std::vector<std::uint16_t> out(value.size() / 2);
    if (!out.empty()) std::memcpy(out.data(), value.data(), out.size() * 2);
    return out;
}

std::vector<std::uint32_t> DataSetReader::longs(std::uint16_t group, std::uint16_t element) const
{
    const std::string_view value = bytes(group, element);
    std::vector<std::uint32_t> out(value.size() / 4);
    if (!out.empty()) std::memcpy(out.data(), value.data(), out.size() * 4);
    return out;
}

std::optional<DataSetReader> DataSetReader::item(std::uint16_t group, std::uint16_t element) const
{
    const auto sequence = sequenceOf(*m_dataSet, gdcm::Tag(group, element));
    if (!sequence || (*sequence)->GetNumberOfItems() == 0) return std::nullopt;
    DataSetReader out((*sequence)->GetItem(1).GetNestedDataSet());
    out.m_owner = sequence;
    return out;
}

void DataSetReader::eachItem(std::uint16_t group, std::uint16_t element, const std::function<bool(const DataSetReader&)>& visit) const
{
    const auto sequence = sequenceOf(*m_dataSet, gdcm::Tag(group, element));
    if (!sequence) return;
    for (auto item = (*sequence)->Begin(); item != (*sequence)->End(); ++item) {
        if (!visit(DataSetReader(item->GetNestedDataSet()))) return;
    }
}

} // namespace lobule::dicom::detail
