#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gdcm {
class DataSet;
}

namespace lobule::dicom::detail {

/// Reads values of one parsed GDCM data set (not of those nested in it). Values that are absent, empty or not numbers
/// come out as empty; nothing here throws. Valid as long as the data set lives.
class DataSetReader {
public:
    explicit DataSetReader(const gdcm::DataSet& dataSet) : m_dataSet(&dataSet) { }

    /// The bytes of a text value without padding, in the character set of the file.
    [[nodiscard]] std::string text(std::uint16_t group, std::uint16_t element) const;
    /// A UID, empty unless made of digits and dots.
    [[nodiscard]] std::string uid(std::uint16_t group, std::uint16_t element) const;
    /// All values of a DS or IS element; empty when one of them is no number.
    [[nodiscard]] std::vector<double> decimals(std::uint16_t group, std::uint16_t element) const;
    [[nodiscard]] std::optional<double> decimal(std::uint16_t group, std::uint16_t element) const;
    /// First value of an FD element.
    [[nodiscard]] std::optional<double> float64(std::uint16_t group, std::uint16_t element) const;
    /// All values of a US element.
    [[nodiscard]] std::vector<std::uint16_t> shorts(std::uint16_t group, std::uint16_t element) const;
    /// All values of a UL element.
    [[nodiscard]] std::vector<std::uint32_t> longs(std::uint16_t group, std::uint16_t element) const;
    /// The bytes of any value but a sequence, native byte order.
    [[nodiscard]] std::string_view bytes(std::uint16_t group, std::uint16_t element) const;
    /// The first item of a sequence, or nothing.
    [[nodiscard]] std::optional<DataSetReader> item(std::uint16_t group, std::uint16_t element) const;
    /// Calls `visit(reader)` for each item; false from it ends the walk.
    void eachItem(std::uint16_t group, std::uint16_t element, const std::function<bool(const DataSetReader&)>& visit) const;
    [[nodiscard]] bool has(std::uint16_t group, std::uint16_t element) const;
    [[nodiscard]] const gdcm::DataSet& dataSet() const { return *m_dataSet; }

private:
    const gdcm::DataSet* m_dataSet;
    std::shared_ptr<const void> m_owner; ///< Keeps a sequence alive that was parsed on demand.
};

} // namespace lobule::dicom::detail
