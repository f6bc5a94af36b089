#pragma once

#include "core/deidentify/CharacterSet.h"
#include "core/deidentify/Outcome.h"
#include "core/deidentify/PhiTokens.h"

#include <gdcmDataSet.h>

namespace lobule::deidentify {

/// Fourth pass: searches every value that the table let stay for the identity that was taken out elsewhere, and replaces
/// a value that holds some as a whole. Changes `dataSet` in place; its sequences must not be shared with another.
class Sweep {
public:
    Sweep(const PhiTokens& tokens, Outcome& outcome);

    void run(gdcm::DataSet& dataSet);

private:
    void dataSet(gdcm::DataSet& dataSet, const CharacterSet& inherited);
    [[nodiscard]] bool holdsIdentity(const gdcm::DataElement& element, Vr vr, const CharacterSet& characterSet) const;

    const PhiTokens& m_tokens;
    Outcome& m_outcome;
};

} // namespace lobule::deidentify
