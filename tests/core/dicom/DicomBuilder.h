#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace lobule::test {

enum class Form { ImplicitLittle, ExplicitLittle, ExplicitBig };

/// Puts DICOM bytes together, right or wrong as the test wants them.
class DicomBuilder {
public:
    explicit DicomBuilder(Form form = Form::ExplicitLittle) : m_form(form) { }

    static constexpr std::uint32_t kUndefined = 0xFFFFFFFF;

    DicomBuilder& raw(std::string_view bytes)
    {
        m_bytes.append(bytes);
        return *this;
    }
    /// Tag and length without anything else (items, delimiters).
    DicomBuilder& mark(std::uint32_t tag, std::uint32_t length)
    {
        put16(tag >> 16);
        put16(tag);
        put32(length);
        return *this;
    }
    /// Tag, VR and length of an element whose value follows by raw().
    DicomBuilder& header(std::uint32_t tag, const char* vr, std::uint32_t length)
    {
        put16(tag >> 16);
        put16(tag);
        if (m_form == Form::ImplicitLittle) {
            put32(length);
            return *this;
        }
        m_bytes.append(vr, 2);
        static constexpr std::string_view kLong = "OB OD OF OL OV OW SQ SV UC UN UR UT UV";
        if (kLong.find(std::string_view(vr, 2)) == std::string_view::npos) {
            put16(length);
            return *this;
        }
        put16(0);
        put32(length);
        return *this;
    }
    DicomBuilder& element(std::uint32_t tag, const char* vr, std::string value)
    {
        if (value.size() % 2 != 0) value.push_back(std::strcmp(vr, "UI") == 0 || std::strcmp(vr, "OB") == 0 ? '\0' : ' ');
        header(tag, vr, static_cast<std::uint32_t>(value.size()));
        return raw(value);
    }
    DicomBuilder& us(std::uint32_t tag, std::uint32_t value)
    {
        header(tag, "US", 2);
        put16(value);
        return *this;
    }
    DicomBuilder& us(std::uint32_t tag, std::initializer_list<std::uint32_t> values)
    {
        header(tag, "US", static_cast<std::uint32_t>(2 * values.size()));
        for (const std::uint32_t value : values) put16(value);
        return *this;
    }
    /// The Image Pixel attributes of a gray image.
    DicomBuilder& image(std::uint32_t rows, std::uint32_t columns, std::uint32_t allocated = 16, bool isSigned = true,
        std::uint32_t stored = 0, const char* photometric = "MONOCHROME2", std::uint32_t samples = 1)
    {
        if (stored == 0) stored = allocated;
        us(0x00280002, samples).element(0x00280004, "CS", photometric);
        if (samples > 1) us(0x00280006, 0);
        return us(0x00280010, rows)
            .us(0x00280011, columns)
            .us(0x00280100, allocated)
            .us(0x00280101, stored)
            .us(0x00280102, stored - 1)
            .us(0x00280103, isSigned ? 1 : 0);
    }
    DicomBuilder& pixels(const std::string& value) { return element(0x7FE00010, "OW", value); }
    /// Encapsulated pixel data: an empty offset table unless one is given, then the fragments.
    DicomBuilder& fragments(const std::vector<std::string>& values, const std::string& offsetTable = {})
    {
        header(0x7FE00010, "OB", kUndefined).mark(0xFFFEE000, static_cast<std::uint32_t>(offsetTable.size())).raw(offsetTable);
        for (const std::string& value : values) mark(0xFFFEE000, static_cast<std::uint32_t>(value.size())).raw(value);
        return mark(0xFFFEE0DD, 0);
    }
    DicomBuilder& identity(
        const std::string& instance = "1.2.3.4.5", const std::string& series = "1.2.3.4", const std::string& study = "1.2.3",
        const std::string& sopClass = "1.2.840.10008.5.1.4.1.1.2")
    {
        return element(0x00080016, "UI", sopClass)
            .element(0x00080018, "UI", instance)
            .element(0x00080060, "CS", "CT")
            .element(0x00100010, "PN", "Hong^Gildong")
            .element(0x00100020, "LO", "4711")
            .element(0x0020000D, "UI", study)
            .element(0x0020000E, "UI", series);
    }

    [[nodiscard]] const std::string& dataSet() const { return m_bytes; }
    /// With preamble and meta group in front.
    [[nodiscard]] std::string file(const std::string& syntax = {}) const
    {
        static constexpr const char* kSyntaxes[] = {"1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"};
        DicomBuilder meta;
        meta.element(0x00020002, "UI", "1.2.840.10008.5.1.4.1.1.2")
            .element(0x00020003, "UI", "1.2.3.4.5")
            .element(0x00020010, "UI", syntax.empty() ? kSyntaxes[static_cast<int>(m_form)] : syntax);
        return std::string(128, '\0') + "DICM" + meta.dataSet() + m_bytes;
    }

    [[nodiscard]] static std::string little16(const std::vector<int>& values)
    {
        std::string out;
        for (const int value : values) {
            out.push_back(static_cast<char>(value & 0xFF));
            out.push_back(static_cast<char>((value >> 8) & 0xFF));
        }
        return out;
    }
    [[nodiscard]] static std::string little32(std::uint32_t value)
    {
        return little16({static_cast<int>(value & 0xFFFF), static_cast<int>(value >> 16)});
    }

private:
    void put16(std::uint32_t value)
    {
        const char low = static_cast<char>(value & 0xFF), high = static_cast<char>((value >> 8) & 0xFF);
        m_bytes.push_back(m_form == Form::ExplicitBig ? high : low);
        m_bytes.push_back(m_form == Form::ExplicitBig ? low : high);
    }
    void put32(std::uint32_t value)
    {
        if (m_form == Form::ExplicitBig) {
            put16(value >> 16);
            put16(value);
            return;
        }
        put16(value);
        put16(value >> 16);
    }

    Form m_form;
    std::string m_bytes;
};

} // namespace lobule::test
