#include "core/deidentify/Normalizer.h"

#include "core/deidentify/Deidentifier.h"
#include "core/deidentify/Elements.h"
#include "core/deidentify/NestedParser.h"

#include <gdcmItem.h>
#include <gdcmSequenceOfFragments.h>

namespace lobule::deidentify {

namespace {

constexpr std::size_t kMaxListedTags = 200;
constexpr TagNumber kPixelData = 0x7fe00010u;

/// Group 0002 belongs to the file, 0000 to messages, 0004 to directories, 0006 to real-time video; FFFE are delimiters.
bool isForeignGroup(std::uint16_t group) { return group < 0x0008 || group == 0xfffe; }

} // namespace

Normalizer::Normalizer(bool explicitVrFile, bool keepPrivate, Outcome& outcome)
    : m_explicitVrFile(explicitVrFile), m_keepPrivate(keepPrivate), m_outcome(outcome)
{
}

Result<void> Normalizer::run(const gdcm::DataSet& in, gdcm::DataSet& out)
{
    auto done = dataSet(in, out, !m_explicitVrFile, 0, {});
    for (const TagNumber tag : m_privateTags) m_outcome.privateTags.push_back(pathText({}, tag));
    return done;
}

void Normalizer::drop(TagNumber tag, const std::string& path, const char* why)
{
    ++m_outcome.counts[Outcome::UnknownDropped];
    if (m_outcome.droppedTags.size() < kMaxListedTags) m_outcome.droppedTags.push_back(pathText(path, tag) + " " + why);
}

bool Normalizer::admit(TagNumber tag, const std::string& path)
{
    if (elementOf(tag) == 0) return false; // Group length: retired, recomputed by nobody, and never identity.
    if (isForeignGroup(groupOf(tag))) {
        drop(tag, path, "group");
        return false;
    }
    if (isPrivate(tag)) {
        if (m_keepPrivate) return true;
        ++m_outcome.counts[Outcome::PrivateRemoved];
        if (m_privateTags.size() < kMaxListedTags) m_privateTags.insert(tag);
        return false;
    }
    if (findAction(tag) == nullptr && !dictionaryVr(tag).known()) {
        drop(tag, path, "unknown");
        return false;
    }
    return true;
}

Result<void> Normalizer::dataSet(const gdcm::DataSet& in, gdcm::DataSet& out, bool implicitVr, int depth, const std::string& path)
{
    if (depth > Deidentifier::kMaxDepth) {
        return fail(ErrorCode::LimitExceeded, {"sequence depth " + std::to_string(Deidentifier::kMaxDepth)}, "sequences nest too deep");
    }
    for (const gdcm::DataElement& each : in.GetDES()) {
        if (!admit(number(each.GetTag()), path)) continue;
        if (auto done = element(each, out, implicitVr, depth, path); !done) return done;
    }
    return {};
}

Result<void> Normalizer::element(const gdcm::DataElement& in, gdcm::DataSet& out, bool implicitVr, int depth, const std::string& path)
{
    const TagNumber tag = number(in.GetTag());
    const Vr vr = effectiveVr(in);
    if (sequenceOf(in) != nullptr || vr == vr::kSQ) return sequence(in, out, implicitVr, depth, path);
    if (!in.IsEmpty() && in.GetSequenceOfFragments() != nullptr && (tag != kPixelData || depth > 0)) {
        drop(tag, path, "fragments");
        return {};
    }
    // A private sequence in implicit VR is just bytes to GDCM; as bytes its inside would escape the table.
    if (isPrivate(tag) && !vr.known() && rawValue(in).starts_with(std::string_view("\xfe\xff\x00\xe0", 4))) {
        return sequence(in, out, implicitVr, depth, path);
    }
    gdcm::DataElement copy(in);
    if (m_explicitVrFile && in.GetVR() == gdcm::VR::INVALID) copy.SetVR(toGdcm(vr));
    append(out, copy);
    return {};
}

Result<void> Normalizer::sequence(const gdcm::DataElement& in, gdcm::DataSet& out, bool implicitVr, int depth, const std::string& path)
{
    const TagNumber tag = number(in.GetTag());
    const Vr expected = dictionaryVr(tag);
    const bool listed = findAction(tag) != nullptr;
    if (in.IsEmpty()) {
        append(out, makeEmpty(tag, vr::kSQ));
        return {};
    }
    std::vector<gdcm::DataSet> items;
    bool itemsImplicit = implicitVr;
    bool understood = !expected.known() || expected == vr::kSQ || listed;
    if (const gdcm::SequenceOfItems* read = sequenceOf(in)) {
        itemsImplicit = implicitVr || !encodedVr(in).known(); // UN: implicit inside (PS3.5 section 6.2.2 note 4)
        for (const gdcm::Item& item : read->Items) items.push_back(item.GetNestedDataSet());
    } else {
        const int room = Deidentifier::kMaxDepth - depth + 1;
        auto parsed = parseItems(rawValue(in), NestedEncoding::ImplicitVr, room);
        itemsImplicit = parsed.has_value();
        if (!parsed) parsed = parseItems(rawValue(in), NestedEncoding::ExplicitVr, room);
        understood = understood && parsed.has_value();
        if (parsed) items = std::move(*parsed);
    }
    if (!understood) {
        drop(tag, path, "unparsable");
        // A listed attribute keeps its place, so that its own action (a dummy, say) can still be carried out.
        if (listed) append(out, makeEmpty(tag, vr::kSQ));
        return {};
    }
    std::vector<gdcm::DataSet> cleaned(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string inner = pathText(path, tag) + "[" + std::to_string(i) + "].";
        if (auto done = dataSet(items[i], cleaned[i], itemsImplicit, depth + 1, inner); !done) return done;
    }
    append(out, makeSequence(tag, cleaned));
    return {};
}

} // namespace lobule::deidentify
