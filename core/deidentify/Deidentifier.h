#pragma once

#include "core/base/Result.h"
#include "core/deidentify/Outcome.h"
#include "core/deidentify/Profile.h"
#include "core/deidentify/SiteKey.h"

#include <QByteArrayView>

#include <memory>

namespace gdcm {
class File;
}

namespace lobule::deidentify {

/// De-identifies DICOM instances by the Basic Application Level Confidentiality Profile of PS3.15 annex E with options.
///
/// Deterministic: the same instance, key and profile give the same result in any thread, process and order, because new
/// UIDs and pseudonyms are keyed hashes of the old ones; there is no table of what was mapped to what. Fails closed:
/// what cannot be understood (unknown elements, broken sequences) is dropped and reported, never passed on.
///
/// Pixel data is untouched; whether pixels may show identity is reported as HoldReason.
///
/// Thread: const use from any thread, each with its own gdcm::File (GDCM's reference counts are not atomic).
class Deidentifier {
public:
    Deidentifier(const SiteKey& key, Profile profile);
    ~Deidentifier();
    Deidentifier(Deidentifier&&) noexcept;
    Deidentifier& operator=(Deidentifier&&) noexcept;

    [[nodiscard]] const Profile& profile() const;

    /// Replaces the data set and the file meta information of `file` by de-identified ones. The preamble is zero, the
    /// transfer syntax stays (deflated becomes explicit little endian); write it with gdcm::Writer as it is.
    ///
    /// Errors, on which `file` is left unchanged: LimitExceeded (nesting deeper than 64 levels), Unsupported
    /// (a DICOMDIR), MissingAttribute (nothing but private elements), Malformed. An instance without SOP UIDs gets some, see
    /// completeSopUids().
    [[nodiscard]] Result<Outcome> apply(gdcm::File& file) const;

    /// Searches the bytes of the written file for the identity that apply() found in this instance: names, IDs,
    /// institutions, persons, dates, UIDs, in ASCII, UTF-8, UTF-16, EUC-KR and the declared character sets. Of the
    /// pixel value (which ends the file if apply() saw it) compressed streams are searched for pieces of eight bytes and
    /// more, native samples not at all. Bytes without the pixel value may be given too if apply() did not see it either.
    /// PhiSurvived: something was found; the instance must not be stored. The error's text does not tell what.
    [[nodiscard]] Result<void> verifyBytes(const Outcome& outcome, QByteArrayView fileBytes) const;

    /// Deepest nesting of sequences that is accepted.
    static constexpr int kMaxDepth = 64;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace lobule::deidentify
