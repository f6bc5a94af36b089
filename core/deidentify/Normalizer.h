#pragma once

#include "core/base/Result.h"
#include "core/deidentify/ActionTable.h"
#include "core/deidentify/Outcome.h"

#include <gdcmDataSet.h>

#include <set>
#include <string>

namespace lobule::deidentify {

/// First pass: brings a data set as GDCM read it into one form in which the other passes can trust every element.
/// - Sequences that GDCM left as bytes (UN, implicit VR) become sequences, or are dropped when they do not parse.
/// - Group lengths, command, meta and directory elements, and elements that PS3.6 does not know are dropped.
/// - Private elements are dropped unless a profile looks at them later.
/// - Inside sequences that came as implicit VR in an explicit VR file, VRs are filled in.
/// Whatever is dropped is counted and listed by tag in the outcome.
class Normalizer {
public:
    Normalizer(bool explicitVrFile, bool keepPrivate, Outcome& outcome);

    /// Errors: LimitExceeded when sequences nest deeper than Deidentifier::kMaxDepth.
    [[nodiscard]] Result<void> run(const gdcm::DataSet& in, gdcm::DataSet& out);

private:
    [[nodiscard]] Result<void> dataSet(const gdcm::DataSet& in, gdcm::DataSet& out, bool implicitVr, int depth, const std::string& path);
    [[nodiscard]] Result<void> element(
        const gdcm::DataElement& in, gdcm::DataSet& out, bool implicitVr, int depth, const std::string& path);
    [[nodiscard]] Result<void> sequence(
        const gdcm::DataElement& in, gdcm::DataSet& out, bool implicitVr, int depth, const std::string& path);
    [[nodiscard]] bool admit(TagNumber tag, const std::string& path);
    void drop(TagNumber tag, const std::string& path, const char* why);

    std::set<TagNumber> m_privateTags;
    bool m_explicitVrFile;
    bool m_keepPrivate;
    Outcome& m_outcome;
};

} // namespace lobule::deidentify
