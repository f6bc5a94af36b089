#include "core/dicom/MetaGroup.h"

#include <cstdint>

namespace lobule::dicom {

namespace {

void appendLittle(std::string& out, std::uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>((value >> (8 * i)) & 0xFFu));
}

void appendElement(std::string& out, std::uint16_t element, std::string_view vr, std::string value)
{
    if (value.size() % 2 != 0) value.push_back(vr == "UI" ? '\0' : ' ');
    appendLittle(out, 0x0002, 2);
    appendLittle(out, element, 2);
    out.append(vr);
    if (vr == "OB") {
        appendLittle(out, 0, 2);
        appendLittle(out, value.size(), 4);
    } else {
        appendLittle(out, value.size(), 2);
    }
    out.append(value);
}

} // namespace

std::string metaGroup(std::string_view sopClassUid, std::string_view sopInstanceUid, std::string_view transferSyntaxUid)
{
    std::string group;
    appendElement(group, 0x0001, "OB", std::string("\0\1", 2));
    appendElement(group, 0x0002, "UI", std::string(sopClassUid));
    appendElement(group, 0x0003, "UI", std::string(sopInstanceUid));
    appendElement(group, 0x0010, "UI", std::string(transferSyntaxUid));
    appendElement(group, 0x0012, "UI", std::string(kImplementationClassUid));
    appendElement(group, 0x0013, "SH", std::string(kImplementationVersion));
    std::string out(128, '\0');
    out.append("DICM");
    std::string length;
    appendLittle(length, group.size(), 4);
    appendElement(out, 0x0000, "UL", length);
    return out + group;
}

} // namespace lobule::dicom
