#include "core/deidentify/NestedParser.h"

#include "core/deidentify/Elements.h"

namespace lobule::deidentify {

namespace {

constexpr TagNumber kItem = 0xfffee000u;
constexpr TagNumber kItemEnd = 0xfffee00du;
constexpr TagNumber kSequenceEnd = 0xfffee0ddu;
constexpr std::uint32_t kUndefined = 0xffffffffu;

class Reader {
public:
    Reader(std::string_view bytes, NestedEncoding encoding) : m_rest(bytes), m_encoding(encoding) { }

    /// Items up to the end of the bytes, or up to the delimiter when the length is undefined.
    bool readItems(std::vector<gdcm::DataSet>& items, bool delimited, int depth)
    {
        if (depth < 0) return false;
        while (delimited || !m_rest.empty()) {
            TagNumber tag = 0;
            std::uint32_t length = 0;
            if (!readTag(tag) || !read32(length)) return false;
            if (tag == kSequenceEnd) return delimited || m_rest.empty();
            if (tag != kItem) return false;
            gdcm::DataSet item;
            if (length == kUndefined) {
                if (!readDataSet(item, true, depth)) return false;
            } else {
                std::string_view value;
                if (!take(length, value)) return false;
                Reader inner(value, m_encoding);
                if (!inner.readDataSet(item, false, depth)) return false;
            }
            items.push_back(std::move(item));
        }
        return true;
    }

private:
    bool take(std::uint32_t length, std::string_view& out)
    {
        if (length > m_rest.size()) return false;
        out = m_rest.substr(0, length);
        m_rest.remove_prefix(length);
        return true;
    }
    bool read16(std::uint32_t& value)
    {
        std::string_view b;
        if (!take(2, b)) return false;
        value = static_cast<unsigned char>(b[0]) | (std::uint32_t(static_cast<unsigned char>(b[1])) << 8);
        return true;
    }
    bool read32(std::uint32_t& value)
    {
        std::uint32_t low = 0;
        std::uint32_t high = 0;
        if (!read16(low) || !read16(high)) return false;
        value = low | (high << 16);
        return true;
    }
    bool readTag(TagNumber& tag)
    {
        std::uint32_t group = 0;
        std::uint32_t element = 0;
        if (!read16(group) || !read16(element)) return false;
        tag = (group << 16) | element;
        return true;
    }

    bool readDataSet(gdcm::DataSet& dataSet, bool delimited, int depth)
    {
        TagNumber last = 0;
        while (delimited || !m_rest.empty()) {
            TagNumber tag = 0;
            if (!readTag(tag)) return false;
            if (tag == kItemEnd) {
                std::uint32_t zero = 0;
                return read32(zero) && delimited;
            }
            // Ascending tags (PS3.5 section 7.1): data that only looks like a sequence rarely passes this.
            if (tag <= last || groupOf(tag) == 0xfffe) return false;
            last = tag;
            if (!readElement(dataSet, tag, depth)) return false;
        }
        return true;
    }

    bool readElement(gdcm::DataSet& dataSet, TagNumber tag, int depth)
    {
        Vr vr;
        std::uint32_t length = 0;
        if (!readVrAndLength(vr, length)) return false;
        if (length == kUndefined) {
            std::vector<gdcm::DataSet> items;
            if (vr.known() && vr != vr::kSQ && vr != vr::kUN) return false;
            // UN of undefined length holds implicit VR whatever the rest is (PS3.5 section 6.2.2 note 4).
            Reader inner(m_rest, vr == vr::kUN ? NestedEncoding::ImplicitVr : m_encoding);
            if (!inner.readItems(items, true, depth - 1)) return false;
            m_rest = inner.m_rest;
            append(dataSet, makeSequence(tag, items));
            return true;
        }
        std::string_view value;
        if (!take(length, value)) return false;
        if (vr == vr::kSQ) {
            std::vector<gdcm::DataSet> items;
            Reader inner(value, m_encoding);
            if (!inner.readItems(items, false, depth - 1)) return false;
            append(dataSet, makeSequence(tag, items));
            return true;
        }
        append(dataSet, value.empty() ? makeEmpty(tag, vr) : makeBytes(tag, vr, value));
        return true;
    }

    bool readVrAndLength(Vr& vr, std::uint32_t& length)
    {
        if (m_encoding == NestedEncoding::ImplicitVr) return read32(length);
        std::string_view letters;
        if (!take(2, letters)) return false;
        vr = Vr(letters);
        const gdcm::VR known = gdcm::VR::GetVRTypeFromFile(letters.data());
        if (known == gdcm::VR::INVALID) return false;
        if ((known & gdcm::VR::VL32) == 0) return read16(length);
        std::uint32_t reserved = 0;
        return read16(reserved) && read32(length);
    }

    std::string_view m_rest;
    NestedEncoding m_encoding;
};

} // namespace

std::optional<std::vector<gdcm::DataSet>> parseItems(std::string_view bytes, NestedEncoding encoding, int maxDepth)
{
    std::vector<gdcm::DataSet> items;
    Reader reader(bytes, encoding);
    if (!reader.readItems(items, false, maxDepth)) return std::nullopt;
    return items;
}

} // namespace lobule::deidentify
