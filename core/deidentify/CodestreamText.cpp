#include "core/deidentify/CodestreamText.h"

#include <cstddef>

namespace lobule::deidentify {

namespace {

unsigned wordAt(std::string_view bytes, std::size_t at)
{
    return (static_cast<unsigned>(static_cast<unsigned char>(bytes[at])) << 8) | static_cast<unsigned char>(bytes[at + 1]);
}

constexpr unsigned kJpegStart = 0xffd8;
constexpr unsigned kJpegScan = 0xffda;
constexpr unsigned kJpegComment = 0xfffe;
constexpr unsigned kJpegFirstApplication = 0xffe0;
constexpr unsigned kJpegLastApplication = 0xffef;
constexpr unsigned kJ2kStart = 0xff4f;
constexpr unsigned kJ2kTile = 0xff90;
constexpr unsigned kJ2kComment = 0xff64;

bool holdsText(unsigned marker, bool jpeg2000)
{
    if (jpeg2000) return marker == kJ2kComment;
    return marker == kJpegComment || (marker >= kJpegFirstApplication && marker <= kJpegLastApplication);
}

} // namespace

std::vector<std::string_view> codestreamText(std::string_view codestream)
{
    std::vector<std::string_view> texts;
    if (codestream.size() < 4) return texts;
    const unsigned start = wordAt(codestream, 0);
    if (start != kJpegStart && start != kJ2kStart) return texts;
    const bool jpeg2000 = start == kJ2kStart;
    for (std::size_t at = 2; at + 4 <= codestream.size();) {
        const unsigned marker = wordAt(codestream, at);
        if (marker == 0xffff) { // fill byte
            ++at;
            continue;
        }
        const std::size_t length = wordAt(codestream, at + 2); // counts itself
        if (marker < 0xff01 || marker == (jpeg2000 ? kJ2kTile : kJpegScan) || length < 2 || at + 2 + length > codestream.size()) break;
        if (holdsText(marker, jpeg2000)) texts.push_back(codestream.substr(at + 4, length - 2));
        at += 2 + length;
    }
    return texts;
}

} // namespace lobule::deidentify
