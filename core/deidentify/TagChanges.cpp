#include "core/deidentify/TagChanges.h"

#include "core/deidentify/CharacterSet.h"
#include "core/deidentify/Elements.h"
#include "core/deidentify/IdentityReader.h"

#include <gdcmFile.h>
#include <gdcmItem.h>

#include <algorithm>

namespace lobule::deidentify {

namespace {

std::string vrText(Vr vr)
{
    if (!vr.known()) return {};
    return {static_cast<char>(vr.code >> 8), static_cast<char>(vr.code & 0xff)};
}

bool isShownAsText(Vr vr)
{
    return isFreeText(vr) || vr == vr::kUI || vr == vr::kDA || vr == vr::kTM || vr == vr::kDT || vr == vr::kAS || vr == vr::kDS
        || vr == vr::kIS;
}

QString shown(const gdcm::DataElement* element, const CharacterSet& characterSet)
{
    if (element == nullptr || element->IsEmpty()) return {};
    if (const gdcm::SequenceOfItems* items = sequenceOf(*element))
        return items->Items.size() == 1 ? QStringLiteral("1 item") : QStringLiteral("%1 items").arg(items->Items.size());
    const std::string_view value = rawValue(*element);
    if (isShownAsText(effectiveVr(*element))) return characterSet.decode(value).left(kMaxShownCharacters);
    return QStringLiteral("%1 bytes").arg(value.size());
}

/// Walks two data sets side by side in tag order.
class Comparison {
public:
    explicit Comparison(std::vector<TagChange>& out) : m_out(out) { }

    void dataSets(const gdcm::DataSet& before, const gdcm::DataSet& after, const CharacterSet& oldInherited,
        const CharacterSet& newInherited, const std::string& path)
    {
        const CharacterSet oldSet = characterSetOf(before, oldInherited);
        const CharacterSet newSet = characterSetOf(after, newInherited);
        auto old = before.Begin();
        auto fresh = after.Begin();
        while (old != before.End() || fresh != after.End()) {
            const bool takeOld = fresh == after.End() || (old != before.End() && !(fresh->GetTag() < old->GetTag()));
            const bool takeNew = old == before.End() || (fresh != after.End() && !(old->GetTag() < fresh->GetTag()));
            elements(takeOld ? &*old : nullptr, takeNew ? &*fresh : nullptr, oldSet, newSet, path);
            if (takeOld) ++old;
            if (takeNew) ++fresh;
        }
    }

private:
    void elements(const gdcm::DataElement* old, const gdcm::DataElement* fresh, const CharacterSet& oldSet, const CharacterSet& newSet,
        const std::string& path)
    {
        const gdcm::DataElement& any = old != nullptr ? *old : *fresh;
        const TagNumber tag = number(any.GetTag());
        if (elementOf(tag) == 0) return; // group length
        const gdcm::SequenceOfItems* oldItems = old != nullptr ? sequenceOf(*old) : nullptr;
        const gdcm::SequenceOfItems* newItems = fresh != nullptr ? sequenceOf(*fresh) : nullptr;
        if (oldItems != nullptr && newItems != nullptr) {
            items(*oldItems, *newItems, oldSet, newSet, pathText(path, tag));
            return;
        }
        TagChange change;
        change.path = pathText(path, tag);
        change.keyword = dictionaryKeyword(tag);
        change.vr = vrText(effectiveVr(any));
        change.before = shown(old, oldSet);
        change.after = shown(fresh, newSet);
        const bool equal = old != nullptr && fresh != nullptr && trimmedValue(*old) == trimmedValue(*fresh) && oldItems == newItems;
        change.kind = old == nullptr ? TagChange::Kind::Added
            : fresh == nullptr       ? TagChange::Kind::Removed
            : equal                  ? TagChange::Kind::Kept
                                     : TagChange::Kind::Changed;
        m_out.push_back(std::move(change));
    }

    void items(const gdcm::SequenceOfItems& old, const gdcm::SequenceOfItems& fresh, const CharacterSet& oldSet, const CharacterSet& newSet,
        const std::string& path)
    {
        static const gdcm::DataSet kNone;
        for (std::size_t i = 0; i < std::max(old.Items.size(), fresh.Items.size()); ++i) {
            const gdcm::DataSet& before = i < old.Items.size() ? old.Items[i].GetNestedDataSet() : kNone;
            const gdcm::DataSet& after = i < fresh.Items.size() ? fresh.Items[i].GetNestedDataSet() : kNone;
            dataSets(before, after, oldSet, newSet, path + "[" + std::to_string(i) + "].");
        }
    }

    std::vector<TagChange>& m_out;
};

} // namespace

std::vector<TagChange> tagChanges(const gdcm::File& before, const gdcm::File& after)
{
    std::vector<TagChange> changes;
    Comparison(changes).dataSets(before.GetDataSet(), after.GetDataSet(), CharacterSet(), CharacterSet(), {});
    return changes;
}

} // namespace lobule::deidentify
