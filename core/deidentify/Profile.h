#pragma once

#include "core/base/Result.h"
#include "core/deidentify/ActionTable.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lobule::deidentify {

/// A private attribute that may stay under the Retain Safe Private Option (PS3.15 E.3.10).
struct SafePrivateAttribute {
    std::uint16_t group = 0; ///< Odd.
    std::string creator; ///< Private creator, compared without case and outer spaces.
    std::uint8_t element = 0; ///< Lower byte of the element number; the upper byte is the block.
};

/// Which options of PS3.15 E.3 are added to the Basic Application Level Confidentiality Profile. A plain value.
struct Profile {
    bool retainModifiedDates = false; ///< Dates shifted by whole days, constant for a patient (113107).
    bool retainDevice = false; ///< 113109
    bool retainPatientCharacteristics = false; ///< Age (capped at 90 years), sex, size, weight ... (113108)
    bool retainInstitution = false; ///< 113112
    bool cleanDescriptors = false; ///< Descriptions kept as far as their words are known to be safe (113105).
    bool retainSafePrivate = false; ///< The attributes of `safePrivate` stay (113111).
    /// Filled by fromName() with the list of resources/deidentify/safe_private.txt; a hospital may have its own.
    std::vector<SafePrivateAttribute> safePrivate;
    /// Makes Issuer of Patient ID part of the patient's identity. Off by default: the same ID occurs with and without its
    /// issuer within one study, and the patient would fall in two. On for archives that hold several hospitals' IDs.
    bool separateIssuers = false;

    [[nodiscard]] bool has(OptionColumn column) const;

    /// Name as in `--profile`: "basic" and, joined by commas, the words of optionWords() and "separate-issuers", which is no
    /// option of PS3.15. Misuse, with the word as its argument, for an unknown one.
    [[nodiscard]] static Result<Profile> fromName(std::string_view name);
    [[nodiscard]] std::string name() const;
    /// "modified-dates", "device", "patient-characteristics", "institution", "clean-descriptors", "safe-private".
    [[nodiscard]] static std::vector<std::string_view> optionWords();

    /// A code of CID 7050, De-identification Method.
    struct MethodCode {
        const char* value;
        const char* meaning;
    };
    /// The codes that describe this profile, the basic profile first.
    [[nodiscard]] std::vector<MethodCode> methodCodes() const;
};

/// Which copy of PS3.15 table E.1-1 was compiled in.
struct TableEdition {
    int rows = 0;
    const char* sha256 = ""; ///< Of the machine-readable table that resources/deidentify/profile.tsv was generated from.
};
[[nodiscard]] TableEdition tableEdition();

/// The whitelist that comes with Lobule.
[[nodiscard]] const std::vector<SafePrivateAttribute>& defaultSafePrivateList();

/// Reads a whitelist: one `GGGG,"CREATOR",EE` a line, `#` starts a comment. Malformed for any other line: "line N".
[[nodiscard]] Result<std::vector<SafePrivateAttribute>> parseSafePrivateList(std::string_view text);

} // namespace lobule::deidentify
