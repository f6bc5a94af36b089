#pragma once

#include "core/deidentify/ActionResolver.h"
#include "core/deidentify/CharacterSet.h"
#include "core/deidentify/Outcome.h"
#include "core/deidentify/PhiTokens.h"

#include <gdcmDataSet.h>

#include <string>
#include <vector>

namespace lobule::deidentify {

/// Second pass, over the normalised original: writes down the identity for the vault, and collects at all nesting
/// levels what the profile takes out, so that it can be searched for in what stays.
class IdentityReader {
public:
    IdentityReader(const ActionResolver& resolver, IdentityRecord& identity, PhiTokens& tokens);

    void run(const gdcm::DataSet& dataSet);

private:
    void dataSet(const gdcm::DataSet& in, const CharacterSet& inherited, bool root);
    void collect(const gdcm::DataElement& element, const CharacterSet& characterSet);
    void record(TagNumber tag, const QString& text);

    const ActionResolver& m_resolver;
    IdentityRecord& m_identity;
    PhiTokens& m_tokens;
    std::vector<std::string> m_encodings; ///< Of all character sets declared at any level.
};

/// The character set that holds in a data set: its own (0008,0005), else that of the data set around it.
[[nodiscard]] CharacterSet characterSetOf(const gdcm::DataSet& dataSet, const CharacterSet& inherited);

} // namespace lobule::deidentify
