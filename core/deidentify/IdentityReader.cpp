#include "core/deidentify/IdentityReader.h"

#include "core/deidentify/Elements.h"
#include "core/deidentify/Pseudonymizer.h"

#include <gdcmItem.h>

#include <algorithm>

namespace lobule::deidentify {

namespace {

struct RecordedField {
    TagNumber tag;
    QString IdentityRecord::*field;
};
constexpr RecordedField kRecorded[] = {
    {0x00080018u, &IdentityRecord::sopInstanceUid},
    {0x00080020u, &IdentityRecord::studyDate},
    {0x00080030u, &IdentityRecord::studyTime},
    {0x00080050u, &IdentityRecord::accessionNumber},
    {0x00080080u, &IdentityRecord::institutionName},
    {0x00080090u, &IdentityRecord::referringPhysician},
    {0x00081010u, &IdentityRecord::stationName},
    {0x00081030u, &IdentityRecord::studyDescription},
    {0x0008103eu, &IdentityRecord::seriesDescription},
    {0x00081050u, &IdentityRecord::performingPhysician},
    {0x00081070u, &IdentityRecord::operatorsName},
    {0x00100010u, &IdentityRecord::patientName},
    {0x00100020u, &IdentityRecord::patientId},
    {0x00100021u, &IdentityRecord::issuerOfPatientId},
    {0x00100030u, &IdentityRecord::patientBirthDate},
    {0x00100040u, &IdentityRecord::patientSex},
    {0x00101000u, &IdentityRecord::otherPatientIds},
    {0x00101010u, &IdentityRecord::patientAge},
    {0x0020000du, &IdentityRecord::studyInstanceUid},
    {0x0020000eu, &IdentityRecord::seriesInstanceUid},
    {0x00200010u, &IdentityRecord::studyId},
};

/// Names of places, streets and stations: their longer words identify as well as the whole.
bool holdsPlaceNames(TagNumber tag)
{
    return tag == 0x00080080u || tag == 0x00080081u || tag == 0x00101040u || tag == 0x00081040u || tag == 0x00380300u;
}

bool isText(Vr vr)
{
    return vr == vr::kLO || vr == vr::kSH || vr == vr::kST || vr == vr::kLT || vr == vr::kUT || vr == vr::kUC || vr == vr::kAE
        || vr == vr::kUR;
}

template <class Function> void forEachValue(std::string_view text, Function function)
{
    while (true) {
        const auto end = text.find('\\');
        function(trimPadding(text.substr(0, end)));
        if (end == std::string_view::npos) return;
        text.remove_prefix(end + 1);
    }
}

} // namespace

CharacterSet characterSetOf(const gdcm::DataSet& dataSet, const CharacterSet& inherited)
{
    const gdcm::Tag tag(0x0008, 0x0005);
    if (!dataSet.FindDataElement(tag)) return inherited;
    return CharacterSet(rawValue(dataSet.GetDataElement(tag)));
}

IdentityReader::IdentityReader(const ActionResolver& resolver, IdentityRecord& identity, PhiTokens& tokens)
    : m_resolver(resolver), m_identity(identity), m_tokens(tokens)
{
}

void IdentityReader::run(const gdcm::DataSet& in)
{
    dataSet(in, CharacterSet(), true);
    m_tokens.seal(m_encodings);
}

void IdentityReader::dataSet(const gdcm::DataSet& in, const CharacterSet& inherited, bool root)
{
    const CharacterSet characterSet = characterSetOf(in, inherited);
    const bool declares = root || in.FindDataElement(gdcm::Tag(0x0008, 0x0005));
    for (const std::string& name : declares ? characterSet.encodingsToSearch() : std::vector<std::string>()) {
        if (std::find(m_encodings.begin(), m_encodings.end(), name) == m_encodings.end()) m_encodings.push_back(name);
    }
    for (const gdcm::DataElement& element : in.GetDES()) {
        if (const gdcm::SequenceOfItems* items = sequenceOf(element)) {
            for (const gdcm::Item& item : items->Items) dataSet(item.GetNestedDataSet(), characterSet, false);
            continue;
        }
        collect(element, characterSet);
        if (root) {
            const TagNumber tag = number(element.GetTag());
            if (std::any_of(std::begin(kRecorded), std::end(kRecorded), [tag](const RecordedField& f) { return f.tag == tag; })) {
                record(tag, characterSet.decode(rawValue(element)));
            }
        }
    }
}

void IdentityReader::collect(const gdcm::DataElement& element, const CharacterSet& characterSet)
{
    if (element.IsEmpty()) return;
    const TagNumber tag = number(element.GetTag());
    const ActionRow* row = findAction(tag);
    // What the attribute is, whatever VR a careless or hostile writer gave it: a name in VR LO is a name.
    const Vr known = dictionaryVr(tag);
    const Vr vr = known.known() ? known : effectiveVr(element);
    const bool name = vr == vr::kPN || effectiveVr(element) == vr::kPN;
    if (row == nullptr && !name) return;
    const Treatment treatment = m_resolver.resolve(row, effectiveVr(element));
    if (treatment == Treatment::KeepByOption || (row != nullptr && treatment == Treatment::Keep)) return;
    if (name) {
        m_tokens.addPersonName(characterSet.decode(rawValue(element)));
    } else if (vr == vr::kUI) {
        forEachValue(rawValue(element), [this](std::string_view uid) {
            if (!isStandardUid(uid)) m_tokens.addUid(uid);
        });
    } else if (vr == vr::kDA || vr == vr::kDT) {
        forEachValue(rawValue(element), [this](std::string_view date) { m_tokens.addDate(date); });
    } else if (vr == vr::kTM) {
        forEachValue(rawValue(element), [this](std::string_view time) { m_tokens.addTime(time); });
    } else if (isText(vr) && row->option(OptionColumn::CleanDescriptors) != OptionAction::Clean) {
        // Descriptions are words like "LIVER 3 PHASE"; searching for them would clean what is no identity.
        const QString text = characterSet.decode(rawValue(element));
        if (holdsPlaceNames(tag))
            m_tokens.addPlace(text);
        else if (tag == 0x00100020u || tag == 0x00101000u)
            m_tokens.addIdentifier(text);
        else
            m_tokens.addText(text);
    }
}

void IdentityReader::record(TagNumber tag, const QString& text)
{
    for (const RecordedField& field : kRecorded) {
        if (field.tag == tag) m_identity.*field.field = text;
    }
}

} // namespace lobule::deidentify
