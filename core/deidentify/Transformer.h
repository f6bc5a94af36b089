#pragma once

#include "core/deidentify/ActionResolver.h"
#include "core/deidentify/CharacterSet.h"
#include "core/deidentify/DateShift.h"
#include "core/deidentify/Outcome.h"
#include "core/deidentify/PhiTokens.h"
#include "core/deidentify/Profile.h"
#include "core/deidentify/Pseudonymizer.h"

#include <gdcmDataSet.h>

namespace lobule::deidentify {

/// What the later passes need to know about the instance.
struct InstanceContext {
    const Pseudonymizer& pseudonymizer;
    const Profile& profile;
    const ActionResolver& resolver;
    std::string pseudonym;
    DateShift shift;
};

/// Third pass: carries the action of every element out, at every level, into a new data set.
class Transformer {
public:
    Transformer(const InstanceContext& context, PhiTokens& tokens, Outcome& outcome);

    void run(const gdcm::DataSet& in, gdcm::DataSet& out);

private:
    void dataSet(const gdcm::DataSet& in, gdcm::DataSet& out, const CharacterSet& inherited, bool root);
    void element(const gdcm::DataElement& in, gdcm::DataSet& out, const CharacterSet& characterSet, bool root);
    void keepByOption(const gdcm::DataElement& in, gdcm::DataSet& out, const CharacterSet& characterSet, Vr vr);
    void keep(const gdcm::DataElement& in, gdcm::DataSet& out, const CharacterSet& characterSet, Vr vr);
    void privateElement(const gdcm::DataElement& in, const gdcm::DataSet& around, gdcm::DataSet& out, const CharacterSet& characterSet);
    void sequence(const gdcm::DataElement& in, gdcm::DataSet& out, const CharacterSet& characterSet);
    [[nodiscard]] bool patientElement(const gdcm::DataElement& in, gdcm::DataSet& out, const CharacterSet& characterSet, bool root);
    [[nodiscard]] bool shiftDate(const gdcm::DataElement& in, gdcm::DataSet& out, Vr vr);
    void cleanText(const gdcm::DataElement& in, gdcm::DataSet& out, const CharacterSet& characterSet, Vr vr);
    [[nodiscard]] bool holdsKnownUid(std::string_view values) const;
    [[nodiscard]] gdcm::DataElement mapped(const gdcm::DataElement& in);
    void count(Outcome::Count what) { ++m_outcome.counts[what]; }

    const InstanceContext& m_context;
    PhiTokens& m_tokens;
    Outcome& m_outcome;
};

} // namespace lobule::deidentify
