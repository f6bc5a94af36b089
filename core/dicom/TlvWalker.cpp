#include "core/dicom/TlvWalker.h"

#include <gdcmDict.h>
#include <gdcmDicts.h>
#include <gdcmGlobal.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace lobule::dicom {

namespace {

constexpr std::uint32_t kItem = 0xFFFEE000;
constexpr std::uint32_t kItemEnd = 0xFFFEE00D;
constexpr std::uint32_t kSequenceEnd = 0xFFFEE0DD;
constexpr std::uint32_t kUndefined = 0xFFFFFFFF;
constexpr std::uint32_t kPixelData = 0x7FE00010;
constexpr std::size_t kMaxFragments = 1'000'000;

/// How many bytes the length of a value takes (PS3.5 7.1.2).
enum class LengthForm { None, Short, Long };

constexpr unsigned letters(char first, char second)
{
    return static_cast<unsigned char>(first) * 256u + static_cast<unsigned char>(second);
}
constexpr unsigned letters(const char (&name)[3]) { return letters(name[0], name[1]); }

LengthForm lengthFormOf(const std::array<char, 2>& vr)
{
    switch (letters(vr[0], vr[1])) {
    case letters("AE"):
    case letters("AS"):
    case letters("AT"):
    case letters("CS"):
    case letters("DA"):
    case letters("DS"):
    case letters("DT"):
    case letters("FD"):
    case letters("FL"):
    case letters("IS"):
    case letters("LO"):
    case letters("LT"):
    case letters("PN"):
    case letters("SH"):
    case letters("SL"):
    case letters("SS"):
    case letters("ST"):
    case letters("TM"):
    case letters("UI"):
    case letters("UL"):
    case letters("US"): return LengthForm::Short;
    case letters("OB"):
    case letters("OD"):
    case letters("OF"):
    case letters("OL"):
    case letters("OV"):
    case letters("OW"):
    case letters("SQ"):
    case letters("SV"):
    case letters("UC"):
    case letters("UN"):
    case letters("UR"):
    case letters("UT"):
    case letters("UV"): return LengthForm::Long;
    default: return LengthForm::None;
    }
}

tl::unexpected<Error> malformed(const std::string& reason) { return fail(ErrorCode::Malformed, {reason}); }

/// How error texts name what lies at `at`. Where the walk went astray, four bytes of somebody's name would read as a tag: only tags of
/// the standard are said, and none of those is made of letters.
std::string placeText(std::uint32_t tag, std::uint64_t at)
{
    const gdcm::DictEntry& entry = gdcm::Global::GetInstance().GetDicts().GetPublicDict().GetDictEntry(
        gdcm::Tag(static_cast<std::uint16_t>(tag >> 16), static_cast<std::uint16_t>(tag & 0xFFFFu)));
    const bool isKnown = entry.GetKeyword() != nullptr && *entry.GetKeyword() != '\0';
    return isKnown ? tagText(tag) : "the element at byte " + std::to_string(at);
}

} // namespace

std::string tagText(std::uint32_t tag)
{
    char text[16];
    std::snprintf(text, sizeof text, "(%04x,%04x)", tag >> 16, tag & 0xFFFFu);
    return text;
}

std::uint32_t TlvWalker::tagAt(std::uint64_t at, Encoding encoding) const
{
    const std::uint8_t* p = m_data.data() + at;
    const bool big = encoding == Encoding::ExplicitBig;
    return (static_cast<std::uint32_t>(big ? big16(p) : little16(p)) << 16) | (big ? big16(p + 2) : little16(p + 2));
}

std::uint32_t TlvWalker::u32At(std::uint64_t at, Encoding encoding) const
{
    const std::uint8_t* p = m_data.data() + at;
    return encoding == Encoding::ExplicitBig ? big32(p) : little32(p);
}

Result<TlvWalker::Summary> TlvWalker::walk(std::uint64_t begin, const Visitor& visit, const RootFilter& goOn)
{
    m_levels.assign(1, Level{m_data.size(), false, false, false, false, m_encoding});
    m_at = begin;
    m_sequences = 0;
    m_summary = {};
    for (;;) {
        const Result<Step> result = step(visit, goOn);
        if (!result) {
            if (result.error().code == ErrorCode::Malformed && retreatFromSpeculation()) continue;
            return tl::unexpected(result.error());
        }
        if (*result == Step::Done) break;
    }
    m_summary.end = m_at;
    return m_summary;
}

Result<TlvWalker::Step> TlvWalker::step(const Visitor& visit, const RootFilter& goOn)
{
    const Level level = m_levels.back();
    const bool root = m_levels.size() == 1;
    if (m_at == level.end) {
        if (root) return Step::Done;
        if (level.undefined) return malformed("a sequence or item of undefined length has no end");
        if (level.sequence) --m_sequences;
        m_levels.pop_back();
        return Step::Go;
    }
    // Group 0 never occurs in files, but writers pad files to block sizes with zeros.
    if (root && (level.end - m_at < 2 || (m_data[m_at] == 0 && m_data[m_at + 1] == 0))) {
        if (onlyPaddingLeft()) return Step::Done;
        return malformed("bytes that are no element follow the data set");
    }
    if (level.end - m_at < 8) return malformed("the file ends inside an element header");
    if (root && goOn && !goOn(tagAt(m_at, level.encoding))) return Step::Done;
    if (const Result<void> counted = countElement(); !counted) return tl::unexpected(counted.error());
    const Result<void> done = level.sequence ? stepInSequence(level) : stepInItem(level, visit);
    if (!done) return tl::unexpected(done.error());
    return Step::Go;
}

Result<void> TlvWalker::countElement()
{
    if (++m_summary.elements > m_limits.elements) return fail(ErrorCode::LimitExceeded, {"number of elements"});
    return {};
}

Result<void> TlvWalker::enter(const Level& level)
{
    if (level.sequence) {
        if (++m_sequences > m_limits.depth) return fail(ErrorCode::LimitExceeded, {"depth of nested sequences"});
        m_summary.depth = std::max(m_summary.depth, m_sequences);
    }
    m_levels.push_back(level);
    return {};
}

Result<void> TlvWalker::stepInSequence(const Level& level)
{
    const std::uint32_t tag = tagAt(m_at, level.encoding);
    const std::uint32_t length = u32At(m_at + 4, level.encoding);
    m_at += 8;
    if (tag == kSequenceEnd) {
        // A delimiter as the last thing of a sequence of defined length is superfluous but harmless, and occurs.
        if (!level.undefined && m_at != level.end) return malformed("a sequence ends before its length");
        --m_sequences;
        if (level.unknown) m_summary.unknownSequences.back().length = m_at - m_summary.unknownSequences.back().offset;
        m_levels.pop_back();
        return {};
    }
    if (tag != kItem) return malformed("a sequence holds " + placeText(tag, m_at - 8) + " where an item must be");
    Level item = level;
    item.sequence = false;
    item.speculative = false;
    item.unknown = false;
    item.undefined = length == kUndefined;
    if (!item.undefined) {
        if (length > level.end - m_at) return malformed("an item is longer than its sequence");
        item.end = m_at + length;
    }
    return enter(item);
}

Result<Element> TlvWalker::readHeader(const Level& level, std::uint64_t& valueBegin, bool& undefined) const
{
    Element element;
    element.tag = tagAt(m_at, level.encoding);
    element.begin = m_at;
    element.depth = m_sequences;
    element.bigEndian = level.encoding == Encoding::ExplicitBig;
    std::uint32_t length = 0;
    if (level.encoding == Encoding::ImplicitLittle) {
        length = little32(m_data.data() + m_at + 4);
        valueBegin = m_at + 8;
    } else {
        std::memcpy(element.vr.data(), m_data.data() + m_at + 4, 2);
        const LengthForm form = lengthFormOf(element.vr);
        if (form == LengthForm::Short) {
            const std::uint8_t* p = m_data.data() + m_at + 6;
            length = element.bigEndian ? big16(p) : little16(p);
            valueBegin = m_at + 8;
        } else if (form == LengthForm::Long) {
            if (level.end - m_at < 12) return malformed("the file ends inside the header of " + placeText(element.tag, m_at));
            length = u32At(m_at + 8, level.encoding);
            valueBegin = m_at + 12;
        } else {
            return malformed(placeText(element.tag, m_at) + " has an unknown value representation");
        }
    }
    undefined = length == kUndefined;
    if (!undefined && length > level.end - valueBegin) {
        return malformed(placeText(element.tag, m_at) + " is longer than the bytes that are left (truncated file?)");
    }
    // Lengths are even (PS3.5 7.1.1). At the root writers get away with odd ones; inside items parsers lose count.
    if (!undefined && length % 2 != 0 && m_sequences > 0)
        return malformed(placeText(element.tag, m_at) + " has an odd length inside a sequence");
    element.value = ByteRange{valueBegin, undefined ? 0 : length};
    return element;
}

Result<void> TlvWalker::stepInItem(const Level& level, const Visitor& visit)
{
    const std::uint32_t tag = tagAt(m_at, level.encoding);
    if (tag == kItemEnd) {
        m_at += 8;
        if (m_levels.size() == 1 || (!level.undefined && m_at != level.end)) return malformed("an item ends where none can end");
        m_levels.pop_back();
        return {};
    }
    if ((tag >> 16) == 0xFFFE) return malformed("a delimiter stands where an element must be");
    std::uint64_t valueBegin = 0;
    bool undefined = false;
    Result<Element> element = readHeader(level, valueBegin, undefined);
    if (!element) return tl::unexpected(element.error());
    const bool implicit = level.encoding == Encoding::ImplicitLittle;
    if (undefined && tag == kPixelData && !implicit) {
        if (!element->isVr("OB") && !element->isVr("OW") && !element->isVr("UN"))
            return malformed("(7fe0,0010) is encapsulated in a wrong value representation");
        if (const Result<void> walked = walkFragments(*element, valueBegin, level.end); !walked) return walked;
        return visit(*element);
    }
    if (const Result<void> seen = visit(*element); !seen) return seen;
    Level sequence{undefined ? level.end : valueBegin + element->value.length, undefined, true, false, false, level.encoding};
    const bool unknown = implicit || element->isVr("UN");
    // UN of undefined length is a sequence in implicit little endian (PS3.5 section 6.2.2, note 2 to the UN rules).
    if (element->isVr("UN")) sequence.encoding = Encoding::ImplicitLittle;
    m_at = valueBegin;
    if (element->isVr("SQ")) return enter(sequence);
    if (undefined) {
        if (!unknown) return malformed(placeText(tag, element->begin) + " has no length");
        if (element->isVr("UN")) {
            sequence.unknown = true;
            m_summary.unknownSequences.push_back({valueBegin, 0});
        }
        return enter(sequence);
    }
    if (unknown && startsWithItem(valueBegin, element->value.length)) {
        sequence.speculative = true;
        return enter(sequence);
    }
    m_at = sequence.end;
    return {};
}

Result<void> TlvWalker::walkFragments(Element& element, std::uint64_t begin, std::uint64_t end)
{
    m_fragments.clear();
    const Encoding encoding = m_levels.back().encoding;
    std::uint64_t at = begin;
    for (;;) {
        if (end - at < 8) return malformed("encapsulated pixel data has no end (truncated file?)");
        const std::uint32_t tag = tagAt(at, encoding);
        const std::uint32_t length = u32At(at + 4, encoding);
        at += 8;
        if (tag == kSequenceEnd) break;
        if (tag != kItem) return malformed("encapsulated pixel data holds " + placeText(tag, at - 8) + " where a fragment must be");
        if (length > end - at) return malformed("a pixel data fragment is longer than the bytes that are left (truncated file?)");
        if (m_fragments.size() >= kMaxFragments) return fail(ErrorCode::LimitExceeded, {"number of pixel data fragments"});
        m_fragments.push_back({at, length});
        at += length;
    }
    element.fragments = &m_fragments;
    element.value = {begin, at - begin};
    m_at = at;
    return {};
}

bool TlvWalker::startsWithItem(std::uint64_t begin, std::uint64_t length) const
{
    return length >= 8 && tagAt(begin, Encoding::ImplicitLittle) == kItem;
}

bool TlvWalker::onlyPaddingLeft() const
{
    for (std::uint64_t i = m_at; i < m_data.size(); ++i) {
        if (m_data[i] != 0) return false;
    }
    return true;
}

bool TlvWalker::retreatFromSpeculation()
{
    for (std::size_t i = 1; i < m_levels.size(); ++i) {
        if (!m_levels[i].speculative) continue;
        m_at = m_levels[i].end;
        for (std::size_t j = i; j < m_levels.size(); ++j) m_sequences -= m_levels[j].sequence ? 1 : 0;
        m_levels.resize(i);
        return true;
    }
    return false;
}

} // namespace lobule::dicom
