#include "core/deidentify/Transformer.h"

#include "core/deidentify/Dummies.h"
#include "core/deidentify/Elements.h"
#include "core/deidentify/IdentityReader.h"
#include "core/deidentify/SafePrivate.h"
#include "core/deidentify/SafeWords.h"

#include <gdcmItem.h>

#include <algorithm>

namespace lobule::deidentify {

namespace {

constexpr TagNumber kPatientName = 0x00100010u;
constexpr TagNumber kPatientId = 0x00100020u;
constexpr TagNumber kSpecificCharacterSet = 0x00080005u;

/// Written anew for every instance, at the root only (PS3.15 E.1.1 items 6 to 8).
bool isRecordOfMethod(TagNumber tag) { return tag == 0x00120062u || tag == 0x00120063u || tag == 0x00120064u || tag == 0x00280303u; }

void noteTag(std::vector<std::string>& list, TagNumber tag)
{
    constexpr std::size_t kMaxListedTags = 200;
    std::string text = pathText({}, tag);
    if (list.size() < kMaxListedTags && std::find(list.begin(), list.end(), text) == list.end()) list.push_back(std::move(text));
}

} // namespace

Transformer::Transformer(const InstanceContext& context, PhiTokens& tokens, Outcome& outcome)
    : m_context(context), m_tokens(tokens), m_outcome(outcome)
{
}

void Transformer::run(const gdcm::DataSet& in, gdcm::DataSet& out) { dataSet(in, out, CharacterSet(), true); }

void Transformer::dataSet(const gdcm::DataSet& in, gdcm::DataSet& out, const CharacterSet& inherited, bool root)
{
    const CharacterSet characterSet = characterSetOf(in, inherited);
    for (const gdcm::DataElement& each : in.GetDES()) {
        if (isPrivate(number(each.GetTag())))
            privateElement(each, in, out, characterSet);
        else
            element(each, out, characterSet, root);
    }
    removeUnusedCreators(out);
}

void Transformer::element(const gdcm::DataElement& in, gdcm::DataSet& out, const CharacterSet& characterSet, bool root)
{
    const TagNumber tag = number(in.GetTag());
    if (isRecordOfMethod(tag) || patientElement(in, out, characterSet, root)) return;
    const ActionRow* row = findAction(tag);
    const Vr vr = effectiveVr(in);
    Treatment treatment = m_context.resolver.resolve(row, vr);
    if (treatment == Treatment::ShiftDate) {
        if (shiftDate(in, out, vr)) return;
        treatment = m_context.resolver.basic(*row, vr);
    }
    switch (treatment) {
    case Treatment::Keep: keep(in, out, characterSet, vr); return;
    case Treatment::KeepByOption: keepByOption(in, out, characterSet, vr); return;
    case Treatment::Remove: count(Outcome::Removed); return;
    case Treatment::Empty:
        count(Outcome::Emptied);
        append(out, makeEmpty(tag, vr));
        return;
    case Treatment::Dummy:
        count(Outcome::Dummied);
        append(out, makeDummy(tag, vr));
        return;
    case Treatment::MapUid:
        count(Outcome::UidsMapped);
        append(out, mapped(in));
        return;
    case Treatment::CleanText: cleanText(in, out, characterSet, vr); return;
    case Treatment::ShiftDate: return; // Resolved above.
    }
}

void Transformer::keepByOption(const gdcm::DataElement& in, gdcm::DataSet& out, const CharacterSet& characterSet, Vr vr)
{
    // A device calibrated on the day of the study: the option is about the device, the day is the patient's.
    if ((vr == vr::kDA || vr == vr::kDT || vr == vr::kTM) && m_tokens.foundInNumbers(rawValue(in))) {
        count(Outcome::Swept);
        return append(out, makeEmpty(number(in.GetTag()), vr));
    }
    count(Outcome::KeptByOption);
    keep(in, out, characterSet, vr);
}

bool Transformer::patientElement(const gdcm::DataElement& in, gdcm::DataSet& out, const CharacterSet& characterSet, bool root)
{
    const TagNumber tag = number(in.GetTag());
    if (tag == kPatientName && root) {
        count(Outcome::Dummied);
        append(out, makeText(tag, vr::kPN, m_context.pseudonym));
        return true;
    }
    if (tag != kPatientId) return false;
    count(Outcome::Dummied);
    std::string pseudonym = m_context.pseudonym;
    if (!root) {
        const QString id = characterSet.decode(rawValue(in));
        pseudonym = m_context.pseudonymizer.patientPseudonym(
            id, m_context.profile.separateIssuers ? m_outcome.identity.issuerOfPatientId : QString());
    }
    append(out, makeText(tag, vr::kLO, pseudonym));
    return true;
}

void Transformer::keep(const gdcm::DataElement& in, gdcm::DataSet& out, const CharacterSet& characterSet, Vr vr)
{
    const TagNumber tag = number(in.GetTag());
    if (vr == vr::kSQ) return sequence(in, out, characterSet);
    if (in.IsEmpty()) return append(out, in);
    const std::string_view value = rawValue(in);
    const bool broken = !isWellFormed(value, vr) || (tag == kSpecificCharacterSet && !CharacterSet::isDefined(value));
    if (broken || (vr == vr::kPN && findAction(tag) == nullptr)) {
        // A person's name in an attribute that table E.1-1 forgot, or text where no text belongs.
        count(Outcome::Swept);
        return append(out, makeEmpty(tag, vr));
    }
    if (vr == vr::kUI && holdsKnownUid(value)) {
        count(Outcome::UidsMapped);
        return append(out, mapped(in));
    }
    append(out, in);
}

bool Transformer::holdsKnownUid(std::string_view values) const
{
    while (true) {
        const auto end = values.find('\\');
        if (m_tokens.isKnownUid(trimPadding(values.substr(0, end)))) return true;
        if (end == std::string_view::npos) return false;
        values.remove_prefix(end + 1);
    }
}

void Transformer::privateElement(
    const gdcm::DataElement& in, const gdcm::DataSet& around, gdcm::DataSet& out, const CharacterSet& characterSet)
{
    const TagNumber tag = number(in.GetTag());
    if (isPrivateCreator(tag)) return append(out, in); // Goes again when nothing of its block stays.
    if (!isSafePrivate(in, around, m_context.profile.safePrivate)) {
        count(Outcome::PrivateRemoved);
        noteTag(m_outcome.privateTags, tag);
        return;
    }
    count(Outcome::PrivateKept);
    noteTag(m_outcome.keptPrivateTags, tag);
    if (sequenceOf(in) != nullptr)
        sequence(in, out, characterSet);
    else
        append(out, in);
}

void Transformer::sequence(const gdcm::DataElement& in, gdcm::DataSet& out, const CharacterSet& characterSet)
{
    std::vector<gdcm::DataSet> items;
    if (const gdcm::SequenceOfItems* read = sequenceOf(in)) {
        items.resize(read->Items.size());
        for (std::size_t i = 0; i < items.size(); ++i) dataSet(read->Items[i].GetNestedDataSet(), items[i], characterSet, false);
    }
    append(out, items.empty() ? makeEmpty(number(in.GetTag()), vr::kSQ) : makeSequence(number(in.GetTag()), items));
}

bool Transformer::shiftDate(const gdcm::DataElement& in, gdcm::DataSet& out, Vr vr)
{
    const TagNumber tag = number(in.GetTag());
    const auto shifted = m_context.shift.shift(trimmedValue(in), vr);
    if (!shifted) return false;
    if (vr == vr::kDA || vr == vr::kDT) m_tokens.allowDate(std::string_view(*shifted).substr(0, 8));
    count(vr == vr::kAS ? Outcome::KeptByOption : Outcome::DatesShifted);
    append(out, makeText(tag, vr, *shifted));
    return true;
}

void Transformer::cleanText(const gdcm::DataElement& in, gdcm::DataSet& out, const CharacterSet& characterSet, Vr vr)
{
    count(Outcome::TextsCleaned);
    const TagNumber tag = number(in.GetTag());
    const QString original = characterSet.decode(rawValue(in));
    const QString cleaned = keepSafeWords(original);
    if (cleaned == original) return append(out, in);
    const bool ascii = std::all_of(cleaned.begin(), cleaned.end(), [](QChar c) { return c.unicode() < 0x80; });
    // Rewriting beyond ASCII would need the element's own code extensions; what is not kept as it was is kept as ASCII.
    append(out, cleaned.isEmpty() || !ascii ? makeText(tag, vr, kRemovedText) : makeText(tag, vr, cleaned.toStdString()));
}

gdcm::DataElement Transformer::mapped(const gdcm::DataElement& in)
{
    std::string_view values = rawValue(in);
    std::string out;
    while (true) {
        const auto end = values.find('\\');
        const std::string_view uid = trimPadding(values.substr(0, end));
        if (!uid.empty()) out += isStandardUid(uid) ? std::string(uid) : m_context.pseudonymizer.mapUid(uid);
        if (end == std::string_view::npos) break;
        out += '\\';
        values.remove_prefix(end + 1);
    }
    return makeText(number(in.GetTag()), vr::kUI, out);
}

} // namespace lobule::deidentify
