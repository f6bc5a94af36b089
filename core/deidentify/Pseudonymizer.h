#pragma once

#include "core/deidentify/SiteKey.h"

#include <QString>

#include <string>
#include <string_view>

namespace lobule::deidentify {

/// Everything that replaces an identifier, computed from the identifier and the site key alone: no table, so that two
/// threads, two processes and two years give the same answer. Without the key nothing can be recomputed or linked.
/// Thread: const use from any thread.
class Pseudonymizer {
public:
    explicit Pseudonymizer(const SiteKey& key);

    /// "P-" and 16 characters of Crockford's base 32 (80 bits) for a patient ID; empty text for an empty ID.
    /// `issuer` is part of the identity when it is not empty.
    [[nodiscard]] std::string patientPseudonym(const QString& patientId, const QString& issuer) const;

    /// A UID below 2.25 (PS3.5 B.2) for a UID: a name-based UUID as a decimal number.
    [[nodiscard]] std::string mapUid(std::string_view uid) const;

    /// Days to add to every date of a patient: -3650..-1, the same for all his data, so that intervals are kept.
    [[nodiscard]] int dateShiftDays(std::string_view pseudonym) const;

    /// Seconds to add to every time of day of a patient, modulo a day: -1800..-60 or 60..1800.
    [[nodiscard]] int timeShiftSeconds(std::string_view pseudonym) const;

    /// 32 hexadecimal digits that are equal for equal text and tell nothing without the key.
    [[nodiscard]] std::string fingerprint(const QString& text) const;

private:
    Secret m_patientKey;
    Secret m_uidKey;
    Secret m_shiftKey;
    Secret m_fingerprintKey;
};

/// True for a UID of the standard itself (SOP classes, transfer syntaxes, coding schemes, well-known frames of reference),
/// which means the same everywhere and must stay: 1.2.840.10008 and below.
[[nodiscard]] bool isStandardUid(std::string_view uid);

} // namespace lobule::deidentify
